/** Paths to pages, over the history API. */
import { signal } from '@preact/signals'
import type { ComponentType } from 'preact'
import type { Key } from './text/index.ts'

export type Params = Readonly<Record<string, string>>

export interface Route {
  /** Segments; `:name` takes one segment into the params. */
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
  const given = pathname.split('/').filter((segment) => segment !== '')
  for (const route of routes) {
    const wanted = route.path.split('/').filter((segment) => segment !== '')
    if (wanted.length !== given.length) continue
    const params: Record<string, string> = {}
    const fits = wanted.every((segment, i) => {
      if (!segment.startsWith(':')) return segment === given[i]
      params[segment.slice(1)] = decode(given[i]!)
      return true
    })
    if (fits) return { route, params }
  }
  return undefined
}

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

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch (error) {
    if (error instanceof URIError) return segment
    throw error
  }
}
