import { spanOf, widened, type Span } from './scale.ts'
import type { Corner } from './steps.ts'

/** A whole Dutch round as the API tells it: prices in wei, times in unix seconds. */
export interface Round {
  readonly stepSeconds: number
  readonly startsAt: number
  readonly endsAt: number
  readonly points: readonly { readonly at: number; readonly price: bigint }[]
}

/** When a falling price comes down to a limit. */
export type Reach =
  | { readonly when: 'already' }
  | { readonly when: 'at'; readonly at: number }
  | { readonly when: 'never'; readonly lowest: bigint }

export const cornersOf = (round: Round): Corner[] =>
  round.points.map((point) => ({ x: BigInt(point.at), y: point.price }))

/**
 * The first moment at which the price is at or below the limit. A round of more steps than the curve has points is
 * thinned out: inside a gap the price is taken to fall evenly, so the answer is within one gap of the exact one.
 */
export function reachOf(round: Round, limit: bigint, now: number): Reach {
  const { points } = round
  const last = points[points.length - 1]
  if (!last || last.price > limit) return { when: 'never', lowest: last?.price ?? 0n }
  const index = points.findIndex((point) => point.price <= limit)
  const [before, after] = [points[index - 1], points[index]]
  if (!after) return { when: 'never', lowest: last.price }
  const at = before ? momentBetween(before, after, limit, round.stepSeconds) : after.at
  return at <= now ? { when: 'already' } : { when: 'at', at }
}

/** Prices to show: the round's own, and the lines drawn across it when they lie near enough not to flatten it. */
export function priceSpan(round: Round, lines: readonly (bigint | undefined)[]): Span {
  const prices = round.points.map((point) => point.price)
  const highest = spanOf(prices).high
  const near = lines.filter((line): line is bigint => line !== undefined && line <= highest * 2n)
  return widened(spanOf([...prices, ...near]), 5n)
}

/** What is left of a round: drawn alone it is not flattened by the steep beginning. */
export function restOf(round: Round, now: number): Round {
  const first = round.points.findLastIndex(({ at }) => at <= now)
  const points = round.points.slice(Math.max(0, first))
  return { ...round, startsAt: points[0]?.at ?? round.startsAt, points }
}

/** Seconds of the round, from its start to its end. */
export const timeSpan = (round: Round): Span => ({ low: BigInt(round.startsAt), high: BigInt(round.endsAt) })

function momentBetween(
  before: { at: number; price: bigint }, after: { at: number; price: bigint }, limit: bigint, step: number,
): number {
  const gap = after.at - before.at
  const fall = before.price - after.price
  if (gap <= step || fall <= 0n) return after.at
  const needed = before.price - limit
  const seconds = Number((BigInt(gap) * needed + fall - 1n) / fall)
  const whole = Math.ceil(seconds / step) * step
  return Math.min(after.at, before.at + whole)
}
