import type { Prepared } from '../api/types.ts'

/**
 * What the page asks the contracts to do, as `POST /v1/transactions` takes it: amounts and ids are decimal strings,
 * indexes, ticks, basis points and seconds numbers, an item `collection/tokenId`.
 */
export type Call =
  // vault factory
  | {
    type: 'create'; items: readonly string[]; totalShares: string; paymentToken: string; vaultName: string
    symbol: string
  }
  // loan book
  | { type: 'open'; vault: string; offers: readonly SignedOffer[]; receiver: string }
  | { type: 'repay'; vault: string; amount: string }
  | { type: 'repayAndRedeem'; vault: string; to: string; leftBehind: number }
  | { type: 'flag'; vault: string }
  | { type: 'unflag'; vault: string }
  | { type: 'withdraw'; loan: string; lender: string; to: string }
  | { type: 'movePosition'; loan: string; to: string }
  | { type: 'cancelOffers' }
  // Dutch auction
  | { type: 'kick'; vault: string }
  | { type: 'take'; auction: string; itemIndex: number; maxPrice: string; receiver: string; deadline: number }
  | {
    type: 'takeNet'; auction: string; itemIndex: number; maxPrice: string; shares: string; receiver: string
    deadline: number
  }
  | { type: 'redo'; auction: string }
  | { type: 'toBatch'; auction: string }
  | { type: 'cure'; auction: string }
  | { type: 'redeemEquity'; auction: string }
  | { type: 'writeOff'; auction: string; itemIndex: number }
  | { type: 'collect'; auction: string; line: Line; to: string }
  | { type: 'collectRoyalty'; auction: string; itemIndex: number; to: string }
  // batch auction
  | { type: 'bid'; auction: string; tick: number; quantity: string }
  | { type: 'bidRollover'; auction: string; tick: number; quantity: string; shares: string; maxEscrow: string }
  | { type: 'bidWhole'; auction: string; amount: string }
  | { type: 'close'; auction: string }
  | { type: 'claimBid'; auction: string; bidId: number; to: string }
  | { type: 'formSeries'; auction: string }
  | { type: 'deliver'; auction: string; itemIndex: number; to: string }
  | { type: 'claimSeries'; auction: string; lender: string; to: string }
  // sealed bids
  | { type: 'commit'; auction: string; commitment: string; deposit: string }
  | {
    type: 'reveal'; auction: string; kind: BidKind; tick: number; quantity: string; shares: string; salt: string
  }
  | { type: 'returnDeposit'; auction: string; bidder: string; commitment: string }
  // insurance fund
  | { type: 'collectTip'; auction: string; line: Line; to: string }
  // vault
  | { type: 'redeem'; vault: string; to: string; leftBehind: number }
  | { type: 'claim'; vault: string; shares: string; to: string }
  | { type: 'transferShares'; vault: string; to: string; shares: string }
  // tokens and collections around the protocol
  | { type: 'approveToken'; token: string; spender: string; amount: string }
  | { type: 'approveCollection'; collection: string; spender: string; approved: boolean }
  | { type: 'depositEther'; token: string; amount: string }

export type CallType = Call['type']

export type CallOf<T extends CallType> = Extract<Call, { type: T }>

export type Line = 'Keeper' | 'RedoKeeper' | 'Insurance' | 'Fee' | 'Royalty'

export type BidKind = 'Parts' | 'Rollover' | 'Whole'

/** In the order of the contract's enum. */
export const lines: readonly Line[] = ['Keeper', 'RedoKeeper', 'Insurance', 'Fee', 'Royalty']

/** In the order of the contract's enum. */
export const bidKinds: readonly BidKind[] = ['Parts', 'Rollover', 'Whole']

/** What a lender offers; frozen when a loan opens on it. */
export interface LoanTerms {
  readonly rateBps: number
  readonly lateRateBps: number
  readonly dueAt: number
  readonly graceSeconds: number
  readonly cureSeconds: number
  readonly confirmSeconds: number
  readonly maxLtvBps: number
  readonly cureLtvBps: number
  readonly liquidationLtvBps: number
  readonly penaltyBps: number
  readonly conversionBps: number
  readonly auctionSeconds: number
  /** A sum of maturity only 1, backstop 2, sealed bids 4. */
  readonly options: number
}

export interface LoanOffer {
  readonly lender: string
  readonly vault: string
  readonly principal: string
  readonly terms: LoanTerms
  readonly epoch: string
  readonly salt: string
  readonly validUntil: number
}

export interface SignedOffer {
  readonly payload: LoanOffer
  readonly signer: string
  readonly signature: string
}

export type NeededApproval = Prepared['approvals'][number]

/** A refusal with the contract's name and its numbers. */
export interface Refusal {
  readonly code: string
  readonly detail: string
  readonly next?: string
  readonly [number: string]: unknown
}
