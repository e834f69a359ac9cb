/** Where money goes: one bar, each line with its part of it, and the lines as a list with the same marks. */
import type { ComponentChildren } from 'preact'
import { t } from '../text/index.ts'
import { percent } from '../units/format.ts'
import { bpsOf } from '../units/ratio.ts'

export interface Line {
  /** Gives it its colour: keeper, debt, penalty, fee, royalty, residual. */
  readonly name: string
  readonly label: string
  readonly amount: bigint
}

/** Parts of a bar below which nobody could see that there is something. */
const LEAST_BPS = 60

export function Flow({
  lines,
  total,
  cell,
}: {
  lines: readonly Line[]
  total: bigint
  cell: (amount: bigint) => ComponentChildren
}) {
  const says = lines.map(({ label, amount }) => `${label} ${percent(bpsOf(amount, total))}`).join(', ')
  return (
    <>
      <div class="flow" role="img" aria-label={t('vault.flowSays', { parts: says })}>
        {lines
          .filter(({ amount }) => amount > 0n)
          .map(({ name, amount }) => (
            <span data-line={name} style={{ flexGrow: String(Math.max(LEAST_BPS, bpsOf(amount, total))) }} />
          ))}
      </div>
      <dl class="facts lines">
        {lines.map(({ name, label, amount }) => (
          <>
            <dt>
              <span class="swatch" data-line={name} /> {label}
            </dt>
            <dd>{cell(amount)}</dd>
          </>
        ))}
      </dl>
    </>
  )
}
