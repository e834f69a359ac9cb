/** All loans: how healthy they are, what a fall of the market would do, and what auctions brought so far. */
import { useResource } from '../../api/resource.ts'
import type { Risk } from '../../api/types.ts'
import { useId, useState } from '../../hooks.ts'
import { Address } from '../../parts/Address.tsx'
import { Amount, Stamp } from '../../parts/Amount.tsx'
import { Section } from '../../parts/Section.tsx'
import { Shown } from '../../parts/States.tsx'
import { Table } from '../../parts/Table.tsx'
import { say, t } from '../../text/index.ts'
import { amountOf } from '../../units/amount.ts'
import { percent } from '../../units/format.ts'
import { bpsOf } from '../../units/ratio.ts'

export function RiskPart() {
  const risk = useResource<Risk>('/v1/risk')
  return (
    <Shown of={risk} empty={({ loans }) => (loans === 0 ? t('portfolio.noLoans') : undefined)}>
      {(found) => (
        <>
          <Section title={t('portfolio.fall')}>
            <Fall of={found} />
          </Section>
          <Section title={t('portfolio.health')}>
            <Distribution of={found} />
          </Section>
          <Section title={t('portfolio.concentration')}>
            <Concentration of={found} />
          </Section>
          <Stamp of={found.asOf} />
        </>
      )}
    </Shown>
  )
}

function Fall({ of: { drops, loans, debt, paymentToken } }: { of: Risk }) {
  const id = useId()
  const [chosen, choose] = useState(Math.min(3, drops.length - 1))
  const drop = drops[chosen]
  if (!drop) return null
  const shown = percent(drop.dropBps)
  const hasShortfall = amountOf(drop.shortfall) > 0n
  return (
    <>
      <div class="card stack">
        <div class="field">
          <label for={id}>
            {t('portfolio.ifFalls')} <span class="figure">{shown}</span>
          </label>
          <input
            id={id}
            type="range"
            min={0}
            max={drops.length - 1}
            step={1}
            value={chosen}
            aria-valuetext={shown}
            onInput={(event) => choose(Number(event.currentTarget.value))}
          />
        </div>
        <p aria-live="polite">
          {drop.loansFlaggable === 0
            ? t('portfolio.fallNone', { fall: shown })
            : say('portfolio.fallSays', {
                fall: shown,
                count: drop.loansFlaggable,
                all: loans,
                debt: <Amount of={drop.debtAtRisk} token={paymentToken} />,
                part: percent(bpsOf(amountOf(drop.debtAtRisk), amountOf(debt)), 0),
              })}{' '}
          {drop.loansFlaggable > 0 &&
            (hasShortfall
              ? say('portfolio.fallShort', { short: <Amount of={drop.shortfall} token={paymentToken} /> })
              : t('portfolio.fallWhole'))}
        </p>
      </div>
      <details>
        <summary>{t('portfolio.allFalls')}</summary>
        <Table
          caption={t('portfolio.fallCaption')}
          rows={drops}
          keyOf={(row) => String(row.dropBps)}
          columns={[
            { name: t('portfolio.byFall'), isHead: true, cell: (row) => percent(row.dropBps) },
            { name: t('portfolio.callable'), isNumber: true, cell: (row) => row.loansFlaggable },
            {
              name: t('portfolio.atRisk'),
              isNumber: true,
              cell: (row) => <Amount of={row.debtAtRisk} token={paymentToken} />,
            },
            {
              name: t('portfolio.shortfall'),
              isNumber: true,
              cell: (row) => <Amount of={row.shortfall} token={paymentToken} />,
            },
          ]}
        />
      </details>
    </>
  )
}

/** Bars of debt by loan-to-value; the number and the amount stand beside each bar, which adds nothing to them. */
function Distribution({ of: { buckets, unvalued, stale, paymentToken } }: { of: Risk }) {
  const most = buckets.reduce((largest, { debt }) => (amountOf(debt) > largest ? amountOf(debt) : largest), 1n)
  return (
    <>
      <table class="bars">
        <caption class="unseen">{t('portfolio.health')}</caption>
        <thead class="unseen">
          <tr>
            <th scope="col">{t('portfolio.ltv')}</th>
            <th scope="col">{t('portfolio.debt')}</th>
            <th scope="col">{t('portfolio.loans')}</th>
          </tr>
        </thead>
        <tbody>
          {buckets.map(({ fromLtvBps, toLtvBps, loans, debt }) => (
            <tr class={loans === 0 ? 'none' : undefined}>
              <th scope="row">
                {toLtvBps === null
                  ? t('portfolio.above', { ltv: percent(fromLtvBps) })
                  : `${percent(fromLtvBps)} – ${percent(toLtvBps)}`}
              </th>
              <td>
                {loans > 0 && (
                  <>
                    <span class="bar" style={{ '--part': `${bpsOf(amountOf(debt), most) / 100}%` }} />{' '}
                    <Amount of={debt} token={paymentToken} />
                  </>
                )}
              </td>
              <td class="number">{loans > 0 ? t('portfolio.count', { count: loans }) : '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {unvalued > 0 && <p class="small soft">{t('portfolio.unvalued', { count: unvalued })}</p>}
      {stale > 0 && <p class="small soft">{t('portfolio.stale', { count: stale })}</p>}
    </>
  )
}

function Concentration({ of: { concentration, past, paymentToken } }: { of: Risk }) {
  return (
    <>
      <table class="bars">
        <caption class="unseen">{t('portfolio.concentration')}</caption>
        <thead class="unseen">
          <tr>
            <th scope="col">{t('portfolio.collection')}</th>
            <th scope="col">{t('portfolio.debt')}</th>
            <th scope="col">{t('portfolio.part')}</th>
          </tr>
        </thead>
        <tbody>
          {concentration.map(({ collection, debt, partBps }) => (
            <tr>
              <th scope="row">
                <Address of={collection} />
              </th>
              <td>
                <span class="bar" style={{ '--part': `${partBps / 100}%` }} /> <Amount of={debt} token={paymentToken} />
              </td>
              <td class="number">{percent(partBps)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p>
        {past.recoveredBps === null
          ? t('portfolio.noPast')
          : t('portfolio.past', { count: past.auctions, part: percent(past.recoveredBps) })}
      </p>
    </>
  )
}
