/** A refusal or a fault as one error: RFC 9457 problem details, or what stands in for them. */
import type { components } from './schema.ts'

/** Type, title, status, one sentence with the numbers, and the numbers as further members. */
export type ProblemDetails = components['schemas']['Problem']

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

/** Nobody answered: whether what was asked for was done is not known, and asking again is safe. */
export const UNREACHABLE = 'about:unreachable'
/** Something answered that is not what docs/api.md promises. */
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

/** The contract's error name, else the last word of the problem's type: what a program decides by. */
export const codeOf = ({ details }: Problem): string => details.code ?? details.type.split('/').at(-1)!

/**
 * One of the problem's numbers, from digits or a JSON number.
 * @throws RangeError when the problem has no such number.
 */
export function numberOf(problem: Problem, name: string): bigint {
  const member = problem.details[name]
  if (/^-?\d+$/.test(String(member))) return BigInt(member as string | number)
  throw new RangeError(`problem ${codeOf(problem)} has no number '${name}'`)
}
