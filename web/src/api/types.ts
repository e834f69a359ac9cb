/** The resources of docs/api.md. Amounts are decimal strings of base units; they become BigInt, never Number. */

export type Amount = string
export type Address = string
export type Hex = string
export type Finality = 'pending' | 'finalized'

export interface Moment {
  readonly rfc3339: string
  readonly unix: number
}

export interface AsOf {
  readonly block: number
  readonly hash: Hex
  readonly at: Moment
  readonly finality: Finality
  readonly seq: number
}

export interface Head {
  readonly block: number
  readonly hash: Hex
  readonly at: Moment
  readonly finality: Finality
  readonly priceNow?: Amount | null
}

export interface PaymentToken {
  readonly address: Address
  readonly symbol: string
  readonly decimals: number
}

export interface Deployment {
  readonly asOf: AsOf
  readonly chainId: number
  readonly contracts: Readonly<Record<
    'vaultFactory' | 'loanBook' | 'dutchAuction' | 'batchAuction' | 'sealedBids' | 'insuranceFund' | 'appraisalOracle',
    Address>>
  readonly paymentTokens: readonly PaymentToken[]
  readonly feeRecipient: Address
}

// ---- vaults

export type VaultState = 'Open' | 'Loaned' | 'MarginCall' | 'Dutch' | 'Batch' | 'Settled' | 'Converted' | 'Redeemed'
export type HealthWord = 'healthy' | 'watch' | 'flaggable' | 'due' | 'liquidating'

export interface Item {
  readonly collection: Address
  readonly tokenId: string
  readonly inCustody: boolean
  readonly appraisal?: Amount | null
}

export interface Health {
  readonly ltvBps: number | null
  readonly liquidationLtvBps: number
  readonly word: HealthWord
  readonly collateral: Amount
}

export interface Lender {
  readonly account: Address
  readonly units: Amount
  readonly withdrawn: Amount
  readonly withdrawable: Amount
}

export interface Loan {
  readonly id: string
  readonly debt: Amount
  readonly principal: Amount
  readonly rateBps: number
  readonly maxLtvBps?: number
  readonly liquidationLtvBps: number
  readonly dueAt: Moment
  readonly options: readonly string[]
  readonly flaggedAt?: Moment | null
  readonly health?: Health | null
  readonly borrower?: Address
  readonly lenders?: readonly Lender[]
}

export interface Vault {
  readonly asOf: AsOf
  readonly address: Address
  readonly name: string
  readonly symbol: string
  readonly names?: { readonly warnings: readonly string[] }
  readonly state: VaultState
  readonly items: readonly Item[]
  readonly paymentToken: Address
  readonly totalShares: Amount
  readonly outstandingShares: Amount
  readonly holders: number
  readonly cash: Amount
  readonly loan?: Loan | null
  /** Id of the newest auction. */
  readonly auction?: string | null
  readonly series?: readonly Address[]
}

export interface Holder {
  readonly account: Address
  readonly shares: Amount
  readonly partBps: number
}

export interface Appraisal {
  readonly index: number
  readonly collection: Address
  readonly tokenId: string
  readonly appraisal: Amount
  readonly borrowValue: Amount
  readonly liquidationValue: Amount
  readonly spot: Amount
  readonly limited: boolean
  readonly dispersionBps: number
  readonly observedAt: Moment
  readonly ageSeconds: number
  readonly fresh: boolean
  readonly tripped: boolean
  readonly signers: readonly Address[]
}

export interface Appraisals {
  readonly asOf: AsOf
  readonly items: readonly Appraisal[]
}

export interface HistoryEvent {
  readonly seq: number
  readonly event: string
  readonly data: Readonly<Record<string, unknown>>
  readonly block: number
  readonly transaction: Hex
  readonly at: Moment
  readonly finality: Finality
}

export interface Split {
  readonly keeper: Amount
  readonly debt: Amount
  readonly penalty: Amount
  readonly fee: Amount
  readonly royalty: Amount
  readonly residual: Amount
}

