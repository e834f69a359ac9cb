import type { Batch } from '../api/types.ts'

/** Where a batch auction is: taking bids, commitments or reveals, over but not closed, or ended. */
export type Stage = 'bidding' | 'committing' | 'revealing' | 'over' | 'ended'

export function stageOf({ status, endsAt, revealsFrom }: Batch, now: number | undefined): Stage {
  if (status !== 'bidding' && status !== 'sealed') return 'ended'
  const at = now ?? 0
  if (at >= endsAt.unix) return 'over'
  if (status === 'bidding') return 'bidding'
  return revealsFrom && at >= revealsFrom.unix ? 'revealing' : 'committing'
}

export const isBidding = (stage: Stage): boolean => stage === 'bidding' || stage === 'revealing'
