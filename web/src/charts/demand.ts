import type { Span } from './scale.ts'
import type { Corner } from './steps.ts'

/** What is bid at one limit price: the units of all bids there. */
export interface Level {
  readonly tick: number
  readonly price: bigint
  readonly quantity: bigint
}

/** What a book is sold against. Prices are wei for the whole lot, quantities units. */
export interface Market {
  readonly supply: bigint
  readonly reservePrice: bigint
  readonly tickSize: bigint
}

/** What a book of bids comes to. */
export interface Cleared {
  /** The lowest tick that gets units; undefined while the bids take less than the supply. */
  readonly margin: number | undefined
  readonly price: bigint
  readonly sold: bigint
  /** What the units sold raise together, rounded down. */
  readonly proceeds: bigint
}

export const priceOfTick = (market: Market, tick: number): bigint =>
  market.reservePrice + market.tickSize * BigInt(tick)

/** Highest limit first, one level for each tick. */
export function levelsOf(steps: readonly Level[]): Level[] {
  const byTick = new Map<number, Level>()
  for (const step of steps) {
    const known = byTick.get(step.tick)
    byTick.set(step.tick, known ? { ...known, quantity: known.quantity + step.quantity } : step)
  }
  return [...byTick.values()].filter((level) => level.quantity > 0n).sort((left, right) => right.tick - left.tick)
}

/** The book with a bid that nobody has placed yet. */
export function withDraft(levels: readonly Level[], market: Market, tick: number, quantity: bigint): Level[] {
  return levelsOf([...levels, { tick, price: priceOfTick(market, tick), quantity }])
}

/** The highest tick at and above which the bids take the whole supply; else everything at the reserve price. */
export function clear(levels: readonly Level[], market: Market): Cleared {
  let sum = 0n
  for (const level of levels) {
    sum += level.quantity
    if (sum >= market.supply) return cleared(market, level.tick, level.price, market.supply)
  }
  return cleared(market, undefined, market.reservePrice, sum)
}

/** Units a bid at the end of its tick's queue gets: all above the margin, none below, its part at the margin. */
export function fillOf(levels: readonly Level[], market: Market, tick: number, quantity: bigint): bigint {
  const { margin } = clear(levels, market)
  if (margin === undefined || tick > margin) return quantity
  if (tick < margin) return 0n
  const above = levels.filter((level) => level.tick > margin).reduce((sum, level) => sum + level.quantity, 0n)
  const atMargin = levels.find((level) => level.tick === margin)?.quantity ?? quantity
  const left = market.supply - above
  return left - ((atMargin - quantity) * left) / atMargin
}

/**
 * Demand as a staircase over the price: at each price the units of all bids that would still buy there. It falls to
 * the right, so a corner lies just above each limit.
 */
export function demandCorners(levels: readonly Level[], market: Market): Corner[] {
  const ascending = [...levels].reverse()
  let left = levels.reduce((sum, level) => sum + level.quantity, 0n)
  const corners: Corner[] = [{ x: market.reservePrice, y: left }]
  for (const level of ascending) {
    left -= level.quantity
    corners.push({ x: level.price + 1n, y: left })
  }
  return corners
}

/** Levels on each side of the clearing price that the first view shows. */
const LEVELS_AROUND = 4

/** Ticks on each side that it shows at least, so that one lonely bid is not drawn as a cliff. */
const TICKS_AROUND = 20n

/** Prices around the clearing price, wide enough for the nearest levels and for every price of special interest. */
export function zoom(levels: readonly Level[], market: Market, price: bigint, others: readonly bigint[]): Span {
  const above = levels.filter((level) => level.price > price).map((level) => level.price).reverse()
  const below = levels.filter((level) => level.price < price).map((level) => level.price)
  const margin = market.tickSize * TICKS_AROUND
  let low = below[Math.min(LEVELS_AROUND, below.length) - 1] ?? price
  let high = above[Math.min(LEVELS_AROUND, above.length) - 1] ?? price
  for (const other of others) {
    if (other < low) low = other
    if (other > high) high = other
  }
  low -= margin
  return { low: low < market.reservePrice ? market.reservePrice : low, high: high + margin }
}

/** All prices of the book, from the reserve price to a little above the best limit. */
export function wholeBook(levels: readonly Level[], market: Market, others: readonly bigint[]): Span {
  const highest = [...levels.map((level) => level.price), ...others, market.reservePrice]
    .reduce((left, right) => (left > right ? left : right))
  return { low: market.reservePrice, high: highest + market.tickSize * TICKS_AROUND }
}

/** What parts and whole bring, as parts of the larger one in hundredths of a percent, for the bar. */
export function compared(parts: bigint, whole: bigint): { parts: number; whole: number } {
  const larger = parts > whole ? parts : whole
  if (larger === 0n) return { parts: 0, whole: 0 }
  return { parts: Number((parts * 10_000n) / larger), whole: Number((whole * 10_000n) / larger) }
}

const cleared = (market: Market, margin: number | undefined, price: bigint, sold: bigint): Cleared => ({
  margin, price, sold, proceeds: market.supply === 0n ? 0n : (sold * price) / market.supply,
})
