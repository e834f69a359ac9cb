import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { marksOf, place, spanOf, timeMarksOf, valueAt, widened } from '../../src/charts/scale.ts'
import { area, heightAt, staircase, type Plot } from '../../src/charts/steps.ts'
import { cornersOf, priceSpan, reachOf, restOf, type Round } from '../../src/charts/dutch.ts'
import {
  clear, compared, demandCorners, fillOf, levelsOf, priceOfTick, wholeBook, withDraft, zoom, type Level, type Market,
} from '../../src/charts/demand.ts'

const ether = 10n ** 18n

describe('places on a chart', () => {
  test('a range without width has one place', () => {
    assert.equal(place(5n, { low: 5n, high: 5n }, 10, 90), 10)
  })

  test('both ends and the middle', () => {
    const span = { low: 100n * ether, high: 300n * ether }
    assert.equal(place(span.low, span, 40, 240), 40)
    assert.equal(place(200n * ether, span, 40, 240), 140)
    assert.equal(place(span.high, span, 40, 240), 240)
  })

  test('amounts of 127 bits that differ by four millionths keep their order', () => {
    const span = { low: 0n, high: 1n << 127n }
    assert.ok(place((1n << 126n) + (1n << 109n), span, 0, 1000) > place(1n << 126n, span, 0, 1000))
  })

  test('a pixel gives back the value that was placed there, within a millionth', () => {
    const span = { low: 7n * ether, high: 12n * ether }
    const value = 9n * ether
    const found = valueAt(place(value, span, 40, 640), span, 40, 640)
    assert.ok(found - value <= ether / 100_000n && value - found <= ether / 100_000n)
  })

  test('marks are round, inside the range and not too many', () => {
    assert.deepEqual(marksOf({ low: 13n, high: 98n }, 5), [20n, 40n, 60n, 80n])
    assert.deepEqual(marksOf({ low: 0n, high: 1n }, 4), [0n, 1n])
    assert.ok(marksOf({ low: 0n, high: (1n << 127n) - 1n }, 6).length <= 7)
  })

  test('marks of time are whole hours or days', () => {
    const marks = timeMarksOf({ low: 1_764_460_000n, high: 1_764_460_000n + 86_400n }, 5)
    assert.ok(marks.length > 1 && marks.length <= 5)
    assert.ok(marks.every((mark) => mark % 21_600n === 0n))
  })

  test('a widened range never goes below zero', () => {
    assert.deepEqual(widened({ low: 1n, high: 101n }, 10n), { low: 0n, high: 111n })
    assert.deepEqual(spanOf([]), { low: 0n, high: 0n })
  })
})

const plot: Plot = { frame: { left: 0, right: 100, top: 0, bottom: 50 }, x: { low: 0n, high: 10n }, y: { low: 0n, high: 5n } }

describe('a staircase', () => {
  const corners = [{ x: 0n, y: 5n }, { x: 4n, y: 2n }, { x: 8n, y: 0n }]

  test('of nothing draws nothing', () => {
    assert.equal(staircase(plot, [], 10n), '')
    assert.equal(area(plot, [], 10n), '')
  })

  test('is flat, then steps, and runs to its end', () => {
    assert.equal(staircase(plot, corners, 10n), 'M0 0H40V30H80V50H100')
    assert.equal(area(plot, corners, 10n), 'M0 0H40V30H80V50H100V50H0Z')
  })

  test('is cut at the edges of a zoomed plot', () => {
    const zoomed: Plot = { ...plot, x: { low: 5n, high: 7n } }
    assert.equal(staircase(zoomed, corners, 10n), 'M0 30H100')
  })

  test('has the height of the last corner at or before a place', () => {
    assert.equal(heightAt(corners, -1n), undefined)
    assert.equal(heightAt(corners, 3n), 5n)
    assert.equal(heightAt(corners, 4n), 2n)
  })
})

