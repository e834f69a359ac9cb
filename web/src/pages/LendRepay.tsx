/** A running loan: repay it, call it, or start the auction once it is in default. */
import { useState } from '../hooks.ts'
import type { Vault } from '../api/types.ts'
import { now, second } from '../clock.ts'
import { Amount } from '../parts/Amount.tsx'
import { amountFault, TextField } from '../parts/Field.tsx'
import { HealthBar } from '../parts/Health.tsx'
import { paymentToken } from '../parts/money.ts'
import { say, t } from '../text/index.ts'
import type { Call, Refusal } from '../transactions/calls.ts'
import { sendCall } from '../transactions/index.tsx'
import { RefusalWords } from '../transactions/Refusal.tsx'
import { amountText } from '../units/amount.ts'
import { moment } from '../units/format.ts'
import { parseAmount } from '../units/parse.ts'
import { mulDivUp } from '../units/ratio.ts'
import { account } from '../wallet/connection.ts'

/** Of the debt, to repay it whole although interest goes on until the block that does: a hundredth of a percent. */
const HEADROOM_BPS = 1n

export function LendRepay({ of: vault, holdsAll }: { of: Vault, holdsAll: boolean }) {
  second.value
  const loan = vault.loan!
  const token = paymentToken(vault.paymentToken)
  const [text, setText] = useState('')
  const [refusal, setRefusal] = useState<Refusal | undefined>(undefined)
  const debt = BigInt(loan.debt)
  const whole = debt + mulDivUp(debt, HEADROOM_BPS, 10_000n)
  const parsed = parseAmount(text, token.decimals)
  const isFrozen = loan.status !== 'owed'
  const canSend = parsed.ok && parsed.amount > 0n && account.value !== undefined
  const act = async (title: string, call: Call, most?: bigint): Promise<void> => {
    setRefusal(undefined)
    await sendCall({ title, call, onRefusal: setRefusal, ...(most !== undefined && { most }) })
  }
  const repay = (event: Event): void => {
    event.preventDefault()
    if (canSend && parsed.ok) void act(t('lend.repay'), { type: 'repay', vault: vault.address, amount: String(parsed.amount) })
  }
  if (isFrozen) {
    return vault.auction ? <p class="notice live">{t('lend.inAuction')} <a href={`/auctions/${vault.auction}`}>{t('lend.toAuction')}</a></p> : null
  }
  return (
    <section class="card stack" aria-labelledby="repay-title">
      <h2 id="repay-title">{t('lend.loan')}</h2>
      <dl class="facts">
        <dt>{t('lend.debt')}</dt><dd><Amount of={loan.debt} token={vault.paymentToken} exact /></dd>
        <dt>{t('lend.dueAt')}</dt><dd>{moment(loan.terms.dueAt.unix)}</dd>
      </dl>
      {loan.health && <HealthBar of={loan.health} />}
      <form class="stack" onSubmit={repay} aria-labelledby="repay-title">
        <TextField
          label={t('lend.repayAmount')} isNumber value={text} onInput={setText} unit={token.symbol}
          hint={say('lend.repayHint', { debt: <Amount of={debt} token={vault.paymentToken} exact /> })}
          fault={refusal ? <RefusalWords of={refusal} token={vault.paymentToken} /> : parsed.ok ? undefined : amountFault(parsed.fault, token.decimals)}
        />
        <div class="row">
          <button type="button" onClick={() => setText(amountText(whole, token.decimals))}>{t('lend.repayAll')}</button>
          <button type="submit" class="primary" aria-disabled={!canSend}>{t('lend.doRepay')}</button>
        </div>
      </form>
      {holdsAll && (
        <div class="step">
          <p>{t('lend.repayRedeemSays')}</p>
          <button type="button" onClick={() => void act(t('lend.repayRedeem'), {
            type: 'repayAndRedeem', vault: vault.address, to: account.value!, leftBehind: 0,
          }, whole)}>{t('lend.repayRedeem')}</button>
        </div>
      )}
      <DefaultSteps of={vault} act={act} />
    </section>
  )
}

/** What anybody may do about a loan that is unhealthy or late; whether it is, the chain decides at that block. */
function DefaultSteps({ of: vault, act }: { of: Vault, act: (title: string, call: Call) => Promise<void> }) {
  const { terms, flaggedAt, health } = vault.loan!
  const matures = terms.dueAt.unix + terms.graceSeconds
  const isLate = (now() ?? 0) >= matures
  const isFlagged = flaggedAt !== null && flaggedAt !== undefined
  const isAbove = health?.word === 'flaggable'
  return (
    <>
      {isFlagged && <p class="notice watch">{t('lend.flagged', { at: moment(flaggedAt.unix), until: moment(flaggedAt.unix + terms.cureSeconds) })}</p>}
      {!isFlagged && isAbove && !terms.options.includes('maturityOnly') && (
        <div class="step">
          <p>{t('lend.flagSays')}</p>
          <button type="button" onClick={() => void act(t('lend.flag'), { type: 'flag', vault: vault.address })}>
            {t('lend.flag')}
          </button>
        </div>
      )}
      {isFlagged && !isAbove && (
        <div class="step">
          <p>{t('lend.unflagSays')}</p>
          <button type="button" onClick={() => void act(t('lend.unflag'), { type: 'unflag', vault: vault.address })}>
            {t('lend.unflag')}
          </button>
        </div>
      )}
      {(isLate || isFlagged) && (
        <div class="step">
          <p>{isLate ? t('lend.kickLate', { at: moment(matures) }) : t('lend.kickFlagged')}</p>
          <button type="button" onClick={() => void act(t('lend.kick'), { type: 'kick', vault: vault.address })}>
            {t('lend.kick')}
          </button>
        </div>
      )}
    </>
  )
}
