import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { privateKeyToAccount } from 'viem/accounts'
import { recoverTypedDataAddress } from 'viem'
import {
  BidOrder, codeOf, escrowUp, FractionalClient, numberOf, priceOf, Problem, tickAt, UNREACHABLE, WrongDeployment,
} from '../src/index.ts'
import { hashOf } from '../src/hashing.ts'
import { pauseAfter } from '../src/patience.ts'
import { bidData } from '../src/typedData.ts'
import { breaks, gives, refuses, served, type Handler } from './served.ts'

const owner = privateKeyToAccount(`0x${'7'.repeat(64)}`)
const contract = '0x' + '11'.repeat(20)
const deployment = { chainId: 31_337, contracts: { batchAuction: contract } }
const order = { ...BidOrder.parts('123', 700, 12_345n, 1_700_000_000), nonce: 42n }
const message = {
  owner: owner.address, id: '123', isWhole: false, tick: '700', quantity: '12345', nonce: '42', deadline: '1700000000',
}
const id = hashOf(bidData(deployment as never, message))
const swift = { firstPause: 1, longestPause: 5_000 }

const refusalOf = (asked: Promise<unknown>): Promise<Problem> =>
  asked.then(() => assert.fail('it was not refused'), (thrown: unknown) => {
    assert.ok(thrown instanceof Problem, String(thrown))
    return thrown
  })

describe('bids', () => {
  test('retries keep key and signature: one bid, however often it is handed in', async () => {
    const handlers = [
      gives(deployment), refuses(503, {}, { 'Retry-After': '0' }), breaks, refuses(429, {}), gives({ id }, 201),
    ]
    await served(handlers, async (site, asked) => {
      const bid = await new FractionalClient(site, swift).placeBid(owner, order)
      assert.equal(bid.id, id)
      const posts = asked.filter(({ method }) => method === 'POST')
      assert.equal(posts.length, 4)
      assert.deepEqual([...new Set(posts.map(({ headers }) => headers['idempotency-key']))], [id])
      assert.equal(new Set(posts.map(({ body }) => body)).size, 1)
    })
  })

  test('what is sent is what was signed, amounts as digits', async () => {
    await served([gives(deployment), gives({ id }, 201)], async (site, asked) => {
      await new FractionalClient(site).placeBid(owner, order)
      const { bid, signature } = JSON.parse(asked[1]!.body)
      assert.deepEqual(bid, {
        owner: owner.address, auction: '123', isWhole: false, tick: 700, quantity: '12345', nonce: '42',
        deadline: '1700000000',
      })
      const signed = { ...bidData(deployment as never, message), signature } as never
      assert.equal(await recoverTypedDataAddress(signed), owner.address)
    })
  })

  test('a key of the caller is used as it is', async () => {
    await served([gives(deployment), gives({ id }, 201)], async (site, asked) => {
      await new FractionalClient(site).placeBid(owner, order, 'mine')
      assert.equal(asked[1]!.headers['idempotency-key'], 'mine')
    })
  })

  test('an answer about another bid is no answer', async () => {
    await served([gives(deployment), gives({ id: '0x12' }, 201)], async (site) => {
      await assert.rejects(new FractionalClient(site).placeBid(owner, order), /the answer is about 0x12/)
    })
  })

  test('another chain or contract than the options insist on gets no signature', async () => {
    const signer = { address: owner.address, signTypedData: () => assert.fail('it was signed') }
    for (const options of [{ chainId: 1 }, { batchAuction: '0x' + '22'.repeat(20) }])
      await served([gives(deployment)], async (site, asked) => {
        const client = new FractionalClient(site, options)
        await assert.rejects(client.placeBid(signer as never, order), WrongDeployment)
        assert.ok(asked.every(({ method }) => method === 'GET'))
      })
  })

  test('orders that no contract takes are refused at once', () => {
    for (const tick of [-1, 65_536, 0.5]) assert.throws(() => BidOrder.parts('1', tick, 1n, 1), RangeError)
    for (const units of [0n, -1n, 1n << 128n]) assert.throws(() => BidOrder.parts('1', 0, units, 1), RangeError)
    assert.notEqual(BidOrder.whole('1', 1n, 1).nonce, BidOrder.whole('1', 1n, 1).nonce)
  })

  test('a tick is the highest within the limit, and its escrow is rounded up', () => {
    const batch = { reservePrice: '1000', tickSize: '10', topTick: 5, supply: '3' }
    const limits = [999n, 1_000n, 1_019n, 1_020n, 9_999n]
    assert.deepEqual(limits.map((limit) => tickAt(batch, limit)), [undefined, 0, 1, 2, 5])
    assert.equal(priceOf(batch, 2), 1_020n)
    assert.equal(escrowUp(batch, 1, 1n), 337n)
  })
})

