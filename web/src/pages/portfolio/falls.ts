import type { Health } from '../../api/types.ts'

/**
 * How far values may fall before a loan can be called, in bps, floored: a little less than the truth. Nothing without
 * an appraisal, 0 when it can be called now.
 */
export function fallUntilCallable({
  ltvBps,
  liquidationLtvBps,
}: Pick<Health, 'ltvBps' | 'liquidationLtvBps'>): number | undefined {
  if (ltvBps === null) return undefined
  return Math.max(0, Math.floor((10_000 * (liquidationLtvBps - ltvBps)) / liquidationLtvBps))
}
