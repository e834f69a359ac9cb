/** A part that is brought after the page is drawn: it costs the first load nothing. */
import { signal } from '@preact/signals'
import type { ComponentType } from 'preact'
import { useEffect, useMemo } from 'preact/hooks'

export function Lazy({ load }: { load: () => Promise<ComponentType> }) {
  const part = useMemo(() => signal<ComponentType | undefined>(undefined), [])
  useEffect(() => {
    void load().then((found) => { part.value = found })
  }, [])
  const Part = part.value
  return Part ? <Part /> : null
}
