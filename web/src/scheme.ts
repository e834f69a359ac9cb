/** Light or dark: the device's, until somebody chooses. */
import { signal } from '@preact/signals'

const KEPT_AS = 'scheme'
export type Scheme = 'auto' | 'light' | 'dark'
export const schemes: readonly Scheme[] = ['auto', 'light', 'dark']

export const scheme = signal<Scheme>('auto')

export function applyScheme(next: Scheme = (localStorage.getItem(KEPT_AS) ?? 'auto') as Scheme): void {
  scheme.value = schemes.includes(next) ? next : 'auto'
  localStorage.setItem(KEPT_AS, scheme.peek())
  document.documentElement.dataset['scheme'] = scheme.peek()
}
