import type { LoanOffer, LoanTerms, SignedOffer } from '../transactions/calls.ts'
import { parseAmount } from '../units/parse.ts'

/** What stands in the fields of an offer. */
export interface TypedOffer {
  readonly principal: string
  readonly rate: string
  readonly lateRate: string
  readonly days: string
  readonly graceDays: string
  readonly maxLtv: string
  readonly liquidationLtv: string
  readonly cureLtv: string
  readonly cureHours: string
  readonly penalty: string
  readonly conversion: string
  readonly auctionHours: string
  readonly validDays: string
  readonly isMaturityOnly: boolean
  readonly isBackstop: boolean
  readonly isSealed: boolean
}

/** Terms that a careful lender could start from; each can be changed. */
export const usual: TypedOffer = {
  principal: '', rate: '12', lateRate: '5', days: '30', graceDays: '2', maxLtv: '50', liquidationLtv: '70',
  cureLtv: '60', cureHours: '24', penalty: '3', conversion: '80', auctionHours: '24', validDays: '3',
  isMaturityOnly: false, isBackstop: false, isSealed: false,
}

export type OfferField = Exclude<keyof TypedOffer, 'isMaturityOnly' | 'isBackstop' | 'isSealed'>

/** Limits of the contracts, in the units of the fields: percent, days, hours. */
export const LIMITS = {
  rate: [0, 100], lateRate: [0, 20], days: [1, 3650], graceDays: [0, 194], maxLtv: [0, 90], liquidationLtv: [10, 100],
  cureLtv: [0, 99.99], cureHours: [0, 4660], penalty: [0, 10], conversion: [0, 100], auctionHours: [24, 336],
  validDays: [1, 60],
} as const satisfies Record<Exclude<OfferField, 'principal'>, readonly [number, number]>

export type OfferFault =
  | { readonly is: 'notNumber' }
  | { readonly is: 'outside', readonly low: number, readonly high: number }
  | { readonly is: 'gap' | 'cureAbove' | 'principal' }

export type OfferRead =
  | { readonly ok: true, readonly principal: bigint, readonly terms: LoanTerms, readonly validUntil: number }
  | { readonly ok: false, readonly faults: Readonly<Partial<Record<OfferField, OfferFault>>> }

const DAY = 86_400
const HOUR = 3_600

/** Percentage points between what may be borrowed and what is callable: the contract's own gap. */
const GAP_BPS = 1_000

/** The confirming appraisal is at least this younger than the call, seconds. */
const CONFIRM_SECONDS = HOUR

/** The contract lends no more than this in one loan, wei. */
const MOST_PRINCIPAL = 1n << 110n

/** Reads the fields as terms; every fault is told with its field. */
export function readOffer(typed: TypedOffer, decimals: number, now: number): OfferRead {
  const faults: Partial<Record<OfferField, OfferFault>> = {}
  const value = {} as Record<keyof typeof LIMITS, number>
  for (const [field, [low, high]] of Object.entries(LIMITS) as [keyof typeof LIMITS, readonly [number, number]][]) {
    const text = typed[field].trim()
    const number = /^\d{1,5}(\.\d{1,2})?$/.test(text) ? Number(text) : Number.NaN
    value[field] = number
    if (Number.isNaN(number)) faults[field] = { is: 'notNumber' }
    else if (number < low || number > high) faults[field] = { is: 'outside', low, high }
  }
  const principal = parseAmount(typed.principal, decimals, MOST_PRINCIPAL)
  if (!principal.ok || principal.amount === 0n) faults.principal = { is: 'principal' }
  const bps = (percent: number): number => Math.round(percent * 100)
  const isGapSmall = bps(value.liquidationLtv) < bps(value.maxLtv) + GAP_BPS
  if (!faults.liquidationLtv && isGapSmall) faults.liquidationLtv = { is: 'gap' }
  if (!faults.cureLtv && bps(value.cureLtv) >= bps(value.liquidationLtv)) faults.cureLtv = { is: 'cureAbove' }
  if (Object.keys(faults).length > 0 || !principal.ok) return { ok: false, faults }
  const at = Math.floor(now)
  return {
    ok: true, principal: principal.amount, validUntil: at + Math.round(value.validDays * DAY),
    terms: {
      rateBps: bps(value.rate), lateRateBps: bps(value.lateRate), dueAt: at + Math.round(value.days * DAY),
      graceSeconds: Math.round(value.graceDays * DAY), cureSeconds: Math.round(value.cureHours * HOUR),
      confirmSeconds: CONFIRM_SECONDS, maxLtvBps: bps(value.maxLtv), cureLtvBps: bps(value.cureLtv),
      liquidationLtvBps: bps(value.liquidationLtv), penaltyBps: bps(value.penalty), conversionBps: bps(value.conversion),
      auctionSeconds: Math.round(value.auctionHours * HOUR),
      options: (typed.isMaturityOnly ? 1 : 0) + (typed.isBackstop ? 2 : 0) + (typed.isSealed ? 4 : 0),
    },
  }
}

