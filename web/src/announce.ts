/**
 * What a screen reader is told: `polite` for what goes on (a price, a list that was read again), `assertive` for what
 * came of something the reader did. The two regions are in the layout from the start, as assistive technology needs.
 */
import { signal } from '@preact/signals'

export type Urgency = 'polite' | 'assertive'

export const polite = signal('')
export const assertive = signal('')

export function announce(text: string, urgency: Urgency = 'polite'): void {
  const region = urgency === 'polite' ? polite : assertive
  // The same sentence twice is news twice: a region that does not change is not read again.
  region.value = region.peek() === text ? `${text}\u00a0` : text
}
