/** What is about to be signed, as the page itself read it from the bytes; and why it refuses to hand it on. */
import { useSignal } from '@preact/signals'
import { Amount } from '../parts/Amount.tsx'
import { say, t, word } from '../text/index.ts'
import { decimal, moment } from '../units/format.ts'
import { Arguments, Who } from './Arguments.tsx'
import type { Objection, OtherRecipient } from './check.ts'
import { close, prepare, sign, type Review } from './flow.ts'
import type { Refusal } from './calls.ts'
import { RefusalWords } from './Refusal.tsx'

export interface ReviewProps {
  readonly of: Review
  /** What the wallet answered to the last try. */
  readonly walletSays?: string | undefined
  readonly isSigning: boolean
}

export function ReviewSheet({ of, walletSays, isSigning }: ReviewProps) {
  const { checked, prepared, book, subject, call } = of
  const confirmed = useSignal<readonly string[]>([])
  const { simulation, transaction } = prepared
  const isBlocked = checked.objections.length > 0
  const isUnconfirmed = checked.others.some(({ address }) => !confirmed.value.includes(address))
  const toggle = (address: string): void => {
    const before = confirmed.value
    confirmed.value = before.includes(address) ? before.filter((one) => one !== address) : [...before, address]
  }
  return (
    <div class="stack review">
      {of.steps > 1 && <p class="label">{t('transactions.step', { step: of.step, steps: of.steps })}</p>}
      <p class="does">{word('calls', `does_${call.type}`)}</p>
      {isBlocked && <Objections of={checked.objections} />}
      <section aria-label={t('transactions.bytesSay')}>
        <h3>{t('transactions.bytesSay')}</h3>
        <dl class="facts signed">
          <dt>{t('transactions.contract')}</dt><dd><Who of={checked.target} book={book} /></dd>
          {checked.decoded && <>
            <dt>{t('transactions.function')}</dt><dd><code>{checked.decoded.function}</code></dd>
          </>}
        </dl>
        {checked.decoded && (
          <Arguments of={checked.decoded} target={checked.target} book={book} subject={subject} />
        )}
        <dl class="facts signed">
          <dt>{t('transactions.ether')}</dt><dd>{etherWords(transaction.value)}</dd>
          <dt>{t('transactions.from')}</dt><dd><Who of={book.account} book={book} /></dd>
        </dl>
        <details>
          <summary>{t('transactions.raw')}</summary>
          <code class="long">{transaction.data}</code>
        </details>
      </section>
      {!isBlocked && <Simulation of={simulation} token={subject.vault?.paymentToken} />}
      {checked.others.map((other) => (
        <Confirmation
          of={other} isChecked={confirmed.value.includes(other.address)} toggle={() => toggle(other.address)}
        />
      ))}
      {walletSays && <p class="fault" role="alert">{t('transactions.walletSays', { says: walletSays })}</p>}
      <div class="row">
        {!isBlocked && simulation.accepted && (
          <button
            type="button" class="primary" disabled={isUnconfirmed || isSigning} aria-describedby="signing-hint"
            onClick={() => void sign(confirmed.value)}
          >
            {t(isSigning ? 'transactions.inWallet' : 'transactions.sign')}
          </button>
        )}
        {(isBlocked || !simulation.accepted) && (
          <button type="button" onClick={() => void prepare()}>{t('transactions.prepareAgain')}</button>
        )}
        <button type="button" onClick={close}>{t('transactions.cancel')}</button>
      </div>
      <p class="soft small" id="signing-hint">{t('transactions.hint')}</p>
    </div>
  )
}

function Objections({ of }: { of: readonly Objection[] }) {
  return (
    <div class="notice bad" role="alert">
      <p><strong>{t('transactions.refuses')}</strong></p>
      <ul>{of.map(({ code, values }) => <li>{t(`transactions.${code}`, valuesOf(values))}</li>)}</ul>
    </div>
  )
}

/** Names of arguments in words, moments as such. */
function valuesOf(values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => {
    if (name === 'name') return [name, word('calls', `arg_${value}`)]
    return [name, name === 'deadline' || name === 'now' ? moment(Number(value)) : value]
  }))
}

function Simulation({ of, token }: { of: Review['prepared']['simulation'], token: string | undefined }) {
  if (of.accepted) {
    const gas = of.gas ? t('transactions.gas', { gas: decimal(of.gas, 0) }) : ''
    return <p class="notice good">{t('transactions.accepted')} {gas}</p>
  }
  return (
    <div class="notice bad" role="alert">
      <p><strong>{t('transactions.wouldFail')}</strong></p>
      {of.refusal && <p><RefusalWords of={of.refusal as unknown as Refusal} token={token} /></p>}
    </div>
  )
}

interface ConfirmationProps {
  readonly of: OtherRecipient
  readonly isChecked: boolean
  readonly toggle: () => void
}

function Confirmation({ of: { argument, address }, isChecked, toggle }: ConfirmationProps) {
  return (
    <label class="notice watch check">
      <input type="checkbox" checked={isChecked} onChange={toggle} />
      <span>{say('transactions.confirmOther', {
        name: word('calls', `arg_${argument}`), address: <code class="long">{address}</code>,
      })}</span>
    </label>
  )
}

const etherWords = (value: string) => BigInt(value) === 0n
  ? t('transactions.noEther')
  : <Amount of={BigInt(value)} />
