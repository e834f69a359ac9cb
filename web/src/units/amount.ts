/** Amounts between base units and text. BigInt throughout: a Number loses wei. */

/** The contracts' amounts stay below 2^128. */
export const MOST_AMOUNT = (1n << 128n) - 1n

export type AmountFault =
  | 'empty'
  /** A sign, a letter, an exponent, a space. */
  | 'notDigits'
  /** A comma: one country's point and another's thousands. */
  | 'comma'
  | 'twoPoints'
  | 'tooManyDecimals'
  | 'tooLarge'

export type Parsed =
  | { readonly ok: true, readonly amount: bigint }
  | { readonly ok: false, readonly fault: AmountFault }

const fault = (name: AmountFault): Parsed => ({ ok: false, fault: name })

/** Base units of what a person typed: digits with at most one point, as many decimals as the token has. */
export function parseAmount(text: string, decimals = 18, most = MOST_AMOUNT): Parsed {
  const typed = text.trim()
  if (typed === '') return fault('empty')
  if (typed.includes(',')) return fault('comma')
  if (!/^[0-9.]+$/.test(typed)) return fault('notDigits')
  const [whole = '', fraction = '', ...more] = typed.split('.')
  if (more.length > 0) return fault('twoPoints')
  if (whole === '' && fraction === '') return fault('notDigits')
  if (fraction.length > decimals) return fault('tooManyDecimals')
  const amount = BigInt(whole + fraction.padEnd(decimals, '0'))
  return amount > most ? fault('tooLarge') : { ok: true, amount }
}

/** The exact decimal text of base units: a point, no grouping, no trailing zero. Parsing it gives the same amount. */
export function amountText(amount: bigint, decimals = 18): string {
  if (amount < 0n) return `-${amountText(-amount, decimals)}`
  const digits = amount.toString().padStart(decimals + 1, '0')
  const whole = digits.slice(0, digits.length - decimals)
  const fraction = digits.slice(digits.length - decimals).replace(/0+$/, '')
  return fraction === '' ? whole : `${whole}.${fraction}`
}

/** The decimal string of base units in a resource. @throws SyntaxError when it is none. */
export function amountOf(text: string): bigint {
  if (!/^(0|[1-9][0-9]{0,77})$/.test(text)) throw new SyntaxError(`${JSON.stringify(text)} is no amount`)
  return BigInt(text)
}

/** Floor of a * b / divisor. */
export const mulDivDown = (a: bigint, b: bigint, divisor: bigint): bigint => a * b / divisor

/** Ceiling of a * b / divisor, for numbers that are not negative. */
export const mulDivUp = (a: bigint, b: bigint, divisor: bigint): bigint => (a * b + divisor - 1n) / divisor

/** A part of a whole in bps, floored and at most `most`: for drawing and for words, never for money. */
export function bpsOf(part: bigint, whole: bigint, most = 1_000_000): number {
  if (whole <= 0n) return 0
  const bps = part * 10_000n / whole
  return bps > BigInt(most) ? most : Number(bps)
}
