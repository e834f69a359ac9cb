import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Claim } from '../../src/api/types.ts'
import { callOf } from '../../src/pages/claimCall.ts'
import type { Call } from '../../src/transactions/calls.ts'
import { encode } from '../../src/transactions/decode.ts'
import { claims } from '../fixtures/accounts.ts'
import { deployment } from '../fixtures/story.ts'

const owner = '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed'
const vault = '0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359'
const { loanBook, dutchAuction, batchAuction, sealedBids, insuranceFund } = deployment.contracts

const calls: [string, Call][] = [
  [vault, { type: 'claim', vault, shares: '360', to: owner }],
  [loanBook, { type: 'withdraw', loan: '9', lender: owner, to: owner }],
  [dutchAuction, { type: 'collect', auction: '3', line: 'Insurance', to: owner }],
  [dutchAuction, { type: 'collectRoyalty', auction: '3', itemIndex: 2, to: owner }],
  [batchAuction, { type: 'claimBid', auction: '3', bidId: 17, to: owner }],
  [batchAuction, { type: 'deliver', auction: '3', itemIndex: 1, to: owner }],
  [batchAuction, { type: 'claimSeries', auction: '3', lender: owner, to: owner }],
  [sealedBids, { type: 'returnDeposit', auction: '3', bidder: owner, commitment: `0x${'ab'.repeat(32)}` }],
  [insuranceFund, { type: 'collectTip', auction: '3', line: 'RedoKeeper', to: owner }],
]

const claim = (to: string, data: string): Claim => ({
  vault,
  vaultName: 'x',
  paymentToken: vault,
  kind: 'bid',
  amount: '1',
  units: '0',
  item: null,
  call: 'x',
  onlyOwner: false,
  transaction: { to, data, value: '0' },
})

test('bytes that no claim has are not sent', () => {
  const take = encode({ type: 'take', auction: '3', itemIndex: 0, maxPrice: '1', receiver: owner, deadline: 1 })
  assert.equal(callOf(claim(dutchAuction, take), deployment), undefined)
  assert.equal(callOf(claim(loanBook, '0xdeadbeef'), deployment), undefined)
  assert.equal(callOf(claim(owner, encode(calls[1]![1])), deployment), undefined, 'a contract that is none of ours')
  assert.equal(
    callOf(claim(loanBook, `${encode(calls[1]![1])}00`), deployment),
    undefined,
    'bytes behind the arguments',
  )
})

test('each way to be paid is read from its bytes', () => {
  for (const [to, call] of calls) assert.deepEqual(callOf(claim(to, encode(call)), deployment), call)
})

test('every claim of the story can be sent', () => {
  for (const one of claims) assert.ok(callOf(one, deployment), one.call)
})
