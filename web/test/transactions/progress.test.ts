import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  advance, isOver, MISSES_UNTIL_DROPPED, type Rival, type Sent, type Sighting,
} from '../../src/transactions/progress.ts'
import { ME, OTHER, SPENDER } from './calldata.ts'

const sent: Sent = {
  hash: '0xa1', chainId: 31337, from: ME, to: SPENDER, data: '0x1234', value: '0', nonce: 7, sentence: 'Buy item 1',
  sentAfter: 100, state: { is: 'sent' }, missed: 0,
}

const unseen: Sighting = {
  head: 105, finalized: 90, receipt: undefined, isKnown: false, nonce: 7, isNonceUsed: false, rival: undefined,
}
const waiting: Sighting = { ...unseen, isKnown: true }
const inBlock = (block: number, succeeded = true, blockHash = `0xb${block}`): Sighting =>
  ({ ...unseen, isKnown: true, receipt: { block, blockHash, succeeded } })
const taken = (rival?: Rival): Sighting => ({ ...unseen, isNonceUsed: true, rival })

const after = (...sightings: Sighting[]): Sent => sightings.reduce(advance, sent)

describe('a transaction that does not arrive', () => {
  test('is dropped after several looks without a trace, not after one', () => {
    assert.equal(after(unseen).state.is, 'sent')
    assert.equal(after(...Array<Sighting>(MISSES_UNTIL_DROPPED).fill(unseen)).state.is, 'dropped')
  })

  test('comes back when a node knows it again', () => {
    const dropped = Array<Sighting>(MISSES_UNTIL_DROPPED).fill(unseen)
    assert.deepEqual(after(...dropped, waiting).state, { is: 'sent' })
    assert.equal(after(...dropped, inBlock(104)).state.is, 'included')
  })

  test('is replaced when another one took its nonce, once two looks agree', () => {
    const other: Rival = { hash: '0xa2', to: OTHER, data: '0x99', value: '0x1' }
    assert.equal(after(taken(other)).state.is, 'sent')
    assert.deepEqual(after(taken(other), taken(other)).state, { is: 'replaced', cancelled: false, by: '0xa2' })
  })

  test('is replaced by nobody known when the other one is not found', () => {
    assert.deepEqual(after(taken(), taken()).state, { is: 'replaced', cancelled: false })
  })

  test('is cancelled when the account sent nothing to itself instead', () => {
    const empty: Rival = { hash: '0xa2', to: ME, data: '0x', value: '0x0' }
    assert.deepEqual(after(taken(empty), taken(empty)).state, { is: 'replaced', cancelled: true, by: '0xa2' })
  })

  test('is followed under its new hash when the wallet only raised the fee', () => {
    const faster: Rival = { hash: '0xa2', to: SPENDER.toLowerCase(), data: '0x1234', value: '0x0' }
    const next = after(taken(faster), taken(faster))
    assert.equal(next.hash, '0xa2')
    assert.equal(next.repricedFrom, '0xa1')
    assert.deepEqual(next.state, { is: 'sent' })
  })
})

describe('a transaction in a block', () => {
  test('is included, and final once its block cannot be replaced', () => {
    assert.deepEqual(after(inBlock(104)).state, { is: 'included', block: 104, blockHash: '0xb104', final: false })
    const final = after(inBlock(104), { ...inBlock(104), finalized: 104 })
    assert.deepEqual(final.state, { is: 'included', block: 104, blockHash: '0xb104', final: true })
    assert.equal(isOver(final), true)
  })

  test('is final by depth when the node knows no final block', () => {
    const deep: Sighting = { ...inBlock(104), finalized: undefined, head: 168 }
    assert.equal(isOver(after(deep)), true)
    assert.equal(isOver(after({ ...deep, head: 167 })), false)
  })

  test('goes back to waiting when a reorganisation takes the block away, and says which', () => {
    assert.deepEqual(after(inBlock(104), waiting).state, { is: 'sent', wasIn: 104 })
    assert.deepEqual(after(inBlock(104), unseen).state, { is: 'sent', wasIn: 104 })
    assert.deepEqual(after(inBlock(104), waiting, inBlock(106)).state,
      { is: 'included', block: 106, blockHash: '0xb106', final: false })
  })

  test('failed keeps its reason in the same block and loses it in another', () => {
    const failed = after(inBlock(104, false))
    assert.equal(failed.state.is, 'failed')
    const reason = { code: 'PriceAboveMax', detail: '' }
    const told: Sent = { ...failed, state: { ...failed.state, reason } as Sent['state'] }
    assert.deepEqual((advance(told, inBlock(104, false)).state as { reason?: unknown }).reason, reason)
    assert.equal((advance(told, inBlock(105, false)).state as { reason?: unknown }).reason, undefined)
  })

  test('learns its nonce from the node that shows it', () => {
    const { nonce: _, ...unknown } = sent
    assert.equal(advance(unknown, { ...waiting, nonce: 9 }).nonce, 9)
  })
})
