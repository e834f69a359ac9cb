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
  readonly contracts: Readonly<
    Record<
      | 'vaultFactory'
      | 'loanBook'
      | 'dutchAuction'
      | 'batchAuction'
      | 'sealedBids'
      | 'insuranceFund'
      | 'appraisalOracle',
      Address
    >
  >
  readonly paymentTokens: readonly PaymentToken[]
  readonly feeRecipient: Address
}

// ---- vaults

export type VaultState = 'open' | 'loaned' | 'marginCall' | 'dutch' | 'batch' | 'settled' | 'converted' | 'redeemed'
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
  readonly collateral: Amount | null
}

export interface Lender {
  readonly account: Address
  readonly units: Amount
  readonly withdrawn: Amount
  readonly withdrawable: Amount
}

export type LoanOption = 'maturityOnly' | 'backstop' | 'sealedBids'

/** What borrower and lenders signed; frozen at opening. */
export interface LoanTerms {
  readonly rateBps: number
  /** Added from dueAt on. */
  readonly lateRateBps: number
  readonly dueAt: Moment
  readonly graceSeconds: number
  readonly cureSeconds: number
  readonly confirmSeconds: number
  readonly maxLtvBps: number
  readonly cureLtvBps: number
  readonly liquidationLtvBps: number
  readonly penaltyBps: number
  readonly conversionBps: number
  readonly auctionSeconds: number
  readonly options: readonly LoanOption[]
}

export interface Loan {
  readonly id: string
  readonly status: 'owed' | 'frozen' | 'ended'
  readonly debt: Amount
  readonly principal: Amount
  readonly repaid: Amount
  readonly terms: LoanTerms
  readonly flaggedAt?: Moment | null
  readonly health?: Health | null
  readonly lenders: readonly Lender[]
}

/** One reason not to trust a text by its looks. */
export interface NameWarning {
  readonly member: 'name' | 'symbol'
  readonly warning: string
  /** In words, English. */
  readonly text: string
}

export interface Vault {
  readonly asOf: AsOf
  readonly address: Address
  readonly name: string
  readonly symbol: string
  readonly names?: { readonly warnings: readonly NameWarning[] }
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
  readonly appraisal: Amount | null
  readonly borrowValue: Amount | null
  readonly liquidationValue: Amount | null
  readonly spot: Amount | null
  readonly limited: Amount | null
  readonly dispersionBps: number | null
  readonly observedAt: Moment | null
  readonly ageSeconds: number | null
  readonly fresh: boolean
  readonly tripped: boolean
}

export interface Appraisals {
  readonly asOf: AsOf
  /** An older round opens no loan and flags none. */
  readonly maxAgeSeconds: number
  readonly items: readonly Appraisal[]
  readonly signers: readonly { readonly account: Address; readonly weight: number }[]
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
  readonly proceeds: Amount
  readonly keeper: Amount
  readonly debt: Amount
  readonly penalty: Amount
  readonly fee: Amount
  readonly royalty: Amount
  readonly residual: Amount
}

export interface PreviewRow extends Omit<Split, 'proceeds'> {
  readonly price: Amount
  readonly perShare: Amount
}

export interface Preview {
  readonly asOf: AsOf
  /** Wei at which keeper and lenders are whole. */
  readonly debtCoveredPrice: Amount
  /** The lowest price that leaves the holders a wei. */
  readonly equityPrice: Amount
  readonly rows: readonly PreviewRow[]
}

// ---- auctions

export type AuctionKind = 'dutch' | 'batch'
export type AuctionPhase = 'running' | 'ended'
export type AuctionOutcome = 'settled' | 'covered' | 'cured' | 'converted'

export interface AuctionSummary {
  readonly id: string
  readonly vault: Address
  readonly vaultName: string
  readonly paymentToken?: Address
  readonly kind: AuctionKind
  readonly status: AuctionPhase
  readonly outcome?: AuctionOutcome | null
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
  readonly status: AuctionPhase
  readonly outcome?: AuctionOutcome | null
  readonly dutch: Dutch
  readonly batch?: Batch | null
}

export interface PriceAt {
  readonly asOf: AsOf
  readonly at: Moment
  readonly price: Amount
  readonly items: readonly { readonly index: number; readonly price: Amount; readonly forSale: boolean }[]
}

export interface Curve {
  readonly asOf: AsOf
  readonly stepSeconds: number
  readonly startsAt: Moment
  readonly endsAt: Moment
  /** `at` in unix seconds. */
  readonly points: readonly { readonly at: number; readonly price: Amount }[]
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
  readonly whole: { readonly best?: Amount | null; readonly leastNext: Amount }
  readonly provisional: {
    readonly winner: 'parts' | 'whole' | 'lenders' | 'none'
    readonly proceeds: Amount
    readonly credit: Amount
  }
}

