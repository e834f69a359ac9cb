import { Amount } from '../parts/Amount.tsx'
import { say } from '../text/index.ts'
import type { Subject } from './flow.ts'

/** A tick with the price it stands for. */
export function TickPrice({ of, subject }: { of: bigint, subject: Subject }) {
  const batch = subject.auction?.batch
  if (!batch) return <>{String(of)}</>
  const price = BigInt(batch.reservePrice) + BigInt(batch.tickSize) * of
  const amount = <Amount of={price} token={subject.vault?.paymentToken} exact />
  return <>{say('calls.tickPrice', { tick: String(of), price: amount })}</>
}
