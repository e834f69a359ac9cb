/** A resource as a component sees it: one of four states, and a way to read it again. */
import { signal, useSignalEffect, type ReadonlySignal } from '@preact/signals'
import { useEffect, useMemo, useRef } from 'preact/hooks'
import { asProblem, type Problem } from '../../client/src/problem.ts'
import { read, readAll, type Dated, type List } from './read.ts'
import { live } from './live.ts'

export type Resource<T> =
  | { readonly state: 'loading' }
  | { readonly state: 'ready'; readonly data: T }
  /** Shown, but a newer one could not be read. */
  | { readonly state: 'stale'; readonly data: T; readonly problem: Problem }
  | { readonly state: 'failed'; readonly problem: Problem }

export interface Watched<T> {
  readonly now: ReadonlySignal<Resource<T>>
  readonly again: () => void
}

/** What was read, while there is something to show. */
export const dataOf = <T>(resource: Resource<T>): T | undefined =>
  resource.state === 'ready' || resource.state === 'stale' ? resource.data : undefined

/**
 * Reads a resource now and whenever the path changes; with `onHead` also at each block that a stream tells of. Without
 * a path nothing is read.
 */
export function useResource<T extends Dated>(
  path: string | undefined,
  { onHead = false, whole = false }: { onHead?: boolean; whole?: boolean } = {},
): Watched<T> {
  const watched = useMemo(() => watch<T>(whole), [])
  useEffect(() => watched.follow(path), [path])
  const seen = useRef(live.head.peek())
  useSignalEffect(() => {
    const head = live.head.value
    if (onHead && head !== seen.current) watched.again()
    seen.current = head
  })
  return watched
}

/** All parts of a list. */
export const useList = <T>(path: string | undefined, options: { onHead?: boolean } = {}): Watched<List<T>> =>
  useResource<List<T>>(path, { ...options, whole: true })

function watch<T extends Dated>(whole: boolean) {
  const now = signal<Resource<T>>({ state: 'loading' })
  let path: string | undefined
  let running: AbortController | undefined
  /** Somebody asked again while we read: a change came after the answer was made. */
  let isAskedAgain = false

  async function load(): Promise<void> {
    if (path === undefined) return
    if (running) {
      isAskedAgain = true
      return
    }
    const ours = (running = new AbortController())
    const next = await resourceOf<T>(path, whole, ours.signal, now.peek())
    if (running !== ours) return
    running = undefined
    now.value = next
    if (isAskedAgain) {
      isAskedAgain = false
      void load()
    }
  }

  return {
    now,
    again: () => {
      if (now.peek().state === 'failed') now.value = { state: 'loading' }
      void load()
    },
    follow(next: string | undefined): () => void {
      if (next !== path) now.value = { state: 'loading' }
      path = next
      void load()
      return () => {
        running?.abort()
        running = undefined
        isAskedAgain = false
      }
    },
  }
}

async function resourceOf<T extends Dated>(
  path: string,
  whole: boolean,
  stop: AbortSignal,
  before: Resource<T>,
): Promise<Resource<T>> {
  try {
    const data = whole ? ((await readAll(path, stop)) as unknown as T) : await read<T>(path, stop)
    return { state: 'ready', data }
  } catch (error) {
    const problem = asProblem(error)
    const shown = dataOf(before)
    return shown && !problem.isAbsent ? { state: 'stale', data: shown, problem } : { state: 'failed', problem }
  }
}
