import { language } from '../text/index.ts'

/** The day of a moment in the reader's zone. */
export function day(unix: number): string {
  return new Intl.DateTimeFormat(language(), { day: 'numeric', month: 'short', year: 'numeric' }).format(unix * 1000)
}
