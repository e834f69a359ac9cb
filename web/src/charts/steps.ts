import { place, type Span } from './scale.ts'

/** A corner of a staircase: from `x` on, the value is `y`. */
export interface Corner {
  readonly x: bigint
  readonly y: bigint
}

/** Where a chart draws: the inner rectangle, in pixels of its view box. */
export interface Frame {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

export interface Plot {
  readonly frame: Frame
  readonly x: Span
  readonly y: Span
}

export const across = (plot: Plot, x: bigint): number => round(place(x, plot.x, plot.frame.left, plot.frame.right))

export const up = (plot: Plot, y: bigint): number => round(place(y, plot.y, plot.frame.bottom, plot.frame.top))

/**
 * The path of a staircase: flat from each corner to the next, then straight up or down; the last step runs to `end`.
 * Corners outside the plot are cut at its edges, so that a zoomed chart draws no line outside its frame.
 */
export function staircase(plot: Plot, corners: readonly Corner[], end: bigint): string {
  const seen = cut(corners, plot.x, end)
  const [first, ...rest] = seen
  if (!first) return ''
  let path = `M${across(plot, first.x)} ${up(plot, clamp(first.y, plot.y))}`
  for (const corner of rest) path += `H${across(plot, corner.x)}V${up(plot, clamp(corner.y, plot.y))}`
  return `${path}H${across(plot, least(end, plot.x.high))}`
}

/** The same staircase closed down to the bottom of the plot, to be filled. */
export function area(plot: Plot, corners: readonly Corner[], end: bigint): string {
  const line = staircase(plot, corners, end)
  const first = cut(corners, plot.x, end)[0]
  return first && line ? `${line}V${plot.frame.bottom}H${across(plot, first.x)}Z` : ''
}

/** The value of a staircase at a place; undefined before its first corner. */
export function heightAt(corners: readonly Corner[], x: bigint): bigint | undefined {
  let found: bigint | undefined
  for (const corner of corners) {
    if (corner.x > x) break
    found = corner.y
  }
  return found
}

function cut(corners: readonly Corner[], span: Span, end: bigint): Corner[] {
  const entry = heightAt(corners, span.low)
  const inside = corners.filter((corner) => corner.x > span.low && corner.x <= least(end, span.high))
  return entry === undefined ? inside : [{ x: span.low, y: entry }, ...inside]
}

const clamp = (value: bigint, span: Span): bigint =>
  value < span.low ? span.low : value > span.high ? span.high : value

const least = (left: bigint, right: bigint): bigint => (left < right ? left : right)

const round = (pixel: number): number => Math.round(pixel * 100) / 100
