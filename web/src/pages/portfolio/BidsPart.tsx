/** Bids of an account. First come the signatures that can still execute: nobody may have to guess what they signed. */
import { useList } from '../../api/resource.ts'
import type { Bid } from '../../api/types.ts'
import { Address } from '../../parts/Address.tsx'
import { Amount, Stamp } from '../../parts/Amount.tsx'
import { Section } from '../../parts/Section.tsx'
import { Shown } from '../../parts/States.tsx'
import { Table } from '../../parts/Table.tsx'
import { t, word } from '../../text/index.ts'
import { moment } from '../../units/format.ts'

/** Lives in which a signature waits for its transaction. */
const CAN_EXECUTE: readonly string[] = ['accepted', 'relayed']

export function BidsPart({ of: account }: { of: string }) {
  const bids = useList<Bid>(`/v1/accounts/${account}/bids`)
  return (
    <Shown of={bids} rows={1}>
      {({ items, asOf }) =>
        items.length === 0 ? null : (
          <Section title={t('portfolio.bids')}>
            {items.some(({ life }) => CAN_EXECUTE.includes(life)) && (
              <p class="notice watch">{t('portfolio.bidsSay')}</p>
            )}
            <Table
              caption={t('portfolio.bids')}
              hidesCaption
              rows={items}
              keyOf={(bid) => bid.id}
              columns={[
                { name: t('portfolio.bid'), isHead: true, cell: (bid) => t(`portfolio.kind_${bid.kind}`) },
                { name: t('portfolio.vault'), cell: (bid) => <Address of={bid.vault} href={`/vaults/${bid.vault}`} /> },
                { name: t('portfolio.limit'), isNumber: true, cell: limitOf },
                { name: t('portfolio.stands'), cell: standingOf },
                {
                  name: t('portfolio.auction'),
                  cell: (bid) => <a href={`/auctions/${bid.auction}`}>{t('portfolio.auction')}</a>,
                },
              ]}
            />
            <Stamp of={asOf} />
          </Section>
        )
      }
    </Shown>
  )
}

function limitOf({ kind, amount, limitPrice }: Bid) {
  const limit = kind === 'whole' ? amount : limitPrice
  return limit ? <Amount of={limit} /> : '–'
}

function standingOf({ life, standing, deadline }: Bid) {
  if (CAN_EXECUTE.includes(life)) {
    return (
      <strong class="open">
        {deadline ? t('portfolio.executable', { at: moment(deadline.unix) }) : t('portfolio.executableEver')}
      </strong>
    )
  }
  const isOnChain = life === 'included' || life === 'final'
  return <>{isOnChain ? word('batch', `is_${standing}`) : word('batch', `life_${life}`)}</>
}
