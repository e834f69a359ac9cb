import type { AuctionPhase, Dutch, DutchItem } from '../api/types.ts'

/** Where a round is: before its start, selling, run out and waiting for the next step, or ended for good. */
export type Phase = 'ahead' | 'open' | 'over' | 'ended'

export function phaseOf({ startsAt, endsAt }: Dutch, status: AuctionPhase, now: number | undefined): Phase {
  if (status === 'ended') return 'ended'
  const at = now ?? startsAt.unix
  if (at < startsAt.unix) return 'ahead'
  return at < endsAt.unix ? 'open' : 'over'
}

/** The part of the price that falls on one item. */
export interface Weights {
  readonly own: bigint
  readonly all: bigint
}

export function weightsOf(items: readonly DutchItem[], index: number): Weights {
  const all = items.reduce((sum, { weight }) => sum + BigInt(weight), 0n)
  return { own: BigInt(items[index]?.weight ?? '0'), all }
}

/** An item's part of a price for all, rounded up for the seller as the contract does; to be drawn, not to be paid. */
export const scaled = (price: bigint, { own, all }: Weights): bigint =>
  all === 0n ? price : (price * own + all - 1n) / all
