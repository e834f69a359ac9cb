import type { Refusal } from './calls.ts'

/** A transaction that was handed to the wallet, as far as the page must know it to follow it after a reload. */
export interface Sent {
  readonly hash: string
  readonly chainId: number
  readonly from: string
  readonly to: string
  readonly data: string
  readonly value: string
  /** Unknown until a node shows the transaction. */
  readonly nonce?: number
  /** What it does, in words, as it was shown before signing. */
  readonly sentence: string
  /** The newest block when it was sent: nothing before it can hold it. */
  readonly sentAfter: number
  readonly state: State
  /** Looks in a row in which no node knew it. */
  readonly missed: number
  /** The same call under another hash, since the wallet raised its fee. */
  readonly repricedFrom?: string
}

export type State =
  | { readonly is: 'sent'; /** The block it was in before a reorganisation took it out. */ readonly wasIn?: number }
  | { readonly is: 'included'; readonly block: number; readonly blockHash: string; readonly final: boolean }
  | {
    readonly is: 'failed'; readonly block: number; readonly blockHash: string; readonly final: boolean
    readonly reason?: Refusal
  }
  /** Another transaction of the account took its nonce. */
  | { readonly is: 'replaced'; readonly by?: string; readonly cancelled: boolean }
  /** No node knows it any more, and its nonce is free: it can come back, or be sent again. */
  | { readonly is: 'dropped' }

/** What one look at the chain found. */
export interface Sighting {
  readonly head: number
  /** The newest block that cannot be replaced; unknown when the node does not tell. */
  readonly finalized: number | undefined
  readonly receipt: { readonly block: number; readonly blockHash: string; readonly succeeded: boolean } | undefined
  /** A node has the transaction, in a block or waiting. */
  readonly isKnown: boolean
  readonly nonce: number | undefined
  /** The chain's next nonce of the account is above this transaction's. */
  readonly isNonceUsed: boolean
  /** The transaction that used the nonce instead, when it was found. */
  readonly rival: Rival | undefined
}

export interface Rival {
  readonly hash: string
  readonly to: string | undefined
  readonly data: string
  readonly value: string
}

/** Looks in a row without a trace before a transaction is called dropped: nodes behind one address differ a little. */
export const MISSES_UNTIL_DROPPED = 5

/** Looks in a row that agree on a used nonce before a transaction is called replaced, for the same reason. */
export const MISSES_UNTIL_REPLACED = 2

/** Blocks after which an inclusion counts as final when the node knows no `finalized` block: two epochs. */
export const BLOCKS_UNTIL_FINAL = 64

/** What becomes of a transaction with one more look at the chain. */
export function advance(sent: Sent, sighting: Sighting): Sent {
  const nonce = sent.nonce ?? sighting.nonce
  const next = { ...sent, ...(nonce !== undefined && { nonce }) }
  if (sighting.receipt) return included(next, sighting, sighting.receipt)
  if (sighting.isKnown) return { ...next, missed: 0, state: waiting(sent.state) }
  const missed = sent.missed + 1
  if (sighting.isNonceUsed) {
    if (missed < MISSES_UNTIL_REPLACED) return { ...next, missed, state: waiting(sent.state) }
    return replaced({ ...next, missed }, sighting.rival)
  }
  if (missed >= MISSES_UNTIL_DROPPED) return { ...next, missed, state: { is: 'dropped' } }
  return { ...next, missed, state: waiting(sent.state) }
}

/** Whether nothing can change any more, so that nobody needs to look again. */
export function isOver({ state, missed }: Sent): boolean {
  if (state.is === 'included' || state.is === 'failed') return state.final
  return (state.is === 'replaced' || state.is === 'dropped') && missed >= MISSES_UNTIL_FORGOTTEN
}

/** Looks after which a replaced or dropped transaction is let go. */
const MISSES_UNTIL_FORGOTTEN = 30

function included(sent: Sent, { head, finalized }: Sighting, receipt: NonNullable<Sighting['receipt']>): Sent {
  const { block, blockHash, succeeded } = receipt
  const final = finalized !== undefined ? block <= finalized : head - block >= BLOCKS_UNTIL_FINAL
  if (succeeded) return { ...sent, missed: 0, state: { is: 'included', block, blockHash, final } }
  const known = sent.state.is === 'failed' && sent.state.blockHash === blockHash ? sent.state.reason : undefined
  return { ...sent, missed: 0, state: { is: 'failed', block, blockHash, final, ...(known && { reason: known }) } }
}

/** Back among the waiting; remembers the block that a reorganisation took away. */
function waiting(before: State): State {
  if (before.is === 'included' || before.is === 'failed') return { is: 'sent', wasIn: before.block }
  return before.is === 'sent' ? before : { is: 'sent' }
}

function replaced(sent: Sent, rival: Rival | undefined): Sent {
  if (rival && same(rival.to, sent.to) && same(rival.data, sent.data) && BigInt(rival.value) === BigInt(sent.value)) {
    return { ...sent, hash: rival.hash, repricedFrom: sent.hash, missed: 0, state: { is: 'sent' } }
  }
  const isEmpty = rival !== undefined && same(rival.to, sent.from) && /^0x$/i.test(rival.data)
  return { ...sent, state: { is: 'replaced', cancelled: isEmpty, ...(rival && { by: rival.hash }) } }
}

const same = (left: string | undefined, right: string): boolean => left?.toLowerCase() === right.toLowerCase()
