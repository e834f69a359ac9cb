/** What one bidder for the items would pay beside what the crowd would pay for all units: which of them wins. */
import { t } from '../text/index.ts'
import { compared } from './demand.ts'

export interface WholeOrPartsProps {
  /** Wei. */
  readonly parts: bigint
  readonly whole: bigint
  /** As the server decides it: a crowd that leaves units unsold does not win. */
  readonly winner: 'parts' | 'whole' | 'lenders' | 'none'
  /** It has ended: what came of it is told elsewhere. */
  readonly isOver: boolean
  readonly money: (amount: bigint) => string
}

/** Pixels of the drawing; it is stretched to the width there is. */
const WIDTH = 400

export function WholeOrParts({ parts, whole, winner, isOver, money }: WholeOrPartsProps) {
  const share = compared(parts, whole)
  return (
    <div class="against">
      <Bar name={t('charts.parts')} amount={money(parts)} share={share.parts} isAhead={winner === 'parts'} />
      <Bar name={t('charts.whole')} amount={money(whole)} share={share.whole} isAhead={winner === 'whole'} />
      {!isOver && <p>{t(`charts.ahead_${winner}`)}</p>}
    </div>
  )
}

interface BarProps {
  readonly name: string
  readonly amount: string
  /** Hundredths of a percent of the larger one. */
  readonly share: number
  readonly isAhead: boolean
}

function Bar({ name, amount, share, isAhead }: BarProps) {
  return (
    <div class="bar" data-ahead={isAhead}>
      <span class="label">{name}</span> <strong>{amount}</strong>
      <svg viewBox={`0 0 ${WIDTH} 12`} preserveAspectRatio="none" aria-hidden="true">
        <rect class="track" width={WIDTH} height="12" />
        <rect class="value" width={share * WIDTH / 10_000} height="12" />
      </svg>
    </div>
  )
}
