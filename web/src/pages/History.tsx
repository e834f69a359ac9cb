/** Auctions that ended: what was raised against the appraisal, how much of the debt came back, and the proof. */
import { dataOf, useList, useResource } from '../api/resource.ts'
import type { Auction, AuctionSummary, Split } from '../api/types.ts'
import { useStream } from '../api/useStream.ts'
import { useState } from '../hooks.ts'
import { Address, Name } from '../parts/Address.tsx'
import { Amount, Stamp } from '../parts/Amount.tsx'
import { Shown } from '../parts/States.tsx'
import { Table } from '../parts/Table.tsx'
import { t, word } from '../text/index.ts'
import { amountOf } from '../units/amount.ts'
import { day } from '../units/day.ts'
import { percent } from '../units/format.ts'
import { bpsOf } from '../units/ratio.ts'

/** Rows at first: each asks for its auction, to say what was recovered. */
const FIRST_ROWS = 20

export default function History() {
  const auctions = useList<AuctionSummary>('/v1/auctions?status=ended')
  useStream('/v1/events', { snapshot: auctions.again, change: auctions.again })
  const [rows, setRows] = useState(FIRST_ROWS)
  return (
    <>
      <div class="head">
        <div>
          <h1>{t('history.title')}</h1>
          <p class="lead">{t('history.lead')}</p>
        </div>
        <a class="button" href="/auctions">
          {t('history.running')}
        </a>
      </div>
      <Shown of={auctions} empty={({ items }) => (items.length === 0 ? t('history.none') : undefined)}>
        {({ items, asOf }) => (
          <>
            <Table
              caption={t('history.title')}
              hidesCaption
              rows={items.slice(0, rows)}
              keyOf={(row) => `${row.id}${row.kind}`}
              columns={[
                {
                  name: t('history.vault'),
                  isHead: true,
                  cell: (row) => (
                    <span class="who">
                      <a href={`/auctions/${row.id}`}>
                        <Name of={row.vaultName} />
                      </a>
                      <Address of={row.vault} />
                    </span>
                  ),
                },
                {
                  name: t('history.ended'),
                  cell: (row) => <time datetime={row.endsAt.rfc3339}>{day(row.endsAt.unix)}</time>,
                },
                { name: t('history.outcome'), cell: (row) => outcomeOf(row) },
                {
                  name: t('history.price'),
                  isNumber: true,
                  cell: (row) => (row.price ? <Amount of={row.price} token={row.paymentToken} /> : '–'),
                },
                { name: t('history.ofAppraisal'), isNumber: true, cell: (row) => <Realised of={row} /> },
                { name: t('history.recovered'), isNumber: true, cell: (row) => <Recovered id={row.id} /> },
                {
                  name: t('history.proof'),
                  cell: (row) =>
                    row.price ? <a href={`/auctions/${row.id}/statement`}>{t('history.statement')}</a> : '–',
                },
              ]}
            />
            {items.length > rows && (
              <p>
                <button type="button" onClick={() => setRows(rows + FIRST_ROWS)}>
                  {t('history.more')}
                </button>
              </p>
            )}
            <Stamp of={asOf} />
          </>
        )}
      </Shown>
    </>
  )
}

const outcomeOf = ({ kind, outcome }: AuctionSummary): string =>
  `${word('history', `outcome_${outcome ?? 'unknown'}`)} (${word('words', kind)})`

/** The price as a part of the appraisal: number and bar; a full bar is the appraisal or more. */
function Realised({ of: { price, appraisal } }: { of: AuctionSummary }) {
  if (!price) return <>–</>
  const part = bpsOf(amountOf(price), amountOf(appraisal))
  return (
    <span class="realised">
      <span class="bar" style={{ '--part': `${Math.min(100, part / 100)}%` }} />
      {percent(part)}
    </span>
  )
}

/** Of the frozen debt, what the sale paid. */
function Recovered({ id }: { id: string }) {
  const auction = dataOf(useResource<Auction>(`/v1/auctions/${id}`).now.value)
  return <>{auction ? recoveredOf(auction.dutch.debt, auction.dutch.soFar) : '…'}</>
}

export const recoveredOf = (debt: string, soFar: Pick<Split, 'debt' | 'proceeds'>): string =>
  soFar.proceeds === '0' ? '–' : percent(bpsOf(amountOf(soFar.debt), amountOf(debt)))
