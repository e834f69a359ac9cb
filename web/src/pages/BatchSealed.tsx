/** Sealed bids: commit now, reveal later. What a reveal needs is kept here and given to the bidder as a text. */
import { useEffect, useState } from '../hooks.ts'
import type { Auction, Vault } from '../api/types.ts'
import { dataOf, useResource } from '../api/resource.ts'
import type { Positions } from '../api/types.ts'
import { useQuote } from '../api/useQuote.ts'
import type { Draft } from '../charts/DemandChart.tsx'
import { loadDeployment } from '../deployment.ts'
import { isSameAddress } from '../names.ts'
import { Amount } from '../parts/Amount.tsx'
import { amountFault, TextField } from '../parts/Field.tsx'
import { paymentToken } from '../parts/money.ts'
import { say, t } from '../text/index.ts'
import type { BidKind, Refusal } from '../transactions/calls.ts'
import { Checks, walletChecks } from '../transactions/Checks.tsx'
import { sendCall } from '../transactions/index.tsx'
import { RefusalWords } from '../transactions/Refusal.tsx'
import { amountText } from '../units/amount.ts'
import { moment } from '../units/format.ts'
import { parseAmount } from '../units/parse.ts'
import { account } from '../wallet/connection.ts'
import { BatchFields } from './BatchFields.tsx'
import { BatchReveal } from './BatchReveal.tsx'
import { nothingTyped, readDraft, type DraftBid, type Typed } from './batchDraft.ts'
import { roundDeposit } from './batchTicks.ts'
import { forgetBid, keepBid, toText, type KeptBid } from './sealedBids.ts'

export interface BatchSealedProps {
  readonly of: Auction
  readonly vault: Vault | undefined
  readonly stage: 'committing' | 'revealing'
  readonly setDraft: (draft: Draft | undefined) => void
}

export function BatchSealed(props: BatchSealedProps) {
  return props.stage === 'revealing'
    ? <BatchReveal of={props.of} vault={props.vault} />
    : <Commit {...props} />
}

const KINDS: Record<Typed['kind'], BidKind> = { parts: 'Parts', rollover: 'Rollover', whole: 'Whole' }

