import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FractionalClient, type Connection, Problem } from '../src/index.ts'
import { refuses, served, streams, type Handler } from './served.ts'

const RETRY = 'retry: 1\n\n'
const change = (seq: number): string => `id: ${seq}\nevent: change\ndata: {"seq":${seq},"auction":{"id":"${seq}"}}\n\n`
const snapshot = (seq: number, name = 'snapshot'): string =>
  `${RETRY}id: ${seq}\nevent: ${name}\ndata: {"id":"${seq}"}\n\n`
const head = 'event: head\ndata: {"block":9}\n\n'
const dropped = 'event: dropped\ndata: {"reason":"256 messages behind"}\n\n'

/** What is told until there is so much of it; the reader then leaves. */
async function told(
  handlers: Handler[], count: number, options: { after?: number; connected?: (now: Connection) => void } = {},
): Promise<{ log: string[]; resumedAfter: unknown[] }> {
  const log: string[] = []
  const resumedAfter: unknown[] = []
  await served(handlers, async (site, asked) => {
    const client = new FractionalClient(site, { firstPause: 1, longestPause: 5, maxTries: 3 })
    for await (const message of client.stream('7', options)) {
      log.push(message.type === 'snapshot' ? `${message.isReset ? 'reset' : 'snapshot'} ${message.resource.id}`
        : message.type === 'change' ? `change ${message.seq} ${message.resource?.id}` : `head ${message.head.block}`)
      if (log.length === count) break
    }
    resumedAfter.push(...asked.map(({ headers }) => headers['last-event-id']))
  })
  return { log, resumedAfter }
}

test('a stream goes on after the last change: none lost, none doubled', async () => {
  const { log, resumedAfter } = await told(
    [streams(snapshot(10) + change(11) + head), streams(change(11) + change(12)), streams(change(13), true)], 5)
  assert.deepEqual(log, ['snapshot 10', 'change 11 11', 'head 9', 'change 12 12', 'change 13 13'])
  assert.deepEqual(resumedAfter, [undefined, '11', '12'])
})

test('a reader who was here before begins where it was', async () => {
  const { log, resumedAfter } = await told([streams(change(6), true)], 1, { after: 5 })
  assert.deepEqual([log, resumedAfter], [['change 6 6'], ['5']])
})

test('what was missed for good is said by a snapshot that is a reset', async () => {
  const { log } = await told([streams(snapshot(10)), streams(snapshot(5_000, 'reset') + change(5_001), true)], 3)
  assert.deepEqual(log, ['snapshot 10', 'reset 5000', 'change 5001 5001'])
})

test('who was dropped comes again after the last change, and is told why', async () => {
  const states: Connection[] = []
  const { log, resumedAfter } = await told(
    [streams(snapshot(1) + dropped + change(9), true), streams(change(2), true)], 2,
    { connected: (now) => states.push(now) })
  assert.deepEqual([log, resumedAfter], [['snapshot 1', 'change 2 2'], [undefined, '1']])
  assert.deepEqual(states.map(({ state }) => state), ['connecting', 'live', 'dropped', 'live'])
  assert.ok(states.some((one) => one.state === 'dropped' && one.reason === '256 messages behind'))
})

test('a change that was left out is asked for again', async () => {
  const { log } = await told([streams(snapshot(1) + change(3), true), streams(change(2) + change(3), true)], 3)
  assert.deepEqual(log, ['snapshot 1', 'change 2 2', 'change 3 3'])
})

test('a refusal that stays ends the stream at once, a passing one after all tries', async () => {
  for (const [status, tries] of [[404, 1], [503, 3]] as const) {
    await served([refuses(status, {})], async (site, asked) => {
      const client = new FractionalClient(site, { firstPause: 1, longestPause: 5, maxTries: 3 })
      await assert.rejects(client.stream('7').next(), (thrown) => thrown instanceof Problem
        && thrown.details.status === status)
      assert.equal(asked.length, tries)
    })
  }
})

test('connections that bring nothing end the stream, one that brings something counts anew', async () => {
  const nothing = streams(RETRY)
  const { log } = await told([nothing, nothing, streams(snapshot(1)), nothing, streams(change(2))], 2)
  assert.deepEqual(log, ['snapshot 1', 'change 2 2'])
  await assert.rejects(told([nothing], 1), Problem)
})

test('the signal ends it without an error, between messages and while it waits for one', async () => {
  await served([streams(snapshot(1), true)], async (site) => {
    const stop = new AbortController()
    const seen: string[] = []
    for await (const { type } of new FractionalClient(site).stream('7', { signal: stop.signal })) {
      seen.push(type)
      setTimeout(() => stop.abort(), 20)
    }
    assert.deepEqual(seen, ['snapshot'])
    for await (const { type } of new FractionalClient(site).stream('7', { signal: stop.signal })) assert.fail(type)
  })
})

test('a stream that says nothing is taken for dead', async () => {
  // It may be taken for dead before it said anything at all: then it is asked from the beginning again.
  const silent: Handler = (response, asked) =>
    streams(asked.headers['last-event-id'] === '1' ? change(2) : snapshot(1), true)(response, asked)
  await served([silent], async (site) => {
    const client = new FractionalClient(site, { firstPause: 1, streamSilence: 300, maxTries: 100 })
    const seqs: number[] = []
    for await (const message of client.stream('7')) {
      if (message.type !== 'head') seqs.push(message.seq)
      if (seqs.length === 2) break
    }
    assert.deepEqual(seqs, [1, 2])
  })
})

test('a stream over all vaults has no ids: its changes are told as they come', async () => {
  const any = (seq: number): string => `event: change\ndata: {"vault":"0x1","seq":${seq},"kind":"x"}\n\n`
  await served([streams('event: snapshot\ndata: {"vaults":[]}\n\n' + any(5) + any(3), true)], async (site) => {
    const seqs: unknown[] = []
    for await (const message of new FractionalClient(site).streamAll()) {
      seqs.push(message.type === 'change' ? message.change.seq : message.type)
      if (seqs.length === 3) break
    }
    assert.deepEqual(seqs, ['snapshot', 5, 3])
  })
})
