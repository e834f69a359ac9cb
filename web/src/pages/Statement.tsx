/** The statement of one settlement, whichever auction of its vault it was. */
import { dataOf, useResource } from '../api/resource.ts'
import type { Auction, Vault } from '../api/types.ts'
import { Address, Name } from '../parts/Address.tsx'
import { Doubts } from '../parts/Doubts.tsx'
import { Shown } from '../parts/States.tsx'
import { useTitle } from '../parts/useTitle.ts'
import { t } from '../text/index.ts'
import { StatementPart } from './vault/StatementPart.tsx'

export default function Statement({ id }: { id: string }) {
  const auction = useResource<Auction>(`/v1/auctions/${id}`)
  const address = dataOf(auction.now.value)?.vault
  const vault = useResource<Vault>(address && `/v1/vaults/${address}`)
  useTitle(dataOf(vault.now.value)?.name, t('shell.statement'))
  return (
    <>
      <div class="head">
        <div>
          <h1>{t('shell.statement')}</h1>
        </div>
      </div>
      <Shown of={auction} rows={1}>
        {() => (
          <Shown of={vault}>
            {(found) => (
              <div class="stack">
                <p class="row">
                  <a href={`/vaults/${found.address}`}>
                    <Name of={found.name} />
                  </a>{' '}
                  <Address of={found.address} />
                </p>
                <Doubts of={found.name} warnings={found.names?.warnings} />
                <StatementPart auction={id} token={found.paymentToken} />
              </div>
            )}
          </Shown>
        )}
      </Shown>
    </>
  )
}
