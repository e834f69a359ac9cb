/** What people sign for the contracts, as EIP-712 typed data: the same as the contracts hash. */
import { DOMAIN, fields, type TypedData as TypedDataOf } from '../../client/src/typedData.ts'
import type { Deployment } from '../api/types.ts'
import type { LoanOffer } from './calls.ts'

export { bidData, type BidMessage } from '../../client/src/typedData.ts'

export type TypedData = TypedDataOf<'Bid' | 'LoanOffer'>

const OFFER = fields('address lender, address vault, uint128 principal, LoanTerms terms, uint64 epoch, uint64 salt, '
  + 'uint40 validUntil')

const TERMS = fields('uint16 rateBps, uint16 lateRateBps, uint40 dueAt, uint24 graceSeconds, uint24 cureSeconds, '
  + 'uint24 confirmSeconds, uint16 maxLtvBps, uint16 cureLtvBps, uint16 liquidationLtvBps, uint16 penaltyBps, '
  + 'uint16 conversionBps, uint24 auctionSeconds, uint8 options')

export const offerData = ({ chainId, contracts }: Deployment, offer: LoanOffer): TypedData => ({
  types: { EIP712Domain: DOMAIN, LoanOffer: OFFER, LoanTerms: TERMS },
  primaryType: 'LoanOffer',
  domain: { name: 'Fractional LoanBook', version: '1', chainId, verifyingContract: contracts.loanBook },
  message: { ...offer },
})
