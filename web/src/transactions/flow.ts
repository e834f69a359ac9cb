/**
 * From a call to its facts on chain: prepared by the server, judged by its bytes, shown, signed, followed. Approvals
 * that are missing are steps of their own, before it.
 */
import { signal } from '@preact/signals'
import { announce } from '../announce.ts'
import { Problem } from '../../client/src/problem.ts'
import { read } from '../api/read.ts'
import { send } from '../api/send.ts'
import type { Auction, Deployment, Prepared, Vault } from '../api/types.ts'
import { now } from '../clock.ts'
import { loadDeployment } from '../deployment.ts'
import { isSameAddress } from '../names.ts'
import { loadText, t } from '../text/index.ts'
import { account, network, wallet } from '../wallet/connection.ts'
import { faultOf, USER_REJECTED, type Provider } from '../wallet/eip1193.ts'
import type { Call, NeededApproval, Refusal } from './calls.ts'
import type { Checked, Directory, Objection } from './check.ts'
import type { Sent } from './progress.ts'
import { headOf, hex } from './sighting.ts'
import { track } from './tracked.ts'

export interface CallRequest {
  /** What the reader asked for, in words: the dialog's heading. */
  readonly title: string
  /** What `POST /v1/transactions` is asked for; the wallet's account is its `from`. */
  readonly call: Call
  /** The most it may spend where its arguments do not say, base units: a cure, a redemption. */
  readonly most?: bigint
  /** The form goes on by itself once it is on chain: the sheet closes then. */
  readonly isStep?: boolean
  /** Told when the rules refuse it, so that a form can say so beside the field. */
  readonly onRefusal?: (refusal: Refusal) => void
}

/** How it ended: its facts are on chain, it was refused there, the reader or the wallet said no. */
export type Outcome = 'included' | 'refused' | 'rejected'

/** What a call is about, for words: the vault and auction it names. */
export interface Subject {
  readonly vault?: Vault
  readonly auction?: Auction
}

export interface Review {
  readonly call: Call
  readonly prepared: Prepared
  readonly checked: Checked
  readonly book: Directory
  readonly subject: Subject
  /** This step, from 1, and how many there are. */
  readonly step: number
  readonly steps: number
}

export type Stage =
  | { readonly is: 'preparing' }
  | { readonly is: 'needsWallet' }
  | { readonly is: 'failed', readonly problem: Problem }
  | { readonly is: 'fault', readonly says: string }
  | { readonly is: 'review', readonly review: Review, readonly walletSays?: string }
  | { readonly is: 'signing', readonly review: Review }
  | { readonly is: 'following', readonly review: Review, readonly sent: Sent }
  | { readonly is: 'done', readonly sent: Sent }

export interface Running {
  readonly request: CallRequest
  readonly stage: Stage
}

/** What the dialog shows; nothing while it is closed. */
export const running = signal<Running | undefined>(undefined)

const settlers = new WeakMap<CallRequest, (outcome: Outcome) => void>()
/** Approvals that were given in this run; counted as steps done. */
let approved = 0

/** The one way from a call to a signature. Resolves when it is on chain, refused, or given up. */
export function sendCall(request: CallRequest): Promise<Outcome> {
  if (running.peek()) close()
  approved = 0
  running.value = { request, stage: { is: 'preparing' } }
  void prepare()
  return new Promise((resolve) => { settlers.set(request, resolve) })
}

/** Closes the dialog; a transaction that was sent is followed on. */
export function close(): void {
  const { request, stage } = running.peek() ?? {}
  running.value = undefined
  const isOnItsWay = stage?.is === 'following' && stage.review.step === stage.review.steps
  if (request && !isOnItsWay) settlers.get(request)?.('rejected')
}

/** Prepares the next step, or the same again. */
export async function prepare(): Promise<void> {
  const request = running.peek()?.request
  if (!request) return
  if (!account.peek() || network.peek() === 'wrong') return show(request, { is: 'needsWallet' })
  show(request, { is: 'preparing' })
  try {
    await loadText('calls', 'refusals')
    const review = await reviewOf(request)
    show(request, { is: 'review', review })
    tellRefusal(request, review.prepared.simulation.refusal)
  } catch (error) {
    const problem = error instanceof Problem ? error : undefined
    if (problem) tellRefusal(request, problem.details)
    show(request, problem ? { is: 'failed', problem } : { is: 'fault', says: faultWords(error) })
  }
}

