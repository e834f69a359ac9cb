import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { follow, type Tracker } from '../../src/transactions/tracking.ts'
import type { Sent } from '../../src/transactions/progress.ts'
import { keep, keptTransactions, letGo, withNews } from '../../src/transactions/kept.ts'
import { refusalOf } from '../../src/transactions/decode.ts'
import type { Provider } from '../../src/wallet/eip1193.ts'
import { Memory } from '../memory.ts'
import { ME, OTHER, SPENDER } from './calldata.ts'

type Params = readonly unknown[]

/** A node whose answers a test writes down, block by block. */
class Node implements Provider {
  head = 100
  finalized = 90
  nextNonce = 7
  known: object | null = { nonce: '0x7' }
  receipt: object | null = null
  blocks = new Map<number, readonly object[]>()
  revert: string | undefined
  isDown = false

  async request({ method, params }: { method: string, params?: Params | object }): Promise<unknown> {
    if (this.isDown) throw { code: -32603, message: 'no route to host' }
    const [first] = (params ?? []) as Params
    switch (method) {
      case 'eth_blockNumber': return hex(this.head)
      case 'eth_getTransactionReceipt': return this.receipt
      case 'eth_getTransactionByHash': return this.known
      case 'eth_getTransactionCount': return hex(this.nextNonce)
      case 'eth_getBlockByNumber': return first === 'finalized'
        ? { number: hex(this.finalized), transactions: [] }
        : { number: first, transactions: this.blocks.get(Number(first)) ?? [] }
      case 'eth_call': throw { code: 3, message: 'execution reverted', data: this.revert }
      default: throw new Error(`the test's node does not know ${method}`)
    }
  }

  include(block: number, status = 1): void {
    this.head = block
    this.receipt = { blockNumber: hex(block), blockHash: `0xb${block}`, status: hex(status) }
  }
}

const sent: Sent = {
  hash: '0xa1', chainId: 31337, from: ME, to: SPENDER, data: '0x1234', value: '0', sentence: 'Buy item 1',
  sentAfter: 98, state: { is: 'sent' }, missed: 0,
}

const hex = (number: number): string => `0x${number.toString(16)}`

/** Runs the tracker; between two looks the next of `turns` happens. Stops after the last. */
async function run(node: Node, turns: readonly (() => void)[], start = sent) {
  const stop = new AbortController()
  const told: Sent[] = []
  const faults: (string | undefined)[] = []
  const waits: number[] = []
  const left = [...turns]
  const tracker: Tracker = {
    provider: node,
    tell: (state, fault) => {
      told.push(state)
      faults.push(fault)
    },
    wait: async (milliseconds) => {
      waits.push(milliseconds)
      const next = left.shift()
      if (next) next()
      else stop.abort()
    },
    read: async (data) => refusalOf(data),
    stop: stop.signal,
  }
  await follow(start, tracker)
  return { told, faults, waits, states: told.map(({ state }) => state.is) }
}

const nothing = (): void => {}

describe('following a transaction', () => {
  test('tells each new state once and stops when it is final', async () => {
    const node = new Node()
    const { states } = await run(node, [nothing, () => node.include(101), nothing, () => { node.finalized = 101 }])
    assert.deepEqual(states, ['sent', 'included', 'included'])
  })

  test('waits longer while nothing moves, and starts again when something did', async () => {
    const node = new Node()
    const { waits } = await run(node, [nothing, nothing, nothing, () => node.include(101), nothing])
    assert.deepEqual(waits, [1000, 1500, 2250, 3375, 1000, 1500])
    const { waits: long } = await run(new Node(), Array<() => void>(20).fill(nothing))
    assert.equal(Math.max(...long), 15_000)
  })

  test('finds the transaction that took the nonce', async () => {
    const node = new Node()
    const rival = { hash: '0xa2', from: ME.toLowerCase(), nonce: '0x7', to: OTHER, input: '0x', value: '0x1' }
    const { told } = await run(node, [() => {
      node.known = null
      node.nextNonce = 8
      node.head = 102
      node.blocks.set(101, [rival])
    }, nothing])
    assert.deepEqual(told.at(-1)?.state, { is: 'replaced', cancelled: false, by: '0xa2' })
  })

  test('says that it went back to waiting after a reorganisation', async () => {
    const node = new Node()
    const { told } = await run(node, [() => node.include(101), () => { node.receipt = null }])
    assert.deepEqual(told.at(-1)?.state, { is: 'sent', wasIn: 101 })
  })

  test('reads why it failed', async () => {
    const node = new Node()
    // cast sig 'NotEnded(uint256)'
    node.revert = `0x59bf618c${'0'.repeat(63)}5`
    const { told } = await run(node, [() => node.include(101, 0)])
    const state = told.at(-1)?.state
    assert.equal(state?.is === 'failed' ? state.reason?.code : undefined, 'NotEnded')
  })

  test('says when the wallet’s node cannot be asked, and when it can again', async () => {
    const node = new Node()
    const { faults } = await run(node, [() => { node.isDown = true }, nothing, nothing, () => { node.isDown = false }])
    assert.deepEqual(faults, [undefined, 'no route to host', undefined])
  })
})

describe('what a tab remembers', () => {
  test('what somebody else wrote is not read', () => {
    const store = new Memory()
    store.setItem('transactions', '{"hash":')
    assert.deepEqual(keptTransactions(store), [])
    store.setItem('transactions', '[{"hash":1},null,7]')
    assert.deepEqual(keptTransactions(store), [])
  })

  test('news of a transaction stand where it stood', () => {
    const [old, newest] = [{ ...sent, hash: '0xa1' }, { ...sent, hash: '0xa2' }]
    const order = (all: readonly Sent[]): string[] => all.map(({ hash }) => hash)
    assert.deepEqual(order(withNews([old], newest)), ['0xa2', '0xa1'])
    assert.deepEqual(order(withNews([newest, old], { ...old, missed: 1 })), ['0xa2', '0xa1'])
    assert.deepEqual(order(withNews([newest, old], { ...old, hash: '0xa3', repricedFrom: '0xa1' })), ['0xa2', '0xa3'])
  })

  test('a transaction is kept with its newest state, under its newest hash', () => {
    const store = new Memory()
    keep(store, sent)
    keep(store, { ...sent, hash: '0xa2', repricedFrom: '0xa1' })
    assert.deepEqual(keptTransactions(store).map(({ hash }) => hash), ['0xa2'])
    letGo(store, '0xa2')
    assert.deepEqual(keptTransactions(store), [])
  })

  test('the oldest goes when there are too many', () => {
    const store = new Memory()
    for (let i = 0; i < 25; i++) keep(store, { ...sent, hash: `0x${i}` })
    assert.equal(keptTransactions(store).length, 20)
    assert.equal(keptTransactions(store)[0]?.hash, '0x24')
  })
})
