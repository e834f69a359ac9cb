import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Prepared } from '../../src/api/types.ts'
import type { Call, NeededApproval } from '../../src/transactions/calls.ts'
import { check, checkNeeded, shown, type Directory, type Objection } from '../../src/transactions/check.ts'
import { asked, encode } from '../../src/transactions/decode.ts'
import { namedTarget, shapes } from '../../src/transactions/functions.ts'
import { COLLECTION, ME, OTHER, SPENDER, TOKEN, VAULT } from './calldata.ts'
import { calls, everyCall } from './calls.ts'

const MAX = String((1n << 256n) - 1n)
const STRANGER = '0x00000000000000000000000000000000DeaDBeef'

const book: Directory = {
  chainId: 31337,
  contracts: {
    vaultFactory: '0xDc64a140Aa3E981100a9becA4E685f962f0cF6C9', loanBook: '0x5FC8d32690cc91D4c39d9d3abcBD16989F875707',
    dutchAuction: SPENDER, batchAuction: '0x0165878A594ca255338adfa4d48449f69242Eb8F',
    sealedBids: '0xa513E6E4b8f2a923D98304ec87F64353C4D5C853', insuranceFund: '0x2279B7A0a67DB372996a5FaB50D91eAA73d2eBe6',
    appraisalOracle: '0x8A791620dd6260079BF849Dc5567aDC3F2FdC318',
  },
  paymentTokens: [TOKEN],
  vaults: [VAULT],
  account: ME,
  now: 1_764_400_000,
}

/** What an honest server would answer. */
function prepared(call: Call, change: Partial<Prepared['transaction']> = {}, said = call): Prepared {
  const { on } = shapes[call.type]
  const value = call.type === 'depositEther' ? call.amount : '0'
  const transaction = {
    chainId: 31337, to: namedTarget(call) ?? book.contracts[on]!, data: encode(call), value, ...change,
  }
  const words = asked(said)
  const args = words.arguments.map((argument) => ({
    name: argument.name, type: argument.type, value: shown(argument),
  }))
  return {
    transaction, approvals: [], simulation: { accepted: true },
    decoded: { contract: on, function: words.function, arguments: args, sentence: '' },
  } as unknown as Prepared
}

const codes = (objections: readonly Objection[]): string[] => objections.map(({ code }) => code)

const judge = (call: Call, change: Partial<Prepared['transaction']> = {}, spend?: NeededApproval): string[] =>
  codes(check(call, prepared(call, change), book, spend).objections)

const allowed: NeededApproval = { token: TOKEN, spender: SPENDER, amount: '12500000000000000000', has: '0' }

