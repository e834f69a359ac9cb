/** The transactions of this tab, followed through the wallet's node until nothing can change any more. */
import { signal } from '@preact/signals'
import { announce } from '../announce.ts'
import { live } from '../api/live.ts'
import type { Wallet } from '../wallet/discovery.ts'
import { keep, keptTransactions, letGo, withNews } from './kept.ts'
import { isOver, type Sent } from './progress.ts'
import { follow } from './tracking.ts'
import { stateWords } from './words.ts'

/** Newest first. */
export const tracked = signal<readonly Sent[]>([])

/** Why the wallet's node cannot be asked at present, by hash. */
export const lookFaults = signal<Readonly<Record<string, string>>>({})

const running = new Map<string, AbortController>()

/** What was sent before a reload. */
export function restoreTracked(): void {
  tracked.value = keptTransactions(sessionStorage)
}

/** Follows what this wallet can see: the transactions of its chain. */
export function followAll({ provider }: Wallet, chainId: number): () => void {
  for (const sent of tracked.peek()) {
    if (sent.chainId === chainId && !isOver(sent)) track(sent, { provider })
  }
  return () => {
    for (const stop of running.values()) stop.abort()
    running.clear()
  }
}

/** Follows one transaction; `tell` hears each new state as well. */
export function track(sent: Sent, { provider }: Pick<Wallet, 'provider'>, tell?: (sent: Sent) => void): void {
  running.get(sent.hash)?.abort()
  const stop = new AbortController()
  running.set(sent.hash, stop)
  put(sent)
  void follow(sent, {
    provider,
    stop: stop.signal,
    wait: (milliseconds) => untilNews(milliseconds, stop.signal),
    read: async (data) => (await import('./decode.ts')).refusalOf(data),
    tell(next, fault) {
      put(next)
      setFault(next.hash, fault)
      if (fault === undefined) announceState(next)
      tell?.(next)
    },
  })
}

export function dismiss(hash: string): void {
  running.get(hash)?.abort()
  running.delete(hash)
  letGo(sessionStorage, hash)
  tracked.value = tracked.peek().filter((sent) => sent.hash !== hash)
}

function put(sent: Sent): void {
  keep(sessionStorage, sent)
  tracked.value = withNews(tracked.peek(), sent)
}

function setFault(hash: string, fault: string | undefined): void {
  const { [hash]: before, ...others } = lookFaults.peek()
  if (before !== fault) lookFaults.value = fault === undefined ? others : { ...others, [hash]: fault }
}

function announceState(sent: Sent): void {
  if (sent.state.is === 'sent' && sent.state.wasIn === undefined) return
  announce(`${sent.sentence}: ${stateWords(sent.state)}`, 'assertive')
}

/** Waits, but no longer than until a stream tells of a new block: it may hold what we wait for. */
function untilNews(milliseconds: number, stop: AbortSignal): Promise<void> {
  return new Promise((resume) => {
    const start = live.head.peek()
    const end = (): void => {
      clearTimeout(timer)
      unsubscribe()
      stop.removeEventListener('abort', end)
      resume()
    }
    const timer = setTimeout(end, milliseconds)
    stop.addEventListener('abort', end)
    const unsubscribe = live.head.subscribe((head) => {
      if (head !== start) queueMicrotask(end)
    })
  })
}
