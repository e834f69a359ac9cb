/** Reads of the API, conditional: a resource that did not change is not sent again. */
import { observe } from '../clock.ts'
import { Problem, problemOf, unreachable } from '../../client/src/problem.ts'
import type { AsOf } from './types.ts'

/** Resources kept with their tags; the oldest read goes first. A page shows a handful. */
const MOST_KEPT = 64

interface Kept {
  readonly tag: string
  readonly body: unknown
}

const kept = new Map<string, Kept>()

export interface Dated {
  readonly asOf: AsOf
}

/**
 * A resource of the API.
 * @param path with its query, beginning with `/v1/`
 * @throws Problem when the server refuses or does not answer; an AbortError when `stop` says so.
 */
export async function read<T>(path: string, stop?: AbortSignal): Promise<T> {
  const before = kept.get(path)
  const answer = await ask(path, {
    cache: 'no-store',
    headers: { Accept: 'application/json', ...(before && { 'If-None-Match': before.tag }) },
    ...(stop && { signal: stop }),
  })
  if (answer.status === 304 && before) return keep(path, before) as T
  if (!answer.ok) throw await problemOf(answer)
  const body: unknown = await answer.json()
  tellClock(body, answer)
  const tag = answer.headers.get('ETag')
  return (tag === null ? body : keep(path, { tag, body })) as T
}

/** All parts of a list, one after the other. */
export async function readAll<T>(path: string, stop?: AbortSignal): Promise<List<T>> {
  const joint = path.includes('?') ? '&' : '?'
  const first = await read<List<T>>(path, stop)
  const items = [...first.items]
  for (let next = first.next, pages = 1; next !== null && next !== undefined; pages++) {
    if (pages === MOST_PAGES) return { ...first, items, next }
    const more = await read<List<T>>(`${path}${joint}after=${encodeURIComponent(next)}`, stop)
    items.push(...more.items)
    next = more.next
  }
  return { ...first, items, next: null }
}

/** Parts of one list that a page joins; it says so when there are more. */
const MOST_PAGES = 10

export interface List<T> extends Dated {
  readonly items: readonly T[]
  readonly next: string | null
}

/** For tests: nothing is kept. */
export const forgetReads = (): void => kept.clear()

/** @throws Problem when nothing answers. */
export async function ask(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, init)
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw error instanceof Problem ? error : unreachable()
  }
}

function keep(path: string, entry: Kept): unknown {
  kept.delete(path)
  kept.set(path, entry)
  if (kept.size > MOST_KEPT) kept.delete(kept.keys().next().value!)
  return entry.body
}

/** The block and the `Date` of an answer, for the clock. */
export function tellClock(body: unknown, answer: Response): void {
  const asOf = (body as Partial<Dated> | null)?.asOf
  if (!asOf) return
  const date = Date.parse(answer.headers.get('Date') ?? '') / 1000
  observe({ block: asOf.block, at: asOf.at.unix, ...(Number.isFinite(date) && { date }) })
}
