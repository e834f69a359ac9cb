/** The sheet before a signature of typed data: every field of it, in words. */
import { Amount } from '../parts/Amount.tsx'
import { t, word } from '../text/index.ts'
import { amountText } from '../units/amount.ts'
import { exactAmount, moment } from '../units/format.ts'
import type { LoanTerms } from './calls.ts'
import { Sheet } from './Dialog.tsx'
import type { Subject } from './flow.ts'
import { giveUp, signing, signNow } from './signing.ts'
import { IdWords } from './IdWords.tsx'
import { TermsWords } from './TermsWords.tsx'
import { TickPrice } from './TickPrice.tsx'
import type { TypedData } from './typedData.ts'

export function SigningDialog() {
  const current = signing.value
  if (!current) return null
  const { request: { title, data, subject, warning }, isWaiting, says } = current
  return (
    <Sheet title={title} closed={giveUp}>
      <div class="stack review">
        <p class="does">{t(`calls.signs_${data.primaryType}`)}</p>
        <section aria-label={t('transactions.signatureSays')}>
          <h3>{t('transactions.signatureSays')}</h3>
          <dl class="facts signed">
            <dt>{t('transactions.contract')}</dt>
            <dd>{data.domain.name} <code class="long">{data.domain.verifyingContract}</code></dd>
            <dt>{t('transactions.chain')}</dt><dd>{String(data.domain.chainId)}</dd>
            {fieldsOf(data).map(({ name, value }) => (
              <><dt>{labelOf(name, data)}</dt><dd><FieldValue name={name} value={value} data={data} subject={subject} /></dd></>
            ))}
          </dl>
          {data.primaryType === 'LoanOffer' && <TermsWords of={data.message['terms'] as LoanTerms} />}
        </section>
        {warning && <p class="notice watch">{warning}</p>}
        {says && <p class="fault" role="alert">{says}</p>}
        <div class="row">
          <button type="button" class="primary" disabled={isWaiting} onClick={() => void signNow()}>
            {t(isWaiting ? 'transactions.inWallet' : 'transactions.signMessage')}
          </button>
          <button type="button" onClick={giveUp}>{t('transactions.cancel')}</button>
        </div>
        <p class="soft small">{t('transactions.noGas')}</p>
      </div>
    </Sheet>
  )
}

const fieldsOf = (data: TypedData): { name: string, value: unknown }[] =>
  data.types[data.primaryType]!.filter(({ name }) => name !== 'terms')
    .map(({ name }) => ({ name, value: data.message[name] }))

function labelOf(name: string, { primaryType, message }: TypedData): string {
  if (primaryType === 'Bid' && name === 'quantity' && message['isWhole']) return t('calls.arg_amount')
  return word('calls', `arg_${name}`)
}

interface FieldProps {
  readonly name: string
  readonly value: unknown
  readonly data: TypedData
  readonly subject: Subject
}

function FieldValue({ name, value, data, subject }: FieldProps) {
  const text = String(value)
  const token = subject.vault?.paymentToken
  switch (name) {
    case 'id': return <IdWords of={BigInt(text)} />
    case 'owner': case 'lender': return <>{t('calls.yourself')} <code class="long">{text}</code></>
    case 'isWhole': return <>{t(value ? 'calls.kind_Whole' : 'calls.kind_Parts')}</>
    case 'principal': return <Amount of={BigInt(text)} token={token} exact />
    case 'quantity': return data.message['isWhole']
      ? <Amount of={BigInt(text)} token={token} exact />
      : <data class="amount" value={amountText(BigInt(text))}>{exactAmount(BigInt(text))}</data>
    case 'deadline': case 'validUntil': return <>{t('calls.until', { at: moment(Number(text)) })}</>
    case 'tick': return data.message['isWhole']
      ? <>{t('calls.noTick')}</> : <TickPrice of={BigInt(text)} subject={subject} />
    default: return <code class="long">{text}</code>
  }
}
