import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { privateKeyToAccount } from 'viem/accounts'
import type { Deployment } from '../../src/api/types.ts'
import { commitmentOf, hashOf, signerOf, type SealedBid } from '../../src/transactions/hashing.ts'
import { bidData, offerData, type BidMessage, type TypedData } from '../../src/transactions/typedData.ts'
import { AUCTION, ME, SALT } from './calldata.ts'
import { calls } from './calls.ts'

const deployment = {
  chainId: 31337,
  contracts: {
    batchAuction: '0x0165878A594ca255338adfa4d48449f69242Eb8F', loanBook: '0x5FC8d32690cc91D4c39d9d3abcBD16989F875707',
    sealedBids: '0xa513E6E4b8f2a923D98304ec87F64353C4D5C853',
  },
} as unknown as Deployment

const bid: BidMessage = {
  owner: ME, id: AUCTION, isWhole: false, tick: '137', quantity: '250000000000000000000', nonce: '12345678901234567890',
  deadline: '1764500000',
}

// The three hashes were made with `cast keccak` and `cast abi-encode` from the types in the contracts.
const BID_HASH = '0x981579fc0ea3c98c713170e0adf2cec4cdfd1dc318c037785ab2a8ab7c9f7ee7'
const OFFER_HASH = '0x0bd6d397eaf88525f8a3c0ac7f01e2f7d71dc57511223d78c5afbb4245a195d0'
const COMMITMENT = '0x3a123e04a62abd360f1e708a8756f81efa7bae897337a1a404c3729299a5f73a'

const sealed: SealedBid = {
  auction: AUCTION, bidder: ME, kind: 'Rollover', tick: 137, quantity: '250000000000000000000',
  shares: '240000000000000000000', salt: String(BigInt(SALT)),
}

describe('what is signed', () => {
  test('every field of a bid changes its hash', () => {
    const changes: Partial<BidMessage>[] = [
      { owner: deployment.contracts.loanBook }, { id: '1' }, { isWhole: true }, { tick: '138' }, { quantity: '1' },
      { nonce: '0' }, { deadline: '1764500001' },
    ]
    const hashes = changes.map((change) => hashOf(bidData(deployment, { ...bid, ...change })))
    assert.equal(new Set([...hashes, BID_HASH]).size, changes.length + 1)
  })

  test('another chain or contract is another hash', () => {
    const other = { ...deployment, chainId: 1 }
    assert.notEqual(hashOf(bidData(other, bid)), BID_HASH)
    const moved = { ...deployment, contracts: { ...deployment.contracts, batchAuction: ME } }
    assert.notEqual(hashOf(bidData(moved, bid)), BID_HASH)
  })

  test('a bid hashes as the contract hashes it', () => {
    assert.equal(hashOf(bidData(deployment, bid)), BID_HASH)
  })

  test('an offer hashes as the contract hashes it', () => {
    assert.equal(hashOf(offerData(deployment, calls.open.offers[0]!.payload)), OFFER_HASH)
  })

  test('the spelling of an address is no part of it', () => {
    assert.equal(hashOf(bidData(deployment, { ...bid, owner: ME.toLowerCase() })), BID_HASH)
  })

  test('the signer is found, and a foreign signature is nobody’s', async () => {
    const person = privateKeyToAccount('0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80')
    const data = bidData(deployment, bid)
    const { EIP712Domain: _, ...types } = data.types
    const signature = await person.signTypedData({ ...data, types } as unknown as Parameters<typeof person.signTypedData>[0])
    assert.equal(await signerOf(data, signature), ME)
    assert.notEqual(await signerOf(bidData(deployment, { ...bid, tick: '138' }) as TypedData, signature), ME)
    assert.equal(await signerOf(data, '0x1234'), undefined)
  })
})

describe('a commitment', () => {
  test('is what the contract computes at the reveal', () => {
    assert.equal(commitmentOf(sealed, 31337, deployment.contracts.sealedBids), COMMITMENT)
  })

  test('of any other bid, chain or contract is another one', () => {
    const others = [
      commitmentOf({ ...sealed, kind: 'Parts' }, 31337, deployment.contracts.sealedBids),
      commitmentOf({ ...sealed, salt: '43' }, 31337, deployment.contracts.sealedBids),
      commitmentOf({ ...sealed, tick: 138 }, 31337, deployment.contracts.sealedBids),
      commitmentOf(sealed, 1, deployment.contracts.sealedBids), commitmentOf(sealed, 31337, ME),
    ]
    assert.equal(new Set([...others, COMMITMENT]).size, 6)
  })
})
