/** What a price would mean for everybody: the rows are computed by the functions that settle. */
import { useResource } from '../../api/resource.ts'
import type { Loan, Preview, PreviewRow, Vault } from '../../api/types.ts'
import { useId, useState } from '../../hooks.ts'
import { Amount } from '../../parts/Amount.tsx'
import { Flow } from '../../parts/Flow.tsx'
import { Section } from '../../parts/Section.tsx'
import { Shown } from '../../parts/States.tsx'
import { Table } from '../../parts/Table.tsx'
import { tokenOf } from '../../deployment.ts'
import { lineNames } from '../../statement.ts'
import { say, t } from '../../text/index.ts'
import { amountOf } from '../../units/amount.ts'
import { shortAmount } from '../../units/format.ts'

export function PreviewPart({ of: vault, loan }: { of: Vault; loan: Loan }) {
  const preview = useResource<Preview>(`/v1/vaults/${vault.address}/preview`)
  const token = vault.paymentToken
  return (
    <Section title={t('vault.preview')}>
      <Shown of={preview}>
        {({ rows, debtCoveredPrice, equityPrice }) => (
          <>
            <p class="soft">
              {say('vault.previewSays', {
                covered: <Amount of={debtCoveredPrice} token={token} />,
                equity: <Amount of={equityPrice} token={token} />,
              })}
            </p>
            <AtPrice rows={rows} debt={amountOf(loan.debt)} token={token} />
            <details>
              <summary>{t('vault.allPrices', { count: rows.length })}</summary>
              <AllPrices rows={rows} token={token} />
            </details>
          </>
        )}
      </Shown>
    </Section>
  )
}

interface RowsProps {
  readonly rows: readonly PreviewRow[]
  readonly token: string
}

function AtPrice({ rows, debt, token }: RowsProps & { debt: bigint }) {
  const id = useId()
  const [chosen, choose] = useState(Math.floor(rows.length / 2))
  const row = rows[Math.min(chosen, rows.length - 1)]
  if (!row) return null
  const lines = lineNames.map((name) => ({ name, label: t(`vault.line_${name}`), amount: amountOf(row[name]) }))
  const paid = amountOf(row.debt)
  const known = tokenOf(token)
  return (
    <div class="card stack">
      <div class="field">
        <label for={id}>
          {t('vault.soldFor')}{' '}
          <span class="figure">
            <Amount of={row.price} token={token} />
          </span>
        </label>
        <input
          id={id}
          type="range"
          min={0}
          max={rows.length - 1}
          step={1}
          value={chosen}
          aria-valuetext={known ? `${shortAmount(amountOf(row.price), known.decimals)} ${known.symbol}` : row.price}
          onInput={(event) => choose(Number(event.currentTarget.value))}
        />
      </div>
      <Flow lines={lines} total={amountOf(row.price)} cell={(amount) => <Amount of={amount} token={token} />} />
      <p>
        {say('vault.shareGets', {
          amount: (
            <strong>
              <Amount of={row.perShare} token={token} />
            </strong>
          ),
        })}
      </p>
      {paid < debt && (
        <p class="notice watch">{say('vault.wouldBeShort', { short: <Amount of={debt - paid} token={token} /> })}</p>
      )}
    </div>
  )
}

function AllPrices({ rows, token }: RowsProps) {
  const amount = (of: string | bigint) => <Amount of={of} token={token} bare />
  return (
    <Table
      caption={t('vault.pricesIn', { token: tokenOf(token)?.symbol ?? '' })}
      rows={rows}
      keyOf={(row) => row.price}
      columns={[
        { name: t('vault.soldFor'), isHead: true, isNumber: true, cell: (row) => amount(row.price) },
        { name: t('vault.line_keeper'), isNumber: true, cell: (row) => amount(row.keeper) },
        { name: t('vault.line_debt'), isNumber: true, cell: (row) => amount(row.debt) },
        { name: t('vault.line_penalty'), isNumber: true, cell: (row) => amount(row.penalty) },
        {
          name: t('vault.feeAndRoyalty'),
          isNumber: true,
          cell: (row) => amount(amountOf(row.fee) + amountOf(row.royalty)),
        },
        { name: t('vault.line_residual'), isNumber: true, cell: (row) => <strong>{amount(row.residual)}</strong> },
        { name: t('vault.perShare'), isNumber: true, cell: (row) => amount(row.perShare) },
      ]}
    />
  )
}
