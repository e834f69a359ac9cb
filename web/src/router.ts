/** Paths to pages, over the history API. */
import { signal } from '@preact/signals'
import type { ComponentType } from 'preact'
import type { Key } from './text/index.ts'

export type Params = Readonly<Record<string, string>>

export interface Route {
  /**
   * Segments; `:name` takes one segment into the params, `:name?` also none. They stay as they stand: our ids and
   * addresses need no escapes.
   */
  readonly path: string
  readonly title: Key
  /** Brings the page and its words. */
  readonly load: () => Promise<ComponentType<Params>>
}

export interface Match {
  readonly route: Route
  readonly params: Params
}

export const path = signal(typeof location === 'undefined' ? '/' : location.pathname)
export const search = signal(typeof location === 'undefined' ? '' : location.search)

export function match(routes: readonly Route[], pathname: string): Match | undefined {
  const given = segmentsOf(pathname)
  for (const route of routes) {
    const wanted = segmentsOf(route.path)
    const params: Record<string, string> = {}
    const fits =
      given.length <= wanted.length &&
      wanted.every((segment, i) => {
        const here = given[i]
        if (segment[0] !== ':') return segment === here
        if (here !== undefined) params[segment.replace(/\W/g, '')] = here
        return here !== undefined || segment.endsWith('?')
      })
    if (fits) return { route, params }
  }
  return undefined
}

const segmentsOf = (pathname: string): string[] => pathname.split('/').filter(Boolean)

/** Goes to a page of ours; `replace` leaves no step to go back to. */
export function go(href: string, { replace = false } = {}): void {
  if (replace) history.replaceState(null, '', href)
  else history.pushState(null, '', href)
  read()
}

export function start(): void {
  addEventListener('popstate', read)
  document.addEventListener('click', (event) => {
    const link = (event.target as Element | null)?.closest?.('a')
    if (!link || event.defaultPrevented || event.button !== 0) return
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    if (link.target || link.hasAttribute('download') || link.origin !== location.origin) return
    if (link.pathname.startsWith('/v1/') || (link.hash && link.pathname === location.pathname)) return
    event.preventDefault()
    go(link.pathname + link.search)
  })
}

function read(): void {
  path.value = location.pathname
  search.value = location.search
}