describe('what the page refuses to hand to a wallet', () => {
  test('an unknown target', () => {
    for (const call of everyCall) {
      if (call.type === 'approveCollection') continue // any contract can be a collection: see the next test
      assert.ok(judge(call, { to: STRANGER }).includes('targetUnknown'), call.type)
    }
  })

  test('a collection that is not the one that was named, or is one of our own contracts', () => {
    assert.deepEqual(judge({ ...calls.approveCollection, spender: book.contracts.vaultFactory! }, { to: STRANGER }),
      ['targetUnknown'])
    const ours = { ...calls.approveCollection, collection: TOKEN, spender: book.contracts.vaultFactory! }
    assert.deepEqual(judge(ours), ['targetUnknown'])
  })

  test('a vault that no factory made', () => {
    const call = calls.transferShares
    assert.deepEqual(codes(check(call, prepared(call), { ...book, vaults: [] }).objections), ['targetUnknown'])
  })

  test('a token that is not listed', () => {
    assert.deepEqual(judge({ ...calls.depositEther, token: COLLECTION }), ['targetUnknown'])
  })

  test('one of our contracts in the place of another', () => {
    assert.deepEqual(judge(calls.take, { to: book.contracts.batchAuction! }), ['targetUnknown'])
  })

  test('another chain', () => {
    assert.deepEqual(judge(calls.take, { chainId: 1 }), ['chainDiffers'])
  })

  test('ether that nobody asked to send, or another amount of it', () => {
    assert.deepEqual(judge(calls.take, { value: '1' }), ['valueDiffers'])
    assert.deepEqual(judge(calls.depositEther, { value: '0' }), ['valueDiffers'])
    assert.deepEqual(judge(calls.take, { value: 'lots' }), ['valueDiffers'])
  })

  test('bytes of an unknown function, or with something behind them', () => {
    assert.deepEqual(judge(calls.take, { data: '0xdeadbeef' }), ['bytesUnknown'])
    assert.deepEqual(judge(calls.take, { data: `${encode(calls.take)}00` }), ['bytesUnknown'])
  })

  test('another function than was asked for', () => {
    const found = check(calls.redo, prepared(calls.redo, { data: encode(calls.cure) }), book)
    assert.ok(codes(found.objections).includes('functionDiffers'))
  })

  test('an argument that differs from what was asked for, and says which', () => {
    const dearer = encode({ ...calls.take, maxPrice: '12500000000000000001' })
    const [first] = check(calls.take, prepared(calls.take, { data: dearer }), book).objections
    assert.deepEqual(first, {
      code: 'argumentDiffers',
      values: { name: 'maxPrice', given: '12500000000000000001', expected: '12500000000000000000' },
    })
  })

  test('another item, token or offer inside a list', () => {
    const others = [`${COLLECTION}/8`, `${COLLECTION}/12345678901234567890123456789`]
    assert.deepEqual(judge(calls.create, { data: encode({ ...calls.create, items: others }) }), ['argumentDiffers'])
  })

  test('a server that describes other bytes than it sends', () => {
    const said = { ...calls.take, maxPrice: '1' }
    assert.deepEqual(codes(check(calls.take, prepared(calls.take, {}, said), book).objections), ['serverDiffers'])
  })

  test('a spender that is not the contract of the next step', () => {
    const stranger = { ...calls.approveToken, spender: STRANGER }
    assert.deepEqual(judge(stranger, {}, { ...allowed, spender: STRANGER }), ['spenderUnknown'])
    assert.deepEqual(judge(calls.approveToken, {}, { ...allowed, spender: book.contracts.batchAuction! }),
      ['spenderUnknown'])
    assert.deepEqual(judge(calls.approveToken), ['spenderUnknown'])
    assert.deepEqual(judge(calls.approveCollection), ['spenderUnknown'])
  })

  test('an approval without a limit', () => {
    for (const amount of [MAX, String(1n << 128n)]) {
      assert.deepEqual(judge({ ...calls.approveToken, amount }, {}, { ...allowed, amount }), ['approvalUnlimited'])
    }
  })

  test('an approval of more than the next step needs', () => {
    assert.deepEqual(judge(calls.approveToken, {}, { ...allowed, amount: '12499999999999999999' }),
      ['approvalTooLarge'])
  })

  test('a recipient that is zero or wrongly spelled', () => {
    assert.deepEqual(judge({ ...calls.take, receiver: `0x${'0'.repeat(40)}` }), ['recipientZero'])
    const wrong = OTHER.replace('C', 'c')
    assert.deepEqual(judge({ ...calls.transferShares, to: wrong }), ['recipientMisspelled'])
  })

  test('a deadline that is over, or months away', () => {
    assert.deepEqual(judge({ ...calls.take, deadline: book.now }), ['deadlinePassed'])
    assert.deepEqual(judge({ ...calls.take, deadline: book.now + 61 * 24 * 3600 }), ['deadlineFar'])
  })
})

describe('what a needed approval may be', () => {
  test('a spender other than the called contract is refused', () => {
    assert.deepEqual(codes(checkNeeded({ ...allowed, spender: STRANGER }, calls.take, book)), ['spenderUnknown'])
    assert.deepEqual(codes(checkNeeded({ ...allowed, spender: book.contracts.loanBook! }, calls.take, book)),
      ['spenderUnknown'])
  })

  test('an unlisted token is refused', () => {
    assert.deepEqual(codes(checkNeeded({ ...allowed, token: COLLECTION }, calls.take, book)), ['targetUnknown'])
  })

  test('more than the call’s own limit is refused', () => {
    assert.deepEqual(codes(checkNeeded({ ...allowed, amount: '12500000000000000001' }, calls.take, book)),
      ['approvalTooLarge'])
    assert.deepEqual(codes(checkNeeded({ ...allowed, token: VAULT, amount: '1' }, calls.take, book)),
      ['approvalTooLarge'])
  })

  test('what the call needs is allowed', () => {
    assert.deepEqual(checkNeeded(allowed, calls.take, book), [])
    const shares = { ...allowed, token: VAULT, spender: book.contracts.batchAuction!, amount: calls.bidRollover.shares }
    assert.deepEqual(checkNeeded(shares, calls.bidRollover, book), [])
  })
})

describe('what goes through', () => {
  test('every honest call, with its approvals for the right spender', () => {
    for (const call of everyCall) {
      if (call.type === 'approveToken') assert.deepEqual(judge(call, {}, allowed), [])
      else if (call.type === 'approveCollection') {
        assert.deepEqual(judge({ ...call, spender: book.contracts.vaultFactory! }), [])
      } else assert.deepEqual(judge(call), [], call.type)
    }
  })

  test('an allowance that signed offers or bids wait for', () => {
    for (const spender of [book.contracts.loanBook!, book.contracts.batchAuction!]) {
      assert.deepEqual(judge({ ...calls.approveToken, spender }), [])
    }
  })

  test('a recipient who is somebody else has to be confirmed', () => {
    const others = check(calls.transferShares, prepared(calls.transferShares), book).others
    assert.deepEqual(others, [{ argument: 'to', address: OTHER }])
    assert.deepEqual(check(calls.take, prepared(calls.take), book).others, [])
  })
})
