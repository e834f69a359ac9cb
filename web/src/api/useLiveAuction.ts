/** An auction that moves while somebody looks: read once, then told by its stream, price by price. */
import { signal, useSignalEffect } from '@preact/signals'
import { useEffect, useMemo } from '../hooks.ts'
import { live } from './live.ts'
import { Problem, unreachable } from '../../client/src/problem.ts'
import { read } from './read.ts'
import type { Resource, Watched } from './resource.ts'
import type { Auction, Head } from './types.ts'
import { useStream } from './useStream.ts'

export function useLiveAuction(id: string): Watched<Auction> {
  const path = `/v1/auctions/${encodeURIComponent(id)}`
  const now = useMemo(() => signal<Resource<Auction>>({ state: 'loading' }), [])
  const again = (): void => { void readInto(path, now) }
  useEffect(again, [path])
  useStream(`${path}/events`, {
    snapshot: (data) => { now.value = { state: 'ready', data: data as Auction } },
    change: (data) => {
      const { auction } = data as { auction?: Auction }
      if (auction) now.value = { state: 'ready', data: auction }
      else again()
    },
    // The price at once; the next step and the items' prices with the resource.
    head: (head) => {
      now.value = withHead(now.peek(), head)
      again()
    },
  })
  useSignalEffect(() => {
    const connection = live.connection.value
    const shown = now.peek()
    if (shown.state === 'ready' && connection?.state === 'reconnecting') {
      now.value = { state: 'stale', data: shown.data, problem: connection.problem }
    }
  })
  return { now, again }
}

type Held = { value: Resource<Auction>, peek(): Resource<Auction> }

async function readInto(path: string, now: Held): Promise<void> {
  try {
    const data = await read<Auction>(path)
    const before = now.peek()
    const isOlder = 'data' in before && before.data.asOf.block > data.asOf.block
    if (!isOlder) now.value = { state: 'ready', data }
  } catch (error) {
    const problem = error instanceof Problem ? error : unreachable()
    const before = now.peek()
    now.value = 'data' in before && !problem.isAbsent
      ? { state: 'stale', data: before.data, problem } : { state: 'failed', problem }
  }
}

function withHead(before: Resource<Auction>, { priceNow, ...block }: Head): Resource<Auction> {
  if (!('data' in before)) return before
  const { asOf, dutch } = before.data
  const isPriced = priceNow !== undefined && before.data.kind === 'dutch'
  return {
    state: 'ready',
    data: {
      ...before.data, asOf: { ...asOf, ...block, finality: asOf.finality },
      dutch: isPriced ? { ...dutch, priceNow } : dutch,
    },
  }
}
