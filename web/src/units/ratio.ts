/** Parts of amounts, with the direction of rounding in the name. */

/** Floor of a * b / divisor. */
export const mulDivDown = (a: bigint, b: bigint, divisor: bigint): bigint => (a * b) / divisor

/** Ceiling of a * b / divisor, for numbers that are not negative. */
export const mulDivUp = (a: bigint, b: bigint, divisor: bigint): bigint => (a * b + divisor - 1n) / divisor

/** A part of a whole in bps, floored and at most `most`: for drawing and for words, never for money. */
export function bpsOf(part: bigint, whole: bigint, most = 1_000_000): number {
  if (whole <= 0n) return 0
  const bps = (part * 10_000n) / whole
  return bps > BigInt(most) ? most : Number(bps)
}
