/** Signatures that cost no gas: bids and offers. Each field is shown by the page before the wallet shows it. */
import { signal } from '@preact/signals'
import { announce } from '../announce.ts'
import { loadText, t } from '../text/index.ts'
import { account, network, wallet } from '../wallet/connection.ts'
import { faultOf, USER_REJECTED, type Provider } from '../wallet/eip1193.ts'
import { isSameAddress } from '../names.ts'
import type { Subject } from './flow.ts'
import type { TypedData } from './typedData.ts'

export interface SigningRequest {
  readonly title: string
  readonly data: TypedData
  /** The vault and the auction it is about, for words. */
  readonly subject: Subject
  /** What the reader must know before signing: what can not be taken back. */
  readonly warning?: string
}

export interface Signature {
  readonly signature: string
  /** The typed data's hash: the id of a bid. */
  readonly hash: string
}

export interface Signing {
  readonly request: SigningRequest
  readonly isWaiting: boolean
  /** Why the last try came to nothing. */
  readonly says?: string
}

export const signing = signal<Signing | undefined>(undefined)

let settle: ((signed: Signature | undefined) => void) | undefined

/** @returns the signature, or nothing when the person said no. */
export async function signTyped(request: SigningRequest): Promise<Signature | undefined> {
  giveUp()
  await loadText('calls')
  signing.value = { request, isWaiting: false }
  return new Promise((resolve) => { settle = resolve })
}

export function giveUp(): void {
  signing.value = undefined
  settle?.(undefined)
  settle = undefined
}

/** Hands the shown fields to the wallet, and believes the signature only when it is this account's. */
export async function signNow(): Promise<void> {
  const request = signing.peek()?.request
  const [provider, signer] = [wallet.peek()?.provider, account.peek()]
  if (!request || !provider || !signer || network.peek() !== 'right') return
  signing.value = { request, isWaiting: true }
  try {
    const params = [signer, JSON.stringify(request.data)]
    const signature = String(await provider.request({ method: 'eth_signTypedData_v4', params }))
    if (!await isOf(provider, signer, request.data, signature)) return fail(request, t('transactions.otherSigner'))
    const { hashOf } = await import('./hashing.ts')
    signing.value = undefined
    settle?.({ signature, hash: hashOf(request.data) })
    settle = undefined
  } catch (error) {
    const { code, message } = faultOf(error)
    fail(request, code === USER_REJECTED ? t('transactions.rejected') : t('transactions.walletSays', { says: message }))
  }
}

function fail(request: SigningRequest, says: string): void {
  announce(says, 'assertive')
  signing.value = { request, isWaiting: false, says }
}

/** Whether an account signed. A contract account signs in a form of its own, which the chain alone can judge. */
async function isOf(provider: Provider, signer: string, data: TypedData, signature: string): Promise<boolean> {
  const { signerOf } = await import('./hashing.ts')
  if (isSameAddress(await signerOf(data, signature), signer)) return true
  return await provider.request({ method: 'eth_getCode', params: [signer, 'latest'] }) !== '0x'
}