export interface PreviewRow extends Split {
  readonly price: Amount
  readonly perShare: Amount
}

export interface Preview {
  readonly asOf: AsOf
  readonly rows: readonly PreviewRow[]
}

// ---- auctions

export type AuctionKind = 'dutch' | 'batch'

export interface AuctionSummary {
  readonly id: string
  readonly vault: Address
  readonly vaultName: string
  readonly kind: AuctionKind
  readonly status: string
  readonly startsAt: Moment
  readonly endsAt: Moment
  readonly priceNow?: Amount | null
  readonly reservePrice: Amount
  readonly appraisal: Amount
  readonly price?: Amount | null
}

export interface DutchItem {
  readonly index: number
  readonly weight: Amount
  readonly royaltyBps: number
  readonly forSale: boolean
  readonly price?: Amount | null
  readonly priceNow?: Amount | null
}

export interface NextStep {
  readonly at: Moment
  readonly price: Amount
}

export interface Dutch {
  readonly round: number
  readonly startsAt: Moment
  readonly endsAt: Moment
  readonly liquidationValue: Amount
  readonly debt: Amount
  readonly keeperReward: Amount
  readonly penalty: Amount
  readonly top: Amount
  readonly reservePrice: Amount
  readonly raised: Amount
  readonly priceNow?: Amount | null
  readonly nextStep?: NextStep | null
  readonly items: readonly DutchItem[]
  readonly soFar: Split
}

export type BatchStatus = 'bidding' | 'sealed' | 'whole' | 'parts' | 'failed' | 'cured'

export interface Batch {
  readonly status: BatchStatus
  readonly endsAt: Moment
  readonly extensions: number
  readonly revealsFrom?: Moment | null
  readonly supply: Amount
  readonly leastQuantity: Amount
  readonly reservePrice: Amount
  readonly tickSize: Amount
  readonly topTick: number
  readonly margin?: number | null
  readonly clearingPrice: Amount
  readonly sold: Amount
  readonly bids: number
  readonly bestWhole?: Amount | null
  readonly leastWhole: Amount
  readonly maxCredit: Amount
  readonly series?: Address | null
  readonly price?: Amount | null
  readonly redeemableUntil?: Moment | null
}

export interface Auction {
  readonly asOf: AsOf
  readonly id: string
  readonly vault: Address
  readonly kind: AuctionKind
  readonly status: string
  readonly dutch: Dutch
  readonly batch?: Batch | null
}

export interface PriceAt {
  readonly asOf: AsOf
  readonly at: Moment
  readonly price: Amount
  readonly items: readonly { readonly index: number, readonly price: Amount }[]
}

export interface Curve {
  readonly asOf: AsOf
  readonly stepSeconds: number
  readonly startsAt: Moment
  readonly endsAt: Moment
  readonly points: readonly { readonly at: Moment, readonly price: Amount }[]
}

export interface BookStep {
  readonly tick: number
  readonly price: Amount
  readonly quantity: Amount
  readonly cumulative: Amount
}

export interface Book {
  readonly asOf: AsOf
  readonly supply: Amount
  readonly reservePrice: Amount
  readonly tickSize: Amount
  readonly margin?: number | null
  readonly clearingPrice: Amount
  readonly sold: Amount
  readonly steps: readonly BookStep[]
  readonly whole: { readonly best?: Amount | null, readonly leastNext: Amount }
  readonly provisional: {
    readonly winner: 'parts' | 'whole' | 'lenders' | 'none'
    readonly proceeds: Amount
    readonly credit: Amount
  }
}

export type BidKind = 'parts' | 'rollover' | 'whole'
export type BidLife =
  'accepted' | 'relayed' | 'included' | 'final' | 'refused' | 'withdrawn' | 'replaced' | 'expired'
export type Standing = 'live' | 'outbid' | 'winning' | 'filled' | 'lost' | 'refunded'

