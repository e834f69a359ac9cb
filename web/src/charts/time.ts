import { language } from '../text/index.ts'

/** Seconds of a round above which its marks name days. */
const A_DAY = 24 * 3600

/** A mark of a time axis: an hour, or a day when the round is longer than one. */
export function clockTime(unix: number, { startsAt, endsAt }: { startsAt: number, endsAt: number }): string {
  const isLong = endsAt - startsAt > A_DAY
  return new Intl.DateTimeFormat(language(), isLong
    ? { weekday: 'short', hour: '2-digit', minute: '2-digit' }
    : { hour: '2-digit', minute: '2-digit' }).format(unix * 1000)
}
