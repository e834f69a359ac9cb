import assert from 'node:assert/strict'
import { test } from 'node:test'
import { provideText } from '../../src/text/change.ts'
import { de } from '../../src/text/de.ts'
import { en } from '../../src/text/en.ts'
import { amountOf, amountText } from '../../src/units/amount.ts'
import { duration, exactAmount, percent, shortAmount } from '../../src/units/format.ts'
import { MOST_AMOUNT, parseAmount, type AmountFault } from '../../src/units/parse.ts'
import { bpsOf, mulDivDown, mulDivUp } from '../../src/units/ratio.ts'
import { amountBelow, random } from '../random.ts'

const TRIALS = 2_000

test('what is no amount is refused, and why is said', () => {
  const refused: [string, AmountFault][] = [
    ['', 'empty'],
    ['  ', 'empty'],
    ['-1', 'notDigits'],
    ['+1', 'notDigits'],
    ['1e18', 'notDigits'],
    ['0x10', 'notDigits'],
    ['1 000', 'notDigits'],
    ['.', 'notDigits'],
    ['\u0661', 'notDigits'],
    ['NaN', 'notDigits'],
    ['1,5', 'comma'],
    ['1,000.5', 'comma'],
    ['1.2.3', 'twoPoints'],
    ['0.1234567890123456789', 'tooManyDecimals'],
    [amountText(MOST_AMOUNT + 1n), 'tooLarge'],
  ]
  for (const [text, fault] of refused) assert.deepEqual(parseAmount(text), { ok: false, fault }, JSON.stringify(text))
})

test('a resource\u2019s amount is digits alone', () => {
  for (const text of ['', '-1', '1.0', '01', '1e3', ' 1', '1\n', '9'.repeat(79)])
    assert.throws(() => amountOf(text), SyntaxError, text)
  assert.equal(amountOf('0'), 0n)
  assert.equal(amountOf('9'.repeat(78)), 10n ** 78n - 1n)
})

test('an amount survives its text, whatever the decimals', () => {
  const next = random(1)
  for (let i = 0; i < TRIALS; i++) {
    const [amount, decimals] = [amountBelow(128, next), Math.floor(next() * 19)]
    assert.deepEqual(
      parseAmount(amountText(amount, decimals), decimals),
      { ok: true, amount },
      `${amount} with ${decimals}`,
    )
  }
})

test('typed forms of one amount are one amount', () => {
  for (const text of ['1.5', '01.50', '1.500000000000000000', ' 1.5 ']) {
    assert.deepEqual(parseAmount(text), { ok: true, amount: 15n * 10n ** 17n }, text)
  }
  assert.deepEqual(parseAmount('.5'), { ok: true, amount: 5n * 10n ** 17n })
  assert.deepEqual(parseAmount('5.'), { ok: true, amount: 5n * 10n ** 18n })
})

test('a short figure is cut, never rounded up, and never shown as nothing', () => {
  provideText('en', en)
  const next = random(2)
  for (let i = 0; i < TRIALS; i++) {
    const amount = amountBelow(110, next)
    const shown = shortAmount(amount).replaceAll(',', '')
    if (amount === 0n) {
      assert.equal(shown, '0')
    } else if (shown.startsWith('<')) {
      assert.ok(amount < 10n ** 14n)
    } else {
      const parsed = parseAmount(shown)
      assert.ok(parsed.ok && parsed.amount <= amount && amount - parsed.amount < 10n ** 14n, `${amount} as ${shown}`)
    }
  }
})

test('the exact figure keeps every wei', () => {
  provideText('en', en)
  assert.equal(exactAmount(340282366920938463463374607431768211455n), '340,282,366,920,938,463,463.374607431768211455')
  provideText('de', de)
  assert.equal(exactAmount(1_234_000_000_000_000_000_001n), '1.234,000000000000000001')
})

test('a division rounds as its name says', () => {
  const next = random(3)
  for (let i = 0; i < TRIALS; i++) {
    const [a, b, divisor] = [amountBelow(128, next), amountBelow(128, next), amountBelow(128, next) + 1n]
    const [down, up] = [mulDivDown(a, b, divisor), mulDivUp(a, b, divisor)]
    assert.ok(down * divisor <= a * b && (down + 1n) * divisor > a * b, `${a} * ${b} / ${divisor} down`)
    assert.ok(up * divisor >= a * b && (up - 1n) * divisor < a * b, `${a} * ${b} / ${divisor} up`)
    assert.equal(mulDivUp(a * divisor, 1n, divisor), a)
  }
})

test('a part in bps is floored and bounded', () => {
  assert.equal(bpsOf(1n, 3n), 3_333)
  assert.equal(bpsOf(5n, 0n), 0)
  assert.equal(bpsOf(10n ** 30n, 1n), 1_000_000)
})

test('a duration names its two largest units, in both languages', () => {
  provideText('en', en)
  assert.equal(duration(0), '0 sec')
  assert.equal(duration(59), '59 sec')
  assert.equal(duration(3_600), '1 hr')
  assert.equal(duration(90_061), '1 day 1 hr')
  assert.equal(duration(-5), '0 sec')
  assert.equal(percent(7_550), '75.5%')
  provideText('de', de)
  assert.equal(duration(172_800, 'long'), '2 Tage')
  assert.equal(percent(7_550).replace(/\s/, ' '), '75,5 %')
})
