/**
 * A stream of the API that lives as long as somebody looks: it resumes after the last event it saw, waits longer after
 * each failure, and says when what is shown is old.
 */
import { signal, type ReadonlySignal } from '@preact/signals'
import { observe } from '../clock.ts'
import { live, type Connection } from './live.ts'
import { Problem, problemOf, unreachable } from './problem.ts'
import { EventParser, type ServerEvent } from './sse.ts'
import type { Head } from './types.ts'

export { live, type Connection } from './live.ts'

/** Milliseconds without a byte after which a connection is taken for dead: the server pings each 15 s. */
const SILENCE = 40_000
/** Milliseconds before the second try, unless the server says otherwise; doubled up to the most. */
const FIRST_WAIT = 2_000
const MOST_WAIT = 30_000

export interface Listener {
  /** The whole resource: at the beginning and, with `isReset`, when too much was missed. */
  snapshot(data: unknown, isReset: boolean): void
  /** One journal event; each comes once, in the order of `seq`. */
  change(data: unknown, seq: number): void
  head?(head: Head): void
}

export interface Stream {
  readonly connection: ReadonlySignal<Connection>
  close(): void
}

export interface StreamTimes {
  readonly silence: number
  readonly firstWait: number
  readonly mostWait: number
}

export function openStream(
  path: string,
  listener: Listener,
  times: StreamTimes = { silence: SILENCE, firstWait: FIRST_WAIT, mostWait: MOST_WAIT },
): Stream {
  const connection = signal<Connection>({ state: 'connecting' })
  const stop = new AbortController()
  const tell = (next: Connection) => {
    if (stop.signal.aborted) return
    connection.value = next
    live.connection.value = next
  }
  tell({ state: 'connecting' })
  void follow(path, listener, times, stop.signal, tell)
  return {
    connection,
    close() {
      if (live.connection.peek() === connection.peek()) live.connection.value = undefined
      stop.abort()
    },
  }
}

async function follow(
  path: string,
  listener: Listener,
  times: StreamTimes,
  stop: AbortSignal,
  tell: (next: Connection) => void,
): Promise<void> {
  const cursor = new Cursor(listener)
  let retry = times.firstWait
  for (let failures = 0; !stop.aborted; ) {
    const parser = new EventParser(cursor.lastId)
    const connected = () => {
      failures = 0
      tell({ state: 'live' })
    }
    const ended = await connect(path, parser, cursor, times.silence, stop, connected)
    if (stop.aborted) return
    tell(ended)
    const asked = ended.state === 'reconnecting' ? ended.problem.retryAfter : undefined
    retry = parser.retry ?? retry
    const wait = asked !== undefined ? asked * 1000 : Math.min(times.mostWait, retry * 2 ** failures)
    failures++
    await pause(wait, stop)
  }
}

/** Reads until the connection ends; says why it did. */
async function connect(
  path: string,
  parser: EventParser,
  cursor: Cursor,
  silence: number,
  stop: AbortSignal,
  connected: () => void,
): Promise<Connection> {
  const ours = new AbortController()
  const end = () => ours.abort()
  stop.addEventListener('abort', end)
  let alarm = setTimeout(end, silence)
  try {
    const answer = await fetch(path, {
      cache: 'no-store',
      signal: ours.signal,
      headers: { Accept: 'text/event-stream', ...(cursor.lastId && { 'Last-Event-ID': cursor.lastId }) },
    })
    if (!answer.ok || !answer.body) return { state: 'reconnecting', problem: await problemOf(answer) }
    connected()
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader()
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return { state: 'reconnecting', problem: unreachable() }
      clearTimeout(alarm)
      alarm = setTimeout(end, silence)
      for (const event of parser.push(value)) {
        const reason = handOn(cursor, event)
        if (reason !== undefined) return { state: 'dropped', reason }
      }
    }
  } catch (error) {
    return { state: 'reconnecting', problem: error instanceof Problem ? error : unreachable() }
  } finally {
    clearTimeout(alarm)
    stop.removeEventListener('abort', end)
    ours.abort()
  }
}

/** A fault of a listener is told to the console; it does not end the stream. */
function handOn(cursor: Cursor, event: ServerEvent): string | undefined {
  try {
    return cursor.take(event)
  } catch (error) {
    reportError(error)
    return undefined
  }
}

/** Where we are in the stream; hands each event on, once. */
export class Cursor {
  lastId = ''
  private readonly listener: Listener

  constructor(listener: Listener) {
    this.listener = listener
  }

  /** @returns the reason when the server says it dropped us. */
  take(event: ServerEvent): string | undefined {
    const data: unknown = JSON.parse(event.data)
    switch (event.name) {
      case 'snapshot':
      case 'reset':
        this.lastId = event.id
        this.listener.snapshot(data, event.name === 'reset')
        return undefined
      case 'change':
        this.change(data, event.id)
        return undefined
      case 'head':
        this.head(data as Head)
        return undefined
      case 'dropped':
        return String((data as { reason?: unknown }).reason ?? '')
      default:
        return undefined
    }
  }

  private change(data: unknown, id: string): void {
    const seq = Number((data as { seq?: unknown }).seq)
    // A stream over all vaults has no id: its changes are told as they come.
    if (id !== '') {
      if (this.lastId !== '' && seq <= Number(this.lastId)) return
      this.lastId = id
    }
    this.listener.change(data, seq)
  }

  private head(head: Head): void {
    observe({ block: head.block, at: head.at.unix })
    live.head.value = head
    this.listener.head?.(head)
  }
}

function pause(milliseconds: number, stop: AbortSignal): Promise<void> {
  return new Promise((resume) => {
    const end = () => {
      clearTimeout(timer)
      stop.removeEventListener('abort', end)
      resume()
    }
    const timer = setTimeout(end, milliseconds)
    stop.addEventListener('abort', end)
  })
}
