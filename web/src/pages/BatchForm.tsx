/** The form of an open bid: parts, rollover or the whole; signed for the server to relay, or sent by oneself. */
import { useEffect, useRef, useState } from '../hooks.ts'
import { announce } from '../announce.ts'
import { Problem } from '../../client/src/problem.ts'
import { dataOf, useResource } from '../api/resource.ts'
import type { Auction, Batch, Bid, Check, Positions, Vault } from '../api/types.ts'
import { useQuote, type Question } from '../api/useQuote.ts'
import type { Draft } from '../charts/DemandChart.tsx'
import { deployment } from '../deployment.ts'
import { isSameAddress } from '../names.ts'
import { Choice } from '../parts/Field.tsx'
import { paymentToken } from '../parts/money.ts'
import { Sentence } from '../parts/States.tsx'
import { say, t } from '../text/index.ts'
import type { Refusal } from '../transactions/calls.ts'
import { Checks, walletChecks, type CheckLine } from '../transactions/Checks.tsx'
import { RefusalWords } from '../transactions/Refusal.tsx'
import { useAllowance } from '../transactions/useAllowance.ts'
import { amountText } from '../units/amount.ts'
import { account } from '../wallet/connection.ts'
import { BatchFields } from './BatchFields.tsx'
import { BatchQuote } from './BatchQuote.tsx'
import { nothingTyped, readDraft, type DraftBid, type Typed } from './batchDraft.ts'
import { placeDirectly, placeSigned } from './batchPlace.ts'
import { allowanceLine, balanceLine } from './DutchTake.tsx'

export interface BatchFormProps {
  readonly of: Auction
  readonly vault: Vault | undefined
  /** Those of the connected account in this auction. */
  readonly bids: readonly Bid[]
  readonly setDraft: (draft: Draft | undefined) => void
  /** The accepted bid whose place this one takes. */
  readonly replacing: Bid | undefined
  readonly doneReplacing: () => void
  readonly again: () => void
}

type Way = 'signed' | 'direct'

export function BatchForm({ of: auction, vault, bids, setDraft, replacing, doneReplacing, again }: BatchFormProps) {
  const batch = auction.batch!
  const token = paymentToken(vault?.paymentToken)
  const me = account.value
  const title = useRef<HTMLHeadingElement>(null)
  const [typed, setTyped] = useState<Typed>(nothingTyped)
  const [way, setWay] = useState<Way>('signed')
  const [refusal, setRefusal] = useState<Refusal | undefined>(undefined)
  const [problem, setProblem] = useState<Problem | string | undefined>(undefined)
  const [isBusy, setBusy] = useState(false)
  const mine = useResource<Positions>(me && `/v1/accounts/${me}/positions`, { onHead: true })
  const held = dataOf(mine.now.value)?.holds.find((one) => isSameAddress(one.vault, auction.vault))?.shares
  const draft = readDraft(typed, batch, token.decimals)
  const quoted = useQuote(auction.id, questionOf(typed, draft, me)).value
  const escrow = typed.kind === 'rollover' ? amountOrNone(quoted.quote?.escrow) : draft.escrow
  const reserved = escrow === undefined ? undefined : escrow + stillToPay(bids, replacing)
  const allowance = useAllowance(vault?.paymentToken, deployment.value?.contracts.batchAuction).value
  const isSigned = way === 'signed' && typed.kind !== 'rollover'
  useDraft(typed, draft, setDraft)
  useEffect(() => {
    if (!replacing) return
    setTyped(typedOf(replacing, token.decimals))
    title.current?.focus()
  }, [replacing])

  const whyNot = reasonNot(typed, draft, me, escrow)
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault()
    if (whyNot !== undefined || isBusy || !me || !vault) return
    setRefusal(undefined)
    setProblem(undefined)
    setBusy(true)
    try {
      const bid = { auction, vault, owner: me, typed, draft, escrow: escrow!, onRefusal: setRefusal }
      const isPlaced = isSigned
        ? await placeSigned({ ...bid, reserved: reserved!, allowance, ...(replacing && { replacing }) })
        : await placeDirectly(bid)
      if (!isPlaced) return
      announce(t(isSigned ? 'batch.isAccepted' : 'batch.isPlaced'), 'assertive')
      setTyped({ ...nothingTyped, kind: typed.kind })
      doneReplacing()
      again()
    } catch (error) {
      setProblem(error instanceof Problem ? error : String(error))
    } finally {
      setBusy(false)
    }
  }

  return (
    <form class="card stack" onSubmit={(event) => void submit(event)} aria-labelledby="bid-title">
      <h2 id="bid-title" ref={title} tabIndex={-1}>{t(replacing ? 'batch.replaceTitle' : 'batch.bid')}</h2>
      {replacing && (
        <p class="notice watch">
          {t('batch.replacing')} <button type="button" class="link" onClick={doneReplacing}>{t('batch.notReplacing')}</button>
        </p>
      )}
      <BatchFields
        typed={typed} setTyped={setTyped} draft={draft} batch={batch} token={token} refusal={refusal} held={held}
        isReplacing={replacing !== undefined}
      />
      {quoted.problem && <p class="notice watch"><Sentence of={quoted.problem} /></p>}
      <BatchQuote
        of={quoted.quote} escrow={escrow} kind={typed.kind} token={vault?.paymentToken} supply={BigInt(batch.supply)}
      />
      {typed.kind !== 'rollover' && !replacing && (
        <Choice
          legend={t('batch.way')} name="bid-way" value={way} onChoose={setWay}
          options={[{ value: 'signed', label: t('batch.waySigned') }, { value: 'direct', label: t('batch.wayDirect') }]}
        />
      )}
      <Checks of={checksOf(batch, quoted.quote?.checks ?? [], allowance, reserved, vault?.paymentToken)} />
      <Warnings kind={typed.kind} isSigned={isSigned} />
      {refusal && <p class="fault" role="alert"><RefusalWords of={refusal} token={vault?.paymentToken} /></p>}
      {problem && (
        <p class="fault" role="alert">{problem instanceof Problem ? <Sentence of={problem} /> : problem}</p>
      )}
      <button type="submit" class="primary" aria-disabled={whyNot !== undefined || isBusy} aria-describedby="bid-why">
        {t(isSigned ? 'batch.doSign' : 'batch.doBid')}
      </button>
      <p class="soft small" id="bid-why">{whyNot ?? t(isSigned ? 'batch.signHint' : 'batch.bidHint')}</p>
    </form>
  )
}

