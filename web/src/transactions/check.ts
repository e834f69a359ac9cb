import type { Prepared } from '../api/types.ts'
import type { Call, NeededApproval } from './calls.ts'
import { asked, decode, encode, isWellSpelled, spelled, type Argument, type Decoded } from './decode.ts'
import { shapeOf, shapes, type Place } from './functions.ts'

/** Where the page signs: what it knows of the deployment, and what the chain said when the wallet was asked. */
export interface Directory {
  readonly chainId: number
  readonly contracts: Readonly<Record<string, string>>
  readonly paymentTokens: readonly string[]
  /** Addresses of which the factory on chain says that it made them. */
  readonly vaults: readonly string[]
  /** The connected account. */
  readonly account: string
  /** Unix seconds by the server. */
  readonly now: number
}

/** Why a transaction is not handed to the wallet. */
export interface Objection {
  readonly code:
    | 'chainDiffers' | 'targetUnknown' | 'bytesUnknown' | 'functionDiffers' | 'argumentDiffers' | 'serverDiffers'
    | 'valueDiffers' | 'spenderUnknown' | 'approvalUnlimited' | 'approvalTooLarge' | 'recipientZero'
    | 'recipientMisspelled' | 'recipientCannotHold' | 'deadlinePassed' | 'deadlineFar'
  readonly values: Readonly<Record<string, string>>
}

/** What has to be confirmed by hand before signing: money or an item goes to somebody else. */
export interface OtherRecipient {
  readonly argument: string
  readonly address: string
}

export interface Checked {
  /** What the bytes do; missing when they could not be read. */
  readonly decoded: Decoded | undefined
  /** The name of the contract they go to, as the page knows it. */
  readonly on: Place
  readonly target: string
  readonly objections: readonly Objection[]
  readonly others: readonly OtherRecipient[]
}

/** Amounts of the protocol fit 128 bits; an approval at or above that has no limit. */
const UNLIMITED_FROM = 1n << 128n

/** Seconds ahead that a deadline may lie: an auction with all its rounds is over well before. */
const LONGEST_DEADLINE = 60 * 24 * 3600

const ZERO = `0x${'0'.repeat(40)}`

/**
 * Judges a prepared transaction by its bytes alone. The server's own words are compared with them, never believed.
 * @param call what the person asked for
 * @param prepared what the server wants signed
 * @param spend what the step after an approval needs, when this call is one: its contract and its token
 */
export function check(call: Call, prepared: Prepared, book: Directory, spend?: NeededApproval): Checked {
  const { on } = shapes[call.type]
  const { transaction } = prepared
  const objections: Objection[] = []
  const object = (code: Objection['code'], values: Record<string, string> = {}): void => {
    objections.push({ code, values })
  }

  if (transaction.chainId !== book.chainId) {
    object('chainDiffers', { given: String(transaction.chainId), expected: String(book.chainId) })
  }
  if (!isKnown(call, on, transaction.to, book)) object('targetUnknown', { address: transaction.to })
  const value = shapeOf(call as never).value?.(call as never) ?? 0n
  if (wei(transaction.value) !== value) {
    object('valueDiffers', { given: transaction.value, expected: String(value) })
  }

  const decoded = decode(on, transaction.data)
  if (!decoded) {
    object('bytesUnknown', { selector: transaction.data.slice(0, 10) })
    return { decoded, on, target: transaction.to, objections, others: [] }
  }
  compareWithAsked(call, decoded, transaction.data, object)
  compareWithServer(decoded, prepared, object)
  checkSpending(decoded, book, object, spend)
  checkDeadline(decoded, book.now, object)
  const others = checkRecipients(call, decoded, book.account, object)
  return { decoded, on, target: transaction.to, objections, others }
}

/** Whether a contract may be called at all: ours, a listed payment token, a vault the factory made. */
function isKnown(call: Call, on: Place, to: string, book: Directory): boolean {
  if (on === 'vault') return 'vault' in call && same(call.vault, to) && isAmong(book.vaults, to)
  if (on === 'token') {
    const isOwnShares = call.type === 'approveToken' && isAmong(book.vaults, to)
    return 'token' in call && same(call.token, to) && (isAmong(book.paymentTokens, to) || isOwnShares)
  }
  // A collection is any contract: that it is the one that was named is all that can be known of it.
  if (on === 'collection') return 'collection' in call && same(call.collection, to) && !isOurs(book, to)
  return same(book.contracts[on] ?? ZERO, to)
}

const isOurs = (book: Directory, address: string): boolean =>
  isAmong(Object.values(book.contracts), address) || isAmong(book.paymentTokens, address)
  || isAmong(book.vaults, address)

type Object = (code: Objection['code'], values?: Record<string, string>) => void

function compareWithAsked(call: Call, decoded: Decoded, data: string, object: Object): void {
  const wanted = asked(call)
  if (decoded.type !== call.type) {
    object('functionDiffers', { given: decoded.function, expected: wanted.function })
    return
  }
  if (encode(call) === data.toLowerCase()) return
  decoded.arguments.forEach((argument, index) => {
    const expected = shown(wanted.arguments[index]!)
    const given = shown(argument)
    if (expected !== given) object('argumentDiffers', { name: argument.name, given, expected })
  })
}

/** The server describes the same bytes: another contract, function or argument means one of us is wrong. */
function compareWithServer(decoded: Decoded, prepared: Prepared, object: Object): void {
  const said = prepared.decoded
  if (nameOf(said.function) !== decoded.function) {
    object('serverDiffers', { name: 'function', said: said.function, found: decoded.function })
    return
  }
  for (const argument of decoded.arguments) {
    const theirs = said.arguments.find((one) => one.name === argument.name)
    // Lists are compared through the bytes of what was asked for; the server may spell them in several ways.
    if (!theirs || typeof argument.value === 'object') continue
    const told = String(theirs.value)
    if (normal(told) !== normal(shown(argument))) {
      object('serverDiffers', { name: argument.name, said: told, found: shown(argument) })
    }
  }
}

