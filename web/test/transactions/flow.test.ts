import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import type { Prepared } from '../../src/api/types.ts'
import { forgetReads } from '../../src/api/read.ts'
import { deployment } from '../../src/deployment.ts'
import { en } from '../../src/text/en.ts'
import { provideText } from '../../src/text/change.ts'
import type { Call, Refusal } from '../../src/transactions/calls.ts'
import { encode } from '../../src/transactions/decode.ts'
import { close, prepare, running, sendCall, sign, type Stage } from '../../src/transactions/flow.ts'
import { chainId, account, wallet } from '../../src/wallet/connection.ts'
import { act, allowances, DUTCH } from '../fixtures/acting.ts'
import { answer as answerOf } from '../fixtures/answer.ts'
import { account as addressOf, deployment as storys, eth, WETH } from '../fixtures/story.ts'
import { Memory } from '../memory.ts'
import { ME, OTHER } from './calldata.ts'

const STRANGER = '0x00000000000000000000000000000000DeaDBeef'
const NOW = 1_652_356_800

const take: Call = {
  type: 'take', auction: DUTCH, itemIndex: 0, maxPrice: eth('16'), receiver: ME, deadline: NOW + 900,
}

/** What reached the wallet's node. */
let asked: { readonly method: string, readonly params: readonly unknown[] }[] = []
/** What the wallet answers to a transaction. */
let send: () => unknown = () => '0xa1'
/** What the server's answer is changed into on its way. */
let tamper: (prepared: Prepared, call: Call) => Prepared = (prepared) => prepared

async function request({ method, params = [] }: {
  method: string, params?: readonly unknown[] | object
}): Promise<unknown> {
  asked.push({ method, params: params as readonly unknown[] })
  switch (method) {
    case 'eth_blockNumber': return '0x64'
    case 'eth_call': return `0x${'0'.repeat(63)}1`
    case 'eth_getCode': return '0x'
    case 'eth_sendTransaction': return send()
    case 'eth_getTransactionReceipt': return { blockNumber: '0x65', blockHash: '0xb1', status: '0x1' }
    case 'eth_getBlockByNumber': return { number: '0x65', transactions: [] }
    default: throw new Error(`the test's wallet does not know ${method}`)
  }
}

const realFetch = globalThis.fetch

beforeEach(() => {
  provideText('en', en)
  forgetReads()
  allowances.clear()
  ;[asked, send, tamper] = [[], () => '0xa1', (prepared) => prepared]
  Object.assign(globalThis, { sessionStorage: new Memory() })
  globalThis.fetch = (async (path: string, init?: RequestInit) => {
    const body: unknown = init?.body ? JSON.parse(String(init.body)) : undefined
    const told = act(init?.method ?? 'GET', path, body, NOW)
    const resource = told ? undefined : answerOf(path, NOW)
    const answer = told ?? (resource === undefined ? undefined : { status: 200, body: resource })
    if (!answer) return Response.json({
      type: '/problems/not-found', title: 'not found', status: 404, detail: '' }, { status: 404,
    })
    const { call } = (body ?? {}) as { call?: Call }
    return Response.json(call ? tamper(answer.body as Prepared, call) : answer.body, { status: answer.status })
  }) as typeof fetch
  deployment.value = storys
  wallet.value = { id: 'w', name: 'Test', rdns: 'test', icon: undefined, provider: { request } }
  account.value = ME
  chainId.value = 31337
})

afterEach(() => {
  close()
  globalThis.fetch = realFetch
})

/** The stage that the flow comes to next, of the kind that is waited for. */
async function stage<K extends Stage['is']>(
  is: K, isIt: (found: Extract<Stage, { is: K }>) => boolean = () => true,
): Promise<Extract<Stage, { is: K }>> {
  for (let turn = 0; turn < 20_000; turn++) {
    const now = running.peek()?.stage
    if (now?.is === is && isIt(now as Extract<Stage, { is: K }>)) return now as Extract<Stage, { is: K }>
    await new Promise((resume) => setImmediate(resume))
  }
  throw new Error(`no ${is}, but ${JSON.stringify(running.peek()?.stage.is)}`)
}

const transactions = () => asked.filter(({ method }) => method === 'eth_sendTransaction')
const codes = (found: Extract<Stage, { is: 'review' }>): string[] => found.review.checked.objections.map(({ code }) => code)

