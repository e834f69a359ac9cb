/** Hashes and signatures, in the chunk that nobody loads before something is signed. */
import {
  encodeAbiParameters, hashTypedData, keccak256, parseAbiParameters, recoverTypedDataAddress, type Hex,
} from 'viem'
import { bidKinds, type BidKind } from './calls.ts'
import type { TypedData } from './typedData.ts'

/** The id of what was signed: of a bid, the id under which the server keeps it. */
export const hashOf = (data: TypedData): string => hashTypedData(unspelled(data) as Parameters<typeof hashTypedData>[0])

/** Who signed; nothing when the bytes are no signature of an account with a key. */
export async function signerOf(data: TypedData, signature: string): Promise<string | undefined> {
  try {
    const signed = { ...unspelled(data), signature: signature as Hex }
    return await recoverTypedDataAddress(signed as Parameters<typeof recoverTypedDataAddress>[0])
  } catch {
    return undefined // a contract's signature has a form of its own (EIP-1271)
  }
}

/** Addresses in lower case: no byte of a hash depends on their spelling, and the library refuses some spellings. */
function unspelled(data: TypedData): TypedData {
  const lower = (value: unknown): unknown =>
    typeof value === 'string' && /^0x[0-9a-f]{40}$/i.test(value) ? value.toLowerCase() : value
  const { domain, message } = data
  return {
    ...data,
    domain: { ...domain, verifyingContract: domain.verifyingContract.toLowerCase() },
    message: Object.fromEntries(Object.entries(message).map(([name, value]) => [name, lower(value)])),
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
