import { problemOf } from '../../client/src/problem.ts'
import { ask, tellClock } from './read.ts'

/**
 * Sends a body and reads the answer.
 * @throws Problem when the server refuses or does not answer.
 */
export async function send<T>(
  method: 'POST' | 'DELETE',
  path: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<T> {
  const answer = await ask(path, {
    method,
    cache: 'no-store',
    credentials: 'same-origin',
    headers: {
      Accept: 'application/json',
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  if (!answer.ok) throw await problemOf(answer)
  if (answer.status === 204) return undefined as T
  const said: unknown = await answer.json()
  tellClock(said, answer)
  return said as T
}
