/** The frame of a chart: as wide as there is room, told in words, and the same figures as a table. */
import type { ComponentChildren } from 'preact'
import { useEffect, useId, useRef, useState } from '../hooks.ts'
import { t } from '../text/index.ts'
import { marksOf, timeMarksOf } from './scale.ts'
import { across, up, type Frame, type Plot } from './steps.ts'

/** Pixels, until the real width is known. */
const FIRST_WIDTH = 640

const HEIGHT = 300

/** Room for the labels of the axes. */
const EDGES = { left: 8, right: 8, top: 22, bottom: 26 }

export interface ChartProps {
  readonly title: string
  /** What a reader who does not see it must know. */
  readonly says: string
  readonly children: (frame: Frame) => ComponentChildren
  readonly table: ComponentChildren
}

export function Chart({ title, says, children, table }: ChartProps) {
  const id = useId()
  const box = useRef<HTMLElement>(null)
  const width = useWidth(box)
  const frame: Frame = {
    left: EDGES.left, right: width - EDGES.right, top: EDGES.top, bottom: HEIGHT - EDGES.bottom,
  }
  return (
    <figure class="chart" ref={box}>
      <svg
        viewBox={`0 0 ${width} ${HEIGHT}`} height={HEIGHT} role="img" aria-labelledby={`${id}-title ${id}-says`}
      >
        <title id={`${id}-title`}>{title}</title>
        <desc id={`${id}-says`}>{says}</desc>
        {children(frame)}
      </svg>
      <details>
        <summary>{t('charts.asTable')}</summary>
        {table}
      </details>
    </figure>
  )
}

export interface GridProps {
  readonly plot: Plot
  readonly y: (value: bigint) => string
  readonly x: (value: bigint) => string
  /** Marks of the horizontal axis at whole hours and days. */
  readonly isTime?: boolean
}

/** Lines across the plot, below all that is drawn. */
export function GridLines({ plot }: Pick<GridProps, 'plot'>) {
  const { left, right } = plot.frame
  return (
    <g class="grid" aria-hidden="true">
      {marksOf(plot.y, 5).map((mark) => (
        <line key={String(mark)} x1={left} x2={right} y1={up(plot, mark)} y2={up(plot, mark)} />
      ))}
    </g>
  )
}

/** Labels of both axes, above all that is drawn; the vertical one's stand inside at the right, above their lines. */
export function GridLabels({ plot, x, y, isTime = false }: GridProps) {
  const { left, right, bottom } = plot.frame
  const most = Math.max(2, Math.floor((right - left) / 110))
  const marks = isTime ? timeMarksOf(plot.x, most) : marksOf(plot.x, most)
  return (
    <g class="grid" aria-hidden="true">
      {marksOf(plot.y, 5).map((mark) => (
        <text key={`y${mark}`} x={right} y={up(plot, mark) - 4} text-anchor="end">{y(mark)}</text>
      ))}
      {marks.map((mark) => {
        const at = across(plot, mark)
        const anchor = at < left + 30 ? 'start' : at > right - 30 ? 'end' : 'middle'
        return <text key={`x${mark}`} x={at} y={bottom + 18} text-anchor={anchor}>{x(mark)}</text>
      })}
    </g>
  )
}

function useWidth(box: { readonly current: HTMLElement | null }): number {
  const [width, setWidth] = useState(FIRST_WIDTH)
  useEffect(() => {
    const element = box.current
    if (!element) return
    const observer = new ResizeObserver(([entry]) => {
      const found = Math.round(entry?.contentRect.width ?? 0)
      if (found > 0) setWidth(found)
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return width
}
