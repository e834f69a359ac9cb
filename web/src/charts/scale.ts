/** A closed range of whole numbers: wei, units or seconds. */
export interface Span {
  readonly low: bigint
  readonly high: bigint
}

/** Parts into which a range is cut before it becomes a pixel: below a thousandth of a pixel on any screen. */
const PARTS = 1_000_000n

/**
 * Places a whole number on a line of pixels. Amounts stay whole until they are a share of the range, so that values
 * of 128 bits keep their order and their distance.
 */
export function place(value: bigint, span: Span, from: number, to: number): number {
  const width = span.high - span.low
  if (width <= 0n) return from
  return from + (Number(((value - span.low) * PARTS) / width) / Number(PARTS)) * (to - from)
}

/** The value under a pixel, rounded down to a millionth of the range. */
export function valueAt(pixel: number, span: Span, from: number, to: number): bigint {
  const share = Math.min(1, Math.max(0, (pixel - from) / (to - from)))
  return span.low + ((span.high - span.low) * BigInt(Math.round(share * Number(PARTS)))) / PARTS
}

export function spanOf(values: readonly bigint[]): Span {
  let [low, high] = [values[0] ?? 0n, values[0] ?? 0n]
  for (const value of values) {
    if (value < low) low = value
    if (value > high) high = value
  }
  return { low, high }
}

/** The range with a part of its width added above and below, never below zero. */
export function widened(span: Span, percent: bigint): Span {
  const more = ((span.high - span.low) * percent) / 100n
  const low = span.low - more
  return { low: low < 0n ? 0n : low, high: span.high + (more > 0n ? more : 1n) }
}

/** Round marks inside a range: multiples of 1, 2 or 5 times a power of ten, at most `most` of them. */
export function marksOf(span: Span, most: number): bigint[] {
  const width = span.high - span.low
  if (width <= 0n) return [span.low]
  const step = roundStep(width, BigInt(most))
  const marks: bigint[] = []
  for (let mark = ((span.low + step - 1n) / step) * step; mark <= span.high; mark += step) marks.push(mark)
  return marks
}

/** Marks of a range of seconds at whole minutes, hours or days, at most `most` of them. */
export function timeMarksOf(span: Span, most: number): bigint[] {
  const width = span.high - span.low
  if (width <= 0n) return [span.low]
  const step = TIME_STEPS.find((seconds) => width / seconds < BigInt(most)) ?? width
  const marks: bigint[] = []
  for (let mark = ((span.low + step - 1n) / step) * step; mark <= span.high; mark += step) marks.push(mark)
  return marks
}

const MINUTE = 60n
const HOUR = 60n * MINUTE
const DAY = 24n * HOUR

const TIME_STEPS = [
  MINUTE, 5n * MINUTE, 15n * MINUTE, 30n * MINUTE, HOUR, 2n * HOUR, 3n * HOUR, 6n * HOUR, 12n * HOUR, DAY, 2n * DAY,
  7n * DAY,
]

function roundStep(width: bigint, most: bigint): bigint {
  for (let power = 1n; ; power *= 10n) {
    for (const digit of [1n, 2n, 5n]) {
      if (width / (digit * power) < most) return digit * power
    }
  }
}
