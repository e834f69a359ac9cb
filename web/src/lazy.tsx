/** A part that is brought after the page is drawn: it costs the first load nothing. */
import { signal } from '@preact/signals'
import type { ComponentType } from 'preact'
import { useEffect, useMemo } from 'preact/hooks'

export function Lazy<P extends object>({ load, ...props }: { load: () => Promise<ComponentType<P>> } & P) {
  const part = useMemo(() => signal<ComponentType<P> | undefined>(undefined), [])
  useEffect(() => {
    void load().then((found) => { part.value = found })
  }, [])
  const Part = part.value
  return Part ? <Part {...props as unknown as P} /> : null
}