/** A part of the page that is gone was renewed on the server; anything else was said by the wallet or its node. */
function faultWords(error: unknown): string {
  if (error instanceof TypeError && error.message.includes('imported module')) return t('transactions.partMissing')
  return t('transactions.fault', { says: faultOf(error).message })
}

/**
 * Hands the reviewed bytes, and no others, to the wallet; nothing that the page objects to or the chain would refuse.
 * @param confirmed recipients other than the account that the reader has confirmed
 */
export async function sign(confirmed: readonly string[]): Promise<void> {
  const { request, stage } = running.peek() ?? {}
  if (!request || stage?.is !== 'review') return
  const { review } = stage
  const { objections, others } = review.checked
  if (objections.length > 0 || !review.prepared.simulation.accepted) return
  if (others.some(({ address }) => !confirmed.includes(address))) return
  const provider = wallet.peek()?.provider
  if (!provider || !isSameAddress(account.peek(), review.book.account) || network.peek() !== 'right') {
    return show(request, { is: 'needsWallet' })
  }
  show(request, { is: 'signing', review })
  try {
    const sent = await hand(provider, review)
    show(request, { is: 'following', review, sent })
    announce(t('transactions.sentSays', { what: sent.sentence }), 'assertive')
    track(sent, { provider }, (next) => follow(request, review, next))
  } catch (error) {
    const { code, message } = faultOf(error)
    const walletSays = code === USER_REJECTED ? t('transactions.rejected') : message
    announce(walletSays, 'assertive')
    show(request, { is: 'review', review, walletSays })
  }
}

async function hand(provider: Provider, { prepared, book, step, steps }: Review): Promise<Sent> {
  const { to, data, value } = prepared.transaction
  const sentAfter = await headOf(provider)
  const transaction = { from: book.account, to, data, value: hex(BigInt(value)), chainId: hex(BigInt(book.chainId)) }
  const hash = String(await provider.request({ method: 'eth_sendTransaction', params: [transaction] }))
  const title = running.peek()?.request.title ?? ''
  // An approval in a block is not what the reader asked for, and must not sound like it.
  const sentence = step < steps ? t('transactions.stepTowards', { what: title }) : title
  return {
    hash, chainId: book.chainId, from: book.account, to, data, value, sentence, sentAfter, state: { is: 'sent' },
    missed: 0,
  }
}

/** A step is on chain: the next one is prepared, or it was the last. */
function follow(request: CallRequest, review: Review, sent: Sent): void {
  const isShown = running.peek()?.request === request
  const isLast = review.step === review.steps
  const settle = settlers.get(request)
  if (sent.state.is === 'included' && isLast) settle?.('included')
  if ((sent.state.is === 'failed' || sent.state.is === 'replaced') && isLast) {
    if (sent.state.is === 'failed') tellRefusal(request, sent.state.reason)
    settle?.('refused')
  }
  if (!isShown) return
  if (sent.state.is === 'included' && isLast && request.isStep) {
    running.value = undefined
    return
  }
  if (sent.state.is === 'included' && !isLast && running.peek()?.stage.is === 'following') {
    approved++
    void prepare()
  } else if (isLast) show(request, { is: sent.state.is === 'sent' ? 'following' : 'done', review, sent })
  else if (running.peek()?.stage.is === 'following') show(request, { is: 'following', review, sent })
}

