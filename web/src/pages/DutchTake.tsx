/** Taking an item: a limit, what it would come to, what stands in the way, and the signature. */
import { useState } from '../hooks.ts'
import { dataOf, useResource } from '../api/resource.ts'
import type { Auction, Check, Positions, Quote, Vault } from '../api/types.ts'
import { useQuote } from '../api/useQuote.ts'
import { now } from '../clock.ts'
import { deployment } from '../deployment.ts'
import { isAddress, isSameAddress } from '../names.ts'
import { Amount } from '../parts/Amount.tsx'
import { amountFault, Choice, Field, TextField } from '../parts/Field.tsx'
import { paymentToken } from '../parts/money.ts'
import { Sentence } from '../parts/States.tsx'
import { say, t } from '../text/index.ts'
import type { Call, Refusal } from '../transactions/calls.ts'
import { Checks, walletChecks, type CheckLine } from '../transactions/Checks.tsx'
import { sendCall } from '../transactions/index.tsx'
import { RefusalWords } from '../transactions/Refusal.tsx'
import { useAllowance } from '../transactions/useAllowance.ts'
import { amountText } from '../units/amount.ts'
import { parseAmount, type Parsed } from '../units/parse.ts'
import { account } from '../wallet/connection.ts'
import { DutchQuote } from './DutchQuote.tsx'
import type { Phase } from './dutchPhase.ts'
import { phaseWords } from './dutchWords.ts'

/** Seconds for which a take is valid after it was signed: some dozens of blocks, should gas be scarce. */
const VALID_SECONDS = 15 * 60

export interface DutchTakeProps {
  readonly of: Auction
  readonly vault: Vault | undefined
  readonly item: number
  readonly choose: (item: number) => void
  readonly limitText: string
  readonly setLimitText: (text: string) => void
  readonly phase: Phase
}

type Way = 'take' | 'takeNet'

export function DutchTake(props: DutchTakeProps) {
  const { of: auction, vault, item, limitText, setLimitText, phase } = props
  const token = paymentToken(vault?.paymentToken)
  const me = account.value
  const mine = useResource<Positions>(me && `/v1/accounts/${me}/positions`, { onHead: true })
  const holding = holdingOf(dataOf(mine.now.value), auction.vault)
  const [way, setWay] = useState<Way>('take')
  const [receiver, setReceiver] = useState('')
  const [refusal, setRefusal] = useState<Refusal | undefined>(undefined)
  const netted = holding.isHolder || holding.isLender ? way : 'take'
  const isLast = auction.dutch.items.filter(({ forSale }) => forSale).length === 1
  const shares = netted === 'takeNet' && isLast ? holding.shares : '0'
  const quoted = useQuote(auction.id, phase === 'open' ? {
    kind: netted, item, ...(me && { from: me }), ...(netted === 'takeNet' && { shares }),
  } : undefined).value
  const limit = limitOf(limitText, auction.dutch.items[item]?.priceNow, token.decimals)
  const to = receiver.trim() === '' ? me : receiver.trim()
  const allowance = useAllowance(vault?.paymentToken, deployment.value?.contracts.dutchAuction).value
  const problem = quoted.problem?.details
  const whyNot = reasonNot(phase, limit, auction.dutch.items[item]?.priceNow, to)

  const take = async (event: Event): Promise<void> => {
    event.preventDefault()
    if (whyNot !== undefined || !limit.ok || !to) return
    setRefusal(undefined)
    const common = {
      auction: auction.id, itemIndex: item, maxPrice: String(limit.amount), receiver: to,
      deadline: Math.floor((now() ?? 0) + VALID_SECONDS),
    }
    const call: Call = netted === 'takeNet' ? { type: 'takeNet', ...common, shares } : { type: 'take', ...common }
    await sendCall({ title: t('dutch.takeItem', { item }), call, onRefusal: setRefusal })
  }

  if (phase === 'ended') return null
  return (
    <form class="card stack" onSubmit={(event) => void take(event)} aria-labelledby="take-title">
      <h2 id="take-title">{t('dutch.take')}</h2>
      <ItemChoice {...props} />
      <TextField
        label={t('dutch.limit')} isNumber value={limitText} onInput={setLimitText} unit={token.symbol}
        hint={t('dutch.limitHint')}
        fault={refusal?.code === 'PriceAboveMax'
          ? <RefusalWords of={refusal} token={vault?.paymentToken} /> : limit.ok ? undefined : amountFault(limit.fault, token.decimals)}
      />
      <div class="row">
        <NowButton price={auction.dutch.items[item]?.priceNow} decimals={token.decimals} set={setLimitText} />
      </div>
      {(holding.isHolder || holding.isLender) && (
        <Choice
          legend={t('dutch.way')} name="way" value={way} onChoose={setWay}
          options={[
            { value: 'take', label: t('dutch.wayTake') },
            { value: 'takeNet', label: t(isLast ? 'dutch.wayNet' : 'dutch.wayNetLender') },
          ]}
        />
      )}
      <details class="more">
        <summary>{t('dutch.otherReceiver')}</summary>
        <TextField
          label={t('dutch.receiver')} isCode value={receiver} onInput={setReceiver} placeholder={me ?? '0x…'}
          hint={t('dutch.receiverHint')}
          fault={receiver.trim() !== '' && !isAddress(receiver.trim()) ? t('forms.notAddress') : undefined}
        />
      </details>
      {problem && <p class="notice watch"><Sentence of={quoted.problem!} /></p>}
      {quoted.quote && <DutchQuote of={quoted.quote} token={vault?.paymentToken} />}
      <Checks of={checksOf(auction, phase, quoted.quote, allowance, vault?.paymentToken)} />
      {refusal && refusal.code !== 'PriceAboveMax' && (
        <p class="fault" role="alert"><RefusalWords of={refusal} token={vault?.paymentToken} /></p>
      )}
      <button type="submit" class="primary" aria-disabled={whyNot !== undefined} aria-describedby="take-why">
        {t(netted === 'takeNet' ? 'dutch.doTakeNet' : 'dutch.doTake')}
      </button>
      <p class="soft small" id="take-why">{whyNot ?? t('dutch.takeHint')}</p>
    </form>
  )
}

