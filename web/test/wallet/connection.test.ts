import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'
import { deployment } from '../../src/deployment.ts'
import {
  account, changeNetwork, chainId, connect, disconnect, network, startWallets, wallet, wallets,
} from '../../src/wallet/connection.ts'
import type { Wallet } from '../../src/wallet/discovery.ts'
import { deployment as storys } from '../fixtures/story.ts'
import { Memory } from '../memory.ts'
import { ME, OTHER } from '../transactions/calldata.ts'

type Listener = (...values: never[]) => void

/** A wallet that a test speaks for. */
class Spoken {
  accounts: unknown = [ME]
  chain = '0x7a69'
  refusal: unknown = undefined
  readonly asked: string[] = []
  private readonly listeners = new Map<string, Listener>()

  readonly wallet: Wallet = { id: 'w1', name: 'Test', rdns: 'test.wallet', icon: undefined, provider: this }

  async request({ method }: { method: string }): Promise<unknown> {
    this.asked.push(method)
    if (this.refusal) throw this.refusal
    return method === 'eth_chainId' ? this.chain : this.accounts
  }

  on(event: string, listener: Listener): void { this.listeners.set(event, listener) }
  removeListener(event: string): void { this.listeners.delete(event) }
  say(event: string, value: unknown): void { this.listeners.get(event)?.(value as never) }
  get hears(): number { return this.listeners.size }
}

let spoken = new Spoken()

beforeEach(async () => {
  Object.assign(globalThis, { sessionStorage: new Memory() })
  await disconnect()
  wallets.value = []
  spoken = new Spoken()
  deployment.value = storys
})

describe('connecting a wallet', () => {
  test('a no, a question that waits and an empty answer are told apart', async () => {
    spoken.refusal = { code: 4001, message: 'no' }
    assert.equal(await connect(spoken.wallet), 'rejected')
    spoken.refusal = { code: -32002, message: 'waiting' }
    assert.equal(await connect(spoken.wallet), 'pending')
    spoken.refusal = { code: -32603, message: 'broken' }
    assert.deepEqual(await connect(spoken.wallet), { message: 'broken' })
    spoken.refusal = undefined
    for (const accounts of [[], null, ['me'], [7]]) {
      spoken.accounts = accounts
      assert.equal(await connect(spoken.wallet), 'noAccount')
    }
    assert.equal(account.value, undefined)
  })

  test('gives the account, the chain and whether it is the right one', async () => {
    assert.equal(await connect(spoken.wallet), undefined)
    assert.deepEqual([account.value, chainId.value, network.value], [ME, 31337, 'right'])
    spoken.say('chainChanged', '0x1')
    assert.equal(network.value, 'wrong')
    spoken.say('accountsChanged', [OTHER])
    assert.equal(account.value, OTHER)
  })

  test('another wallet is not heard any more', async () => {
    await connect(spoken.wallet)
    const second = new Spoken()
    await connect(second.wallet)
    assert.deepEqual([spoken.hears, second.hears], [0, 2])
  })

  test('the wallet that locks itself is gone, and so is what was remembered', async () => {
    await connect(spoken.wallet)
    spoken.say('accountsChanged', [])
    assert.deepEqual([account.value, wallet.value, network.value, spoken.hears], [undefined, undefined, 'unknown', 0])
    assert.equal(sessionStorage.getItem('wallet'), null)
  })

  test('a chain that the wallet does not know is told', async () => {
    await connect(spoken.wallet)
    spoken.refusal = { code: 4902, message: 'unknown chain' }
    assert.equal(await changeNetwork(), 'chainUnknown')
  })
})

describe('the wallets of a page', () => {
  /** A window as far as the wallets need it. */
  function pageWith(sessionStorage: Storage, ethereum?: unknown) {
    const timers: (() => void)[] = []
    const page = Object.assign(new EventTarget(), {
      sessionStorage, ethereum, clearTimeout() {}, setTimeout: (run: () => void) => timers.push(run),
    }) as unknown as Window & { ethereum?: unknown }
    const announce = ({ id: uuid, name, rdns, provider }: Wallet) => page.dispatchEvent(
      new CustomEvent('eip6963:announceProvider', { detail: { info: { uuid, name, rdns, icon: '' }, provider } }))
    return { page, announce, wait: () => timers.forEach((run) => run()) }
  }

  test('the one of before a reload comes back without a question', async () => {
    await connect(spoken.wallet)
    const kept = globalThis.sessionStorage
    const reloaded = new Spoken()
    wallet.value = undefined
    const { page, announce } = pageWith(kept)
    startWallets(page, 'Browser wallet')
    announce(reloaded.wallet)
    await new Promise((resume) => setImmediate(resume))
    assert.deepEqual(reloaded.asked, ['eth_accounts', 'eth_chainId'])
    assert.equal(account.value, ME)
  })

  test('an old extension is offered only when nothing announced itself', () => {
    const first = pageWith(new Memory(), spoken)
    startWallets(first.page, 'Browser wallet')
    first.wait()
    assert.deepEqual(wallets.value.map(({ name }) => name), ['Browser wallet'])
    wallets.value = []
    const second = pageWith(new Memory(), spoken)
    startWallets(second.page, 'Browser wallet')
    second.announce(new Spoken().wallet)
    second.wait()
    assert.deepEqual(wallets.value.map(({ name }) => name), ['Test'])
  })
})
