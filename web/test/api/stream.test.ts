import assert from 'node:assert/strict'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { effect } from '@preact/signals'
import type { Connection } from '../../client/src/stream.ts'
import { openStream, type Listener, type Stream } from '../../src/api/stream.ts'

/** Nothing here rests on a time: what happens is awaited, and no wait is long enough to be noticed or missed. */
const times = { silence: 600_000, firstPause: 1, longestPause: 5 }

type Handler = (request: IncomingMessage, response: ServerResponse, connection: number) => void

/** A server whose n-th connection is handled by the n-th handler, the last one for all after it. */
async function served(handlers: Handler[], run: (path: string) => Promise<void>): Promise<void> {
  let connections = 0
  const server = createServer((request, response) => {
    const handler = handlers[Math.min(connections, handlers.length - 1)]!
    handler(request, response, connections++)
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  try {
    await run(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/vaults/x/events`)
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

const open = (response: ServerResponse, text: string): void => {
  response.writeHead(200, { 'Content-Type': 'text/event-stream' })
  response.write(text)
}
const change = (seq: number): string => `id: ${seq}\nevent: change\ndata: {"seq":${seq}}\n\n`
const snapshot = (seq: number, name = 'snapshot'): string => `id: ${seq}\nevent: ${name}\ndata: {"seq":${seq}}\n\n`

class Told implements Listener {
  readonly log: string[] = []
  readonly connections: Connection[] = []
  private readonly waiting: [count: number, resume: () => void][] = []

  snapshot(data: unknown, isReset: boolean) {
    this.add(`${isReset ? 'reset' : 'snapshot'} ${(data as { seq: number }).seq}`)
  }
  change(_: unknown, seq: number) {
    this.add(`change ${seq}`)
  }

  watch(stream: Stream): () => void {
    return effect(() => {
      this.connections.push(stream.connection.value)
    })
  }

  until(count: number): Promise<void> {
    return new Promise((resume) => {
      this.waiting.push([count, resume])
      this.wake()
    })
  }

  private add(line: string) {
    this.log.push(line)
    this.wake()
  }

  private wake() {
    for (const [count, resume] of this.waiting) if (this.log.length >= count) resume()
  }
}

test('a refusal is told with its sentence, and Retry-After is kept', async () => {
  await served(
    [
      (_, response) =>
        response
          .writeHead(503, { 'Content-Type': 'application/problem+json', 'Retry-After': '0' })
          .end(
            JSON.stringify({
              type: '/problems/not-ready',
              title: 'not ready',
              status: 503,
              detail: 'no block was followed yet',
            }),
          ),
      (_, response) => open(response, snapshot(3)),
    ],
    async (path) => {
      const told = new Told()
      const stream = openStream(path, told, times)
      const end = told.watch(stream)
      await told.until(1)
      stream.close()
      end()
      const refused = told.connections.find((one) => one.state === 'reconnecting')
      assert.equal(refused?.problem.message, 'no block was followed yet')
      assert.equal(refused?.problem.retryAfter, 0)
    },
  )
})

test('a connection that ends is resumed after the last event: none lost, none doubled', async () => {
  const resumedAfter: unknown[] = []
  await served(
    [
      (_, response) => {
        open(response, snapshot(10) + change(11) + change(12))
        response.end()
      },
      (request, response) => {
        resumedAfter.push(request.headers['last-event-id'])
        open(response, change(12) + change(13))
        response.end()
      },
      (request, response) => {
        resumedAfter.push(request.headers['last-event-id'])
        open(response, change(14))
      },
    ],
    async (path) => {
      const told = new Told()
      const stream = openStream(path, told, times)
      await told.until(5)
      stream.close()
      assert.deepEqual(told.log, ['snapshot 10', 'change 11', 'change 12', 'change 13', 'change 14'])
      assert.deepEqual(resumedAfter, ['12', '13'])
    },
  )
})

test('too old a place is answered with a reset, and goes on from there', async () => {
  await served(
    [
      (_, response) => {
        open(response, snapshot(10))
        response.end()
      },
      (_, response) => open(response, snapshot(5_000, 'reset') + change(5_001)),
    ],
    async (path) => {
      const told = new Told()
      const stream = openStream(path, told, times)
      await told.until(3)
      stream.close()
      assert.deepEqual(told.log, ['snapshot 10', 'reset 5000', 'change 5001'])
    },
  )
})

test('a drop is told with its reason', async () => {
  await served(
    [
      (_, response) => {
        open(response, `${snapshot(1)}event: dropped\ndata: {"reason":"256 messages behind"}\n\n`)
      },
      (_, response) => open(response, change(2)),
    ],
    async (path) => {
      const told = new Told()
      const stream = openStream(path, told, times)
      const end = told.watch(stream)
      await told.until(2)
      stream.close()
      end()
      assert.ok(told.connections.some((one) => one.state === 'dropped' && one.reason === '256 messages behind'))
    },
  )
})

test('a connection that says nothing is taken for dead', async () => {
  // It may be taken for dead before it said anything at all: then it is asked from the beginning again.
  await served(
    [(request, response) => open(response, request.headers['last-event-id'] === '1' ? change(2) : snapshot(1))],
    async (path) => {
      const told = new Told()
      const stream = openStream(path, told, { ...times, silence: 100 })
      await told.until(2)
      stream.close()
      assert.deepEqual([...new Set(told.log)], ['snapshot 1', 'change 2'])
    },
  )
})

test('a stream that is closed asks no more', async () => {
  let asked = 0
  await served(
    [
      (_, response) => {
        asked++
        open(response, snapshot(1))
        response.end()
      },
    ],
    async (path) => {
      const told = new Told()
      const stream = openStream(path, told, { ...times, firstPause: 10_000 })
      await told.until(1)
      stream.close()
      assert.equal(asked, 1)
    },
  )
})