export type OffersFault = 'offersWritten' | 'offersForOther' | 'offersDiffer' | 'offersTooMany' | 'offersOver'

export type OffersRead =
  | { readonly ok: true, readonly offers: readonly SignedOffer[], readonly principal: bigint }
  | { readonly ok: false, readonly fault: OffersFault }

/** Offers of one loan, as the contract takes them. */
const MOST_OFFERS = 64

/** Signed offers from the texts that lenders handed over: one object, or a list of them. */
export function readOffers(text: string, vault: string, now: number): OffersRead {
  const found = parse(text)
  if (found === undefined) return { ok: false, fault: 'offersWritten' }
  if (found.length > MOST_OFFERS) return { ok: false, fault: 'offersTooMany' }
  if (found.some(({ payload }) => payload.vault.toLowerCase() !== vault.toLowerCase())) {
    return { ok: false, fault: 'offersForOther' }
  }
  if (found.some(({ payload }) => payload.validUntil <= now)) return { ok: false, fault: 'offersOver' }
  const [first] = found
  if (found.some(({ payload }) => !isSame(payload.terms, first!.payload.terms))) return { ok: false, fault: 'offersDiffer' }
  return { ok: true, offers: found, principal: found.reduce((sum, { payload }) => sum + BigInt(payload.principal), 0n) }
}

function parse(text: string): SignedOffer[] | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
  const list = Array.isArray(value) ? value : [value]
  return list.length > 0 && list.every(isSigned) ? list : undefined
}

const TERMS: readonly (keyof LoanTerms)[] = [
  'rateBps', 'lateRateBps', 'dueAt', 'graceSeconds', 'cureSeconds', 'confirmSeconds', 'maxLtvBps', 'cureLtvBps',
  'liquidationLtvBps', 'penaltyBps', 'conversionBps', 'auctionSeconds', 'options',
]

const isSame = (left: LoanTerms, right: LoanTerms): boolean => TERMS.every((term) => left[term] === right[term])

const isAddress = (value: unknown): boolean => typeof value === 'string' && /^0x[0-9a-fA-F]{40}$/.test(value)
const isDigits = (value: unknown): boolean => typeof value === 'string' && /^(0|[1-9][0-9]{0,38})$/.test(value)
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0

function isSigned(value: unknown): value is SignedOffer {
  if (typeof value !== 'object' || value === null) return false
  const { payload, signer, signature } = value as Partial<SignedOffer>
  if (typeof payload !== 'object' || payload === null || !isAddress(signer)) return false
  const { lender, vault, principal, terms, epoch, salt, validUntil } = payload as Partial<LoanOffer>
  return typeof signature === 'string' && /^0x(?:[0-9a-fA-F]{2}){65,}$/.test(signature)
    && [lender, vault].every(isAddress) && [principal, epoch, salt].every(isDigits) && isCount(validUntil)
    && typeof terms === 'object' && terms !== null && TERMS.every((term) => isCount(terms[term]))
}
