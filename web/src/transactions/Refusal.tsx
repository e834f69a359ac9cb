/** A refusal in the reader's words, with its numbers; the server's own sentence where we have none. */
import { t, word } from '../text/index.ts'
import { amountText } from '../units/amount.ts'
import { decimal, moment } from '../units/format.ts'
import { tokenOf } from '../deployment.ts'
import { pieces } from '../text/message.ts'
import type { Refusal } from './calls.ts'

/** Members that are moments, in unix seconds; all other numbers above are amounts or counts. */
const MOMENTS = new Set([
  'timestamp', 'opensAt', 'closesAt', 'endsAt', 'until', 'from', 'deadline', 'earliestAt', 'validUntil',
  'redeemableUntil', 'requiredAt', 'observedAt',
])

/** Members that are amounts of the vault's payment token. */
const MONEY = new Set([
  'price', 'maxPrice', 'escrow', 'maxEscrow', 'amount', 'least', 'deposit', 'debt', 'principal', 'limitAmount',
])

/** Members that are shares or units, 1e-18 each. */
const SHARES = new Set(['quantity', 'leastQuantity', 'supply', 'held', 'required', 'totalShares', 'minimum', 'maximum'])

export interface RefusalProps {
  readonly of: Refusal
  /** The payment token of its amounts. */
  readonly token?: string | undefined
}

export function RefusalWords({ of, token }: RefusalProps) {
  const ours = refusalText(of, token)
  if (ours !== undefined) return <span>{ours}</span>
  return <span lang="en">{of.detail || of.code}{of.next ? ` ${of.next}` : ''}</span>
}

/** The sentence for a refusal's name; nothing when there is none, or when a number it needs is missing. */
export function refusalText(of: Refusal, token?: string): string | undefined {
  const message = word('refusals', of.code)
  if (message === of.code) return undefined
  const values: Record<string, string> = {}
  for (const piece of pieces(message)) {
    if (typeof piece === 'string') continue
    const value = of[piece.name]
    if (typeof value !== 'string' && typeof value !== 'number') return undefined
    values[piece.name] = valueWords(piece.name, String(value), token)
  }
  return t(`refusals.${of.code}` as Parameters<typeof t>[0], values)
}

function valueWords(name: string, value: string, token?: string): string {
  if (!/^[0-9]{1,78}$/.test(value)) return value
  if (MOMENTS.has(name)) return moment(Number(value))
  const known = tokenOf(token)
  if (MONEY.has(name) && known) {
    return `${decimal(amountText(BigInt(value), known.decimals), known.decimals)} ${known.symbol}`
  }
  return SHARES.has(name) ? decimal(amountText(BigInt(value)), 18) : decimal(value, 0)
}