describe('a Dutch round', () => {
  const round: Round = {
    stepSeconds: 12, startsAt: 1000, endsAt: 1060,
    points: [
      { at: 1000, price: 500n }, { at: 1012, price: 400n }, { at: 1024, price: 300n }, { at: 1036, price: 200n },
      { at: 1048, price: 200n },
    ],
  }

  test('a limit below the reserve price is never reached', () => {
    assert.deepEqual(reachOf(round, 199n, 1000), { when: 'never', lowest: 200n })
    assert.deepEqual(reachOf({ ...round, points: [] }, 199n, 1000), { when: 'never', lowest: 0n })
  })

  test('a limit is reached at the first step that is not above it', () => {
    assert.deepEqual(reachOf(round, 300n, 1000), { when: 'at', at: 1024 })
    assert.deepEqual(reachOf(round, 299n, 1000), { when: 'at', at: 1036 })
    assert.deepEqual(reachOf(round, 200n, 1000), { when: 'at', at: 1036 })
  })

  test('a limit that the price is at or below already says so', () => {
    assert.deepEqual(reachOf(round, 300n, 1024), { when: 'already' })
    assert.deepEqual(reachOf(round, 900n, 1000), { when: 'already' })
  })

  test('in a thinned curve the moment lies inside the gap, on a step', () => {
    const thin: Round = { ...round, points: [{ at: 1000, price: 500n }, { at: 1120, price: 0n }], endsAt: 1132 }
    assert.deepEqual(reachOf(thin, 250n, 1000), { when: 'at', at: 1060 })
    assert.deepEqual(reachOf(thin, 249n, 1000), { when: 'at', at: 1072 })
  })

  test('the rest of a round begins with the step it is in', () => {
    assert.deepEqual(restOf(round, 1030).points.map(({ at }) => at), [1024, 1036, 1048])
    assert.equal(restOf(round, 1030).startsAt, 1024)
    assert.equal(restOf(round, 900).points.length, 5)
  })

  test('a line far above the curve does not flatten it', () => {
    assert.ok(priceSpan(round, [100_000n]).high < 1000n)
    assert.ok(priceSpan(round, [900n, undefined]).high >= 900n)
    assert.deepEqual(cornersOf(round)[1], { x: 1012n, y: 400n })
  })
})

const market: Market = { supply: 100n, reservePrice: 1000n, tickSize: 1n }
const level = (tick: number, quantity: bigint): Level => ({ tick, price: priceOfTick(market, tick), quantity })

describe('a book of bids', () => {
  test('without bids nothing is sold, at the reserve price', () => {
    assert.deepEqual(clear([], market), { margin: undefined, price: 1000n, sold: 0n, proceeds: 0n })
  })

  test('that does not take the supply sells all bids at the reserve price', () => {
    assert.deepEqual(clear(levelsOf([level(50, 60n)]), market),
      { margin: undefined, price: 1000n, sold: 60n, proceeds: 600n })
  })

  test('clears at the highest tick that takes the supply', () => {
    const levels = levelsOf([level(10, 80n), level(50, 60n), level(30, 40n)])
    assert.deepEqual(clear(levels, market), { margin: 30, price: 1030n, sold: 100n, proceeds: 1030n })
  })

  test('adds bids of one tick and forgets empty ones', () => {
    assert.deepEqual(levelsOf([level(1, 2n), level(3, 0n), level(1, 5n)]), [level(1, 7n)])
  })

  test('a draft moves the clearing price and gets what a last bid of its tick would get', () => {
    const levels = levelsOf([level(50, 60n), level(30, 40n), level(10, 80n)])
    const drafted = withDraft(levels, market, 40, 20n)
    assert.equal(clear(drafted, market).margin, 30)
    assert.equal(fillOf(drafted, market, 40, 20n), 20n)
    assert.equal(fillOf(withDraft(levels, market, 30, 20n), market, 30, 20n), 40n - 40n * 40n / 60n)
    assert.equal(fillOf(withDraft(levels, market, 10, 20n), market, 10, 20n), 0n)
    assert.equal(fillOf(withDraft([], market, 10, 20n), market, 10, 20n), 20n)
  })

  test('demand falls: at a limit it still counts that limit’s bids, a wei above no more', () => {
    const corners = demandCorners(levelsOf([level(50, 60n), level(30, 40n)]), market)
    assert.equal(heightAt(corners, 1000n), 100n)
    assert.equal(heightAt(corners, 1030n), 100n)
    assert.equal(heightAt(corners, 1031n), 60n)
    assert.equal(heightAt(corners, 1050n), 60n)
    assert.equal(heightAt(corners, 1051n), 0n)
  })

  test('the first view is around the clearing price and holds a draft', () => {
    const levels = levelsOf(Array.from({ length: 40 }, (_, i) => level(i * 100, 5n)))
    const near = zoom(levels, market, 3000n, [])
    assert.ok(near.low > 2400n && near.low < 3000n && near.high > 3000n && near.high < 3600n)
    assert.ok(zoom(levels, market, 3000n, [4500n]).high >= 4500n)
    assert.equal(zoom([], market, 1000n, []).low, 1000n)
    assert.ok(wholeBook(levels, market, []).high > 4900n)
  })

  test('parts and whole are compared as parts of the larger', () => {
    assert.deepEqual(compared(50n, 200n), { parts: 2500, whole: 10_000 })
    assert.deepEqual(compared(0n, 0n), { parts: 0, whole: 0 })
  })
})
