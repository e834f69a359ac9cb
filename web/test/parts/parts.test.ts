import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fallUntilCallable } from '../../src/pages/portfolio/falls.ts'
import { positionOf } from '../../src/parts/Health.tsx'
import { rosetteOf } from '../../src/parts/rosette.ts'
import { random } from '../random.ts'

test('the bar passes the mark exactly when the loan is above its limit', () => {
  const next = random(4)
  for (let i = 0; i < 5_000; i++) {
    const limit = 1 + Math.floor(next() * 10_000)
    const ltv = Math.floor(next() * 20_000)
    assert.equal(positionOf(ltv, limit) > 75, ltv > limit, `${ltv} of ${limit}`)
    assert.ok(positionOf(ltv, limit) >= 0 && positionOf(ltv, limit) <= 100)
  }
  assert.equal(positionOf(7_500, 7_500), 75)
})

test('a fall that is promised to be harmless is', () => {
  assert.equal(fallUntilCallable({ ltvBps: null, liquidationLtvBps: 7_500 }), undefined)
  assert.equal(fallUntilCallable({ ltvBps: 7_501, liquidationLtvBps: 7_500 }), 0)
  for (let ltvBps = 0; ltvBps <= 7_500; ltvBps++) {
    const fall = fallUntilCallable({ ltvBps, liquidationLtvBps: 7_500 })!
    // ltv / (1 - fall) <= limit, in whole numbers
    assert.ok(ltvBps * 10_000 <= 7_500 * (10_000 - fall), `${ltvBps}`)
  }
})

test('an item is always drawn the same, another one otherwise', () => {
  const collection = '0xb47e3cd837dDF8e4c57F05d70Ab865de6e193BBB'
  assert.deepEqual(rosetteOf(collection, '1'), rosetteOf(collection.toLowerCase(), '1'))
  const drawn = Array.from({ length: 500 }, (_, i) => rosetteOf(collection, String(i)))
  assert.equal(new Set(drawn.map(({ d }) => d)).size, 500)
  assert.equal(new Set(drawn.map(({ hue }) => hue)).size, 1)
  assert.ok(drawn.every(({ d }) => /^[MA0-9 .-]+$/.test(d)))
})
