/** What is being sold now. */
import { useList } from '../api/resource.ts'
import type { AuctionSummary } from '../api/types.ts'
import { useStream } from '../api/useStream.ts'
import { now, secondsUntil } from '../clock.ts'
import { Address, Name } from '../parts/Address.tsx'
import { Amount, Stamp } from '../parts/Amount.tsx'
import { Shown } from '../parts/States.tsx'
import { Table } from '../parts/Table.tsx'
import { t, word } from '../text/index.ts'
import { amountOf } from '../units/amount.ts'
import { duration, percent } from '../units/format.ts'
import { bpsOf } from '../units/ratio.ts'

export default function Auctions() {
  const auctions = useList<AuctionSummary>('/v1/auctions?status=running', { onHead: true })
  useStream('/v1/events', { snapshot: auctions.again, change: auctions.again })
  return (
    <>
      <div class="head">
        <div>
          <h1>{t('auctions.title')}</h1>
          <p class="lead">{t('auctions.lead')}</p>
        </div>
        <a class="button" href="/history">
          {t('auctions.past')}
        </a>
      </div>
      <Shown of={auctions} empty={({ items }) => (items.length === 0 ? t('auctions.none') : undefined)}>
        {({ items, asOf }) => (
          <>
            <Table
              caption={t('auctions.title')}
              hidesCaption
              rows={items}
              keyOf={(row) => `${row.id}${row.kind}`}
              columns={[
                { name: t('auctions.vault'), isHead: true, cell: (row) => <VaultCell of={row} /> },
                { name: t('auctions.kind'), cell: (row) => word('words', row.kind) },
                {
                  name: t('auctions.price'),
                  isNumber: true,
                  cell: (row) => (row.priceNow ? <Amount of={row.priceNow} /> : '–'),
                },
                { name: t('auctions.ofAppraisal'), isNumber: true, cell: (row) => partOf(row.priceNow, row.appraisal) },
                { name: t('auctions.reserve'), isNumber: true, cell: (row) => <Amount of={row.reservePrice} /> },
                { name: t('auctions.time'), isNumber: true, cell: timeOf },
              ]}
            />
            <Stamp of={asOf} />
          </>
        )}
      </Shown>
    </>
  )
}

function VaultCell({ of }: { of: AuctionSummary }) {
  return (
    <span class="who">
      <a href={`/auctions/${of.id}`}>
        <Name of={of.vaultName} />
      </a>
      <Address of={of.vault} />
    </span>
  )
}

export const partOf = (price: string | null | undefined, appraisal: string): string =>
  price ? percent(bpsOf(amountOf(price), amountOf(appraisal))) : '–'

function timeOf(row: AuctionSummary): string {
  const isAhead = (now() ?? 0) < row.startsAt.unix
  const seconds = secondsUntil(isAhead ? row.startsAt.unix : row.endsAt.unix)
  if (seconds === undefined) return '…'
  if (isAhead) return t('auctions.startsIn', { time: duration(seconds) })
  return seconds === 0 ? t('auctions.over') : t('auctions.endsIn', { time: duration(seconds) })
}
