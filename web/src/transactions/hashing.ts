/** Hashes and signatures, in the chunk that nobody loads before something is signed. */
import { encodeAbiParameters, keccak256, parseAbiParameters, recoverTypedDataAddress, type Hex } from 'viem'
import { hashOf, unspelled } from '../../client/src/hashing.ts'
import { bidKinds, type BidKind } from './calls.ts'
import type { TypedData } from './typedData.ts'

export { hashOf }

/** Who signed; nothing when the bytes are no signature of an account with a key. */
export async function signerOf(data: TypedData, signature: string): Promise<string | undefined> {
  try {
    const signed = { ...unspelled(data), signature: signature as Hex }
    return await recoverTypedDataAddress(signed as Parameters<typeof recoverTypedDataAddress>[0])
  } catch {
    return undefined // a contract's signature has a form of its own (EIP-1271)
  }
}

/** A bid that is committed before it is told. */
export interface SealedBid {
  readonly auction: string
  readonly bidder: string
  readonly kind: BidKind
  readonly tick: number
  /** Units; wei for the whole. */
  readonly quantity: string
  readonly shares: string
  /** 256 random bits, a decimal number. */
  readonly salt: string
}

const COMMITMENT = parseAbiParameters(
  'uint256 chainId, address sealedBids, uint256 id, address bidder, uint8 kind, uint256 tick, uint256 quantity, '
  + 'uint256 shares, bytes32 salt')

/** What a bidder commits, as the contract computes it again at the reveal. */
export function commitmentOf(bid: SealedBid, chainId: number, sealedBids: string): string {
  const salt = `0x${BigInt(bid.salt).toString(16).padStart(64, '0')}` as Hex
  return keccak256(encodeAbiParameters(COMMITMENT, [
    BigInt(chainId), sealedBids.toLowerCase() as Hex, BigInt(bid.auction), bid.bidder.toLowerCase() as Hex,
    bidKinds.indexOf(bid.kind), BigInt(bid.tick), BigInt(bid.quantity), BigInt(bid.shares), salt,
  ]))
}
