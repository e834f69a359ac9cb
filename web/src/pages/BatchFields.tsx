/** The fields of a bid, each with what is wrong in it. Open and sealed bids have the same. */
import type { ComponentChildren } from 'preact'
import type { Batch, PaymentToken } from '../api/types.ts'
import { Amount } from '../parts/Amount.tsx'
import { amountFault, Choice, TextField } from '../parts/Field.tsx'
import { SharesOf } from '../parts/SharesOf.tsx'
import { say, t } from '../text/index.ts'
import type { Refusal } from '../transactions/calls.ts'
import { RefusalWords } from '../transactions/Refusal.tsx'
import { amountText } from '../units/amount.ts'
import { exactAmount } from '../units/format.ts'
import type { DraftBid, Fault, FieldName, Typed } from './batchDraft.ts'

export interface BatchFieldsProps {
  readonly typed: Typed
  readonly setTyped: (typed: Typed) => void
  readonly draft: DraftBid
  readonly batch: Batch
  readonly token: PaymentToken
  readonly refusal: Refusal | undefined
  /** Old shares of the connected account. */
  readonly held: string | undefined
  readonly isReplacing: boolean
}

/** The field that a refusal is about. */
const FIELDS: Readonly<Record<string, FieldName>> = {
  BidBelowMargin: 'price', TickAboveTop: 'price', TickFull: 'price', BidTooSmall: 'quantity', BidAboveSupply: 'quantity',
  WholeBidTooLow: 'amount', ZeroShares: 'shares', InsufficientBalance: 'shares',
}

export function BatchFields(props: BatchFieldsProps) {
  const { typed, setTyped, isReplacing } = props
  const set = (change: Partial<Typed>): void => setTyped({ ...typed, ...change })
  return (
    <>
      <Choice
        legend={t('batch.kind')} name="kind" value={typed.kind} onChoose={(kind) => set({ kind })}
        options={[
          { value: 'parts', label: t('batch.kindParts'), isOff: isReplacing && typed.kind !== 'parts' },
          { value: 'rollover', label: t('batch.kindRollover'), isOff: isReplacing },
          { value: 'whole', label: t('batch.kindWhole'), isOff: isReplacing && typed.kind !== 'whole' },
        ]}
      />
      {typed.kind === 'whole' ? <WholeField {...props} set={set} /> : <PartsFields {...props} set={set} />}
      {typed.kind === 'rollover' && <SharesField {...props} set={set} />}
    </>
  )
}

type SetProps = BatchFieldsProps & { readonly set: (change: Partial<Typed>) => void }

function PartsFields({ typed, set, draft, batch, token, refusal }: SetProps) {
  const isTick = typed.priceBy === 'tick'
  const isPercent = typed.quantityBy === 'percent'
  return (
    <>
      <TextField
        label={t(isTick ? 'batch.limitTick' : 'batch.limitPrice')} isNumber value={typed.price}
        onInput={(price) => set({ price })} unit={isTick ? undefined : token.symbol}
        hint={<PriceHint draft={draft} batch={batch} token={token.address} />}
        fault={faultWords('price', draft, token, refusal)}
      />
      <button type="button" class="link" onClick={() => set({ priceBy: isTick ? 'price' : 'tick', price: turned(typed, draft, token.decimals) })}>
        {t(isTick ? 'batch.byPrice' : 'batch.byTick')}
      </button>
      <TextField
        label={t(isPercent ? 'batch.quantityPercent' : 'batch.quantityUnits')} isNumber value={typed.quantity}
        onInput={(quantity) => set({ quantity })} unit={isPercent ? '%' : t('batch.units')}
        hint={draft.quantity !== undefined && isPercent
          ? say('batch.quantityIs', { units: <SharesOf of={draft.quantity} /> })
          : t('batch.quantityHint', { least: exactAmount(BigInt(batch.leastQuantity)) })}
        fault={faultWords('quantity', draft, token, refusal)}
      />
      <button type="button" class="link" onClick={() => set({
        quantityBy: isPercent ? 'units' : 'percent',
        quantity: isPercent && draft.quantity !== undefined ? amountText(draft.quantity) : '',
      })}>
        {t(isPercent ? 'batch.byUnits' : 'batch.byPercent')}
      </button>
    </>
  )
}

/** The same limit, said the other way. */
function turned({ priceBy }: Typed, { tick, limitPrice }: DraftBid, decimals: number): string {
  if (priceBy === 'tick') return limitPrice === undefined ? '' : amountText(limitPrice, decimals)
  return tick === undefined ? '' : String(tick)
}

function PriceHint({ draft, batch, token }: { draft: DraftBid, batch: Batch, token: string }) {
  const { tick, limitPrice, isOnGrid } = draft
  if (tick === undefined || limitPrice === undefined) {
    return <>{say('batch.priceHint', { reserve: <Amount of={batch.reservePrice} token={token} /> })}</>
  }
  const price = <Amount of={limitPrice} token={token} exact />
  const next = <Amount of={limitPrice + BigInt(batch.tickSize)} token={token} exact />
  return <>{say(isOnGrid ? 'batch.priceIs' : 'batch.priceBetween', { tick: String(tick), price, next })}</>
}

function WholeField({ typed, set, draft, batch, token, refusal }: SetProps) {
  return (
    <TextField
      label={t('batch.amount')} isNumber value={typed.amount} onInput={(amount) => set({ amount })} unit={token.symbol}
      hint={say('batch.amountHint', { least: <Amount of={batch.leastWhole} token={token.address} exact /> })}
      fault={faultWords('amount', draft, token, refusal)}
    />
  )
}

function SharesField({ typed, set, draft, token, refusal, held }: SetProps) {
  return (
    <>
      <TextField
        label={t('batch.shares')} isNumber value={typed.shares} onInput={(shares) => set({ shares })}
        hint={held === undefined ? t('batch.sharesHint') : say('batch.sharesHeld', { held: <SharesOf of={held} /> })}
        fault={faultWords('shares', draft, token, refusal)}
      />
      {held !== undefined && (
        <button type="button" class="link" onClick={() => set({ shares: amountText(BigInt(held)) })}>
          {t('batch.allShares')}
        </button>
      )}
    </>
  )
}

function faultWords(
  field: FieldName, { faults }: DraftBid, token: PaymentToken, refusal: Refusal | undefined,
): ComponentChildren {
  const fault = faults[field]
  if (fault) return <FaultWords of={fault} field={field} token={token} />
  return refusal && FIELDS[refusal.code] === field ? <RefusalWords of={refusal} token={token.address} /> : undefined
}

function FaultWords({ of, field, token }: { of: Fault, field: FieldName, token: PaymentToken }) {
  switch (of.is) {
    case 'written': {
      const decimals = field === 'price' || field === 'amount' ? token.decimals : 18
      return <>{amountFault(of.fault, decimals)}</>
    }
    case 'notTick': return <>{t('batch.notTick')}</>
    case 'notPercent': return <>{t('batch.notPercent')}</>
    case 'belowMargin': return <>{say('batch.belowMargin', {
      margin: String(of.margin), price: <Amount of={of.limit} token={token.address} exact />,
    })}</>
    case 'tooFew': case 'tooMany': return <>{say(`batch.${of.is}`, { limit: <SharesOf of={of.limit} /> })}</>
    default: return <>{say(`batch.${of.is}`, { limit: <Amount of={of.limit} token={token.address} exact /> })}</>
  }
}
