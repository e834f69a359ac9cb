import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { Problem, UNREACHABLE, UNREADABLE } from '../../client/src/problem.ts'
import { forgetReads, read, readAll, type List } from '../../src/api/read.ts'
import { forget, now } from '../../src/clock.ts'

const asOf = { block: 7, hash: '0x1', at: { rfc3339: '', unix: 1_000 }, finality: 'pending', seq: 3 }
const real = globalThis.fetch
let asked: { path: string; tag: string | null }[] = []

const answers = (answer: (path: string, tag: string | null) => Response): void => {
  globalThis.fetch = (input, init) => {
    const tag = new Headers(init?.headers).get('If-None-Match')
    asked.push({ path: String(input), tag })
    return Promise.resolve(answer(String(input), tag))
  }
}

beforeEach(() => {
  asked = []
  forgetReads()
  forget()
})
afterEach(() => {
  globalThis.fetch = real
})

test('a problem is thrown with its sentence and its code', async () => {
  answers(
    () =>
      new Response(
        JSON.stringify({
          type: '/problems/price-above-max',
          title: 'price above max',
          status: 409,
          detail: 'the price is 5, your maximum 4',
          code: 'PriceAboveMax',
        }),
        { status: 409, headers: { 'Content-Type': 'application/problem+json', 'Retry-After': '12' } },
      ),
  )
  await assert.rejects(
    read('/v1/vaults'),
    (error: Problem) =>
      error.message === 'the price is 5, your maximum 4' &&
      error.details.code === 'PriceAboveMax' &&
      error.retryAfter === 12,
  )
})

test('an answer that is no problem document is a problem all the same', async () => {
  answers(() => new Response('<html>', { status: 502, statusText: 'Bad Gateway' }))
  await assert.rejects(
    read('/v1/vaults'),
    (error: Problem) => error.details.type === UNREADABLE && error.details.status === 502,
  )
})

test('a server that does not answer is told apart from one that refuses', async () => {
  globalThis.fetch = () => Promise.reject(new TypeError('fetch failed'))
  await assert.rejects(read('/v1/vaults'), (error: Problem) => error.details.type === UNREACHABLE)
})

test('what did not change is not sent again', async () => {
  answers((_, tag) =>
    tag === '"3-a"'
      ? new Response(null, { status: 304 })
      : new Response(JSON.stringify({ asOf, name: 'x' }), { headers: { ETag: '"3-a"' } }),
  )
  const first = await read<{ name: string }>('/v1/vaults/1')
  const second = await read<{ name: string }>('/v1/vaults/1')
  assert.equal(second, first)
  assert.deepEqual(
    asked.map(({ tag }) => tag),
    [null, '"3-a"'],
  )
})

test('an answer tells the clock', async () => {
  answers(() => new Response(JSON.stringify({ asOf }), { headers: { Date: new Date(1_005_000).toUTCString() } }))
  await read('/v1/risk')
  assert.ok(Math.abs(now()! - 1_005) < 1)
})

test('a list is joined over its parts, and says so when it ends too early', async () => {
  answers((path) => {
    const after = Number(new URL(path, 'http://x').searchParams.get('after') ?? 0)
    return new Response(
      JSON.stringify({ asOf, items: [after], next: after === 2 && !path.includes('all') ? null : String(after + 1) }),
    )
  })
  assert.deepEqual(((await readAll<number>('/v1/vaults')) as List<number>).items, [0, 1, 2])
  const cut = await readAll<number>('/v1/vaults?all=1')
  assert.equal(cut.items.length, 10)
  assert.equal(cut.next, '10')
})
