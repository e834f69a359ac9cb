import type { Provider } from './eip1193.ts'

/** A wallet that announced itself (EIP-6963). Its name and icon are its own claims. */
export interface Wallet {
  readonly id: string
  readonly name: string
  /** Reverse domain name: the same wallet after a reload. */
  readonly rdns: string
  /** A `data:` image, or nothing: the page loads no picture from a wallet's address. */
  readonly icon: string | undefined
  readonly provider: Provider
}

/** Characters of an announced name that are shown. */
const LONGEST_NAME = 40

/** Characters of an icon: EIP-6963 asks for 96 x 96 pixels; more is a burden, not a picture. */
const LONGEST_ICON = 64 * 1024

/** Wallets that are listed: beyond that somebody announces for the sake of it. */
const MOST_WALLETS = 20

/** Milliseconds after which a page without announcements falls back to `window.ethereum`. */
export const SILENCE = 500

const IMAGE_URI = /^data:image\/(?:png|jpeg|gif|webp|svg\+xml)[;,]/i

/**
 * Asks the wallets of this browser to announce themselves and tells each new list. They may announce at any time, so
 * it listens until it is stopped.
 */
export function discover(page: EventTarget, tell: (wallets: readonly Wallet[]) => void): () => void {
  const found = new Map<string, Wallet>()
  const hear = (event: Event): void => {
    const wallet = read((event as CustomEvent<unknown>).detail)
    if (!wallet || found.has(wallet.id) || found.size >= MOST_WALLETS) return
    found.set(wallet.id, wallet)
    tell([...found.values()])
  }
  page.addEventListener('eip6963:announceProvider', hear)
  page.dispatchEvent(new Event('eip6963:requestProvider'))
  return () => page.removeEventListener('eip6963:announceProvider', hear)
}

/** The one wallet an old browser extension injects without announcing it. */
export function injected(page: { ethereum?: unknown }, name: string): Wallet | undefined {
  return isProvider(page.ethereum)
    ? { id: 'injected', name, rdns: 'injected', icon: undefined, provider: page.ethereum }
    : undefined
}

function read(detail: unknown): Wallet | undefined {
  const { info, provider } = (detail ?? {}) as { info?: Record<string, unknown>; provider?: unknown }
  if (!info || !isProvider(provider)) return undefined
  const { uuid, name, rdns, icon } = info
  if (typeof uuid !== 'string' || typeof name !== 'string' || typeof rdns !== 'string') return undefined
  return { id: uuid, name: plain(name) || rdns, rdns, icon: iconOf(icon), provider }
}

function iconOf(icon: unknown): string | undefined {
  return typeof icon === 'string' && icon.length <= LONGEST_ICON && IMAGE_URI.test(icon) ? icon : undefined
}

/** A name without control, format and direction characters: it is shown in a list of buttons to trust. */
const plain = (name: string): string => name.replace(/\p{C}/gu, '').trim().slice(0, LONGEST_NAME)

const isProvider = (value: unknown): value is Provider =>
  typeof value === 'object' && value !== null && typeof (value as Provider).request === 'function'