async function reviewOf(request: CallRequest): Promise<Review> {
  const { call } = request
  const from = account.peek()!
  const deployment = await loadDeployment()
  const [main, subject] = await Promise.all([preparedFor(from, call), subjectOf(call)])
  const book = await directory(deployment, from, call, main.approvals)
  const missing = main.approvals.filter(({ amount, has }) => BigInt(has) < BigInt(amount))
  const steps = approved + missing.length + 1
  const step = approved + 1
  const [first] = missing
  const { check, checkNeeded } = await import('./check.ts')
  if (!first) {
    const checked = await withHolders(check(call, main, book), call)
    return { call, prepared: main, checked, book, subject, step, steps }
  }
  const approval = approvalOf(first, call)
  const prepared = await preparedFor(from, approval)
  const checked = check(approval, prepared, book, first)
  const objections = [...checkNeeded(first, call, book, request.most), ...checked.objections]
  return { call: approval, prepared, checked: { ...checked, objections }, book, subject, step, steps }
}

const preparedFor = (from: string, call: Call): Promise<Prepared> =>
  send<Prepared>('POST', '/v1/transactions', { from, call })

/** Items are allowed as a whole collection, money and shares to the last unit. */
function approvalOf({ token, spender, amount }: NeededApproval, next: Call): Call {
  const isCollection = next.type === 'create' && next.items.some((item) => isSameAddress(item.split('/')[0], token))
  return isCollection
    ? { type: 'approveCollection', collection: token, spender, approved: true }
    : { type: 'approveToken', token, spender, amount }
}

/** What the page knows of the deployment, with the vaults that the factory itself confirms through the wallet. */
async function directory(
  { chainId, contracts, paymentTokens }: Deployment, from: string, call: Call,
  approvals: readonly NeededApproval[],
): Promise<Directory> {
  const { isVault } = await import('./queries.ts')
  const provider = wallet.peek()!.provider
  const tokens = paymentTokens.map(({ address }) => address)
  const asked = [...('vault' in call ? [call.vault] : []), ...approvals.map(({ token }) => token),
    ...(call.type === 'approveToken' ? [call.token] : [])]
    .filter((address, index, all) => !tokens.some((token) => isSameAddress(token, address))
      && all.findIndex((other) => isSameAddress(other, address)) === index)
  const answers = await Promise.all(asked.map((address) => isVault(provider, contracts.vaultFactory, address)))
  return {
    chainId, contracts, paymentTokens: tokens, vaults: asked.filter((_, index) => answers[index]), account: from,
    now: now() ?? 0,
  }
}

/** An item that is sent to a contract which cannot hand it on is lost: such a recipient is refused. */
async function withHolders(checked: Checked, call: Call): Promise<Checked> {
  const { shapes } = await import('./functions.ts')
  if (!shapes[call.type].givesItem) return checked
  const { canHoldItems } = await import('./queries.ts')
  const lost: Objection[] = []
  for (const { argument, address } of checked.others) {
    if (!await canHoldItems(wallet.peek()!.provider, address)) {
      lost.push({ code: 'recipientCannotHold', values: { name: argument, address } })
    }
  }
  return { ...checked, objections: [...checked.objections, ...lost] }
}

/** The vault and the auction that a call names; what cannot be read is left out, the bytes are shown all the same. */
async function subjectOf(call: Call): Promise<Subject> {
  const auctionId = 'auction' in call ? call.auction : undefined
  const owner = auctionId ?? ('loan' in call ? call.loan : undefined)
  const vault = owner ? vaultOf(BigInt(owner)) : 'vault' in call ? call.vault : undefined
  const [foundVault, foundAuction] = await Promise.all([
    vault ? read<Vault>(`/v1/vaults/${vault}`).catch(() => undefined) : undefined,
    auctionId ? read<Auction>(`/v1/auctions/${auctionId}`).catch(() => undefined) : undefined,
  ])
  return { ...(foundVault && { vault: foundVault }), ...(foundAuction && { auction: foundAuction }) }
}

/** Ids of auctions and loans carry their vault: `uint160(vault) << 96 | number`. */
export const vaultOf = (id: bigint): string => `0x${(id >> 96n).toString(16).padStart(40, '0')}`

function tellRefusal(request: CallRequest, refusal: unknown): void {
  const { code } = (refusal ?? {}) as Partial<Refusal>
  if (typeof code === 'string') request.onRefusal?.(refusal as Refusal)
}

function show(request: CallRequest, stage: Stage): void {
  if (running.peek()?.request === request) running.value = { request, stage }
}
