/**
 * What a claim's transaction does, read from its bytes: the server's words are not needed, and what is asked of the
 * wallet is what is shown.
 */
import type { Claim, Deployment } from '../api/types.ts'
import { isSameAddress } from '../names.ts'
import { lines, type Call } from '../transactions/calls.ts'
import { decode } from '../transactions/decode.ts'
import type { Place } from '../transactions/functions.ts'

const PLACES = [
  'loanBook',
  'dutchAuction',
  'batchAuction',
  'sealedBids',
  'insuranceFund',
] as const satisfies readonly Place[]

/** The call in a claim; nothing when its bytes are no call that pays a claim, or go to a contract we do not know. */
export function callOf({ transaction, vault }: Claim, { contracts }: Deployment): Call | undefined {
  const place = isSameAddress(transaction.to, vault)
    ? 'vault'
    : PLACES.find((one) => isSameAddress(transaction.to, contracts[one]))
  const decoded = place && decode(place, transaction.data)
  if (!decoded) return undefined
  const [first, second, third] = decoded.arguments.map(({ value }) => String(value)) as [string, string, string]
  switch (decoded.type) {
    case 'claim':
      return { type: 'claim', vault, shares: first, to: second }
    case 'withdraw':
      return { type: 'withdraw', loan: first, lender: second, to: third }
    case 'collect':
      return { type: 'collect', auction: first, line: lines[Number(second)]!, to: third }
    case 'collectRoyalty':
      return { type: 'collectRoyalty', auction: first, itemIndex: Number(second), to: third }
    case 'claimBid':
      return { type: 'claimBid', auction: first, bidId: Number(second), to: third }
    case 'deliver':
      return { type: 'deliver', auction: first, itemIndex: Number(second), to: third }
    case 'claimSeries':
      return { type: 'claimSeries', auction: first, lender: second, to: third }
    case 'returnDeposit':
      return { type: 'returnDeposit', auction: first, bidder: second, commitment: third }
    case 'collectTip':
      return { type: 'collectTip', auction: first, line: lines[Number(second)]!, to: third }
    default:
      return undefined
  }
}
