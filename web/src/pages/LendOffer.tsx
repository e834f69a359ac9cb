/** A loan offer: its terms, the lender's signature, and the text that the borrower needs. */
import { useState } from '../hooks.ts'
import { announce } from '../announce.ts'
import type { Vault } from '../api/types.ts'
import { now, second } from '../clock.ts'
import { deployment, loadDeployment } from '../deployment.ts'
import { TextField } from '../parts/Field.tsx'
import { paymentToken } from '../parts/money.ts'
import { t } from '../text/index.ts'
import type { LoanOffer } from '../transactions/calls.ts'
import { Checks } from '../transactions/Checks.tsx'
import { sendCall, signTyped } from '../transactions/index.tsx'
import { offerData } from '../transactions/typedData.ts'
import { useAllowance } from '../transactions/useAllowance.ts'
import { moment } from '../units/format.ts'
import { account, wallet } from '../wallet/connection.ts'
import { faultOf } from '../wallet/eip1193.ts'
import { allowanceLine } from './DutchTake.tsx'
import {
  LIMITS, readOffer, usual, type OfferFault, type OfferField, type OfferRead, type TypedOffer,
} from './lendForm.ts'

export function LendOffer({ of: vault }: { of: Vault }) {
  second.value
  const token = paymentToken(vault.paymentToken)
  const [typed, setTyped] = useState<TypedOffer>(usual)
  const [signed, setSigned] = useState<string | undefined>(undefined)
  const [problem, setProblem] = useState<string | undefined>(undefined)
  const at = now()
  const read = readOffer(typed, token.decimals, at ?? 0)
  const allowance = useAllowance(vault.paymentToken, deployment.value?.contracts.loanBook).value
  const whyNot = !read.ok
    ? t(typed.principal === '' ? 'lend.fault_principal' : 'lend.mend') : at === undefined ? t('lend.noClock') : account.value ? undefined : t('forms.walletConnectFirst')

  const sign = async (event: Event): Promise<void> => {
    event.preventDefault()
    if (whyNot !== undefined || !read.ok) return
    setProblem(undefined)
    try {
      const text = await signedOffer(vault, read, allowance)
      if (text === undefined) return
      setSigned(text)
      announce(t('lend.isSigned'), 'assertive')
    } catch (error) {
      setProblem(faultOf(error).message)
    }
  }

  return (
    <form class="card stack" onSubmit={(event) => void sign(event)} aria-labelledby="offer-title">
      <h2 id="offer-title">{t('lend.offer')}</h2>
      <p>{t('lend.offerSays')}</p>
      <OfferFields typed={typed} setTyped={setTyped} read={read} symbol={token.symbol} />
      {read.ok && <p class="soft">{t('lend.due', { at: moment(read.terms.dueAt), until: moment(read.validUntil) })}</p>}
      {read.ok && allowance !== undefined && <Checks of={[allowanceLine(allowance, read.principal, vault.paymentToken)]} />}
      <ul class="warnings"><li>{t('lend.warnOffer')}</li></ul>
      {problem && <p class="fault" role="alert">{problem}</p>}
      <button type="submit" class="primary" aria-disabled={whyNot !== undefined} aria-describedby="offer-why">
        {t('lend.doOffer')}
      </button>
      <p class="soft small" id="offer-why">{whyNot ?? t('lend.offerHint')}</p>
      {signed && <SignedText of={signed} />}
      <p>
        <button type="button" class="link" onClick={() => void sendCall({ title: t('lend.cancelOffers'), call: { type: 'cancelOffers' } })}>
          {t('lend.cancelOffers')}
        </button>
      </p>
    </form>
  )
}

