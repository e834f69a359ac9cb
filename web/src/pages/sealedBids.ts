import type { BidKind } from '../transactions/calls.ts'
import type { SealedBid } from '../transactions/hashing.ts'

/** A bid that was committed: without these members nobody, not even its bidder, can reveal it. */
export interface KeptBid extends SealedBid {
  readonly chainId: number
  readonly commitment: string
  /** Wei. */
  readonly deposit: string
}

/** One key for each auction, so that a bidder of many is not told about the others. */
const keyOf = (auction: string): string => `sealed:${auction}`

export function keptBids(store: Storage, auction: string, bidder: string): KeptBid[] {
  const text = store.getItem(keyOf(auction))
  const kept = text === null ? [] : readAll(text)
  return kept.filter((bid) => bid.bidder.toLowerCase() === bidder.toLowerCase())
}

export function keepBid(store: Storage, bid: KeptBid): void {
  const text = store.getItem(keyOf(bid.auction))
  const others = (text === null ? [] : readAll(text)).filter(({ commitment }) => commitment !== bid.commitment)
  store.setItem(keyOf(bid.auction), JSON.stringify([...others, bid]))
}

export const forgetBid = (store: Storage, bid: KeptBid): void => {
  const rest = readAll(store.getItem(keyOf(bid.auction)) ?? '[]').filter(({ commitment }) => commitment !== bid.commitment)
  store.setItem(keyOf(bid.auction), JSON.stringify(rest))
}

/** The text that a bidder saves; `fromText` reads it back. */
export const toText = (bid: KeptBid): string => `${JSON.stringify(bid, null, 2)}\n`

/** A bid from a saved text; nothing when it is none. */
export function fromText(text: string): KeptBid | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isKept(value) ? value : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

function readAll(text: string): KeptBid[] {
  try {
    const value: unknown = JSON.parse(text)
    return Array.isArray(value) ? value.filter(isKept) : []
  } catch (error) {
    if (error instanceof SyntaxError) return []
    throw error
  }
}

const KINDS: readonly BidKind[] = ['Parts', 'Rollover', 'Whole']

const isDigits = (value: unknown): boolean => typeof value === 'string' && /^(0|[1-9][0-9]{0,77})$/.test(value)

function isKept(value: unknown): value is KeptBid {
  if (typeof value !== 'object' || value === null) return false
  const bid = value as Partial<KeptBid>
  return [bid.auction, bid.quantity, bid.shares, bid.salt, bid.deposit].every(isDigits)
    && typeof bid.bidder === 'string' && /^0x[0-9a-fA-F]{40}$/.test(bid.bidder)
    && typeof bid.commitment === 'string' && /^0x[0-9a-f]{64}$/.test(bid.commitment)
    && KINDS.includes(bid.kind as BidKind) && Number.isSafeInteger(bid.tick) && Number.isSafeInteger(bid.chainId)
}
