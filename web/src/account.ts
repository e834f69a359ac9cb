/** Whose money is looked at: the connected wallet's account, or an address that was typed in. */
import { computed, signal } from '@preact/signals'

const KEPT_AS = 'address'

/** The account of the connected wallet; set by the wallet alone. */
export const connected = signal<string | undefined>(undefined)

/** An address that somebody typed: a multisig, a cold wallet, a friend's. It can look, not sign. */
export const typed = signal<string | undefined>(
  typeof localStorage === 'undefined' ? undefined : localStorage.getItem(KEPT_AS) ?? undefined)

/** The one that pages show: what was typed wins, since it was asked for. */
export const subject = computed(() => typed.value ?? connected.value)

export function lookAt(address: string | undefined): void {
  typed.value = address
  if (address === undefined) localStorage.removeItem(KEPT_AS)
  else localStorage.setItem(KEPT_AS, address)
}
