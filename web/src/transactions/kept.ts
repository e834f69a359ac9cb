import type { Sent } from './progress.ts'

const KEPT_AS = 'transactions'

/** Transactions that are remembered in this tab; the oldest goes first. */
const MOST_KEPT = 20

/** What this tab sent and has not seen the end of. */
export function keptTransactions(store: Storage): Sent[] {
  const text = store.getItem(KEPT_AS)
  if (text === null) return []
  try {
    const kept: unknown = JSON.parse(text)
    return Array.isArray(kept) ? kept.filter(isSent).slice(0, MOST_KEPT) : []
  } catch (error) {
    if (error instanceof SyntaxError) return [] // somebody else wrote there: nothing of ours is lost on chain
    throw error
  }
}

/** Keeps a transaction, in place of what was known of it. */
export function keep(store: Storage, sent: Sent): void {
  store.setItem(KEPT_AS, JSON.stringify(withNews(keptTransactions(store), sent).slice(0, MOST_KEPT)))
}

/** A new transaction comes first; of a known one the news stands where it stood. Its hash may be a new one. */
export function withNews(all: readonly Sent[], sent: Sent): Sent[] {
  const isIt = ({ hash }: Sent): boolean => hash === sent.hash || hash === sent.repricedFrom
  const others = all.filter((one) => !isIt(one))
  const place = all.findIndex(isIt)
  return place < 0 ? [sent, ...others] : [...others.slice(0, place), sent, ...others.slice(place)]
}

export function letGo(store: Storage, hash: string): void {
  store.setItem(KEPT_AS, JSON.stringify(keptTransactions(store).filter((sent) => sent.hash !== hash)))
}

function isSent(value: unknown): value is Sent {
  if (typeof value !== 'object' || value === null) return false
  const { hash, from, to, data, value: wei, chainId, sentAfter, missed, state, sentence } = value as Partial<Sent>
  return [hash, from, to, data, wei, sentence].every((text) => typeof text === 'string')
    && [chainId, sentAfter, missed].every((number) => Number.isSafeInteger(number))
    && typeof state === 'object' && typeof state.is === 'string'
}
