/** Bids to sign, and the numbers of a batch auction that they need. */
import type { Batch } from './schema.ts'

/** The last limit price that a bid may name. */
const TOP_TICK = 65_535

/** A bid to sign: all that the contract will hold its owner to. */
export interface BidOrder {
  /** Id of the auction. */
  readonly auction: string
  readonly isWhole: boolean
  /** The limit of a bid for units; of a bid for the whole it means nothing. */
  readonly tick: number
  /** Units; wei for the whole. */
  readonly quantity: bigint
  /** Unix seconds by the chain's clock: from then on the bid is dead wherever it is. */
  readonly deadline: number
  /** A number the owner has not used; the number of a bid that was not relayed yet replaces that bid. */
  readonly nonce: bigint
  /** Who pays and gets, when it is a contract whose signer signs (EIP-1271); the signer without it. */
  readonly owner?: string
}

/** Orders with a random nonce: the same order handed in again, in another process too, is one bid. */
export const BidOrder = {
  /**
   * A bid for units of the new series.
   * @param tick the limit: see `tickAt`
   * @param units at least the batch's least quantity
   */
  parts: (auction: string, tick: number, units: bigint, deadline: number): BidOrder =>
    order({ auction, isWhole: false, tick, quantity: units, deadline }),
  /**
   * A bid for the items themselves.
   * @param amount wei: at least the batch's least whole
   */
  whole: (auction: string, amount: bigint, deadline: number): BidOrder =>
    order({ auction, isWhole: true, tick: 0, quantity: amount, deadline }),
}

type Prices = Pick<Batch, 'reservePrice' | 'tickSize' | 'topTick'>

/** Wei for the whole supply at a tick. */
export const priceOf = ({ reservePrice, tickSize }: Prices, tick: number): bigint =>
  BigInt(reservePrice) + BigInt(tickSize) * BigInt(tick)

/** The highest tick whose price is at most the limit, wei for the whole supply; none below the reserve price. */
export function tickAt(batch: Prices, limit: bigint): number | undefined {
  if (limit < BigInt(batch.reservePrice)) return undefined
  const tick = (limit - BigInt(batch.reservePrice)) / BigInt(batch.tickSize)
  return tick < BigInt(batch.topTick) ? Number(tick) : batch.topTick
}

/** What a bid deposits: its units at its own limit, wei, rounded up. */
export const escrowUp = (batch: Prices & Pick<Batch, 'supply'>, tick: number, units: bigint): bigint =>
  (units * priceOf(batch, tick) + BigInt(batch.supply) - 1n) / BigInt(batch.supply)

/** @throws RangeError for what no contract takes. */
function order(bid: Omit<BidOrder, 'nonce'>): BidOrder {
  if (!Number.isInteger(bid.tick) || bid.tick < 0 || bid.tick > TOP_TICK)
    throw new RangeError(`tick ${bid.tick} is not one of 0 to ${TOP_TICK}`)
  if (bid.quantity < 1n || bid.quantity >> 128n > 0n)
    throw new RangeError(`quantity ${bid.quantity} is not one of 1 to 2^128-1`)
  const [high, low] = crypto.getRandomValues(new BigUint64Array(2)) as unknown as [bigint, bigint]
  return { ...bid, nonce: (high << 64n) | low }
}
