/** Amounts that a person typed. */

/** The contracts' amounts stay below 2^128. */
export const MOST_AMOUNT = (1n << 128n) - 1n

export type AmountFault =
  | 'empty'
  /** A sign, a letter, an exponent, a space. */
  | 'notDigits'
  /** One country's point and another's thousands. */
  | 'comma'
  | 'twoPoints'
  | 'tooManyDecimals'
  | 'tooLarge'

export type Parsed =
  | { readonly ok: true; readonly amount: bigint }
  | { readonly ok: false; readonly fault: AmountFault }

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
