/** Whose money is looked at: the connected wallet's account, or an address that was typed in. */
import { computed, signal } from '@preact/signals'
import { stored } from './stored.ts'

/** The account of the connected wallet; set by the wallet alone. */
export const connected = signal<string | undefined>(undefined)

/** An address that somebody typed: a multisig, a cold wallet, a friend's. It can look, not sign. */
export const typed = signal(stored('address'))

/** The one that pages show: what was typed wins, since it was asked for. */
export const subject = computed(() => typed.value ?? connected.value)
