/** Asks, and asks again where that is safe and helps. Everything that this client sends is safe to send twice. */
import { Problem, problemOf, unreachable } from './problem.ts'

export interface Patience {
  /** Milliseconds for one try. The server answers in milliseconds; a slow network needs seconds. */
  readonly timeout: number
  /** Tries in all, at 429, 502, 503, 504, a timeout or a broken connection. */
  readonly maxTries: number
  /** Milliseconds after the first try; doubled with each one, unless the server says how long. */
  readonly firstPause: number
  /** Milliseconds. Who is told to wait longer gives up instead: a bid that is minutes late helps nobody. */
  readonly longestPause: number
}

export type Fetch = (request: Request) => Promise<Response>

/** Bodies that may not exist, by HTTP. */
const NO_CONTENT = 204

/**
 * The first answer that is a success.
 * @throws Problem of the last try; the signal's reason when its caller ended it.
 */
export const patient = (fetch: Fetch, patience: Patience): Fetch => async (request) => {
  for (let tries = 1; ; tries++) {
    const answer = await once(fetch, request, patience.timeout)
    if (!(answer instanceof Problem) && answer.ok) return answer
    const problem = answer instanceof Problem ? answer : await problemOf(answer)
    if (tries >= patience.maxTries || !isPassing(problem, patience)) throw problem
    await rest(pauseAfter(tries, problem, patience), request.signal)
  }
}

type Pauses = Pick<Patience, 'firstPause' | 'longestPause'>

/** Whether the same request may succeed soon enough. */
export const isPassing = ({ details, retryAfter = 0 }: Problem, { longestPause }: Pauses): boolean =>
  [0, 429, 502, 503, 504].includes(details.status) && retryAfter * 1_000 <= longestPause

/** Milliseconds; spread, so that those who were refused together do not come again together. */
export const pauseAfter = (tries: number, { retryAfter }: Problem, { firstPause, longestPause }: Pauses): number =>
  (retryAfter === undefined ? Math.min(longestPause, firstPause * 2 ** (tries - 1)) : retryAfter * 1_000)
  + Math.random() * firstPause

/** With what broke: the page shows none of it and does not load it. */
export const unanswered = (cause: unknown): Problem => Object.assign(unreachable(), { cause })

/** Ends early, and quietly, when the signal says so. */
export const rest = (milliseconds: number, stop: AbortSignal): Promise<void> => new Promise((resume) => {
  const end = (): void => {
    clearTimeout(timer)
    stop.removeEventListener('abort', end)
    resume()
  }
  const timer = setTimeout(end, milliseconds)
  stop.addEventListener('abort', end)
  if (stop.aborted) end()
})

/** With its body: what breaks while it is read is one more try. */
async function once(fetch: Fetch, request: Request, timeout: number): Promise<Response | Problem> {
  const signal = AbortSignal.any([request.signal, AbortSignal.timeout(timeout)])
  try {
    const answer = await fetch(new Request(request.clone(), { signal }))
    const body = await answer.arrayBuffer()
    return new Response(answer.status === NO_CONTENT ? null : body, answer)
  } catch (error) {
    request.signal.throwIfAborted()
    return unanswered(error)
  }
}
