/** Numbers and moments as the reader's language writes them. Amounts go in as BigInt and are cut, never rounded up. */
import { language } from '../text/index.ts'
import { amountText } from './amount.ts'

/** Decimals shown of an amount; the exact figure is in the element's title. */
const SHOWN_DECIMALS = 4

/** An exact decimal text, written in the language: `1234.5` to `1,234.5`. */
export function decimal(text: string, decimals: number): string {
  return new Intl.NumberFormat(language(), { maximumFractionDigits: decimals, roundingMode: 'trunc' } as object).format(
    text as unknown as number,
  )
}

/** Base units as a short figure: cut after four decimals; what is smaller is said to be. */
export function shortAmount(amount: bigint, decimals = 18): string {
  const least = decimals > SHOWN_DECIMALS ? 10n ** BigInt(decimals - SHOWN_DECIMALS) : 1n
  if (amount > 0n && amount < least) return `< ${decimal(`0.${'0'.repeat(SHOWN_DECIMALS - 1)}1`, SHOWN_DECIMALS)}`
  return decimal(amountText(amount, decimals), SHOWN_DECIMALS)
}

/** Base units to the last digit, grouped. */
export const exactAmount = (amount: bigint, decimals = 18): string => decimal(amountText(amount, decimals), decimals)

export function percent(bps: number, decimals = 1): string {
  return new Intl.NumberFormat(language(), { style: 'percent', maximumFractionDigits: decimals }).format(bps / 10_000)
}

/** A moment in the reader's zone, with the zone's name: `2 May 2022, 14:03 UTC`. */
export function moment(unix: number): string {
  return new Intl.DateTimeFormat(language(), {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
  }).format(unix * 1000)
}

const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const

/** A duration in its two largest units: `2 days 3 hours`, `4 min 10 sec` when short. */
export function duration(seconds: number, unitDisplay: 'long' | 'short' | 'narrow' = 'short'): string {
  const whole = Math.max(0, Math.floor(seconds))
  const first = UNITS.findIndex(([, size]) => whole >= size)
  if (first < 0) return oneUnit(0, 'second', unitDisplay)
  const [unit, size] = UNITS[first]!
  const parts = [oneUnit(Math.floor(whole / size), unit, unitDisplay)]
  const next = UNITS[first + 1]
  const rest = next ? Math.floor((whole % size) / next[1]) : 0
  if (next && rest > 0) parts.push(oneUnit(rest, next[0], unitDisplay))
  return parts.join(' ')
}

const oneUnit = (count: number, unit: string, unitDisplay: 'long' | 'short' | 'narrow'): string =>
  new Intl.NumberFormat(language(), { style: 'unit', unit, unitDisplay }).format(count)