function ItemChoice({ of: { dutch }, vault, item, choose }: DutchTakeProps) {
  const forSale = dutch.items.filter((row) => row.forSale)
  if (dutch.items.length === 1) return null
  return (
    <Field label={t('dutch.item')}>
      {(wiring) => (
        <select {...wiring} value={String(item)} onChange={(event) => choose(Number(event.currentTarget.value))}>
          {forSale.map(({ index }) => (
            <option value={String(index)}>{t('dutch.chooseItem', { item: index })}{nameOf(vault, index)}</option>
          ))}
        </select>
      )}
    </Field>
  )
}

const nameOf = (vault: Vault | undefined, index: number): string => {
  const id = vault?.items[index]?.tokenId
  return id === undefined ? '' : `: #${id.length > 12 ? `${id.slice(0, 6)}…${id.slice(-4)}` : id}`
}

function NowButton({ price, decimals, set }: {
  price: string | null | undefined, decimals: number, set: (text: string) => void
}) {
  if (!price) return null
  return (
    <button type="button" onClick={() => set(amountText(BigInt(price), decimals))}>{t('dutch.limitNow')}</button>
  )
}

interface Holding {
  readonly isHolder: boolean
  readonly isLender: boolean
  readonly shares: string
}

function holdingOf(mine: Positions | undefined, vault: string): Holding {
  const held = mine?.holds.find((one) => isSameAddress(one.vault, vault))
  const lent = mine?.lends.find((one) => isSameAddress(one.vault, vault))
  return { isHolder: held !== undefined, isLender: lent !== undefined, shares: held?.shares ?? '0' }
}

/** Without a limit of their own a taker means the price that is shown now. */
function limitOf(text: string, priceNow: string | null | undefined, decimals: number): Parsed {
  if (text.trim() === '' && priceNow) return { ok: true, amount: BigInt(priceNow) }
  return parseAmount(text, decimals)
}

function reasonNot(
  phase: Phase, limit: Parsed, priceNow: string | null | undefined, to: string | undefined,
): string | undefined {
  if (phase === 'ahead') return t('dutch.notYet')
  if (phase === 'over') return t('dutch.roundOver')
  if (!limit.ok) return t('dutch.needsLimit')
  if (priceNow && limit.amount < BigInt(priceNow)) return t('dutch.abovePrice')
  if (to !== undefined && !isAddress(to)) return t('forms.notAddress')
  return to === undefined ? t('forms.walletConnectFirst') : undefined
}

function checksOf(
  auction: Auction, phase: Phase, quote: Quote | undefined, allowance: bigint | undefined, token: string | undefined,
): CheckLine[] {
  const lines = walletChecks()
  lines.push({
    name: t('forms.checkWindow'), state: phase === 'open' ? 'ok' : 'bad',
    says: phaseWords(auction, phase),
  })
  const balance = quote?.checks.find(({ name }) => name === 'balance')
  if (balance) lines.push(balanceLine(balance, token))
  const needed = quote?.net ? BigInt(quote.net.pays) : BigInt(quote?.steps[0]?.price ?? '0')
  if (allowance !== undefined && quote) lines.push(allowanceLine(allowance, needed, token))
  return lines
}

export function balanceLine({ ok, needed, has }: Check, token: string | undefined): CheckLine {
  return {
    name: t('forms.checkBalance'), state: ok ? 'ok' : 'bad',
    says: say('forms.balanceSays', {
      has: <Amount of={has} token={token} />, needed: <Amount of={needed} token={token} />,
    }),
  }
}

/** A missing allowance is no obstacle: it is the first step of the transaction. */
export function allowanceLine(allowance: bigint, needed: bigint, token: string | undefined): CheckLine {
  const isEnough = allowance >= needed
  return {
    name: t('forms.checkAllowance'), state: isEnough ? 'ok' : 'todo',
    says: say(isEnough ? 'forms.allowanceOk' : 'forms.allowanceTodo', {
      has: <Amount of={allowance} token={token} />, needed: <Amount of={needed} token={token} />,
    }),
  }
}
