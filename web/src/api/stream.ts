/** A stream of the API for as long as somebody looks: it never gives up, and says when what is shown is old. */
import { signal, type ReadonlySignal } from '@preact/signals'
import { follow, type Connection, type LiveMessage } from '../../client/src/stream.ts'
import { observe } from '../clock.ts'
import { live } from './live.ts'
import type { Head } from './types.ts'

/** Milliseconds without a byte after which a connection is taken for dead: the server pings each 15 s. */
const SILENCE = 40_000
/** Milliseconds before the second try, unless the server says otherwise; doubled up to the longest. */
const FIRST_PAUSE = 2_000
const LONGEST_PAUSE = 30_000

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
  readonly firstPause: number
  readonly longestPause: number
}

export function openStream(
  path: string,
  listener: Listener,
  times: StreamTimes = { silence: SILENCE, firstPause: FIRST_PAUSE, longestPause: LONGEST_PAUSE },
): Stream {
  const connection = signal<Connection>({ state: 'connecting' })
  const stop = new AbortController()
  const connected = (next: Connection): void => {
    connection.value = next
    live.connection.value = next
  }
  const messages = follow(path, '', { ...times, fetch, signal: stop.signal, connected, givesUp: () => false })
  void listen(messages, listener)
  return {
    connection,
    close() {
      if (live.connection.peek() === connection.peek()) live.connection.value = undefined
      stop.abort()
    },
  }
}

/** A fault of a listener is told to the console; it does not end the stream. */
async function listen(messages: AsyncIterable<LiveMessage<unknown>>, listener: Listener): Promise<void> {
  for await (const message of messages) {
    try {
      handOn(message, listener)
    } catch (error) {
      reportError(error)
    }
  }
}

function handOn(message: LiveMessage<unknown>, listener: Listener): void {
  switch (message.type) {
    case 'snapshot':
      return listener.snapshot(message.resource, message.isReset)
    case 'change':
      return listener.change(message.change, message.seq)
    case 'head':
      observe({ block: message.head.block, at: message.head.at.unix })
      live.head.value = message.head
      return listener.head?.(message.head)
  }
}