describe('what never reaches the wallet', () => {
  test('a transaction to an unknown contract, although the person insists', async () => {
    allowances.set(`${WETH}/${storys.contracts.dutchAuction}`.toLowerCase(), BigInt(eth('100')))
    tamper = (prepared) => ({ ...prepared, transaction: { ...prepared.transaction, to: STRANGER } })
    void sendCall({ title: 'Take', call: take })
    assert.deepEqual(codes(await stage('review')), ['targetUnknown'])
    await sign([STRANGER])
    assert.deepEqual(transactions(), [])
  })

  test('an approval for a spender that the server made up', async () => {
    tamper = (prepared, call) => call.type !== 'take' ? prepared
      : { ...prepared, approvals: [{ token: WETH, spender: STRANGER, amount: eth('16'), has: '0' }] }
    void sendCall({ title: 'Take', call: take })
    assert.ok(codes(await stage('review')).includes('spenderUnknown'))
    await sign([])
    assert.deepEqual(transactions(), [])
  })

  test('an approval of more than the take may cost', async () => {
    tamper = (prepared, call) => call.type !== 'take' ? prepared
      : { ...prepared, approvals: [{ ...prepared.approvals[0]!, amount: eth('17') }] }
    void sendCall({ title: 'Take', call: take })
    assert.deepEqual(codes(await stage('review')), ['approvalTooLarge'])
  })

  test('a cure that costs more than the form said', async () => {
    void sendCall({ title: 'Cure', call: { type: 'cure', auction: DUTCH }, most: BigInt(eth('19')) })
    assert.deepEqual(codes(await stage('review')), ['approvalTooLarge'])
  })

  test('other bytes than were asked for', async () => {
    allowances.set(`${WETH}/${storys.contracts.dutchAuction}`.toLowerCase(), BigInt(eth('100')))
    tamper = (prepared) => ({
      ...prepared, transaction: { ...prepared.transaction, data: encode({ ...take, receiver: OTHER }) },
    })
    void sendCall({ title: 'Take', call: take })
    assert.ok(codes(await stage('review')).includes('argumentDiffers'))
    await sign([OTHER])
    assert.deepEqual(transactions(), [])
  })

  test('what the chain would refuse, whose reason the form is told', async () => {
    const refusal = { code: 'PriceAboveMax', detail: '', price: '2', maxPrice: '1' }
    tamper = (prepared) => ({ ...prepared, approvals: [], simulation: { accepted: false, gas: null, refusal } })
    let told: Refusal | undefined
    void sendCall({ title: 'Take', call: take, onRefusal: (found) => { told = found } })
    await stage('review')
    assert.deepEqual(told, refusal)
    await sign([])
    assert.deepEqual(transactions(), [])
  })

  test('shares for somebody whom nobody confirmed', async () => {
    const call: Call = { type: 'transferShares', vault: addressOf('11aa'), to: OTHER, shares: '1' }
    void sendCall({ title: 'Give', call })
    assert.deepEqual((await stage('review')).review.checked.others, [{ argument: 'to', address: OTHER }])
    await sign([])
    assert.deepEqual(transactions(), [])
    await sign([OTHER])
    assert.equal(transactions().length, 1)
  })

  test('anything while the account or the network is another one', async () => {
    void sendCall({ title: 'Redo', call: { type: 'redo', auction: DUTCH } })
    await stage('review')
    chainId.value = 1
    await sign([])
    assert.equal((await stage('needsWallet')).is, 'needsWallet')
    chainId.value = 31337
    await prepare()
    await stage('review')
    account.value = OTHER
    await sign([])
    assert.deepEqual(transactions(), [])
  })
})

describe('the way to the chain', () => {
  test('a missing allowance is the first step, exact and for the contract of the second', async () => {
    const outcome = sendCall({ title: 'Take', call: take })
    const { review: first } = await stage('review')
    assert.deepEqual([first.step, first.steps, first.call.type], [1, 2, 'approveToken'])
    assert.equal(first.prepared.transaction.data, encode({
      type: 'approveToken', token: WETH, spender: storys.contracts.dutchAuction, amount: eth('16'),
    }))
    await sign([])
    allowances.set(`${WETH}/${storys.contracts.dutchAuction}`.toLowerCase(), BigInt(eth('16')))
    send = () => '0xa2'
    const { review: second } = await stage('review', ({ review }) => review.step === 2)
    assert.deepEqual([second.step, second.steps, second.call.type], [2, 2, 'take'])
    await sign([])
    assert.equal(await outcome, 'included')
    assert.deepEqual(transactions().map(({ params }) => (params[0] as { data: string }).data.slice(0, 10)), ['0x095ea7b3', encode(take).slice(0, 10)])
  })

  test('the wallet gets the reviewed bytes, the account and the chain, and no gas of ours', async () => {
    void sendCall({ title: 'Redo', call: { type: 'redo', auction: DUTCH } })
    await stage('review')
    await sign([])
    assert.deepEqual(transactions()[0]?.params, [{
      from: ME, to: storys.contracts.dutchAuction, data: encode({ type: 'redo', auction: DUTCH }), value: '0x0', chainId: '0x7a69',
    }])
  })

  test('a no in the wallet leads back to the sheet, and nothing is lost', async () => {
    send = () => { throw { code: 4001, message: 'User rejected the request.' } }
    const outcome = sendCall({ title: 'Redo', call: { type: 'redo', auction: DUTCH } })
    await stage('review')
    await sign([])
    assert.equal((await stage('review')).walletSays, en.transactions.rejected)
    close()
    assert.equal(await outcome, 'rejected')
  })
})
