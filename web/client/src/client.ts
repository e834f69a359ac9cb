import createClient, { type Client } from 'openapi-fetch'
import type { LocalAccount } from 'viem'
import type { BidOrder } from './bidding.ts'
import { hashOf, unspelled } from './hashing.ts'
import { isPassing, patient, type Fetch, type Patience } from './patience.ts'
import type {
  AnyChange, Auction, AuctionChange, Bid, Deployment, paths, Prepared, PrepareRequest, Quote, QuoteRequest, Vault,
  VaultChange, VaultSeqs,
} from './schema.ts'
import { follow, type Connection, type LiveMessage } from './stream.ts'
import { bidData, type BidMessage } from './typedData.ts'

/** How patient the client is, who it is, and what it insists on. */
export interface ClientOptions extends Patience {
  /** A key made by a session (`POST /v1/keys`); needed to withdraw bids only. */
  readonly key?: string
  /** Sign for this chain only; without it the server is believed. */
  readonly chainId?: number
  /** Sign for this contract only; without it the server is believed. With money at stake, set both. */
  readonly batchAuction?: string
  /** Milliseconds. A stream that says nothing for so long is dead: the server pings every 15 seconds. */
  readonly streamSilence: number
  readonly fetch: Fetch
}

const DEFAULTS: ClientOptions = {
  timeout: 10_000,
  maxTries: 5,
  firstPause: 250,
  longestPause: 60_000,
  streamSilence: 45_000,
  fetch: (request) => fetch(request),
}

/** The server's deployment is not the one that the options insist on: nothing was signed. */
export class WrongDeployment extends Error {}

/** A route that `get` reads, and what it gives. */
export type Route = {
  [Path in keyof paths]: paths[Path] extends Readable<unknown> ? Path : never
}[keyof paths]
export type Resource<Path extends Route> = paths[Path] extends Readable<infer Given> ? Given : never
/** Of the path and of the query; what the route needs must be given. */
export type Given<Path extends Route> = Pick<paths[Path]['get']['parameters'], 'path' | 'query'>
type Asking<Path extends Route> = Given<Path> extends { readonly path: object }
  ? [given: Given<Path>, signal?: AbortSignal] : [given?: Given<Path>, signal?: AbortSignal]

/** A route that `list` reads, and what it is a list of. */
export type ListRoute = { [Path in Route]: Resource<Path> extends PageOf<unknown> ? Path : never }[Route]
export type Entry<Path extends ListRoute> = Resource<Path> extends PageOf<infer Item> ? Item : never

interface Readable<Given> {
  get: { responses: { 200: { content: { 'application/json': Given } } } }
}
interface PageOf<Item> {
  readonly items: readonly Item[]
  readonly next: string | null
}

export interface Listening {
  /** Ends the stream, without an error. */
  readonly signal?: AbortSignal
  /** Told of each connection that begins or ends. */
  readonly connected?: (connection: Connection) => void
}
export interface Resuming extends Listening {
  /** Seq of the last change that was seen, to go on from there; without it the stream begins with a snapshot. */
  readonly after?: number
}

/**
 * The bidder API for programs: docs/api.md in types. Amounts are digits in text, as the API writes them: `BigInt` reads
 * them without losing a wei. Every method throws `Problem`: when the server refuses, and when none of the tries was
 * answered (`UNREACHABLE`).
 */
export class FractionalClient {
  private readonly site: string
  private readonly options: ClientOptions
  private readonly headers: Readonly<Record<string, string>>
  private readonly http: Client<paths>
  private known: Promise<Deployment> | undefined

  /** @param site where `/v1` lies */
  constructor(site: string | URL, options: Partial<ClientOptions> = {}) {
    this.site = String(site).replace(/\/+$/, '')
    this.options = { ...DEFAULTS, ...options }
    this.headers = this.options.key === undefined ? {} : { Authorization: `Bearer ${this.options.key}` }
    this.http = createClient<paths>({
      baseUrl: this.site,
      headers: this.headers,
      redirect: 'error', // a signature goes to the server that was named, or nowhere
      fetch: patient(this.options.fetch, this.options),
    })
  }

  /** A resource: `get('/v1/auctions/{id}', { path: { id } })`. */
  get<Path extends Route>(path: Path, ...[given, signal]: Asking<Path>): Promise<Resource<Path>> {
    return this.read(path, given, signal)
  }

  /** Part after part until the end of the list. */
  async *list<Path extends ListRoute>(
    path: Path, ...[given, signal]: Asking<Path>
  ): AsyncGenerator<Entry<Path>, void> {
    for (let after: string | null | undefined; after !== null;) {
      const query = { ...given?.query, ...(after !== undefined && { after }) }
      const page = await this.read<PageOf<Entry<Path>>>(path, { ...given, query }, signal)
      yield* page.items
      if (page.next === after) throw new Error(`${path}: the list goes on where it was`)
      after = page.next
    }
  }

