/** Who owns the vault in shares. */
import { useList } from '../../api/resource.ts'
import type { Holder, Vault } from '../../api/types.ts'
import { isSameAddress } from '../../names.ts'
import { Address } from '../../parts/Address.tsx'
import { Section } from '../../parts/Section.tsx'
import { SharesOf } from '../../parts/SharesOf.tsx'
import { Shown } from '../../parts/States.tsx'
import { Table } from '../../parts/Table.tsx'
import { say, t } from '../../text/index.ts'
import { percent } from '../../units/format.ts'

/** Rows drawn; the number of the others is said. */
const MOST_ROWS = 20

export function HoldersPart({ of: vault }: { of: Vault }) {
  const holders = useList<Holder>(`/v1/vaults/${vault.address}/holders`)
  return (
    <Section title={t('vault.holders')}>
      <Shown of={holders} rows={2} empty={({ items }) => (items.length === 0 ? t('vault.noHolders') : undefined)}>
        {({ items }) => (
          <>
            <p class="soft">
              {say('vault.sharesSay', {
                outstanding: <SharesOf of={vault.outstandingShares} />,
                total: <SharesOf of={vault.totalShares} />,
              })}
            </p>
            <Table
              caption={t('vault.holders')}
              hidesCaption
              isNarrow
              rows={items.slice(0, MOST_ROWS)}
              keyOf={(holder) => holder.account}
              columns={[
                {
                  name: t('vault.holder'),
                  isHead: true,
                  cell: ({ account }) => (
                    <span class="who">
                      <Address of={account} href={`/portfolio/${account}`} />
                      {isSameAddress(account, vault.address) && <span class="small">{t('vault.inBids')}</span>}
                    </span>
                  ),
                },
                { name: t('vault.shares'), isNumber: true, cell: (holder) => <SharesOf of={holder.shares} /> },
                { name: t('vault.part'), isNumber: true, cell: (holder) => percent(holder.partBps, 2) },
              ]}
            />
            {items.length > MOST_ROWS && (
              <p class="small soft">{t('vault.moreHolders', { count: items.length - MOST_ROWS })}</p>
            )}
          </>
        )}
      </Shown>
    </Section>
  )
}
