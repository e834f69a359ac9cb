/**
 * The chain's time, from what the server says and a monotonic stopwatch; the device's clock is never asked.
 *
 * A block's own time is the newest moment we know for sure. Between blocks the stopwatch runs on. The server's `Date`
 * header tells how old the block was when we heard of it, as long as the chain keeps real time; a chain that was moved
 * in time (a demo, a test) is followed by its blocks alone.
 */
import { signal } from '@preact/signals'

/** Seconds that server time may be ahead of the newest block and still be taken for the chain's time. */
const MOST_BETWEEN_BLOCKS = 120

/** What to add to the stopwatch, seconds; none before the first message. */
let offset: number | undefined
let newestBlock = -1

/** Ticks once a second while somebody looks: what shows a remaining time reads it. */
export const second = signal(0)

const stopwatch = (): number => performance.now() / 1000

/** A block that the server told us about. */
export interface Seen {
  readonly block: number
  /** The block's time, unix seconds. */
  readonly at: number
  /** The answer's `Date` header, unix seconds. */
  readonly date?: number
}

export function observe({ block, at, date }: Seen): void {
  if (block < newestBlock) return
  const known = block === newestBlock
  newestBlock = block
  const fromDate = date !== undefined && date >= at && date - at <= MOST_BETWEEN_BLOCKS ? date : undefined
  if (fromDate !== undefined) {
    setNow(fromDate)
  } else if (!known) {
    const estimate = now()
    if (estimate === undefined || estimate < at || estimate - at > MOST_BETWEEN_BLOCKS) setNow(at)
  }
}

/** Unix seconds on the chain now, with a fraction; none before the server spoke. */
export function now(): number | undefined {
  return offset === undefined ? undefined : stopwatch() + offset
}

/** Whole seconds from now to a moment, never below 0; none before the server spoke. Reads the tick. */
export function secondsUntil(unix: number): number | undefined {
  second.value
  const at = now()
  return at === undefined ? undefined : Math.max(0, Math.ceil(unix - at))
}

export function startTicking(): void {
  setInterval(() => {
    second.value++
  }, 1000)
}

/** For tests: as if nothing was ever heard. */
export function forget(): void {
  offset = undefined
  newestBlock = -1
}

function setNow(unix: number): void {
  offset = unix - stopwatch()
}