function Commit({ of: auction, vault, setDraft }: BatchSealedProps) {
  const batch = auction.batch!
  const token = paymentToken(vault?.paymentToken)
  const me = account.value
  const [typed, setTyped] = useState<Typed>(nothingTyped)
  const [deposit, setDeposit] = useState('')
  const [kept, setKept] = useState<KeptBid | undefined>(undefined)
  const [isSaved, setSaved] = useState(false)
  const [refusal, setRefusal] = useState<Refusal | undefined>(undefined)
  const mine = useResource<Positions>(me && `/v1/accounts/${me}/positions`)
  const held = dataOf(mine.now.value)?.holds.find((one) => isSameAddress(one.vault, auction.vault))?.shares
  const draft = readDraft(typed, batch, token.decimals)
  const escrow = useEscrow(auction, typed, draft, me)
  const parsed = deposit.trim() === '' && escrow !== undefined
    ? { ok: true as const, amount: roundDeposit(escrow) } : parseAmount(deposit, token.decimals)
  const isTooSmall = parsed.ok && escrow !== undefined && parsed.amount < escrow
  const isReady = Object.keys(draft.faults).length === 0 && escrow !== undefined && parsed.ok && !isTooSmall && me
  useEffect(() => {
    const { tick, quantity } = draft
    setDraft(tick !== undefined && quantity !== undefined ? { tick, quantity } : undefined)
  }, [draft.tick, draft.quantity])

  /** Draws the salt, so that the same bid can be saved before any wei moves. */
  const prepare = async (event: Event): Promise<void> => {
    event.preventDefault()
    if (!isReady || !parsed.ok) return
    const sealed = {
      auction: auction.id, bidder: me, kind: KINDS[typed.kind], tick: draft.tick ?? 0,
      quantity: String(typed.kind === 'whole' ? draft.amount : draft.quantity), shares: String(draft.shares ?? 0n),
      salt: randomSalt(),
    }
    const { chainId, contracts } = await loadDeployment()
    const { commitmentOf } = await import('../transactions/hashing.ts')
    const bid = {
      ...sealed, chainId, commitment: commitmentOf(sealed, chainId, contracts.sealedBids),
      deposit: String(parsed.amount),
    }
    keepBid(localStorage, bid)
    setSaved(false)
    setKept(bid)
  }

  const commit = async (): Promise<void> => {
    if (!kept) return
    setRefusal(undefined)
    const outcome = await sendCall({
      title: t('batch.commitTitle'), onRefusal: setRefusal,
      call: { type: 'commit', auction: auction.id, commitment: kept.commitment, deposit: kept.deposit },
    })
    if (outcome === 'included') {
      setKept(undefined)
      setTyped(nothingTyped)
      setDeposit('')
    }
  }

  if (kept) {
    return (
      <section class="card stack" aria-labelledby="save-title">
        <h2 id="save-title">{t('batch.saveTitle')}</h2>
        <p>{t('batch.saveSays')}</p>
        <pre class="kept" tabIndex={0} aria-label={t('batch.saveTitle')}>{toText(kept)}</pre>
        <SaveLink of={kept} saved={() => setSaved(true)} />
        <label class="check">
          <input type="checkbox" checked={isSaved} onChange={(event) => setSaved(event.currentTarget.checked)} />
          <span>{t('batch.isSaved')}</span>
        </label>
        {refusal && <p class="fault" role="alert"><RefusalWords of={refusal} token={vault?.paymentToken} /></p>}
        <div class="row">
          <button type="button" class="primary" disabled={!isSaved} onClick={() => void commit()}>
            {t('batch.doCommit')}
          </button>
          <button type="button" onClick={() => { forgetBid(localStorage, kept); setKept(undefined) }}>
            {t('batch.changeBid')}
          </button>
        </div>
      </section>
    )
  }
  return (
    <form class="card stack" onSubmit={(event) => void prepare(event)} aria-labelledby="commit-title">
      <h2 id="commit-title">{t('batch.sealedTitle')}</h2>
      <p>{t('batch.sealedSays', { at: moment(batch.revealsFrom?.unix ?? batch.endsAt.unix) })}</p>
      <BatchFields
        typed={typed} setTyped={setTyped} draft={draft} batch={batch} token={token} refusal={refusal} held={held}
        isReplacing={false}
      />
      <TextField
        label={t('batch.deposit')} isNumber value={deposit} onInput={setDeposit} unit={token.symbol}
        placeholder={escrow === undefined ? '' : amountText(roundDeposit(escrow), token.decimals)}
        hint={escrow === undefined ? t('batch.depositHint')
          : say('batch.depositLeast', { least: <Amount of={escrow} token={vault?.paymentToken} exact /> })}
        fault={isTooSmall ? t('batch.depositTooSmall') : parsed.ok ? undefined : amountFault(parsed.fault, token.decimals)}
      />
      <Checks of={walletChecks()} />
      <ul class="warnings"><li>{t('batch.warnSilence')}</li><li>{t('batch.warnSalt')}</li></ul>
      <button type="submit" class="primary" aria-disabled={!isReady} aria-describedby="commit-why">
        {t('batch.doSeal')}
      </button>
      <p class="soft small" id="commit-why">
        {isReady ? t('batch.sealHint') : me ? t('batch.fillFields') : t('forms.walletConnectFirst')}
      </p>
    </form>
  )
}

/** A rollover's escrow depends on the whole waterfall: the server works it out; the others follow from the fields. */
function useEscrow(auction: Auction, typed: Typed, draft: DraftBid, me: string | undefined): bigint | undefined {
  const { tick, quantity, shares } = draft
  const isAsked = typed.kind === 'rollover' && tick !== undefined && quantity !== undefined && shares !== undefined && me
  const quoted = useQuote(auction.id, isAsked
    ? { kind: 'rollover', tick, quantity: String(quantity), shares: String(shares), from: me } : undefined).value
  if (typed.kind !== 'rollover') return draft.escrow
  return quoted.quote?.escrow ? BigInt(quoted.quote.escrow) : undefined
}

/** Offers the text as a file; nothing leaves the browser. */
function SaveLink({ of, saved }: { of: KeptBid, saved: () => void }) {
  const [href, setHref] = useState<string | undefined>(undefined)
  useEffect(() => {
    const url = URL.createObjectURL(new Blob([toText(of)], { type: 'text/plain' }))
    setHref(url)
    return () => URL.revokeObjectURL(url)
  }, [of])
  return (
    <a class="button" href={href} download={`sealed-bid-${of.commitment.slice(2, 10)}.txt`} onClick={saved}>
      {t('batch.download')}
    </a>
  )
}

function randomSalt(): string {
  const words = crypto.getRandomValues(new BigUint64Array(4))
  return String(words.reduce((salt, one) => (salt << 64n) | one, 0n))
}