/** Allows the loan book what the offer promises, then signs. @returns the text for the borrower. */
async function signedOffer(
  vault: Vault, { principal, terms, validUntil }: OfferRead & { ok: true }, allowance: bigint | undefined,
): Promise<string | undefined> {
  const [found, lender, provider] = [await loadDeployment(), account.peek()!, wallet.peek()!.provider]
  const { loanBook } = found.contracts
  if (allowance === undefined || allowance < principal) {
    const outcome = await sendCall({
      title: t('lend.allow'), isStep: true,
      call: { type: 'approveToken', token: vault.paymentToken, spender: loanBook, amount: String(principal) },
    })
    if (outcome !== 'included') return undefined
  }
  const { epochOf } = await import('../transactions/queries.ts')
  const offer: LoanOffer = {
    lender, vault: vault.address, principal: String(principal), terms, epoch: String(await epochOf(provider, loanBook, lender)),
    salt: String(crypto.getRandomValues(new BigUint64Array(1))[0]!), validUntil,
  }
  const given = await signTyped({
    title: t('lend.offer'), data: offerData(found, offer), subject: { vault }, warning: t('lend.warnOffer'),
  })
  return given && JSON.stringify({ payload: offer, signer: lender, signature: given.signature }, null, 2)
}

function SignedText({ of }: { of: string }) {
  const copy = (): void => {
    navigator.clipboard.writeText(of).then(
      () => announce(t('lend.copied')),
      () => announce(t('lend.notCopied'), 'assertive'))
  }
  return (
    <section class="notice good stack" aria-labelledby="signed-title">
      <h3 id="signed-title">{t('lend.signedTitle')}</h3>
      <p>{t('lend.signedSays')}</p>
      <pre class="kept" tabIndex={0} aria-labelledby="signed-title">{of}</pre>
      <button type="button" onClick={copy}>{t('lend.copy')}</button>
    </section>
  )
}

const FIRST: readonly OfferField[] = ['principal', 'rate', 'days', 'maxLtv', 'liquidationLtv']
const REST: readonly OfferField[] = [
  'lateRate', 'graceDays', 'cureLtv', 'cureHours', 'penalty', 'conversion', 'auctionHours', 'validDays',
]
const OPTIONS = ['isMaturityOnly', 'isBackstop', 'isSealed'] as const

function OfferFields({ typed, setTyped, read, symbol }: {
  typed: TypedOffer, setTyped: (typed: TypedOffer) => void, read: OfferRead, symbol: string
}) {
  const field = (name: OfferField) => (
    <TextField
      key={name} label={t(`lend.${name}`)} isNumber value={typed[name]} unit={unitOf(name, symbol)}
      onInput={(value) => setTyped({ ...typed, [name]: value })} hint={hintOf(name)}
      fault={read.ok || (name === 'principal' && typed.principal === '') ? undefined : faultWords(read.faults[name])}
    />
  )
  const isFaultyBelow = !read.ok && REST.some((name) => read.faults[name])
  return (
    <>
      <div class="pairs">{FIRST.map(field)}</div>
      <details class="more" open={isFaultyBelow}>
        <summary>{t('lend.moreTerms')}</summary>
        <div class="stack">
          <div class="pairs">{REST.map(field)}</div>
          {OPTIONS.map((name) => (
            <label class="check">
              <input
                type="checkbox" checked={typed[name]}
                onChange={(event) => setTyped({ ...typed, [name]: event.currentTarget.checked })}
              />
              <span>{t(`lend.${name}`)}</span>
            </label>
          ))}
        </div>
      </details>
    </>
  )
}

function unitOf(name: OfferField, symbol: string): string {
  if (name === 'principal') return symbol
  if (name === 'days' || name === 'graceDays' || name === 'validDays') return t('lend.unitDays')
  return name === 'cureHours' || name === 'auctionHours' ? t('lend.unitHours') : '%'
}

function hintOf(name: OfferField): string {
  if (name === 'principal') return t('lend.principalHint')
  const [low, high] = LIMITS[name]
  return t(`lend.${name}Hint`, { low: String(low), high: String(high) })
}

function faultWords(fault: OfferFault | undefined): string | undefined {
  if (!fault) return undefined
  return fault.is === 'outside' ? t('lend.outside', { low: String(fault.low), high: String(fault.high) }) : t(`lend.fault_${fault.is}`)
}
