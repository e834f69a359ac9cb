/** The wallet of this browser: which ones there are, which is connected, its account and its chain. */
import { computed, signal } from '@preact/signals'
import { connected as account } from '../account.ts'
import { deployment } from '../deployment.ts'
import { discover, injected, SILENCE, type Wallet } from './discovery.ts'
import { CHAIN_UNKNOWN, faultOf, USER_REJECTED, type Provider } from './eip1193.ts'

export { account }

/** The chain the wallet is on; unknown while none is connected. */
export const chainId = signal<number | undefined>(undefined)

export const wallets = signal<readonly Wallet[]>([])

/** The connected wallet. */
export const wallet = signal<Wallet | undefined>(undefined)

/** The chain of the deployment, once the server told it. */
export const expectedChainId = computed(() => deployment.value?.chainId)

export type Network = 'unknown' | 'right' | 'wrong'

export const network = computed<Network>(() => {
  if (chainId.value === undefined || expectedChainId.value === undefined) return 'unknown'
  return chainId.value === expectedChainId.value ? 'right' : 'wrong'
})

export type WalletFault = 'rejected' | 'pending' | 'noAccount' | 'chainUnknown' | { readonly message: string }

/** Which wallet comes back after a reload of this tab. */
const KEPT_AS = 'wallet'

/** JSON-RPC: a request of the same kind is already waiting for the person. */
const REQUEST_PENDING = -32002

let forget: (() => void) | undefined

/** Looks for wallets; one that was connected before a reload is connected again, without asking. */
export function startWallets(page: Window & { ethereum?: unknown }, nameOfInjected: string): () => void {
  const tell = (found: readonly Wallet[]): void => {
    wallets.value = found
    const kept = page.sessionStorage.getItem(KEPT_AS)
    const before = found.find(({ rdns }) => rdns === kept)
    if (before && !wallet.peek()) void resume(before)
  }
  const stop = discover(page, tell)
  const timer = page.setTimeout(() => {
    const old = wallets.peek().length === 0 ? injected(page, nameOfInjected) : undefined
    if (old) tell([old])
  }, SILENCE)
  return () => {
    page.clearTimeout(timer)
    stop()
  }
}

/** Asks a wallet for an account. @returns why it did not give one. */
export async function connect(chosen: Wallet): Promise<WalletFault | undefined> {
  try {
    return await use(chosen, await chosen.provider.request({ method: 'eth_requestAccounts' }))
  } catch (error) {
    return wordOf(error)
  }
}

/** Lets go of the wallet; where the wallet can, its permission is given back as well. */
export async function disconnect(): Promise<void> {
  const left = wallet.peek()
  leave()
  try {
    const params = [{ eth_accounts: {} }]
    await left?.provider.request({ method: 'wallet_revokePermissions', params })
  } catch {
    // Few wallets know it (ERC-7715's draft); the page has let go all the same.
  }
}

/** Asks the wallet to change to the deployment's chain. */
export async function changeNetwork(): Promise<WalletFault | undefined> {
  const [provider, wanted] = [wallet.peek()?.provider, expectedChainId.peek()]
  if (!provider || wanted === undefined) return undefined
  try {
    const params = [{ chainId: `0x${wanted.toString(16)}` }]
    await provider.request({ method: 'wallet_switchEthereumChain', params })
    chainId.value = await chainOf(provider)
    return undefined
  } catch (error) {
    return faultOf(error).code === CHAIN_UNKNOWN ? 'chainUnknown' : wordOf(error)
  }
}

async function resume(before: Wallet): Promise<void> {
  try {
    await use(before, await before.provider.request({ method: 'eth_accounts' }))
  } catch {
    sessionStorage.removeItem(KEPT_AS) // locked or gone: the person connects again
  }
}

async function use(chosen: Wallet, accounts: unknown): Promise<WalletFault | undefined> {
  const first = firstOf(accounts)
  if (!first) return 'noAccount'
  const chain = await chainOf(chosen.provider)
  forget?.()
  forget = listen(chosen.provider)
  wallet.value = chosen
  chainId.value = chain
  account.value = first
  sessionStorage.setItem(KEPT_AS, chosen.rdns)
  return undefined
}

function listen(provider: Provider): () => void {
  const accountsChanged = (accounts: unknown): void => {
    const first = firstOf(accounts)
    if (first) account.value = first
    else leave()
  }
  const chainChanged = (chain: unknown): void => { chainId.value = Number(chain) }
  provider.on?.('accountsChanged', accountsChanged)
  provider.on?.('chainChanged', chainChanged)
  return () => {
    provider.removeListener?.('accountsChanged', accountsChanged)
    provider.removeListener?.('chainChanged', chainChanged)
  }
}

function leave(): void {
  forget?.()
  forget = undefined
  wallet.value = undefined
  chainId.value = undefined
  account.value = undefined
  sessionStorage.removeItem(KEPT_AS)
}

const chainOf = async (provider: Provider): Promise<number> =>
  Number(await provider.request({ method: 'eth_chainId' }))

const firstOf = (accounts: unknown): string | undefined =>
  Array.isArray(accounts) && typeof accounts[0] === 'string' && /^0x[0-9a-f]{40}$/i.test(accounts[0])
    ? accounts[0] : undefined

function wordOf(error: unknown): WalletFault {
  const { code, message } = faultOf(error)
  if (code === USER_REJECTED) return 'rejected'
  return code === REQUEST_PENDING ? 'pending' : { message }
}
