/** Light or dark: the device's, until somebody chooses. */
import { signal } from '@preact/signals'
import { stored } from './stored.ts'

export type Scheme = 'auto' | 'light' | 'dark'
export const schemes: readonly Scheme[] = ['auto', 'light', 'dark']

export const scheme = signal<Scheme>('auto')

export function applyScheme(next: string | undefined = stored('scheme')): void {
  scheme.value = schemes.find((one) => one === next) ?? 'auto'
  document.documentElement.dataset['scheme'] = scheme.peek()
}
