/** Sign-in with Ethereum, for the few things that are said in somebody's name: withdrawing a bid, keys. */
import { signal } from '@preact/signals'
import { send } from '../api/send.ts'
import type { Moment } from '../api/types.ts'
import { isSameAddress } from '../names.ts'
import { t } from '../text/index.ts'
import { account, wallet } from './connection.ts'
import { faultOf, USER_REJECTED } from './eip1193.ts'
import { signInMessage } from './signIn.ts'

/** Whose session the server keeps, as far as this tab knows. */
export const session = signal<string | undefined>(undefined)

interface Challenge {
  readonly nonce: string
  readonly chainId: number
  readonly issuedAt: Moment
  readonly expiresAt: Moment
}

/**
 * Makes sure that the server knows the connected account; asks for a signature when it does not.
 * @returns false when the person or the wallet said no.
 * @throws Problem when the server refuses.
 */
export async function signIn(): Promise<boolean> {
  const [address, provider] = [account.peek(), wallet.peek()?.provider]
  if (!address || !provider) return false
  if (isSameAddress(session.peek(), address)) return true
  const { nonce, chainId, issuedAt, expiresAt } = await send<Challenge>('POST', '/v1/session/nonce')
  const message = signInMessage({
    domain: location.host, uri: location.origin, address: await spelledOf(address), nonce, chainId,
    statement: t('wallet.statement'), issuedAt: issuedAt.rfc3339, expiresAt: expiresAt.rfc3339,
  })
  const signature = await sign(message, address)
  if (signature === undefined) return false
  await send('POST', '/v1/session', { message, signature })
  session.value = address
  return true
}

/** Ends the session on the server. */
export async function signOut(): Promise<void> {
  session.value = undefined
  await send('DELETE', '/v1/session')
}

async function sign(message: string, address: string): Promise<string | undefined> {
  const bytes = [...new TextEncoder().encode(message)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  try {
    const params = [`0x${bytes}`, address]
    return String(await wallet.peek()!.provider.request({ method: 'personal_sign', params }))
  } catch (error) {
    if (faultOf(error).code === USER_REJECTED) return undefined
    throw error
  }
}

/** EIP-4361 asks for the checksum; wallets give addresses in either spelling. */
const spelledOf = async (address: string): Promise<string> =>
  (await import('../transactions/decode.ts')).spelled(address)
