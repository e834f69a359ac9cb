/** A Dutch auction: the whole curve, where the price is, when it reaches a limit, and the way to take an item. */
import { useEffect, useRef, useState } from '../hooks.ts'
import { announce } from '../announce.ts'
import { useResource, dataOf } from '../api/resource.ts'
import type { Auction, Curve, Vault } from '../api/types.ts'
import { now, second, secondsUntil } from '../clock.ts'
import { DutchCurve, reachWords } from '../charts/DutchCurve.tsx'
import { reachOf, type Round } from '../charts/dutch.ts'
import { Address, Name } from '../parts/Address.tsx'
import { Amount, Stamp } from '../parts/Amount.tsx'
import { Doubts } from '../parts/Doubts.tsx'
import { moneyOf, paymentToken } from '../parts/money.ts'
import { Shown } from '../parts/States.tsx'
import { t } from '../text/index.ts'
import { duration } from '../units/format.ts'
import { parseAmount } from '../units/parse.ts'
import { DutchItems } from './DutchItems.tsx'
import { phaseWords } from './dutchWords.ts'
import { DutchTake } from './DutchTake.tsx'
import { DutchSteps } from './DutchSteps.tsx'
import { phaseOf, scaled, weightsOf, type Phase } from './dutchPhase.ts'

/** Milliseconds between two prices that a screen reader is told. */
const VOICE_EVERY = 15_000

export default function Dutch({ of: auction }: { of: Auction }) {
  const vault = useResource<Vault>(`/v1/vaults/${auction.vault}`)
  const curve = useResource<Curve>(`/v1/auctions/${auction.id}/curve`)
  const known = dataOf(vault.now.value)
  const token = known?.paymentToken
  const firstForSale = auction.dutch.items.find(({ forSale }) => forSale)?.index ?? 0
  const [chosen, setChosen] = useState<number | undefined>(undefined)
  const [limitText, setLimitText] = useState('')
  const item = chosen ?? firstForSale
  const limit = parseAmount(limitText, paymentToken(token).decimals)
  const phase = phaseOf(auction.dutch, auction.status, now())
  useEffect(() => { curve.again() }, [auction.dutch.round])
  useVoice(auction, item, token)
  return (
    <>
      <Head of={auction} vault={known} phase={phase} />
      <div class="columns">
        <div class="stack">
          <Price of={auction} item={item} token={token} phase={phase} />
          <section class="card">
            <h2>{t('dutch.curve')}</h2>
            <Shown of={curve}>
              {(found) => (
                <CurveOf
                  curve={found} auction={auction} item={item} token={token} isRunning={phase === 'open'}
                  limit={limit.ok && phase !== 'ended' ? limit.amount : undefined}
                />
              )}
            </Shown>
          </section>
        </div>
        <div class="stack">
          <DutchTake
            of={auction} vault={known} item={item} choose={setChosen} limitText={limitText} setLimitText={setLimitText}
            phase={phase}
          />
          <DutchSteps of={auction} vault={known} phase={phase} />
        </div>
      </div>
      <DutchItems of={auction} vault={known} token={token} item={item} choose={setChosen} />
      <Stamp of={auction.asOf} />
    </>
  )
}

function Head({ of: auction, vault, phase }: { of: Auction, vault: Vault | undefined, phase: Phase }) {
  return (
    <div class="head">
      <div>
        <p class="label">{t('dutch.title')} · {t('dutch.round', { round: auction.dutch.round + 1 })}</p>
        <h1>{vault ? <a href={`/vaults/${auction.vault}`}><Name of={vault.name} /></a> : t('dutch.title')}</h1>
        <p class="lead"><Address of={auction.vault} href={`/vaults/${auction.vault}`} /> {phaseWords(auction, phase)}</p>
        {vault && <Doubts of={vault.name} warnings={vault.names?.warnings} />}
      </div>
    </div>
  )
}