export type BidKind = 'parts' | 'rollover' | 'whole'
export type BidLife = 'accepted' | 'relayed' | 'included' | 'final' | 'refused' | 'withdrawn' | 'replaced' | 'expired'
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
    readonly life: BidLife
    readonly at: Moment
    readonly transaction?: Hex | null
    readonly reason?: string | null
  }[]
}

// ---- accounts

export interface Transaction {
  readonly to: Address
  readonly data: Hex
  readonly value: Amount
}

export type ClaimKind = 'shares' | 'lender' | 'line' | 'royalty' | 'bid' | 'item' | 'series' | 'deposit' | 'tip'

export interface Claim {
  readonly vault: Address
  readonly vaultName: string
  readonly paymentToken?: Address
  readonly kind: ClaimKind
  readonly amount: Amount
  readonly units: Amount
  readonly item?: number | null
  /** The contract's function. */
  readonly call: string
  /** Only the address itself may send it; any other claim can be paid by anybody. */
  readonly onlyOwner: boolean
  readonly transaction: Transaction
}

export interface Positions {
  readonly asOf: AsOf
  readonly holds: readonly {
    readonly vault: Address
    readonly name: string
    readonly paymentToken?: Address
    readonly state: VaultState
    readonly shares: Amount
    readonly partBps: number
    readonly value?: Amount | null
  }[]
  readonly lends: readonly {
    readonly vault: Address
    readonly name: string
    readonly paymentToken?: Address
    readonly loan: string
    readonly units: Amount
    readonly due: Amount
    readonly health?: Health | null
  }[]
  readonly owes: readonly {
    readonly vault: Address
    readonly name: string
    readonly paymentToken?: Address
    readonly loan: string
    readonly debt: Amount
    readonly health?: Health | null
  }[]
  /** False when a list was cut. */
  readonly complete: boolean
}

export interface Risk {
  readonly asOf: AsOf
  readonly paymentToken: Address
  readonly loans: number
  readonly debt: Amount
  /** Loans with an item that was never appraised: in no bucket. */
  readonly unvalued: number
  readonly buckets: readonly {
    readonly fromLtvBps: number
    readonly toLtvBps: number | null
    readonly loans: number
    readonly debt: Amount
  }[]
  readonly drops: readonly {
    readonly dropBps: number
    readonly loansFlaggable: number
    readonly debtAtRisk: Amount
    readonly shortfall: Amount
  }[]
  readonly stale: number
  readonly concentration: readonly {
    readonly collection: Address
    readonly debt: Amount
    readonly partBps: number
  }[]
  readonly past: { readonly auctions: number; readonly recoveredBps: number | null }
}

// ---- acting

export interface Check {
  readonly name: string
  readonly ok: boolean
  readonly needed: string
  readonly has: string
}

/** A netted take, wei: the price less what the taker may withdraw and claim. */
export interface Net {
  readonly withdrawn: Amount
  readonly claimed: Amount
  readonly pays: Amount
  readonly gets: Amount
}

export interface Quote {
  readonly asOf: AsOf
  readonly auction: string
  readonly kind: 'take' | 'takeNet' | BidKind
  readonly tick?: number | null
  readonly steps: readonly { readonly inSeconds: number; readonly price: Amount; readonly then: Split }[]
  readonly net?: Net | null
  readonly escrow?: Amount | null
  readonly credit?: Amount | null
  readonly willClear?: boolean | null
  readonly clearingPriceWith?: Amount | null
  readonly fillWith?: Amount | null
  readonly paidWith?: Amount | null
  readonly checks: readonly Check[]
}

export interface Prepared {
  readonly asOf: AsOf
  readonly transaction: {
    readonly chainId: number
    readonly to: Address
    readonly data: Hex
    readonly value: Amount
    readonly gas?: Amount | null
    readonly maxFeePerGas?: Amount | null
  }
  readonly decoded: {
    readonly contract: string
    readonly function: string
    readonly arguments: readonly { readonly name: string; readonly type: string; readonly value: unknown }[]
    readonly sentence: string
  }
  readonly approvals: readonly {
    readonly token: Address
    readonly spender: Address
    readonly amount: Amount
    readonly has: Amount
  }[]
  readonly simulation: {
    readonly accepted: boolean
    readonly gas?: Amount | null
    readonly refusal?: Readonly<Record<string, unknown>> | null
  }
}

/** The canonical settlement statement, ADR 0006. */
export interface StatementOf {
  readonly asOf: AsOf
  readonly auction: string
  readonly hash: Hex
  /** Canonical JSON, byte for byte as `fractional verify` prints it. */
  readonly document: string
}
