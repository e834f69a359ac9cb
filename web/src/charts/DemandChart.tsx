/** The book of a batch auction: how many units are bid at each price, against the supply. */
import { useState } from '../hooks.ts'
import { Table } from '../parts/Table.tsx'
import { t } from '../text/index.ts'
import { shortAmount } from '../units/format.ts'
import { Chart, GridLabels, GridLines } from './Chart.tsx'
import {
  clear, demandCorners, priceOfTick, wholeBook, withDraft, zoom, type Level, type Market,
} from './demand.ts'
import { across, area, staircase, up, type Frame, type Plot } from './steps.ts'
import type { Span } from './scale.ts'

export interface Draft {
  readonly tick: number
  readonly quantity: bigint
}

export interface DemandChartProps {
  /** Highest limit first. */
  readonly levels: readonly Level[]
  readonly market: Market
  /** The bid that is being typed. */
  readonly draft: Draft | undefined
  readonly money: (amount: bigint) => string
}

export function DemandChart(props: DemandChartProps) {
  const { levels, market, draft, money } = props
  const [isWhole, setWhole] = useState(false)
  const now = clear(levels, market)
  const drafted = draft && withDraft(levels, market, draft.tick, draft.quantity)
  const then = drafted && clear(drafted, market)
  const others = draft ? [priceOfTick(market, draft.tick)] : []
  const span = isWhole ? wholeBook(levels, market, others) : zoom(levels, market, now.price, others)
  const says = [
    t('charts.demandSays', { price: money(now.price), sold: units(now.sold), supply: units(market.supply) }),
    ...(then && draft ? [t('charts.draftSays', {
      quantity: units(draft.quantity), price: money(priceOfTick(market, draft.tick)), then: money(then.price),
    })] : []),
  ].join(' ')
  return (
    <div class="stack">
      <Chart title={t('charts.demandTitle')} says={says} table={<Levels levels={levels} market={market} money={money} />}>
        {(frame) => (
          <Drawing {...props} frame={frame} span={span} price={now.price} drafted={drafted} then={then?.price} />
        )}
      </Chart>
      <div class="row legend">
        <span class="key demand">{t('charts.demand')}</span>
        <span class="key supply">{t('charts.supply')}</span>
        <span class="key clearing">{t('charts.clearing', { price: money(now.price) })}</span>
        {draft && <span class="key draft">{t('charts.draft')}</span>}
        <button type="button" aria-pressed={isWhole} onClick={() => setWhole(!isWhole)}>{t('charts.wholeBook')}</button>
      </div>
    </div>
  )
}

interface DrawingProps extends DemandChartProps {
  readonly frame: Frame
  readonly span: Span
  readonly price: bigint
  readonly drafted: readonly Level[] | undefined
  readonly then: bigint | undefined
}

function Drawing({ levels, market, draft, money, frame, span, price, drafted, then }: DrawingProps) {
  const corners = demandCorners(levels, market)
  const draftCorners = drafted && demandCorners(drafted, market)
  const highest = [corners[0]?.y ?? 0n, draftCorners?.[0]?.y ?? 0n, market.supply]
    .reduce((left, right) => (left > right ? left : right))
  const plot: Plot = { frame, x: span, y: { low: 0n, high: highest + highest / 10n } }
  const limit = draft && across(plot, priceOfTick(market, draft.tick))
  return (
    <>
      <GridLines plot={plot} />
      <path class="demand area" d={area(plot, corners, span.high)} />
      <path class="demand" d={staircase(plot, corners, span.high)} />
      {draftCorners && <path class="draft" d={staircase(plot, draftCorners, span.high)} />}
      <line class="supply" x1={frame.left} x2={frame.right} y1={up(plot, market.supply)} y2={up(plot, market.supply)} />
      <line class="clearing" x1={across(plot, price)} x2={across(plot, price)} y1={frame.top} y2={frame.bottom} />
      {then !== undefined && then !== price && (
        <line class="clearing draft" x1={across(plot, then)} x2={across(plot, then)} y1={frame.top} y2={frame.bottom} />
      )}
      <GridLabels plot={plot} x={money} y={units} />
      {limit !== undefined && draftCorners && (
        <path class="limit" d={`M${limit} ${frame.bottom}l-6 9h12Z`} />
      )}
    </>
  )
}

function Levels({ levels, market, money }: Pick<DemandChartProps, 'levels' | 'market' | 'money'>) {
  let sum = 0n
  const rows = levels.map((level) => ({ ...level, cumulative: sum += level.quantity }))
  if (rows.length === 0) return <p>{t('charts.noBids', { price: money(market.reservePrice) })}</p>
  return (
    <Table
      caption={t('charts.demandTable')} rows={rows} keyOf={({ tick }) => String(tick)}
      columns={[
        { name: t('charts.limitPrice'), cell: ({ price }) => money(price), isHead: true },
        { name: t('charts.tick'), cell: ({ tick }) => String(tick), isNumber: true },
        { name: t('charts.units'), cell: ({ quantity }) => units(quantity), isNumber: true },
        { name: t('charts.andAbove'), cell: ({ cumulative }) => units(cumulative), isNumber: true },
      ]}
    />
  )
}

const units = (amount: bigint): string => shortAmount(amount)