function Price({ of: { dutch }, item, token, phase }: {
  of: Auction, item: number, token: string | undefined, phase: Phase
}) {
  const row = dutch.items[item]
  const seconds = secondsUntil(dutch.nextStep?.at.unix ?? 0)
  const isWhole = dutch.items.length > 1
  if (phase === 'ahead') {
    return (
      <section class="card price" aria-label={t('dutch.priceNow')}>
        <p class="label">{t('dutch.startsIn')}</p>
        <p class="figure">{duration(secondsUntil(dutch.startsAt.unix) ?? 0)}</p>
        <p>{t('dutch.topWords')} <Amount of={dutch.top} token={token} /></p>
      </section>
    )
  }
  return (
    <section class="card price" aria-label={t('dutch.priceNow')}>
      <p class="label">
        {row?.price ? t('dutch.chooseItem', { item }) : isWhole ? t('dutch.priceOfItem', { item }) : t('dutch.priceNow')}
      </p>
      <p class="figure" data-live="price">
        {row?.priceNow ? <Amount of={row.priceNow} token={token} /> : t(row?.price ? 'dutch.sold' : 'dutch.noPrice')}
      </p>
      {row?.price && <p>{t('dutch.soldFor')} <Amount of={row.price} token={token} /></p>}
      {phase === 'open' && dutch.nextStep && (
        <p>
          {t('dutch.nextIn')} <span class="clock" role="timer">{clock(seconds)}</span>
          {!isWhole && <>: <Amount of={dutch.nextStep.price} token={token} /></>}
        </p>
      )}
      {isWhole && dutch.priceNow && <p class="soft">{t('dutch.priceOfAll')} <Amount of={dutch.priceNow} token={token} /></p>}
    </section>
  )
}

/** Minutes and seconds: a step is never longer. */
export function clock(seconds: number | undefined): string {
  if (seconds === undefined) return '–:––'
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

function CurveOf({ curve, auction: { dutch }, item, token, isRunning, limit }: {
  curve: Curve, auction: Auction, item: number, token: string | undefined, isRunning: boolean,
  limit: bigint | undefined
}) {
  second.value
  const money = moneyOf(token)
  const weights = weightsOf(dutch.items, item)
  const round: Round = {
    stepSeconds: curve.stepSeconds, startsAt: curve.startsAt.unix, endsAt: curve.endsAt.unix,
    points: curve.points.map(({ at, price }) => ({ at, price: scaled(BigInt(price), weights) })),
  }
  const at = now()
  const priceNow = dutch.items[item]?.priceNow
  const reach = limit === undefined ? undefined : reachOf(round, limit, at ?? round.startsAt)
  const next = dutch.nextStep
  return (
    <>
      <DutchCurve
        round={round} now={at} isRunning={isRunning} priceNow={priceNow ? BigInt(priceNow) : undefined}
        next={next ? { at: next.at.unix, price: scaled(BigInt(next.price), weights) } : undefined}
        reservePrice={scaled(BigInt(dutch.reservePrice), weights)}
        appraisal={scaled(BigInt(dutch.liquidationValue), weights)} limit={limit} reach={reach} money={money}
      />
      {reach && <p class="reachWords">{reachWords(reach, at, money)}</p>}
    </>
  )
}

/** Tells the price no more often than a listener can bear, and the outcome at once. */
function useVoice({ dutch, status, outcome }: Auction, item: number, token: string | undefined): void {
  const last = useRef(0)
  const wasRunning = useRef(status === 'running')
  const price = dutch.items[item]?.priceNow
  useEffect(() => {
    const moment = performance.now()
    if (!price || !token || (last.current > 0 && moment - last.current < VOICE_EVERY)) return
    last.current = moment
    announce(t('dutch.voice', { price: moneyOf(token)(BigInt(price)) }))
  }, [price, token])
  useEffect(() => {
    if (wasRunning.current && status === 'ended') {
      announce(outcome ? t(`dutch.ended_${outcome}`) : t('dutch.ended'), 'assertive')
    }
    wasRunning.current = status === 'running'
  }, [status])
}