function Warnings({ kind, isSigned }: { kind: Typed['kind'], isSigned: boolean }) {
  return (
    <ul class="warnings">
      <li>{t(isSigned ? 'batch.warnSigned' : 'batch.warnDirect')}</li>
      <li>{t(kind === 'whole' ? 'batch.warnWhole' : 'batch.warnParts')}</li>
    </ul>
  )
}

function checksOf(
  batch: Batch, checks: readonly Check[],
  allowance: bigint | undefined, needed: bigint | undefined, token: string | undefined,
): CheckLine[] {
  const lines = walletChecks()
  const isOpen = checks.find(({ name }) => name === 'window')?.ok ?? batch.status === 'bidding'
  lines.push({
    name: t('forms.checkWindow'), state: isOpen ? 'ok' : 'bad',
    says: t(isOpen ? 'batch.windowOpen' : 'batch.windowOver'),
  })
  const balance = checks.find(({ name }) => name === 'balance')
  if (balance) lines.push(balanceLine(balance, token))
  const shares = checks.find(({ name }) => name === 'shares')
  if (shares) {
    lines.push({
      name: t('forms.checkShares'), state: shares.ok ? 'ok' : 'bad',
      says: say('forms.sharesSays', { has: amountText(BigInt(shares.has)), needed: amountText(BigInt(shares.needed)) }),
    })
  }
  if (allowance !== undefined && needed !== undefined) lines.push(allowanceLine(allowance, needed, token))
  return lines
}

/** What the server has to know for a quote; nothing while a field is missing or wrong in itself. */
function questionOf(typed: Typed, draft: DraftBid, me: string | undefined): Question | undefined {
  const from = me ? { from: me } : {}
  if (typed.kind === 'whole') {
    return draft.amount === undefined ? undefined : { kind: 'whole', amount: String(draft.amount), ...from }
  }
  const { tick, quantity, shares } = draft
  if (tick === undefined || quantity === undefined) return undefined
  const common = { tick, quantity: String(quantity) }
  if (typed.kind === 'parts') return { kind: 'parts', ...common, ...from }
  return shares === undefined || !me ? undefined : { kind: 'rollover', ...common, shares: String(shares), from: me }
}

/** Escrows of bids that the server has accepted and the chain has not taken yet: they need the same allowance. */
function stillToPay(bids: readonly Bid[], replacing: Bid | undefined): bigint {
  return bids
    .filter(({ id, life }) => id !== replacing?.id && (life === 'accepted' || life === 'relayed'))
    .reduce((sum, { escrow }) => sum + BigInt(escrow), 0n)
}

function reasonNot(
  typed: Typed, draft: DraftBid, me: string | undefined, escrow: bigint | undefined,
): string | undefined {
  if (Object.keys(draft.faults).length > 0) return t('batch.mendFields')
  if (typed.kind === 'whole' ? draft.amount === undefined : draft.tick === undefined || draft.quantity === undefined) {
    return t('batch.fillFields')
  }
  if (!me) return t('forms.walletConnectFirst')
  return escrow === undefined ? t('batch.awaitQuote') : undefined
}

/** The chart draws what is typed, as it is typed. */
function useDraft(typed: Typed, draft: DraftBid, setDraft: BatchFormProps['setDraft']): void {
  const { tick, quantity } = draft
  const isDrawn = typed.kind !== 'whole' && tick !== undefined && quantity !== undefined && quantity > 0n
  useEffect(() => setDraft(isDrawn ? { tick, quantity } : undefined), [isDrawn, tick, quantity])
  useEffect(() => () => setDraft(undefined), [])
}

function typedOf(bid: Bid, decimals: number): Typed {
  if (bid.kind === 'whole') return { ...nothingTyped, kind: 'whole', amount: amountText(BigInt(bid.amount ?? '0'), decimals) }
  return {
    ...nothingTyped, kind: 'parts', priceBy: 'tick', price: String(bid.tick ?? ''), quantityBy: 'units',
    quantity: amountText(BigInt(bid.quantity ?? '0')),
  }
}

const amountOrNone = (text: string | null | undefined): bigint | undefined =>
  text === null || text === undefined ? undefined : BigInt(text)
