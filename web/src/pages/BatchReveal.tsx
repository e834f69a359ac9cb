/** Revealing a sealed bid: from what this browser kept, or from the saved text. */
import { useState } from '../hooks.ts'
import type { Auction, Vault } from '../api/types.ts'
import { Amount } from '../parts/Amount.tsx'
import { Field } from '../parts/Field.tsx'
import { SharesOf } from '../parts/SharesOf.tsx'
import { loadDeployment } from '../deployment.ts'
import { isSameAddress } from '../names.ts'
import { t } from '../text/index.ts'
import type { Refusal } from '../transactions/calls.ts'
import { sendCall } from '../transactions/index.tsx'
import { RefusalWords } from '../transactions/Refusal.tsx'
import { moment } from '../units/format.ts'
import { account } from '../wallet/connection.ts'
import { priceOf } from './batchTicks.ts'
import { forgetBid, fromText, keepBid, keptBids, type KeptBid } from './sealedBids.ts'

export function BatchReveal({ of: auction, vault }: { of: Auction, vault: Vault | undefined }) {
  const batch = auction.batch!
  const me = account.value
  const [count, setCount] = useState(0)
  const [text, setText] = useState('')
  const [fault, setFault] = useState<string | undefined>(undefined)
  const kept = me ? keptBids(localStorage, auction.id, me) : []

  const add = async (event: Event): Promise<void> => {
    event.preventDefault()
    const bid = fromText(text)
    const why = bid ? await whyNot(bid, auction.id, me) : 'notKept'
    setFault(why && t(`batch.${why}`))
    if (!bid || why) return
    keepBid(localStorage, bid)
    setText('')
    setCount(count + 1)
  }

  return (
    <section class="card stack" aria-labelledby="reveal-title">
      <h2 id="reveal-title">{t('batch.revealTitle')}</h2>
      <p>{t('batch.revealSays', { at: moment(batch.endsAt.unix) })}</p>
      {!me && <p class="notice watch">{t('forms.walletConnectFirst')}</p>}
      {me && kept.length === 0 && <p class="notice empty">{t('batch.noneKept')}</p>}
      {kept.map((bid) => (
        <Kept key={bid.commitment} of={bid} auction={auction} vault={vault} done={() => setCount(count + 1)} />
      ))}
      <form class="stack" onSubmit={(event) => void add(event)}>
        <Field label={t('batch.fromText')} hint={t('batch.fromTextHint')} fault={fault}>
          {(wiring) => (
            <textarea
              {...wiring} rows={4} class="mono" value={text} onInput={(event) => setText(event.currentTarget.value)}
            />
          )}
        </Field>
        <button type="submit">{t('batch.addText')}</button>
      </form>
    </section>
  )
}

/** Whether a saved text is a bid of this account in this auction, and whether it hashes to its own commitment. */
async function whyNot(bid: KeptBid, auction: string, me: string | undefined) {
  if (bid.auction !== auction) return 'otherAuction' as const
  if (!isSameAddress(bid.bidder, me)) return 'otherBidder' as const
  const { chainId, contracts } = await loadDeployment()
  const { commitmentOf } = await import('../transactions/hashing.ts')
  return commitmentOf(bid, chainId, contracts.sealedBids) === bid.commitment ? undefined : 'otherCommitment' as const
}

function Kept({ of, auction, vault, done }: {
  of: KeptBid, auction: Auction, vault: Vault | undefined, done: () => void
}) {
  const [refusal, setRefusal] = useState<Refusal | undefined>(undefined)
  const batch = auction.batch!
  const grid = { reservePrice: BigInt(batch.reservePrice), tickSize: BigInt(batch.tickSize), topTick: batch.topTick }
  const isWhole = of.kind === 'Whole'
  const reveal = async (): Promise<void> => {
    setRefusal(undefined)
    const { kind, tick, quantity, shares, salt } = of
    const outcome = await sendCall({
      title: t('batch.revealTitle'), onRefusal: setRefusal,
      call: { type: 'reveal', auction: of.auction, kind, tick, quantity, shares, salt },
    })
    if (outcome !== 'included') return
    forgetBid(localStorage, of)
    done()
  }
  return (
    <article class="notice">
      <dl class="facts">
        <dt>{t('batch.kind')}</dt><dd>{t(`batch.kind_${of.kind.toLowerCase() as 'parts'}`)}</dd>
        <dt>{t(isWhole ? 'batch.amount' : 'batch.limit')}</dt>
        <dd><Amount of={isWhole ? of.quantity : priceOf(grid, of.tick)} token={vault?.paymentToken} /></dd>
        {!isWhole && <><dt>{t('batch.quantity')}</dt><dd><SharesOf of={of.quantity} /></dd></>}
        <dt>{t('batch.deposit')}</dt><dd><Amount of={of.deposit} token={vault?.paymentToken} /></dd>
      </dl>
      {refusal && <p class="fault" role="alert"><RefusalWords of={refusal} token={vault?.paymentToken} /></p>}
      <button type="button" class="primary" onClick={() => void reveal()}>{t('batch.doReveal')}</button>
    </article>
  )
}
