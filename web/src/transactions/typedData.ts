/** What people sign for the contracts, as EIP-712 typed data: the same as the contracts hash. */
import type { Deployment } from '../api/types.ts'
import type { LoanOffer } from './calls.ts'

export interface Field {
  readonly name: string
  readonly type: string
}

export interface TypedData {
  readonly types: Readonly<Record<string, readonly Field[]>>
  readonly primaryType: 'Bid' | 'LoanOffer'
  readonly domain: {
    readonly name: string
    readonly version: '1'
    readonly chainId: number
    readonly verifyingContract: string
  }
  readonly message: Readonly<Record<string, unknown>>
}

/** A bid as its owner signs it. `id` is the auction's. */
export interface BidMessage {
  readonly owner: string
  readonly id: string
  readonly isWhole: boolean
  readonly tick: string
  /** Units; wei for the whole. */
  readonly quantity: string
  readonly nonce: string
  readonly deadline: string
}

const DOMAIN = fields('string name, string version, uint256 chainId, address verifyingContract')

const BID = fields(
  'address owner, uint256 id, bool isWhole, uint256 tick, uint256 quantity, uint256 nonce, uint256 deadline')

const OFFER = fields('address lender, address vault, uint128 principal, LoanTerms terms, uint64 epoch, uint64 salt, '
  + 'uint40 validUntil')

const TERMS = fields('uint16 rateBps, uint16 lateRateBps, uint40 dueAt, uint24 graceSeconds, uint24 cureSeconds, '
  + 'uint24 confirmSeconds, uint16 maxLtvBps, uint16 cureLtvBps, uint16 liquidationLtvBps, uint16 penaltyBps, '
  + 'uint16 conversionBps, uint24 auctionSeconds, uint8 options')

export const bidData = ({ chainId, contracts }: Deployment, bid: BidMessage): TypedData => ({
  types: { EIP712Domain: DOMAIN, Bid: BID },
  primaryType: 'Bid',
  domain: { name: 'Fractional BatchAuction', version: '1', chainId, verifyingContract: contracts.batchAuction },
  message: { ...bid },
})

export const offerData = ({ chainId, contracts }: Deployment, offer: LoanOffer): TypedData => ({
  types: { EIP712Domain: DOMAIN, LoanOffer: OFFER, LoanTerms: TERMS },
  primaryType: 'LoanOffer',
  domain: { name: 'Fractional LoanBook', version: '1', chainId, verifyingContract: contracts.loanBook },
  message: { ...offer },
})

function fields(list: string): readonly Field[] {
  return list.split(', ').map((field) => {
    const [type = '', name = ''] = field.split(' ')
    return { name, type }
  })
}