describe('refusals', () => {
  test('the contract\'s error name, its numbers, and what to do now', async () => {
    const members = { code: 'PriceAboveMax', price: '12', maxPrice: 7, next: 'look again', given: 'x' }
    await served([refuses(409, members)], async (site, asked) => {
      const problem = await refusalOf(new FractionalClient(site).quote('1', { kind: 'take' } as never))
      assert.deepEqual([problem.details.status, codeOf(problem), problem.message, problem.details.next],
        [409, 'PriceAboveMax', 'why', 'look again'])
      assert.deepEqual([numberOf(problem, 'price'), numberOf(problem, 'maxPrice')], [12n, 7n])
      for (const name of ['given', 'nothing']) assert.throws(() => numberOf(problem, name), RangeError)
      assert.equal(asked.length, 1, 'what was refused for good is not asked again')
    })
  })

  test('without a code it is the last word of the type', async () => {
    await served([refuses(404, { type: '/problems/not-found' })], async (site) => {
      const problem = await refusalOf(new FractionalClient(site).get('/v1/auctions/{id}', { path: { id: '1' } }))
      assert.deepEqual([codeOf(problem), problem.isAbsent], ['not-found', true])
    })
  })

  test('tries end: the last refusal is told, or that nobody answered', async () => {
    await served([refuses(503, {})], async (site, asked) => {
      const problem = await refusalOf(new FractionalClient(site, { ...swift, maxTries: 3 }).get('/v1/deployment'))
      assert.deepEqual([problem.details.status, asked.length], [503, 3])
    })
    await served([breaks], async (site) => {
      const problem = await refusalOf(new FractionalClient(site, { ...swift, maxTries: 2 }).get('/v1/deployment'))
      assert.equal(problem.details.type, UNREACHABLE)
      assert.ok(problem.cause instanceof Error, 'what broke is told')
    })
  })

  test('who is told to wait longer than the longest pause gives up', async () => {
    await served([refuses(429, {}, { 'Retry-After': '6' })], async (site, asked) => {
      const problem = await refusalOf(new FractionalClient(site, swift).get('/v1/deployment'))
      assert.deepEqual([problem.retryAfter, asked.length], [6, 1])
    })
  })

  test('Retry-After is waited for', async () => {
    await served([refuses(429, {}, { 'Retry-After': '1' }), gives(deployment)], async (site) => {
      const began = performance.now()
      await new FractionalClient(site, swift).get('/v1/deployment')
      assert.ok(performance.now() - began >= 990)
    })
  })

  test('pauses double up to the longest and are spread', () => {
    const pauses = { firstPause: 100, longestPause: 300 }
    const problem = (retryAfter?: number): Problem => new Problem({} as never, retryAfter)
    for (const [tries, least] of [[1, 100], [2, 200], [3, 300], [9, 300]] as const) {
      const found = Array.from({ length: 50 }, () => pauseAfter(tries, problem(), pauses))
      assert.ok(found.every((pause) => pause >= least && pause < least + 100))
      assert.ok(new Set(found).size > 1)
    }
    assert.ok(pauseAfter(1, problem(2), pauses) >= 2_000)
  })

  test('a server that is silent is asked again', async () => {
    await served([() => undefined, gives(deployment)], async (site, asked) => {
      await new FractionalClient(site, { ...swift, timeout: 1_000 }).get('/v1/deployment')
      assert.equal(asked.length, 2)
    })
  })

  test('who ends it early is told so, and nothing is asked again', async () => {
    const stop = { now: new AbortController() }
    const inTheRequest: Handler = () => stop.now.abort()
    const inThePause: Handler = (response, asked) => {
      refuses(503, {}, { 'Retry-After': '60' })(response, asked)
      setTimeout(() => stop.now.abort(), 50)
    }
    for (const [handler, maxTries] of [[inTheRequest, 1], [inThePause, 2]] as const) {
      stop.now = new AbortController()
      await served([handler], async (site, asked) => {
        const began = performance.now()
        const client = new FractionalClient(site, { firstPause: 1, maxTries })
        await assert.rejects(client.get('/v1/deployment', {}, stop.now.signal), { name: 'AbortError' })
        assert.equal(asked.length, 1)
        assert.ok(performance.now() - began < 30_000, 'nobody waits for the end of the pause')
      })
    }
  })

  test('a redirect is not followed', async () => {
    const away: Handler = (response) => { response.writeHead(307, { Location: '/elsewhere' }).end() }
    await served([gives(deployment), away], async (site, asked) => {
      await refusalOf(new FractionalClient(site, { ...swift, maxTries: 1 }).placeBid(owner, order))
      assert.deepEqual(asked.map(({ path }) => path), ['/v1/deployment', '/v1/bids'])
    })
  })
})

test('a list is read part after part, and the key is sent with each', async () => {
  const handlers = [gives({ items: [1, 2], next: 'a b' }), gives({ items: [3], next: null })]
  await served(handlers, async (site, asked) => {
    const found = []
    const client = new FractionalClient(`${site}/`, { key: 'fk_1' })
    const given = { path: { id: '7' }, query: { owner: '0x1' } }
    for await (const bid of client.list('/v1/auctions/{id}/bids', given)) found.push(bid)
    assert.deepEqual(found, [1, 2, 3])
    assert.deepEqual(asked.map(({ path }) => path),
      ['/v1/auctions/7/bids?owner=0x1', '/v1/auctions/7/bids?owner=0x1&after=a%20b'])
    assert.ok(asked.every(({ headers }) => headers.authorization === 'Bearer fk_1'))
  })
})

/** Never run: that the compiler refuses each of these is the test. */
export async function refusedByTheCompiler(client: FractionalClient): Promise<unknown[]> {
  const vault = await client.get('/v1/vaults/{vault}', { path: { vault: '0x1' } })
  return [
    // @ts-expect-error no such route
    client.get('/v1/vault/{vault}', { path: { vault: '0x1' } }),
    // @ts-expect-error the route needs its id
    client.get('/v1/auctions/{id}'),
    // @ts-expect-error no such parameter
    client.list('/v1/vaults', { query: { owner: '0x1' } }),
    // @ts-expect-error an auction is no list
    client.list('/v1/auctions/{id}', { path: { id: '1' } }),
    // @ts-expect-error no such member
    vault.shares,
    // @ts-expect-error a vault may have no loan
    vault.loan.debt,
    // @ts-expect-error no such state
    vault.state === 'closed',
  ]
}
