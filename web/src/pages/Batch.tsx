/** A batch auction: the book, what it would come to now, the way in, and after the end the way out. */
import { useEffect, useRef, useState } from '../hooks.ts'
import { announce } from '../announce.ts'
import { dataOf, useList, useResource } from '../api/resource.ts'
import type { Auction, Batch as BatchOf, Bid, Book, Vault } from '../api/types.ts'
import { DemandChart, type Draft } from '../charts/DemandChart.tsx'
import { levelsOf } from '../charts/demand.ts'
import { WholeOrParts } from '../charts/WholeOrParts.tsx'
import { now, second } from '../clock.ts'
import { Address, Name } from '../parts/Address.tsx'
import { Amount, Stamp } from '../parts/Amount.tsx'
import { Doubts } from '../parts/Doubts.tsx'
import { moneyOf } from '../parts/money.ts'
import { SharesOf } from '../parts/SharesOf.tsx'
import { Shown } from '../parts/States.tsx'
import { say, t } from '../text/index.ts'
import { moment } from '../units/format.ts'
import { remaining } from '../units/remaining.ts'
import { account } from '../wallet/connection.ts'
import { BatchBids } from './BatchBids.tsx'
import { BatchEnd } from './BatchEnd.tsx'
import { BatchForm } from './BatchForm.tsx'
import { BatchSealed } from './BatchSealed.tsx'
import { isBidding, stageOf, type Stage } from './batchStage.ts'

export default function Batch({ of: auction }: { of: Auction }) {
  second.value
  const batch = auction.batch!
  const me = account.value
  const vault = useResource<Vault>(`/v1/vaults/${auction.vault}`)
  const book = useResource<Book>(`/v1/auctions/${auction.id}/book`, { onHead: true })
  const mine = useList<Bid>(me && `/v1/auctions/${auction.id}/bids?owner=${me}`, { onHead: true })
  const [draft, setDraft] = useState<Draft | undefined>(undefined)
  const [replacing, setReplacing] = useState<Bid | undefined>(undefined)
  const known = dataOf(vault.now.value)
  const stage = stageOf(batch, now())
  // A change of this vault is news for the book and for the bids.
  useEffect(() => {
    book.again()
    mine.again()
  }, [auction.asOf.seq])
  useVoice(batch, known?.paymentToken)
  return (
    <>
      <Head of={auction} vault={known} stage={stage} />
      <div class="columns">
        <div class="stack">
          <Status of={batch} stage={stage} token={known?.paymentToken} />
          <section class="card stack">
            <h2>{t('batch.book')}</h2>
            <Shown of={book}>
              {(found) => <BookOf book={found} batch={batch} token={known?.paymentToken} draft={draft} />}
            </Shown>
          </section>
        </div>
        <div class="stack">
          {stage === 'bidding' && (
            <BatchForm
              of={auction} vault={known} bids={dataOf(mine.now.value)?.items ?? []} setDraft={setDraft}
              replacing={replacing} doneReplacing={() => setReplacing(undefined)} again={mine.again}
            />
          )}
          {(stage === 'committing' || stage === 'revealing') && (
            <BatchSealed of={auction} vault={known} stage={stage} setDraft={setDraft} />
          )}
          <BatchEnd of={auction} vault={known} stage={stage} />
        </div>
      </div>
      {me && (
        <BatchBids
          of={mine} auction={auction} vault={known} stage={stage} replace={setReplacing} again={mine.again}
        />
      )}
      <Stamp of={auction.asOf} />
    </>
  )
}

function Head({ of: auction, vault, stage }: { of: Auction, vault: Vault | undefined, stage: Stage }) {
  return (
    <div class="head">
      <div>
        <p class="label">{t('batch.title')}</p>
        <h1>{vault ? <a href={`/vaults/${auction.vault}`}><Name of={vault.name} /></a> : t('batch.title')}</h1>
        <p class="lead"><Address of={auction.vault} href={`/vaults/${auction.vault}`} /> {t(`batch.stage_${stage}`)}</p>
        {vault && <Doubts of={vault.name} warnings={vault.names?.warnings} />}
      </div>
    </div>
  )
}

