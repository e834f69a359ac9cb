import type { Auction, Vault } from '../api/types.ts'
import { Address } from '../parts/Address.tsx'
import { Amount } from '../parts/Amount.tsx'
import { Picture } from '../parts/Picture.tsx'
import { Table } from '../parts/Table.tsx'
import { TokenId } from '../parts/TokenId.tsx'
import { t } from '../text/index.ts'
import { percent } from '../units/format.ts'

export interface DutchItemsProps {
  readonly of: Auction
  readonly vault: Vault | undefined
  readonly token: string | undefined
  /** The chosen one. */
  readonly item: number
  readonly choose: (item: number) => void
}

/** What is sold, piece by piece. */
export function DutchItems({ of: { dutch }, vault, token, item, choose }: DutchItemsProps) {
  return (
    <section class="part">
      <h2>{t('dutch.items')}</h2>
      <Table
        caption={t('dutch.items')} hidesCaption rows={dutch.items} keyOf={({ index }) => String(index)}
        columns={[
          { name: t('dutch.item'), isHead: true, cell: ({ index }) => <ItemCell index={index} vault={vault} /> },
          { name: t('dutch.value'), isNumber: true, cell: ({ weight }) => <Amount of={weight} token={token} /> },
          { name: t('dutch.price'), isNumber: true, cell: (row) => <PriceCell of={row} token={token} /> },
          { name: t('dutch.royalty'), isNumber: true, cell: ({ royaltyBps }) => percent(royaltyBps, 2) },
          ...(dutch.items.length > 1 ? [{
            name: t('dutch.choose'), cell: ({ index, forSale }: { index: number, forSale: boolean }) => forSale && (
              <button type="button" aria-pressed={index === item} onClick={() => choose(index)}>
                {t('dutch.chooseItem', { item: index })}
              </button>
            ),
          }] : []),
        ]}
      />
    </section>
  )
}

function ItemCell({ index, vault }: { index: number, vault: Vault | undefined }) {
  const item = vault?.items[index]
  if (!item) return <>{String(index)}</>
  return (
    <span class="row">
      <Picture of={item} size={40} />
      <span class="who"><TokenId of={item.tokenId} /><Address of={item.collection} /></span>
    </span>
  )
}

function PriceCell({ of: { priceNow, price, forSale }, token }: {
  of: Auction['dutch']['items'][number], token: string | undefined
}) {
  if (price) return <span>{t('dutch.soldFor')} <Amount of={price} token={token} /></span>
  if (priceNow) return <Amount of={priceNow} token={token} />
  return <>{t(forSale ? 'dutch.noPrice' : 'dutch.gone')}</>
}
