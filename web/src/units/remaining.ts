import { secondsUntil } from '../clock.ts'
import { duration } from './format.ts'

/** The time until a moment of the chain, and what to say once it is over. Ticks. */
export function remaining(unix: number, over: string): string {
  const seconds = secondsUntil(unix)
  if (seconds === undefined) return '…'
  return seconds === 0 ? over : duration(seconds)
}
