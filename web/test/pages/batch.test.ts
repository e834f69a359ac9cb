import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Batch } from '../../src/api/types.ts'
import { nothingTyped, readDraft, type Typed } from '../../src/pages/batchDraft.ts'
import { stageOf } from '../../src/pages/batchStage.ts'
import { escrowUp, priceOf, roundDeposit, tickOf, unitsOfPercent, type Grid } from '../../src/pages/batchTicks.ts'
import { forgetBid, fromText, keepBid, keptBids, toText, type KeptBid } from '../../src/pages/sealedBids.ts'
import { Memory } from '../memory.ts'
import { random } from '../random.ts'

const ether = 10n ** 18n
const grid: Grid = { reservePrice: 22n * ether, tickSize: 22n * 10n ** 15n, topTick: 65_535 }

describe('prices and ticks', () => {
  test('a price below the reserve price or above the grid is refused with its limit', () => {
    assert.deepEqual(tickOf(grid, grid.reservePrice - 1n), { ok: false, fault: 'belowReserve', limit: grid.reservePrice })
    const top = priceOf(grid, grid.topTick)
    assert.deepEqual(tickOf(grid, top + grid.tickSize), { ok: false, fault: 'aboveTop', limit: top })
  })

  test('the ends of the grid are on it', () => {
    assert.deepEqual(tickOf(grid, grid.reservePrice), { ok: true, tick: 0, price: grid.reservePrice, isExact: true })
    const top = priceOf(grid, grid.topTick)
    assert.deepEqual(tickOf(grid, top), { ok: true, tick: 65_535, price: top, isExact: true })
  })

  test('a price between two ticks means the lower one', () => {
    const price = priceOf(grid, 545) + 1n
    assert.deepEqual(tickOf(grid, price), { ok: true, tick: 545, price: price - 1n, isExact: false })
    const below = tickOf(grid, priceOf(grid, 546) - 1n)
    assert.equal(below.ok ? below.tick : undefined, 545)
  })

  test('every tick of any grid is found again from its price, and never a higher one', () => {
    const next = random(20260801)
    for (let i = 0; i < 2_000; i++) {
      const reservePrice = BigInt(1 + Math.floor(next() * 2 ** 40)) ** 3n
      const any: Grid = { reservePrice, tickSize: (reservePrice * 10n + 9_999n) / 10_000n, topTick: 65_535 }
      const tick = Math.floor(next() * 65_536)
      const between = BigInt(Math.floor(next() * Number.MAX_SAFE_INTEGER)) % any.tickSize
      const found = tickOf(any, priceOf(any, tick) + between)
      assert.deepEqual(found, { ok: true, tick, price: priceOf(any, tick), isExact: between === 0n })
    }
  })
})

describe('quantities', () => {
  test('what is no percentage is none', () => {
    for (const text of ['', 'x', '-1', '101', '100.000001', '1e1', '1,5', '12.1234567']) {
      assert.equal(unitsOfPercent(text, 1000n * ether), undefined, text)
    }
  })

  test('a percentage of the supply is rounded down', () => {
    assert.equal(unitsOfPercent('12.5', 1000n * ether), 125n * ether)
    assert.equal(unitsOfPercent('100', 7n), 7n)
    assert.equal(unitsOfPercent('33.333333', 100n), 33n)
    assert.equal(unitsOfPercent('0.000001', 100_000_000n), 1n)
  })

  test('an escrow is rounded up for the seller', () => {
    assert.equal(escrowUp(1n, 10n, 3n), 4n)
    assert.equal(escrowUp(3n, 10n, 3n), 10n)
    assert.equal(escrowUp(0n, 10n, 3n), 0n)
  })

  test('a suggested deposit is never below the escrow and shows one digit of it', () => {
    assert.equal(roundDeposit(0n), 0n)
    assert.equal(roundDeposit(1_234n), 2_000n)
    assert.equal(roundDeposit(2_000n), 2_000n)
    assert.equal(roundDeposit(9_001n), 10_000n)
  })
})

const batch = {
  status: 'bidding', supply: String(1000n * ether), leastQuantity: String(ether), reservePrice: String(grid.reservePrice),
  tickSize: String(grid.tickSize), topTick: 65_535, margin: 460, leastWhole: String(32n * ether),
  endsAt: { unix: 2_000, rfc3339: '' }, revealsFrom: null,
} as unknown as Batch

const typed = (change: Partial<Typed>): Typed => ({ ...nothingTyped, ...change })
const faultsOf = (change: Partial<Typed>) => readDraft(typed(change), batch, 18).faults

