/** A stream that outlives its connections: after each break it asks for what came since and tells each change once. */
import { EventParser, type ServerEvent } from './events.ts'
import { pauseAfter, rest, unanswered, type Fetch, type Patience } from './patience.ts'
import { asProblem, Problem, problemOf, unreachable } from './problem.ts'
import type { Head } from './schema.ts'

/** What a stream says of one resource. */
export type LiveMessage<Resource, Change = unknown> =
  /** The whole resource. After a reset changes were missed for good: what was derived from them, derive again. */
  | { readonly type: 'snapshot'; readonly seq: number; readonly resource: Resource; readonly isReset: boolean }
  /** One event of the vault's journal. The newest has the resource after it. */
  | { readonly type: 'change'; readonly seq: number; readonly change: Change; readonly resource: Resource | undefined }
  /** A new block. */
  | { readonly type: 'head'; readonly head: Head; readonly resource?: undefined }

export type Connection =
  | { readonly state: 'connecting' }
  | { readonly state: 'live' }
  /** Not connected; what was told is old by now. */
  | { readonly state: 'reconnecting'; readonly problem: Problem }
  /** The server closed the stream on us with a reason; we try again. */
  | { readonly state: 'dropped'; readonly reason: string }

export interface Following extends Pick<Patience, 'firstPause' | 'longestPause'> {
  readonly fetch: Fetch
  /** Milliseconds without a byte after which a connection is taken for dead: the server pings each 15 s. */
  readonly silence: number
  readonly headers?: Readonly<Record<string, string>>
  /** Seq of the last change that was seen, to go on from there; without it the stream begins with a snapshot. */
  readonly after?: number | undefined
  /** Ends the stream, without an error. */
  readonly signal: AbortSignal
  readonly connected?: ((connection: Connection) => void) | undefined
  /** Whether to throw the problem after so many connections in a row that brought nothing. */
  readonly givesUp: (problem: Problem, fruitless: number) => boolean
}

/**
 * @param url of the stream
 * @param member of a change that has the resource after it
 * @throws Problem when it gives up.
 */
export async function* follow<Resource, Change>(
  url: string, member: string, following: Following,
): AsyncGenerator<LiveMessage<Resource, Change>, void> {
  const { signal, firstPause, longestPause, connected: tell = () => undefined } = following
  const place = new Place(following.after)
  tell({ state: 'connecting' })
  for (let fruitless = 0, retry = firstPause; !signal.aborted;) {
    const parser = new EventParser(place.lastId)
    let ended: Connection = { state: 'reconnecting', problem: unreachable() }
    try {
      for await (const event of connection(url, parser, following, () => tell({ state: 'live' }))) {
        const data: unknown = JSON.parse(event.data)
        if (event.name === 'dropped') {
          ended = { state: 'dropped', reason: String((data as { reason?: unknown }).reason ?? '') }
          break
        }
        const message = messageOf<Resource, Change>(event, data, member)
        if (message === undefined || place.has(message, event.id)) continue
        if (place.lacksSomethingBefore(message, event.id)) break
        place.moveTo(message, event.id)
        fruitless = 0
        yield message
      }
    } catch (error) {
      ended = { state: 'reconnecting', problem: asProblem(error) }
    }
    if (signal.aborted) return
    tell(ended)
    const problem = ended.state === 'reconnecting' ? ended.problem : unreachable()
    if (following.givesUp(problem, ++fruitless)) throw problem
    retry = parser.retry ?? retry
    await rest(pauseAfter(fruitless, problem, { firstPause: retry, longestPause }), signal)
  }
}

/** Where a reader is. A stream over all vaults has no ids: its changes are told as they come. */
class Place {
  lastId: string

  constructor(after?: number) {
    this.lastId = after === undefined ? '' : String(after)
  }

  has(message: LiveMessage<unknown>, id: string): boolean {
    return message.type === 'change' && id !== '' && this.lastId !== '' && message.seq <= Number(this.lastId)
  }

  lacksSomethingBefore(message: LiveMessage<unknown>, id: string): boolean {
    return message.type === 'change' && id !== '' && this.lastId !== '' && message.seq !== Number(this.lastId) + 1
  }

  moveTo(message: LiveMessage<unknown>, id: string): void {
    if (message.type !== 'head') this.lastId = id
  }
}

/** Nothing for an event that this client does not know: a newer server may have more. */
function messageOf<Resource, Change>(
  { name, id }: ServerEvent, data: unknown, member: string,
): LiveMessage<Resource, Change> | undefined {
  switch (name) {
    case 'snapshot':
    case 'reset':
      return { type: 'snapshot', seq: Number(id), resource: data as Resource, isReset: name === 'reset' }
    case 'change': {
      const change = data as Change & { readonly seq: number } & Readonly<Record<string, unknown>>
      return { type: 'change', seq: change.seq, change, resource: change[member] as Resource | undefined }
    }
    case 'head':
      return { type: 'head', head: data as Head }
    default:
      return undefined
  }
}

/** The events of one connection until it ends. */
async function* connection(
  url: string, parser: EventParser, { fetch, silence, headers, signal }: Following, connected: () => void,
): AsyncGenerator<ServerEvent, void> {
  const ours = new AbortController()
  const end = (): void => ours.abort()
  signal.addEventListener('abort', end)
  try {
    const answer = await within(silence, end, fetch(new Request(url, {
      cache: 'no-store',
      signal: ours.signal,
      headers: { ...headers, Accept: 'text/event-stream', ...(parser.id && { 'Last-Event-ID': parser.id }) },
    })))
    if (!answer.ok || !answer.body) throw await problemOf(answer)
    connected()
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader()
    for (;;) {
      const { done, value } = await within(silence, end, reader.read())
      if (done) return
      yield* parser.push(value)
    }
  } finally {
    signal.removeEventListener('abort', end)
    end()
  }
}

/** @throws Problem when it comes to nothing, or not in time. */
async function within<T>(milliseconds: number, end: () => void, asked: Promise<T>): Promise<T> {
  const alarm = setTimeout(end, milliseconds)
  try {
    return await asked
  } catch (error) {
    throw unanswered(error)
  } finally {
    clearTimeout(alarm)
  }
}
