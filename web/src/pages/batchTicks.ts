import { mulDivDown, mulDivUp } from '../units/ratio.ts'

/** The limit prices of a batch: the reserve price and equal steps up, all for the whole lot, wei. */
export interface Grid {
  readonly reservePrice: bigint
  readonly tickSize: bigint
  readonly topTick: number
}

/** A price on the grid. */
export type Found =
  | { readonly ok: true, readonly tick: number, readonly price: bigint, readonly isExact: boolean }
  | { readonly ok: false, readonly fault: 'belowReserve' | 'aboveTop', readonly limit: bigint }

export const priceOf = ({ reservePrice, tickSize }: Grid, tick: number): bigint => reservePrice + tickSize * BigInt(tick)

/** The highest tick at or below a price: a limit is never above what somebody typed. */
export function tickOf(grid: Grid, price: bigint): Found {
  const { reservePrice, tickSize, topTick } = grid
  if (price < reservePrice) return { ok: false, fault: 'belowReserve', limit: reservePrice }
  const tick = (price - reservePrice) / tickSize
  const top = priceOf(grid, topTick)
  if (tick > BigInt(topTick)) return { ok: false, fault: 'aboveTop', limit: top }
  const found = priceOf(grid, Number(tick))
  return { ok: true, tick: Number(tick), price: found, isExact: found === price }
}

/** Decimals of a percentage that are taken: a millionth of a percent. */
const PERCENT_DECIMALS = 6

/** Units for a percentage of the supply, rounded down; nothing when the text is no percentage of 0 to 100. */
export function unitsOfPercent(text: string, supply: bigint): bigint | undefined {
  const found = /^(\d{1,3})(?:\.(\d{1,6}))?$/.exec(text.trim())
  if (!found) return undefined
  const [, whole = '', fraction = ''] = found
  const scaled = BigInt(whole + fraction.padEnd(PERCENT_DECIMALS, '0'))
  const full = 100n * 10n ** BigInt(PERCENT_DECIMALS)
  return scaled > full ? undefined : mulDivDown(supply, scaled, full)
}

/** What a bid for units deposits: its quantity at its own limit, rounded up for the seller. */
export const escrowUp = (quantity: bigint, price: bigint, supply: bigint): bigint => mulDivUp(quantity, price, supply)

/** A deposit that says less about the bid behind it: the escrow rounded up to one significant digit more than half. */
export function roundDeposit(escrow: bigint): bigint {
  if (escrow <= 0n) return 0n
  const digits = escrow.toString().length
  const step = 10n ** BigInt(Math.max(0, digits - 1))
  return ((escrow + step - 1n) / step) * step
}