describe('what is typed into a bid', () => {
  test('an empty field is no fault, and no bid', () => {
    const draft = readDraft(nothingTyped, batch, 18)
    assert.deepEqual(draft, { faults: {} })
  })

  test('each fault stands at its field, with the number it breaks', () => {
    assert.deepEqual(faultsOf({ price: 'x' }).price, { is: 'written', fault: 'notDigits' })
    assert.deepEqual(faultsOf({ price: '21.9' }).price, { is: 'belowReserve', limit: grid.reservePrice })
    assert.deepEqual(faultsOf({ price: '30' }).price, { is: 'belowMargin', margin: 460, limit: priceOf(grid, 460) })
    assert.deepEqual(faultsOf({ priceBy: 'tick', price: '1.5' }).price, { is: 'notTick' })
    assert.deepEqual(faultsOf({ priceBy: 'tick', price: '65536' }).price, { is: 'aboveTop', limit: priceOf(grid, 65_535) })
    assert.deepEqual(faultsOf({ quantity: '101' }).quantity, { is: 'notPercent' })
    assert.deepEqual(faultsOf({ quantity: '0.01' }).quantity, { is: 'tooFew', limit: ether })
    assert.deepEqual(faultsOf({ quantityBy: 'units', quantity: '1000.1' }).quantity, { is: 'tooMany', limit: 1000n * ether })
    assert.deepEqual(faultsOf({ kind: 'whole', amount: '31.99' }).amount, { is: 'belowLeast', limit: 32n * ether })
    assert.deepEqual(faultsOf({ kind: 'rollover', shares: '1,5' }).shares, { is: 'written', fault: 'comma' })
  })

  test('a bid at the margin is one', () => {
    assert.deepEqual(faultsOf({ priceBy: 'tick', price: '460' }), {})
  })

  test('a bid for parts deposits its units at its own tick, not at what was typed', () => {
    const draft = readDraft(typed({ price: '34.005', quantity: '12.5' }), batch, 18)
    assert.deepEqual([draft.tick, draft.isOnGrid, draft.quantity], [545, false, 125n * ether])
    assert.equal(draft.escrow, 125n * ether * priceOf(grid, 545) / (1000n * ether))
    assert.deepEqual(draft.faults, {})
  })

  test('a rollover’s escrow is the server’s to work out', () => {
    const draft = readDraft(typed({ kind: 'rollover', price: '34', quantity: '10', shares: '200' }), batch, 18)
    assert.equal(draft.escrow, undefined)
    assert.equal(draft.shares, 200n * ether)
  })
})

describe('the stage of a batch auction', () => {
  const sealed = { ...batch, status: 'sealed', revealsFrom: { unix: 1_000, rfc3339: '' } } as Batch

  test('moves at the very second', () => {
    assert.deepEqual([999, 1_000, 1_999, 2_000].map((now) => stageOf(sealed, now)), ['committing', 'revealing', 'revealing', 'over'])
    assert.deepEqual([1_999, 2_000].map((now) => stageOf(batch, now)), ['bidding', 'over'])
    assert.equal(stageOf({ ...batch, status: 'failed' }, 0), 'ended')
  })
})

describe('a sealed bid that is kept', () => {
  const kept: KeptBid = {
    auction: '77', bidder: '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266', kind: 'Parts', tick: 5, quantity: '10', shares: '0',
    salt: '42', chainId: 31337, commitment: `0x${'ab'.repeat(32)}`, deposit: '100',
  }

  test('a text that was changed into something else is not read', () => {
    for (const text of ['', '{', '[]', '{"auction":"77"}', toText(kept).replace('"10"', '10'), toText(kept).replace('Parts', 'All')]) {
      assert.equal(fromText(text), undefined, text)
    }
  })

  test('comes back from its own text and from the browser, for its bidder alone', () => {
    const store = new Memory()
    assert.deepEqual(fromText(toText(kept)), kept)
    keepBid(store, kept)
    keepBid(store, { ...kept, commitment: `0x${'cd'.repeat(32)}` })
    assert.equal(keptBids(store, '77', kept.bidder.toLowerCase()).length, 2)
    assert.deepEqual(keptBids(store, '77', `0x${'1'.repeat(40)}`), [])
    assert.deepEqual(keptBids(store, '78', kept.bidder), [])
    forgetBid(store, kept)
    assert.equal(keptBids(store, '77', kept.bidder).length, 1)
  })

  test('what somebody else wrote into the browser is passed over', () => {
    const store = new Memory()
    store.setItem('sealed:77', 'oops')
    assert.deepEqual(keptBids(store, '77', kept.bidder), [])
  })
})
