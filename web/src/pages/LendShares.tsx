/** Shares: give some away, take the items out with all of them, claim with them once the vault is settled. */
import { useState } from '../hooks.ts'
import type { Vault } from '../api/types.ts'
import { isAddress } from '../names.ts'
import { amountFault, TextField } from '../parts/Field.tsx'
import { SharesOf } from '../parts/SharesOf.tsx'
import { say, t } from '../text/index.ts'
import type { Call, Refusal } from '../transactions/calls.ts'
import { sendCall } from '../transactions/index.tsx'
import { RefusalWords } from '../transactions/Refusal.tsx'
import { amountText } from '../units/amount.ts'
import { parseAmount } from '../units/parse.ts'
import { account } from '../wallet/connection.ts'

export function LendShares({ of: vault, held, holdsAll }: { of: Vault, held: string | undefined, holdsAll: boolean }) {
  const [to, setTo] = useState('')
  const [text, setText] = useState('')
  const [refusal, setRefusal] = useState<Refusal | undefined>(undefined)
  const me = account.value
  const parsed = parseAmount(text)
  const isTooMuch = parsed.ok && held !== undefined && parsed.amount > BigInt(held)
  const canGive = me !== undefined && isAddress(to.trim()) && parsed.ok && parsed.amount > 0n && !isTooMuch
  const act = async (title: string, call: Call): Promise<void> => {
    setRefusal(undefined)
    await sendCall({ title, call, onRefusal: setRefusal })
  }
  const give = (event: Event): void => {
    event.preventDefault()
    if (!canGive || !parsed.ok) return
    void act(t('lend.give'), { type: 'transferShares', vault: vault.address, to: to.trim(), shares: String(parsed.amount) })
  }
  return (
    <section class="card stack" aria-labelledby="shares-title">
      <h2 id="shares-title">{t('lend.shares')}</h2>
      <p>{held === undefined ? t('lend.noShares') : say('lend.held', { held: <SharesOf of={held} />, all: <SharesOf of={vault.outstandingShares} /> })}</p>
      <form class="stack" onSubmit={give} aria-label={t('lend.give')}>
        <TextField
          label={t('lend.giveTo')} isCode value={to} onInput={setTo} placeholder="0x…" hint={t('lend.giveToHint')}
          fault={to.trim() !== '' && !isAddress(to.trim()) ? t('forms.notAddress') : undefined}
        />
        <TextField
          label={t('lend.giveAmount')} isNumber value={text} onInput={setText}
          hint={held === undefined ? undefined : t('lend.giveHint', { held: amountText(BigInt(held)) })}
          fault={refusal ? <RefusalWords of={refusal} token={vault.paymentToken} /> : isTooMuch ? t('lend.tooMuch') : parsed.ok ? undefined : amountFault(parsed.fault)}
        />
        <button type="submit" aria-disabled={!canGive}>{t('lend.doGive')}</button>
      </form>
      {vault.state === 'open' && (
        <div class="step">
          <p>{t(holdsAll ? 'lend.redeemSays' : 'lend.redeemNot')}</p>
          <button type="button" aria-disabled={!holdsAll} onClick={() => {
            if (holdsAll && me) void act(t('lend.redeem'), { type: 'redeem', vault: vault.address, to: me, leftBehind: 0 })
          }}>{t('lend.redeem')}</button>
        </div>
      )}
      {vault.state === 'settled' && held !== undefined && (
        <div class="step">
          <p>{t('lend.claimSays')}</p>
          <button type="button" onClick={() => {
            if (me) void act(t('lend.claim'), { type: 'claim', vault: vault.address, shares: held, to: me })
          }}>{t('lend.claim')}</button>
        </div>
      )}
    </section>
  )
}
