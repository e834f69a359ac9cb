/**
 * Hooks of the pages. State is a signal: Preact's own `useState` and `useId` would cost every first visit a few hundred
 * bytes more. What every visit needs takes the three others from Preact itself.
 */
import { useSignal } from '@preact/signals'
import { useMemo } from 'preact/hooks'

export { useEffect, useMemo, useRef } from 'preact/hooks'

/** A value that a component keeps, and how to change it; a function is given the value before. */
export function useState<T>(first: T | (() => T)): [T, (next: T | ((before: T) => T)) => void] {
  const kept = useSignal<T>(useMemo(() => (first instanceof Function ? first() : first), []))
  return [
    kept.value,
    (next) => {
      kept.value = next instanceof Function ? next(kept.peek()) : next
    },
  ]
}

let ids = 0

/** An id that no other element has. */
export const useId = (): string => useMemo(() => `i${++ids}`, [])
