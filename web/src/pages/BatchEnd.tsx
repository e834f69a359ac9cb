/** What anybody may do once bids are over, or before the first: close, cure, redeem, form the series, deliver. */
import type { ComponentChildren } from 'preact'
import type { Auction, Vault } from '../api/types.ts'
import { now } from '../clock.ts'
import { Amount } from '../parts/Amount.tsx'
import { say, t } from '../text/index.ts'
import type { Call } from '../transactions/calls.ts'
import { sendCall } from '../transactions/index.tsx'
import { moment } from '../units/format.ts'
import { mulDivUp } from '../units/ratio.ts'
import { account } from '../wallet/connection.ts'
import type { Stage } from './batchStage.ts'
import { keptBids } from './sealedBids.ts'

/** Of debt and reward, for the lenders, when converted items are redeemed: bps. */
const REDEMPTION_PREMIUM = 100n

export function BatchEnd({ of: auction, vault, stage }: { of: Auction, vault: Vault | undefined, stage: Stage }) {
  const steps = stepsOf(auction, stage, vault?.paymentToken)
  if (steps.length === 0) return null
  return (
    <section class="card stack" aria-labelledby="end-title">
      <h2 id="end-title">{t('batch.moveOn')}</h2>
      {steps.map(({ name, says, call, most }) => (
        <div class="step" key={name}>
          <p>{says}</p>
          <button type="button" onClick={() => void sendCall({ title: name, call, ...(most !== undefined && { most }) })}>{name}</button>
        </div>
      ))}
    </section>
  )
}

interface Step {
  readonly name: string
  readonly says: ComponentChildren
  readonly call: Call
  readonly most?: bigint
}

function stepsOf({ id, dutch, batch: found, outcome }: Auction, stage: Stage, token: string | undefined): Step[] {
  const batch = found!
  const steps: Step[] = []
  const owed = BigInt(dutch.debt) + BigInt(dutch.keeperReward)
  if (stage === 'over') steps.push({ name: t('batch.close'), says: t('batch.closeSays'), call: { type: 'close', auction: id } })
  if (stage !== 'ended' && batch.bids === 0) {
    steps.push({
      name: t('batch.cure'), says: say('batch.cureSays', { cost: <Amount of={owed} token={token} /> }),
      call: { type: 'cure', auction: id }, most: owed,
    })
  }
  if (stage !== 'ended') return steps
  const until = batch.redeemableUntil?.unix
  const isRedeemable = until !== undefined && (now() ?? 0) < until && outcome === 'converted'
  if (isRedeemable) {
    const cost = owed + mulDivUp(owed, REDEMPTION_PREMIUM, 10_000n)
    steps.push({
      name: t('batch.redeem'),
      says: say('batch.redeemSays', { cost: <Amount of={cost} token={token} />, at: moment(until) }),
      call: { type: 'redeemEquity', auction: id }, most: cost,
    })
  }
  const needsSeries = (batch.status === 'parts' || (batch.status === 'failed' && outcome === 'converted' && !isRedeemable)) && !batch.series
  if (needsSeries) {
    steps.push({ name: t('batch.form'), says: t('batch.formSays'), call: { type: 'formSeries', auction: id } })
  }
  return [...steps, ...silentDeposits(id)]
}

/** Deposits of bids that this browser kept and nobody revealed. */
function silentDeposits(auction: string): Step[] {
  const me = account.value
  if (!me) return []
  return keptBids(localStorage, auction, me).map(({ commitment }) => ({
    name: t('batch.returnDeposit', { commitment: commitment.slice(0, 10) }), says: t('batch.returnSays'),
    call: { type: 'returnDeposit', auction, bidder: me, commitment },
  }))
}