export interface Bid {
  readonly asOf: AsOf
  readonly id: string
  readonly auction: string
  readonly vault: Address
  readonly owner: Address
  readonly kind: BidKind
  readonly tick?: number | null
  readonly limitPrice?: Amount | null
  readonly quantity?: Amount | null
  readonly shares?: Amount | null
  readonly amount?: Amount | null
  readonly escrow: Amount
  readonly nonce?: string | null
  readonly deadline?: Moment | null
  readonly number?: number | null
  readonly life: BidLife
  readonly standing: Standing
  readonly units: Amount
  readonly paid: Amount
  readonly refund: Amount
  readonly transaction?: Hex | null
  readonly reason?: string | null
  readonly replacedBy?: string | null
  readonly replaces?: string | null
  readonly history: readonly {
    readonly life: BidLife, readonly at: Moment, readonly transaction?: Hex | null, readonly reason?: string | null
  }[]
}

// ---- accounts

/** A call of the contracts by name, with its arguments: what `POST /v1/transactions` takes. */
export interface Call {
  readonly type: string
  readonly [argument: string]: unknown
}

export interface Transaction {
  readonly to: Address
  readonly data: Hex
  readonly value: Amount
}

export interface Claim {
  readonly vault: Address
  readonly vaultName: string
  readonly kind: string
  readonly amount: Amount
  readonly units: Amount
  readonly item?: number | null
  readonly call: Call
  readonly transaction: Transaction
}

export interface Positions {
  readonly asOf: AsOf
  readonly holds: readonly {
    readonly vault: Address, readonly name: string, readonly state: VaultState, readonly shares: Amount,
    readonly partBps: number, readonly value?: Amount | null
  }[]
  readonly lends: readonly {
    readonly vault: Address, readonly name: string, readonly loan: string, readonly units: Amount,
    readonly due: Amount, readonly health?: Health | null
  }[]
  readonly owes: readonly {
    readonly vault: Address, readonly name: string, readonly loan: string, readonly debt: Amount,
    readonly health?: Health | null
  }[]
}

export interface Risk {
  readonly asOf: AsOf
  readonly loans: number
  readonly debt: Amount
  readonly buckets: readonly {
    readonly fromLtvBps: number, readonly toLtvBps: number | null, readonly loans: number, readonly debt: Amount
  }[]
  readonly drops: readonly {
    readonly dropBps: number, readonly loansFlaggable: number, readonly debtAtRisk: Amount, readonly shortfall: Amount
  }[]
  readonly stale: number
  readonly concentration: readonly {
    readonly collection: Address, readonly debt: Amount, readonly partBps: number
  }[]
  readonly past: { readonly auctions: number, readonly recoveredBps: number | null }
}

// ---- acting

export interface Check {
  readonly name: string
  readonly ok: boolean
  readonly needed: string
  readonly has: string
}

export interface Quote {
  readonly asOf: AsOf
  readonly steps: readonly { readonly inSeconds: number, readonly price: Amount, readonly then: Split }[]
  readonly net?: Amount | null
  readonly escrow?: Amount | null
  readonly credit?: Amount | null
  readonly willClear?: boolean | null
  readonly clearingPriceWith?: Amount | null
  readonly fillWith?: Amount | null
  readonly checks: readonly Check[]
}

export interface Prepared {
  readonly asOf: AsOf
  readonly transaction: {
    readonly chainId: number, readonly to: Address, readonly data: Hex, readonly value: Amount,
    readonly gas?: Amount | null, readonly maxFeePerGas?: Amount | null
  }
  readonly decoded: {
    readonly contract: string
    readonly function: string
    readonly arguments: readonly { readonly name: string, readonly type: string, readonly value: unknown }[]
    readonly sentence: string
  }
  readonly approvals: readonly {
    readonly token: Address, readonly spender: Address, readonly amount: Amount, readonly has: Amount
  }[]
  readonly simulation: {
    readonly accepted: boolean, readonly gas?: Amount | null, readonly refusal?: Readonly<Record<string, unknown>> | null
  }
}
