/** What bidders sign for the batch auction, as EIP-712 typed data: the same as the contract hashes. */
import type { Deployment } from './schema.ts'

export interface Field {
  readonly name: string
  readonly type: string
}

export interface TypedData<Type extends string = string> {
  readonly types: Readonly<Record<string, readonly Field[]>>
  readonly primaryType: Type
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

export const DOMAIN = fields('string name, string version, uint256 chainId, address verifyingContract')

const BID = fields(
  'address owner, uint256 id, bool isWhole, uint256 tick, uint256 quantity, uint256 nonce, uint256 deadline')

export const bidData = (
  { chainId, contracts }: Pick<Deployment, 'chainId' | 'contracts'>, bid: BidMessage,
): TypedData<'Bid'> => ({
  types: { EIP712Domain: DOMAIN, Bid: BID },
  primaryType: 'Bid',
  domain: { name: 'Fractional BatchAuction', version: '1', chainId, verifyingContract: contracts.batchAuction },
  message: { ...bid },
})

export function fields(list: string): readonly Field[] {
  return list.split(', ').map((field) => {
    const [type = '', name = ''] = field.split(' ')
    return { name, type }
  })
}
