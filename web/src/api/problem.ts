/** A refusal or a fault, as the page tells it: RFC 9457 problem details, or what stands in for them. */
export interface ProblemDetails {
  readonly type: string
  readonly title: string
  readonly status: number
  /** One sentence with the numbers. */
  readonly detail: string
  /** The contract's error name where it is one. */
  readonly code?: string
  /** What to do now, one sentence. */
  readonly next?: string
  readonly [member: string]: unknown
}

export class Problem extends Error {
  readonly details: ProblemDetails
  /** Seconds after which the server wants to be asked again. */
  readonly retryAfter: number | undefined

  constructor(details: ProblemDetails, retryAfter?: number) {
    super(details.detail || details.title)
    this.name = 'Problem'
    this.details = details
    this.retryAfter = retryAfter
  }

  /** What was asked for does not exist. */
  get isAbsent(): boolean {
    return this.details.status === 404
  }
}

/** The kinds that we name ourselves, since no server spoke; the page has its own words for them. */
export const UNREACHABLE = 'about:unreachable'
export const UNREADABLE = 'about:unreadable'

/** The problem in an answer that is no success. */
export async function problemOf(answer: Response): Promise<Problem> {
  const retryAfter = Number(answer.headers.get('Retry-After') ?? Number.NaN)
  const said: unknown = answer.headers.get('Content-Type')?.includes('json') ? await answer.json() : {}
  const { status, statusText } = answer
  return new Problem(
    { type: UNREADABLE, title: statusText, status, detail: '', ...(said as Partial<ProblemDetails>) },
    Number.isFinite(retryAfter) ? retryAfter : undefined,
  )
}

export const unreachable = (): Problem =>
  new Problem({ type: UNREACHABLE, title: 'unreachable', status: 0, detail: '' })

/** What is told of something thrown: a fault of ours, or of an answer that is not what it should be. */
export const asProblem = (thrown: unknown): Problem =>
  thrown instanceof Problem ? thrown : new Problem({ type: UNREADABLE, title: '', status: 0, detail: String(thrown) })
