import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { discover, injected, type Wallet } from '../../src/wallet/discovery.ts'
import { faultOf } from '../../src/wallet/eip1193.ts'
import { signInMessage } from '../../src/wallet/signIn.ts'

const provider = { request: () => Promise.resolve(null) }
const info = { uuid: 'u1', name: 'Good Wallet', rdns: 'example.good', icon: 'data:image/png;base64,AA==' }

function announce(page: EventTarget, detail: unknown): void {
  page.dispatchEvent(new CustomEvent('eip6963:announceProvider', { detail }))
}

function found(...details: unknown[]): readonly Wallet[] {
  const page = new EventTarget()
  let list: readonly Wallet[] = []
  discover(page, (wallets) => { list = wallets })
  for (const detail of details) announce(page, detail)
  return list
}

describe('wallets that announce themselves', () => {
  test('a picture from the web is not loaded', () => {
    for (const icon of ['https://good.example/a.png', 'data:text/html,<script>', '//x', 7, undefined]) {
      assert.equal(found({ info: { ...info, icon }, provider })[0]?.icon, undefined)
    }
    assert.equal(found({ info, provider })[0]?.icon, info.icon)
  })

  test('what is no wallet is not listed', () => {
    assert.deepEqual(found(null, {}, { info }, { info, provider: {} }, { info: { uuid: 'u' }, provider }), [])
  })

  test('the same wallet is listed once, and no more than twenty', () => {
    assert.equal(found({ info, provider }, { info, provider }).length, 1)
    const many = Array.from({ length: 30 }, (_, i) => ({ info: { ...info, uuid: `u${i}` }, provider }))
    assert.equal(found(...many).length, 20)
  })

  test('a name cannot turn the direction of the line or hide characters', () => {
    const [wallet] = found({ info: { ...info, name: '\u202eevil\u200b\n' }, provider })
    assert.equal(wallet?.name, 'evil')
    assert.equal(found({ info: { ...info, name: '\u200b' }, provider })[0]?.name, 'example.good')
  })

  test('they are asked to announce, and may do so late', () => {
    const page = new EventTarget()
    let asked = 0
    page.addEventListener('eip6963:requestProvider', () => { asked++ })
    let list: readonly Wallet[] = []
    const stop = discover(page, (wallets) => { list = wallets })
    assert.equal(asked, 1)
    announce(page, { info, provider })
    assert.equal(list.length, 1)
    stop()
    announce(page, { info: { ...info, uuid: 'u2' }, provider })
    assert.equal(list.length, 1)
  })

  test('an old extension is taken only when it speaks like a wallet', () => {
    assert.equal(injected({}, 'Browser wallet'), undefined)
    assert.equal(injected({ ethereum: { isWallet: true } }, 'Browser wallet'), undefined)
    assert.equal(injected({ ethereum: provider }, 'Browser wallet')?.name, 'Browser wallet')
  })
})

describe('what a wallet refuses', () => {
  test('the code, the words and the revert are found however deep they are', () => {
    const nested = { code: -32603, message: 'Internal', data: { code: 3, message: 'execution reverted', data: '0x59' } }
    assert.deepEqual(faultOf(nested), { code: -32603, message: 'Internal', data: '0x59' })
    assert.deepEqual(faultOf(new Error('no', { cause: { code: 4001, data: '0x' } })),
      { code: 4001, message: 'no', data: '0x' })
    assert.deepEqual(faultOf('gone'), { code: undefined, message: 'gone', data: undefined })
  })
})

describe('the sign-in text', () => {
  test('names the page, the account, the chain and the nonce, line by line', () => {
    const text = signInMessage({
      domain: 'fractional.example', uri: 'https://fractional.example', chainId: 31337, nonce: 'n0nce123',
      address: '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266', statement: 'Sign in to withdraw bids.',
      issuedAt: '2025-11-30T05:00:00Z', expiresAt: '2025-11-30T05:05:00Z',
    })
    assert.equal(text, `fractional.example wants you to sign in with your Ethereum account:
0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266

Sign in to withdraw bids.

URI: https://fractional.example
Version: 1
Chain ID: 31337
Nonce: n0nce123
Issued At: 2025-11-30T05:00:00Z
Expiration Time: 2025-11-30T05:05:00Z`)
  })
})
