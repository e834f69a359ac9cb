import type { Batch } from '../api/types.ts'
import { MOST_AMOUNT, parseAmount, type AmountFault } from '../units/parse.ts'
import { escrowUp, priceOf, tickOf, unitsOfPercent, type Grid } from './batchTicks.ts'

export type Kind = 'parts' | 'rollover' | 'whole'

/** What stands in the form's fields. */
export interface Typed {
  readonly kind: Kind
  readonly priceBy: 'price' | 'tick'
  readonly price: string
  readonly quantityBy: 'percent' | 'units'
  readonly quantity: string
  /** Old shares of a rollover. */
  readonly shares: string
  /** Of a bid for the whole. */
  readonly amount: string
}

export const nothingTyped: Typed = {
  kind: 'parts', priceBy: 'price', price: '', quantityBy: 'percent', quantity: '', shares: '', amount: '',
}

export type FieldName = 'price' | 'quantity' | 'shares' | 'amount'

/** What is wrong with a field: how it is written, or against what it stands. */
export type Fault =
  | { readonly is: 'written', readonly fault: AmountFault }
  | { readonly is: 'notTick' | 'notPercent' }
  | { readonly is: 'belowReserve' | 'aboveTop', readonly limit: bigint }
  | { readonly is: 'belowMargin', readonly margin: number, readonly limit: bigint }
  | { readonly is: 'tooFew' | 'tooMany' | 'belowLeast', readonly limit: bigint }

/** A bid as far as the fields say it. */
export interface DraftBid {
  readonly faults: Readonly<Partial<Record<FieldName, Fault>>>
  readonly tick?: number
  /** Wei for the whole lot at the tick. */
  readonly limitPrice?: bigint
  /** False when the typed price lies between two ticks: the lower one is meant. */
  readonly isOnGrid?: boolean
  readonly quantity?: bigint
  readonly shares?: bigint
  readonly amount?: bigint
  /** Wei that the bid deposits; of a rollover the server knows it. */
  readonly escrow?: bigint
}

/** Reads the fields as numbers of the book; every fault stands beside its field, an empty field is none. */
export function readDraft(typed: Typed, batch: Batch, decimals: number): DraftBid {
  if (typed.kind === 'whole') return readWhole(typed, batch, decimals)
  const grid: Grid = {
    reservePrice: BigInt(batch.reservePrice), tickSize: BigInt(batch.tickSize), topTick: batch.topTick,
  }
  const price = readPrice(typed, grid, batch.margin ?? undefined, decimals)
  const quantity = readQuantity(typed, batch)
  const shares = typed.kind === 'rollover' ? readShares(typed.shares) : { faults: {} }
  const draft = { ...price, ...quantity, ...shares, faults: { ...price.faults, ...quantity.faults, ...shares.faults } }
  const isComplete = draft.limitPrice !== undefined && draft.quantity !== undefined && typed.kind === 'parts'
  if (!isComplete) return draft
  return { ...draft, escrow: escrowUp(draft.quantity!, draft.limitPrice!, BigInt(batch.supply)) }
}

function readWhole({ amount: text }: Typed, { leastWhole }: Batch, decimals: number): DraftBid {
  const parsed = parseAmount(text, decimals)
  if (!parsed.ok) return { faults: written('amount', parsed.fault) }
  const least = BigInt(leastWhole)
  const { amount } = parsed
  const faults = amount < least ? { amount: { is: 'belowLeast', limit: least } as const } : {}
  return { amount, escrow: amount, faults }
}

function readPrice(
  { priceBy, price: text }: Typed, grid: Grid, margin: number | undefined, decimals: number,
): DraftBid {
  if (text.trim() === '') return { faults: {} }
  if (priceBy === 'tick') {
    if (!/^\d{1,5}$/.test(text.trim())) return { faults: { price: { is: 'notTick' } } }
    const tick = Number(text)
    if (tick > grid.topTick) return { faults: { price: { is: 'aboveTop', limit: priceOf(grid, grid.topTick) } } }
    return atTick(grid, tick, true, margin)
  }
  const parsed = parseAmount(text, decimals)
  if (!parsed.ok) return { faults: written('price', parsed.fault) }
  const found = tickOf(grid, parsed.amount)
  if (!found.ok) return { faults: { price: { is: found.fault, limit: found.limit } } }
  return atTick(grid, found.tick, found.isExact, margin)
}

function atTick(grid: Grid, tick: number, isOnGrid: boolean, margin: number | undefined): DraftBid {
  const faults = margin !== undefined && tick < margin
    ? { price: { is: 'belowMargin', margin, limit: priceOf(grid, margin) } as const } : {}
  return { tick, limitPrice: priceOf(grid, tick), isOnGrid, faults }
}

function readQuantity({ quantityBy, quantity: text }: Typed, batch: Batch): DraftBid {
  if (text.trim() === '') return { faults: {} }
  const supply = BigInt(batch.supply)
  let quantity: bigint
  if (quantityBy === 'percent') {
    const found = unitsOfPercent(text, supply)
    if (found === undefined) return { faults: { quantity: { is: 'notPercent' } } }
    quantity = found
  } else {
    const parsed = parseAmount(text)
    if (!parsed.ok) return { faults: written('quantity', parsed.fault) }
    quantity = parsed.amount
  }
  const least = BigInt(batch.leastQuantity)
  if (quantity < least) return { quantity, faults: { quantity: { is: 'tooFew', limit: least } } }
  if (quantity > supply) return { quantity, faults: { quantity: { is: 'tooMany', limit: supply } } }
  return { quantity, faults: {} }
}

function readShares(text: string): DraftBid {
  const parsed = parseAmount(text, 18, MOST_AMOUNT)
  return parsed.ok ? { shares: parsed.amount, faults: {} } : { faults: written('shares', parsed.fault) }
}

const written = (field: FieldName, fault: AmountFault): DraftBid['faults'] =>
  fault === 'empty' ? {} : { [field]: { is: 'written', fault } }