/**
 * Who may be allowed to take something: the contract of the next step, if it is ours; else what signatures wait for,
 * the loan book for offers and the batch auction for bids; the factory alone for items.
 */
function spendersOf(decoded: Decoded, { contracts }: Directory, spend?: NeededApproval): string[] {
  const { vaultFactory = ZERO, loanBook = ZERO, batchAuction = ZERO } = contracts
  if (decoded.on === 'collection') return [vaultFactory]
  if (!spend) return [loanBook, batchAuction]
  return Object.values(contracts).filter((contract) => same(contract, spend.spender))
}

function checkSpending(decoded: Decoded, book: Directory, object: Object, spend?: NeededApproval): void {
  for (const argument of decoded.arguments) {
    if (argument.kind === 'spender') {
      const spender = String(argument.value)
      if (!isAmong(spendersOf(decoded, book, spend), spender)) object('spenderUnknown', { spender })
    }
  }
  if (decoded.type !== 'approveToken') return
  const amount = decoded.arguments[1]?.value as bigint
  if (amount >= UNLIMITED_FROM) object('approvalUnlimited', { amount: String(amount) })
  else if (spend && amount > BigInt(spend.amount)) {
    object('approvalTooLarge', { amount: String(amount), needed: spend.amount })
  }
}

function checkDeadline(decoded: Decoded, now: number, object: Object): void {
  for (const argument of decoded.arguments) {
    if (argument.kind !== 'time') continue
    const deadline = Number(argument.value as bigint)
    if (deadline <= now) object('deadlinePassed', { deadline: String(deadline), now: String(Math.floor(now)) })
    else if (deadline > now + LONGEST_DEADLINE) object('deadlineFar', { deadline: String(deadline) })
  }
}

function checkRecipients(call: Call, decoded: Decoded, account: string, object: Object): OtherRecipient[] {
  const others: OtherRecipient[] = []
  for (const argument of decoded.arguments) {
    if (argument.kind !== 'recipient') continue
    const address = String(argument.value)
    const typed = (call as unknown as Record<string, unknown>)[argument.name]
    if (same(address, ZERO)) object('recipientZero', { name: argument.name })
    else if (typeof typed === 'string' && !isWellSpelled(typed)) {
      object('recipientMisspelled', { name: argument.name, address: typed, expected: spelled(typed.toLowerCase()) })
    } else if (!same(address, account)) others.push({ argument: argument.name, address: spelled(address) })
  }
  return others
}

/**
 * What an approval step may allow: the spender is the contract that the next step calls, the token is listed or the
 * vault's own shares, and the amount never more than the next step names as its limit.
 * @param limit the most that the form said it would spend, where the call's arguments do not say
 */
export function checkNeeded(needed: NeededApproval, call: Call, book: Directory, limit?: bigint): Objection[] {
  const objections: Objection[] = []
  const isItem = call.type === 'create' && call.items.some((item) => same(item.split('/')[0]!, needed.token))
  const next = book.contracts[shapes[call.type].on]
  if (!next || !same(next, needed.spender)) {
    objections.push({ code: 'spenderUnknown', values: { spender: needed.spender } })
  }
  if (!isItem && !isAmong(book.paymentTokens, needed.token) && !isAmong(book.vaults, needed.token)) {
    objections.push({ code: 'targetUnknown', values: { address: needed.token } })
  }
  const most = mostSpent(call, isAmong(book.vaults, needed.token)) ?? limit
  if (!isItem && most !== undefined && BigInt(needed.amount) > most) {
    objections.push({ code: 'approvalTooLarge', values: { amount: needed.amount, needed: String(most) } })
  }
  return objections
}

/** The most that a call says it will spend; undefined when its arguments do not say. */
function mostSpent(call: Call, ofShares: boolean): bigint | undefined {
  switch (call.type) {
    case 'take': case 'takeNet': return ofShares ? 0n : BigInt(call.maxPrice)
    case 'repay': case 'bidWhole': return ofShares ? 0n : BigInt(call.amount)
    case 'commit': return ofShares ? 0n : BigInt(call.deposit)
    case 'bidRollover': return BigInt(ofShares ? call.shares : call.maxEscrow)
    case 'reveal': return ofShares ? BigInt(call.shares) : 0n
    default: return undefined
  }
}

/** An argument as text that is equal for equal values. */
export function shown(argument: Argument): string {
  return JSON.stringify(argument.value, (_, value) => typeof value === 'bigint' ? String(value) : value as unknown)
    .replace(/^"|"$/g, '')
}

const nameOf = (signature: string): string => signature.split('(')[0]!.trim()

/** Decimal and hex numbers, and both spellings of an address, become one. */
function normal(text: string): string {
  const trimmed = text.trim().toLowerCase()
  return /^0x[0-9a-f]{1,64}$/.test(trimmed) && trimmed.length !== 42 ? String(BigInt(trimmed)) : trimmed
}

function wei(text: string): bigint {
  return /^(?:[0-9]{1,78}|0x[0-9a-f]{1,64})$/i.test(text) ? BigInt(text) : -1n
}

const same = (left: string, right: string): boolean => left.toLowerCase() === right.toLowerCase()

const isAmong = (known: readonly string[], address: string): boolean => known.some((one) => same(one, address))
