/** A part that is brought after the page is drawn: it costs the first load nothing. */
import { useSignal } from '@preact/signals'
import type { ComponentType } from 'preact'
import { useEffect } from 'preact/hooks'
import { unreachable } from '../client/src/problem.ts'
import { Failed } from './parts/States.tsx'

export function Lazy<P extends object>({ load, ...props }: { load: () => Promise<ComponentType<P>> } & P) {
  const part = useSignal<ComponentType<P> | undefined>(undefined)
  useEffect(() => {
    load().then(
      (found) => {
        part.value = found
      },
      () => {
        part.value = Missing
      },
    )
  }, [])
  const Part = part.value
  return Part ? <Part {...(props as unknown as P)} /> : null
}

export const reload = (): void => location.reload()

const Missing = () => <Failed problem={unreachable()} again={reload} />
