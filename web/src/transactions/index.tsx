/** The one way from a call to a signature: what it does is shown before it is signed, and followed afterwards. */
import type { Call } from '../api/types.ts'

export interface PreparedCallRequest {
  /** What the reader asked for, in words: the dialog's heading. */
  readonly title: string
  /** The body of `POST /v1/transactions`; the wallet's account is its `from`. */
  readonly call: Call
}

/** How it ended: its facts are on chain, it was refused there, the reader or the wallet said no. */
export type Outcome = 'included' | 'refused' | 'rejected'

export function sendCall(request: PreparedCallRequest): Promise<Outcome> {
  return Promise.reject(new Error(`no wallet can send ${request.call.type} yet`))
}

/** The dialog; the layout holds it on every page. */
export function TransactionFlow() {
  return null
}