  /** What a purchase or a bid would come to. */
  quote(auction: string, request: QuoteRequest, signal?: AbortSignal): Promise<Quote> {
    return dataOf(this.http.POST('/v1/auctions/{id}/quote', {
      params: { path: { id: auction } }, body: request, signal: signal ?? null,
    }))
  }

  /** The exact transaction for a call, decoded and simulated, for the caller to sign and send. */
  prepare(from: string, call: PrepareRequest['call'], signal?: AbortSignal): Promise<Prepared> {
    return dataOf(this.http.POST('/v1/transactions', { body: { from, call }, signal: signal ?? null }))
  }

  /**
   * Signs a bid and hands it in. What is signed is made here, from the order and the deployment; the server is not
   * asked what to sign. A bid that was answered is in the server's journal.
   * @param signer the owner, or who signs for the contract that is
   * @param idempotencyKey the bid's own hash without it: the same order handed in again is then one bid
   * @throws WrongDeployment when chain or contract are not those of the options
   */
  async placeBid(
    signer: Pick<LocalAccount, 'address' | 'signTypedData'>, order: BidOrder, idempotencyKey?: string,
    signal?: AbortSignal,
  ): Promise<Bid> {
    const { auction, isWhole, tick, owner = signer.address } = order
    const [quantity, nonce, deadline] = [String(order.quantity), String(order.nonce), String(order.deadline)]
    const message: BidMessage = { owner, id: auction, isWhole, tick: String(tick), quantity, nonce, deadline }
    const data = unspelled(bidData(await this.deployment(), message))
    const signature = await signer.signTypedData(data as Parameters<typeof signer.signTypedData>[0])
    const id = hashOf(data)
    const bid = await dataOf<Bid>(this.http.POST('/v1/bids', {
      params: { header: { 'Idempotency-Key': idempotencyKey ?? id } },
      body: { bid: { owner, auction, isWhole, tick, quantity, nonce, deadline }, signature },
      signal: signal ?? null,
    }))
    if (bid.id !== id) throw new Error(`bid ${id} was handed in, the answer is about ${bid.id}`)
    return bid
  }

  /** Takes back a bid that was not relayed yet; needs a key of its owner in the options. */
  withdraw(bid: string, signal?: AbortSignal): Promise<Bid> {
    return dataOf(this.http.DELETE('/v1/bids/{bid}', { params: { path: { bid } }, signal: signal ?? null }))
  }

  /** The auction, then each change of its vault and each block; it ends only with the signal, a Problem or a break. */
  stream(auction: string, resuming: Resuming = {}): AsyncGenerator<LiveMessage<Auction, AuctionChange>, void> {
    return this.follow(`/v1/auctions/${encodeURIComponent(auction)}/events`, 'auction', resuming)
  }

  /** The vault, then each change of it and each block. */
  streamVault(vault: string, resuming: Resuming = {}): AsyncGenerator<LiveMessage<Vault, VaultChange>, void> {
    return this.follow(`/v1/vaults/${encodeURIComponent(vault)}/events`, 'vault', resuming)
  }

  /** Each change of any vault and each block. It is not resumed: after a broken connection it begins again. */
  streamAll(listening: Listening = {}): AsyncGenerator<LiveMessage<VaultSeqs, AnyChange>, void> {
    return this.follow('/v1/events', '', listening)
  }

  private read<T>(path: Route, given: object = {}, signal?: AbortSignal): Promise<T> {
    return dataOf(this.http.GET(path as never, { params: given, signal: signal ?? null } as never))
  }

  private follow<R, C>(path: string, member: string, { signal, after, connected }: Resuming) {
    const { fetch, firstPause, longestPause, maxTries, streamSilence } = this.options
    return follow<R, C>(this.site + path, member, {
      fetch, firstPause, longestPause, after, connected,
      silence: streamSilence,
      headers: this.headers,
      signal: signal ?? new AbortController().signal,
      givesUp: (problem, fruitless) => fruitless >= maxTries || !isPassing(problem, this.options),
    })
  }

  /** Asked once: contracts do not move. */
  private deployment(): Promise<Deployment> {
    this.known ??= this.get('/v1/deployment').then((deployment) => {
      this.insistOn(deployment)
      return deployment
    })
    this.known.catch(() => { this.known = undefined })
    return this.known
  }

  private insistOn({ chainId, contracts: { batchAuction } }: Deployment): void {
    const wanted = this.options
    if (wanted.chainId !== undefined && wanted.chainId !== chainId)
      throw new WrongDeployment(`the server is for chain ${chainId}, the options insist on chain ${wanted.chainId}`)
    if (wanted.batchAuction !== undefined && wanted.batchAuction.toLowerCase() !== batchAuction.toLowerCase())
      throw new WrongDeployment(
        `the server's batch auction is ${batchAuction}, the options insist on ${wanted.batchAuction}`)
  }
}

/** `patient` lets only successes through. */
const dataOf = async <T>(asked: Promise<{ readonly data?: unknown }>): Promise<T> => (await asked).data as T
