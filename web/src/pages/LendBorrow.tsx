/** Borrowing: the offers that lenders signed, read by the page before the loan is opened on them. */
import { useState } from '../hooks.ts'
import type { Vault } from '../api/types.ts'
import { now } from '../clock.ts'
import { Address } from '../parts/Address.tsx'
import { Amount } from '../parts/Amount.tsx'
import { Field } from '../parts/Field.tsx'
import { Table } from '../parts/Table.tsx'
import { loadText, t } from '../text/index.ts'
import type { Refusal, SignedOffer } from '../transactions/calls.ts'
import { sendCall } from '../transactions/index.tsx'
import { RefusalWords } from '../transactions/Refusal.tsx'
import { TermsWords } from '../transactions/TermsWords.tsx'
import { moment } from '../units/format.ts'
import { account } from '../wallet/connection.ts'
import { readOffers, type OffersRead } from './lendForm.ts'

export function LendBorrow({ of: vault, holdsAll }: { of: Vault, holdsAll: boolean }) {
  const [text, setText] = useState('')
  const [read, setRead] = useState<OffersRead | undefined>(undefined)
  const [refusal, setRefusal] = useState<Refusal | undefined>(undefined)
  const me = account.value
  const change = (next: string): void => {
    setText(next)
    setRead(undefined)
  }
  const look = async (event: Event): Promise<void> => {
    event.preventDefault()
    await loadText('calls')
    setRead(readOffers(text, vault.address, now() ?? 0))
  }
  const open = async (offers: readonly SignedOffer[]): Promise<void> => {
    setRefusal(undefined)
    if (!me) return
    await sendCall({
      title: t('lend.borrow'), onRefusal: setRefusal,
      call: { type: 'open', vault: vault.address, offers, receiver: me },
    })
  }
  return (
    <form class="card stack" onSubmit={(event) => void look(event)} aria-labelledby="borrow-title">
      <h2 id="borrow-title">{t('lend.borrow')}</h2>
      <p>{t('lend.borrowSays')}</p>
      {me && !holdsAll && <p class="notice watch">{t('lend.needsAllShares')}</p>}
      <Field
        label={t('lend.offers')} hint={t('lend.offersHint')}
        fault={read && !read.ok ? t(`lend.${read.fault}`) : refusal && <RefusalWords of={refusal} token={vault.paymentToken} />}
      >
        {(wiring) => (
          <textarea
            {...wiring} rows={6} class="mono" spellcheck={false} value={text}
            onInput={(event) => change(event.currentTarget.value)}
          />
        )}
      </Field>
      <button type="submit">{t('lend.readOffers')}</button>
      {read?.ok && (
        <div class="stack">
          <Table
            caption={t('lend.offersRead')} rows={read.offers} keyOf={({ signature }) => signature}
            columns={[
              { name: t('lend.lender'), isHead: true, cell: ({ payload }) => <Address of={payload.lender} /> },
              { name: t('lend.principal'), isNumber: true, cell: ({ payload }) => <Amount of={payload.principal} token={vault.paymentToken} /> },
              { name: t('lend.validUntil'), cell: ({ payload }) => moment(payload.validUntil) },
            ]}
          />
          <p><strong>{t('lend.total')} <Amount of={read.principal} token={vault.paymentToken} exact /></strong></p>
          <TermsWords of={read.offers[0]!.payload.terms} />
          <p>{t('lend.premium')}</p>
          <button type="button" class="primary" aria-disabled={!me} onClick={() => void open(read.offers)}>
            {t('lend.doBorrow')}
          </button>
          {!me && <p class="soft small">{t('forms.walletConnectFirst')}</p>}
        </div>
      )}
    </form>
  )
}
