import { faultOf, type Provider } from '../wallet/eip1193.ts'
import type { Refusal } from './calls.ts'
import { advance, isOver, type Sent } from './progress.ts'
import { look, revertOf } from './sighting.ts'

/** Milliseconds between looks: the first, and the longest when nothing moves. */
const FIRST_WAIT = 1_000
const LONGEST_WAIT = 15_000

/** Of the wait after the last look. */
const BACK_OFF = 1.5

/** Looks in a row that the wallet's node may refuse before the tracker says so. */
const FAULTS_UNTIL_TOLD = 3

export interface Tracker {
  readonly provider: Provider
  /** Each new state; a fault when the node cannot be asked, nothing once it can again. */
  readonly tell: (sent: Sent, fault?: string) => void
  /** Waits so many milliseconds, or less when there is news of the chain; rejects when it is stopped. */
  readonly wait: (milliseconds: number) => Promise<void>
  /** What a revert says. */
  readonly read: (data: string) => Promise<Refusal | undefined>
  readonly stop: AbortSignal
}

/** Follows a transaction until nothing can change any more: each look tells its state, waits grow while it rests. */
export async function follow(start: Sent, tracker: Tracker): Promise<void> {
  let sent = start
  let [wait, faults] = [FIRST_WAIT, 0]
  while (!tracker.stop.aborted && !isOver(sent)) {
    const before = sent
    try {
      sent = await withReason(advance(sent, await look(tracker.provider, sent)), tracker)
      if (tracker.stop.aborted) return
      if (faults > 0 || !isSame(before, sent)) tracker.tell(sent)
      faults = 0
    } catch (error) {
      if (tracker.stop.aborted) return
      faults++
      if (faults === FAULTS_UNTIL_TOLD) tracker.tell(sent, faultOf(error).message)
    }
    wait = isSame(before, sent) ? Math.min(LONGEST_WAIT, wait * BACK_OFF) : FIRST_WAIT
    if (!isOver(sent)) await tracker.wait(wait)
  }
}

async function withReason(sent: Sent, tracker: Tracker): Promise<Sent> {
  if (sent.state.is !== 'failed' || sent.state.reason) return sent
  const data = await revertOf(tracker.provider, sent, sent.state.block)
  const reason = data ? await tracker.read(data) : undefined
  return reason ? { ...sent, state: { ...sent.state, reason } } : sent
}

const isSame = (left: Sent, right: Sent): boolean => JSON.stringify(left) === JSON.stringify(right)