function Status({ of: batch, stage, token }: { of: BatchOf, stage: Stage, token: string | undefined }) {
  if (stage === 'ended') return <Outcome of={batch} token={token} />
  const until = stage === 'committing' ? batch.revealsFrom ?? batch.endsAt : batch.endsAt
  return (
    <section class="card tight stack" aria-label={t('batch.status')}>
      <p class="label">{t(stage === 'committing' ? 'batch.revealsIn' : 'batch.endsIn')}</p>
      <p class="figure"><span class="clock" role="timer">{remaining(until.unix, t('batch.isOver'))}</span></p>
      <p class="soft">{moment(until.unix)}</p>
      {isBidding(stage) && <p>{say('batch.extensions', { count: batch.extensions })}</p>}
      <dl class="facts">
        <dt>{t('batch.supply')}</dt><dd><SharesOf of={batch.supply} /></dd>
        <dt>{t('batch.reserve')}</dt><dd><Amount of={batch.reservePrice} token={token} /></dd>
        <dt>{t('batch.bids')}</dt><dd>{batch.bids}</dd>
        {batch.margin !== null && batch.margin !== undefined && <>
          <dt>{t('batch.margin')}</dt><dd>{batch.margin}</dd>
        </>}
        {BigInt(batch.maxCredit) > 0n && <>
          <dt>{t('batch.maxCredit')}</dt><dd><Amount of={batch.maxCredit} token={token} /></dd>
        </>}
      </dl>
    </section>
  )
}

/** What came of it, in words. */
function Outcome({ of: batch, token }: { of: BatchOf, token: string | undefined }) {
  const price = <Amount of={batch.price ?? '0'} token={token} />
  const status = batch.status as 'whole' | 'parts' | 'failed' | 'cured'
  return (
    <section class="card stack" aria-label={t('batch.outcome')}>
      <p class="label">{t('batch.outcome')}</p>
      <p class="outcome">{say(`batch.ended_${status}`, { price, sold: <SharesOf of={batch.sold} /> })}</p>
      {status === 'failed' && batch.redeemableUntil && (
        <p>{t('batch.redeemable', { at: moment(batch.redeemableUntil.unix) })}</p>
      )}
      {batch.series && <p>{t('batch.series')} <Address of={batch.series} href={`/vaults/${batch.series}`} /></p>}
      {account.value && <p><a class="button" href={`/claims/${account.value}`}>{t('batch.myClaims')}</a></p>}
    </section>
  )
}

function BookOf({ book, batch, token, draft }: {
  book: Book, batch: BatchOf, token: string | undefined, draft: Draft | undefined
}) {
  const money = moneyOf(token)
  const levels = levelsOf(book.steps.map((step) => (
    { tick: step.tick, price: BigInt(step.price), quantity: BigInt(step.quantity) })))
  const [supply, price] = [BigInt(book.supply), BigInt(book.clearingPrice)]
  const market = { supply, reservePrice: BigInt(book.reservePrice), tickSize: BigInt(book.tickSize) }
  const proceeds = supply === 0n ? 0n : BigInt(book.sold) * price / supply
  return (
    <>
      <WholeOrParts
        parts={proceeds} whole={BigInt(book.whole.best ?? '0')} winner={book.provisional.winner}
        isOver={batch.status !== 'bidding' && batch.status !== 'sealed'} money={money}
      />
      {batch.status === 'sealed' && <p class="notice">{t('batch.sealedBook')}</p>}
      <DemandChart levels={levels} market={market} draft={draft} money={money} />
    </>
  )
}

/** Tells the end, and a move of the clearing price, no more often than it moves. */
function useVoice({ status, clearingPrice }: BatchOf, token: string | undefined): void {
  const before = useRef({ status, clearingPrice })
  useEffect(() => {
    const last = before.current
    if (!token) return
    before.current = { status, clearingPrice }
    if (last.status !== status && status !== 'bidding' && status !== 'sealed') {
      announce(t(`batch.voice_${status}`), 'assertive')
    } else if (last.clearingPrice !== clearingPrice) {
      announce(t('batch.voicePrice', { price: moneyOf(token)(BigInt(clearingPrice)) }))
    }
  }, [status, clearingPrice, token])
}
