import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { forget, now, observe, secondsUntil } from '../src/clock.ts'

const real = { now: Date.now, stopwatch: performance.now }
let elapsed = 0

beforeEach(() => {
  forget()
  elapsed = 0
  performance.now = () => elapsed * 1000
})
afterEach(() => {
  Date.now = real.now
  performance.now = real.stopwatch
  forget()
})

test('before the server spoke there is no time', () => {
  assert.equal(now(), undefined)
  assert.equal(secondsUntil(1_000), undefined)
})

test('a device clock that is wrong by an hour changes nothing', () => {
  for (const wrong of [-3_600_000, 0, 3_600_000]) {
    forget()
    Date.now = () => real.now() + wrong
    observe({ block: 1, at: 1_652_356_800, date: 1_652_356_807 })
    elapsed += 5
    assert.equal(now(), 1_652_356_812)
    assert.equal(secondsUntil(1_652_356_872), 60)
  }
})

test('the date header says how old the block is while the chain keeps real time', () => {
  observe({ block: 1, at: 1_000, date: 1_011 })
  assert.equal(now(), 1_011)
})

test('a chain that was moved in time is followed by its blocks alone', () => {
  observe({ block: 1, at: 1_000, date: 1_900_000_000 })
  assert.equal(now(), 1_000)
  elapsed += 12
  observe({ block: 2, at: 90_000, date: 1_900_000_012 })
  assert.equal(now(), 90_000)
})

test('a new block that fits leaves the estimate alone, one that does not sets it', () => {
  observe({ block: 1, at: 1_000, date: 1_004 })
  elapsed += 10
  observe({ block: 2, at: 1_012 })
  assert.equal(now(), 1_014)
  elapsed += 2
  observe({ block: 3, at: 1_024 })
  assert.equal(now(), 1_024)
})

test('an older block is not news', () => {
  observe({ block: 5, at: 1_000 })
  observe({ block: 4, at: 500, date: 501 })
  assert.equal(now(), 1_000)
})

test('what is over has zero seconds left', () => {
  observe({ block: 1, at: 1_000 })
  assert.equal(secondsUntil(900), 0)
})
