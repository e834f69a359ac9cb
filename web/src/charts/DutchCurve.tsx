/** A whole Dutch round: what was, where the price is now, what comes, and when it reaches a limit. */
import { useState } from '../hooks.ts'
import { Table } from '../parts/Table.tsx'
import { t } from '../text/index.ts'
import { duration, moment } from '../units/format.ts'
import { Chart, GridLabels, GridLines } from './Chart.tsx'
import { clockTime } from './time.ts'
import { cornersOf, priceSpan, restOf, timeSpan, type Reach, type Round } from './dutch.ts'
import { across, area, staircase, up, type Frame, type Plot } from './steps.ts'

export interface DutchCurveProps {
  readonly round: Round
  /** Unix seconds by the server; none before it spoke. */
  readonly now: number | undefined
  /** Whether it sells now. */
  readonly isRunning: boolean
  readonly priceNow: bigint | undefined
  readonly next: { readonly at: number, readonly price: bigint } | undefined
  readonly reservePrice: bigint
  readonly appraisal: bigint
  readonly limit: bigint | undefined
  readonly reach: Reach | undefined
  /** An amount with its token, short. */
  readonly money: (amount: bigint) => string
}

/** Rows of the table: a round has thousands of steps, a reader wants a dozen. */
const ROWS = 24

export function DutchCurve(props: DutchCurveProps) {
  const { round, now, isRunning, reservePrice, appraisal, limit, money } = props
  const [isRest, setRest] = useState(false)
  return (
    <div class="stack">
      <Chart title={t('charts.dutchTitle')} says={wordsOf(props)} table={<Points round={round} money={money} />}>
        {(frame) => <Drawing {...props} round={isRest && isRunning && now !== undefined ? restOf(round, now) : round} frame={frame} />}
      </Chart>
      <div class="row legend">
        {limit !== undefined && <span class="key limit">{t('charts.limit', { price: money(limit) })}</span>}
        <span class="key appraisal">{t('charts.appraisal', { price: money(appraisal) })}</span>
        <span class="key reserve">{t('charts.reserve', { price: money(reservePrice) })}</span>
        {isRunning && (
          <button type="button" aria-pressed={isRest} onClick={() => setRest(!isRest)}>{t('charts.onlyRest')}</button>
        )}
      </div>
    </div>
  )
}

function Drawing({
  round, now, isRunning, priceNow, next, reservePrice, appraisal, limit, reach, money, frame,
}: DutchCurveProps & { frame: Frame }) {
  const plot: Plot = { frame, x: timeSpan(round), y: priceSpan(round, [reservePrice, appraisal, limit]) }
  const corners = cornersOf(round)
  const end = BigInt(round.endsAt)
  const at = now === undefined ? undefined : BigInt(Math.floor(now))
  return (
    <>
      <GridLines plot={plot} />
      <path class="curve area" d={area(plot, corners, end)} />
      <path class="curve" d={staircase(plot, corners, end)} />
      {at !== undefined && <path class="curve past" d={staircase(plot, corners, at < end ? at : end)} />}
      <Levels plot={plot} prices={{ reserve: reservePrice, appraisal, limit }} />
      <GridLabels plot={plot} isTime x={(unix) => clockTime(Number(unix), round)} y={money} />
      {limit !== undefined && reach?.when === 'at' && (
        <g class="reach">
          <line
            x1={across(plot, BigInt(reach.at))} x2={across(plot, BigInt(reach.at))} y1={up(plot, limit)}
            y2={frame.bottom}
          />
          <circle cx={across(plot, BigInt(reach.at))} cy={up(plot, limit)} r="5" />
        </g>
      )}
      {isRunning && at !== undefined && priceNow !== undefined && (
        <g class="now">
          <line x1={across(plot, at)} x2={across(plot, at)} y1={frame.top} y2={frame.bottom} />
          {next && <circle class="next" cx={across(plot, BigInt(next.at))} cy={up(plot, next.price)} r="4" />}
          <circle cx={across(plot, at)} cy={up(plot, priceNow)} r="6" />
          <NowLabel
            x={across(plot, at)} y={frame.top - 8} right={frame.right}
            text={t('charts.now', { price: money(priceNow) })}
          />
        </g>
      )}
    </>
  )
}

function NowLabel({ x, y, right, text }: { x: number, y: number, right: number, text: string }) {
  const anchor = x > right - 90 ? 'end' : x < 90 ? 'start' : 'middle'
  return <text x={x} y={y} text-anchor={anchor}>{text}</text>
}

/** Prices across the whole round: told apart by their dashes, named below the chart. */
function Levels({ plot, prices }: { plot: Plot, prices: Readonly<Record<string, bigint | undefined>> }) {
  const { left, right } = plot.frame
  return (
    <>
      {Object.entries(prices).map(([name, price]) => price !== undefined && price >= plot.y.low && price <= plot.y.high && (
        <line key={name} class={`level ${name}`} x1={left} x2={right} y1={up(plot, price)} y2={up(plot, price)} />
      ))}
    </>
  )
}

function wordsOf({ round, now, priceNow, next, reservePrice, limit, reach, money }: DutchCurveProps): string {
  const first = round.points[0]?.price ?? 0n
  const words = [t('charts.dutchSays', {
    top: money(first), from: moment(round.startsAt), reserve: money(reservePrice), to: moment(round.endsAt),
  })]
  if (priceNow !== undefined) words.push(t('charts.now', { price: money(priceNow) }))
  if (next) words.push(t('charts.next', { price: money(next.price), at: moment(next.at) }))
  if (limit !== undefined && reach) words.push(reachWords(reach, now, money))
  return words.join(' ')
}

/** When a limit is reached, in a sentence. */
export function reachWords(reach: Reach, now: number | undefined, money: (amount: bigint) => string): string {
  switch (reach.when) {
    case 'already': return t('charts.reachedAlready')
    case 'never': return t('charts.reachedNever', { lowest: money(reach.lowest) })
    case 'at': return t('charts.reachedAt', {
      at: moment(reach.at), left: now === undefined ? '?' : duration(reach.at - now),
    })
  }
}

function Points({ round, money }: { round: Round, money: (amount: bigint) => string }) {
  const every = Math.max(1, Math.ceil(round.points.length / ROWS))
  const rows = round.points.filter((_, index) => index % every === 0)
  return (
    <Table
      caption={t('charts.dutchTable')} rows={rows} keyOf={({ at }) => String(at)}
      columns={[
        { name: t('charts.from'), cell: ({ at }) => moment(at), isHead: true },
        { name: t('charts.price'), cell: ({ price }) => money(price), isNumber: true },
      ]}
    />
  )
}
