import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Dutch, DutchItem } from '../../src/api/types.ts'
import { readItems, textFault } from '../../src/pages/createForm.ts'
import { phaseOf, scaled, weightsOf } from '../../src/pages/dutchPhase.ts'
import { readOffer, readOffers, usual, type TypedOffer } from '../../src/pages/lendForm.ts'
import { calls } from '../transactions/calls.ts'
import { COLLECTION, VAULT } from '../transactions/calldata.ts'

const NOW = 1_764_400_000

describe('items of a new vault', () => {
  test('what is no list of ids is refused by its reason', () => {
    const faults = ['', '1, x', '01', '1 2 1', String(1n << 256n), Array.from({ length: 17 }, (_, i) => i).join(',')]
      .map((text) => readItems(COLLECTION, text))
      .map((read) => (read.ok ? undefined : read.fault))
    assert.deepEqual(faults, ['idsEmpty', 'idsWritten', 'idsWritten', 'idsTwice', 'idsTooLarge', 'idsTooMany'])
  })

  test('ids of any length become items', () => {
    const read = readItems(` ${COLLECTION} `, `7, ${(1n << 256n) - 1n}`)
    assert.deepEqual(read, { ok: true, items: [`${COLLECTION}/7`, `${COLLECTION}/${(1n << 256n) - 1n}`] })
  })

  test('a name is counted in bytes, and may hide nothing', () => {
    assert.equal(textFault(' ', 64), 'textEmpty')
    assert.equal(textFault('é'.repeat(33), 64), 'textLong')
    assert.equal(textFault('é'.repeat(32), 64), undefined)
    assert.equal(textFault('a\u202eb', 64), 'textHidden')
  })
})

const offer = (change: Partial<TypedOffer>) => readOffer({ ...usual, principal: '5', ...change }, 18, NOW)
const faultsOf = (change: Partial<TypedOffer>) => {
  const read = offer(change)
  return read.ok ? {} : read.faults
}

describe('a loan offer', () => {
  test('each term outside the contract’s bounds is told at its field', () => {
    assert.deepEqual(faultsOf({ rate: '100.01' }), { rate: { is: 'outside', low: 0, high: 100 } })
    assert.deepEqual(faultsOf({ lateRate: 'x' }), { lateRate: { is: 'notNumber' } })
    assert.deepEqual(faultsOf({ principal: '0' }), { principal: { is: 'principal' } })
    assert.deepEqual(faultsOf({ liquidationLtv: '59.99' }).liquidationLtv, { is: 'gap' })
    assert.deepEqual(faultsOf({ cureLtv: '70' }), { cureLtv: { is: 'cureAbove' } })
    assert.deepEqual(faultsOf({ auctionHours: '23.99' }), { auctionHours: { is: 'outside', low: 24, high: 336 } })
    assert.deepEqual(faultsOf({ penalty: '10.01' }), { penalty: { is: 'outside', low: 0, high: 10 } })
  })

  test('the usual terms are within all bounds, in the units of the contract', () => {
    const read = offer({ isBackstop: true, isSealed: true })
    assert.ok(read.ok)
    assert.equal(read.principal, 5n * 10n ** 18n)
    assert.deepEqual(read.terms, {
      rateBps: 1200, lateRateBps: 500, dueAt: NOW + 30 * 86_400, graceSeconds: 2 * 86_400, cureSeconds: 86_400,
      confirmSeconds: 3_600, maxLtvBps: 5000, cureLtvBps: 6000, liquidationLtvBps: 7000, penaltyBps: 300,
      conversionBps: 8000, auctionSeconds: 86_400, options: 6,
    })
  })

  test('seconds fit the 24 bits that the contract gives them', () => {
    const read = offer({ graceDays: '194', cureHours: '4660', auctionHours: '336' })
    assert.ok(read.ok)
    for (const seconds of [read.terms.graceSeconds, read.terms.cureSeconds, read.terms.auctionSeconds]) {
      assert.ok(seconds < 2 ** 24)
    }
  })
})

describe('offers that a borrower pastes', () => {
  const [signed] = calls.open.offers
  const text = (...list: unknown[]): string => JSON.stringify(list)
  const faultOf = (given: string, now = NOW) => {
    const read = readOffers(given, VAULT, now)
    return read.ok ? undefined : read.fault
  }

  test('what is no signed offer is not read', () => {
    for (const given of ['', '{}', '[]', '"x"', text({ ...signed, signature: '0x12' }), text({ ...signed, signer: 'me' }),
      text({ ...signed, payload: { ...signed!.payload, principal: 5 } })]) {
      assert.equal(faultOf(given), 'offersWritten', given)
    }
  })

  test('another vault, other terms, an end that is past and too many of them are refused', () => {
    const { payload } = signed!
    assert.equal(faultOf(text({ ...signed, payload: { ...payload, vault: COLLECTION } })), 'offersForOther')
    assert.equal(faultOf(text(signed, { ...signed, payload: { ...payload, terms: { ...payload.terms, rateBps: 1 } } })), 'offersDiffer')
    assert.equal(faultOf(text(signed), payload.validUntil), 'offersOver')
    assert.equal(faultOf(text(...Array(65).fill(signed))), 'offersTooMany')
  })

  test('one or several are read, with what they lend together', () => {
    const one = readOffers(JSON.stringify(signed), VAULT, NOW)
    assert.deepEqual(one, { ok: true, offers: [signed], principal: 5n * 10n ** 18n })
    const two = readOffers(text(signed, signed), VAULT.toLowerCase(), NOW)
    assert.ok(two.ok && two.principal === 10n * 10n ** 18n)
  })
})

describe('a Dutch round', () => {
  const dutch = { startsAt: { unix: 100 }, endsAt: { unix: 200 } } as Dutch

  test('is ahead, open and over at the very second', () => {
    assert.deepEqual([99, 100, 199, 200].map((now) => phaseOf(dutch, 'running', now)), ['ahead', 'open', 'open', 'over'])
    assert.equal(phaseOf(dutch, 'ended', 150), 'ended')
    assert.equal(phaseOf(dutch, 'running', undefined), 'open')
  })

  test('an item’s part of the price is rounded up for the seller', () => {
    const items = [{ weight: '1' }, { weight: '2' }] as DutchItem[]
    assert.equal(scaled(100n, weightsOf(items, 0)), 34n)
    assert.equal(scaled(100n, weightsOf(items, 1)), 67n)
    assert.equal(scaled(100n, weightsOf([], 0)), 100n)
  })
})
