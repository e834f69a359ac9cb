/** One vault: what lies in it, what it owes, who shares in it, and what would become of each wei. */
import { dataOf, useList, useResource } from '../api/resource.ts'
import type { HistoryEntry, Vault as VaultOf } from '../api/types.ts'
import { useStream } from '../api/useStream.ts'
import { Address, Name } from '../parts/Address.tsx'
import { Amount, Stamp } from '../parts/Amount.tsx'
import { Doubts } from '../parts/Doubts.tsx'
import { Badge } from '../parts/Health.tsx'
import { Picture } from '../parts/Picture.tsx'
import { Shown } from '../parts/States.tsx'
import { useTitle } from '../parts/useTitle.ts'
import { say, t } from '../text/index.ts'
import { HistoryPart } from './vault/HistoryPart.tsx'
import { HoldersPart } from './vault/HoldersPart.tsx'
import { ItemsPart } from './vault/ItemsPart.tsx'
import { LoanPart } from './vault/LoanPart.tsx'
import { PreviewPart } from './vault/PreviewPart.tsx'
import { StatementPart } from './vault/StatementPart.tsx'
import { VaultActions } from './vault/VaultActions.tsx'

export default function Vault({ vault: address }: { vault: string }) {
  const vault = useResource<VaultOf>(`/v1/vaults/${address}`)
  const history = useList<HistoryEntry>(`/v1/vaults/${address}/history`)
  const again = () => {
    vault.again()
    history.again()
  }
  useStream(`/v1/vaults/${address}/events`, { snapshot: again, change: again })
  useTitle(dataOf(vault.now.value)?.name, t('shell.vault'))
  return (
    <>
      {dataOf(vault.now.value) === undefined && <h1>{t('shell.vault')}</h1>}
      <Shown of={vault} rows={5}>
        {(found) => (
          <>
            <Head of={found} />
            <Fate of={found} />
            <div class="columns">
              <div class="first">
                <ItemsPart of={found} />
              </div>
              <div class="side">
                <VaultActions of={found} again={vault.again} />
                {found.loan && <LoanPart of={found} loan={found.loan} />}
                <HoldersPart of={found} />
              </div>
              <div class="rest">
                {found.loan && <PreviewPart of={found} loan={found.loan} />}
                {isSold(found) && found.auction && <StatementPart auction={found.auction} token={found.paymentToken} />}
                <HistoryPart of={history} token={found.paymentToken} />
              </div>
            </div>
            <Stamp of={found.asOf} />
          </>
        )}
      </Shown>
    </>
  )
}

const isSold = ({ state }: VaultOf): boolean => state === 'settled' || state === 'converted'

function Head({ of: vault }: { of: VaultOf }) {
  return (
    <div class="vaulthead">
      <div class="pictures">
        {vault.items.slice(0, 4).map((item) => (
          <Picture of={item} size={104} />
        ))}
      </div>
      <div>
        <h1>
          <Name of={vault.name} />{' '}
          <span class="symbol">
            <Name of={vault.symbol} />
          </span>
        </h1>
        <Doubts of={vault.name} warnings={vault.names?.warnings} />
        <p class="row">
          <Address of={vault.address} />
          <Badge of={vault.state} />
          {vault.loan?.health && <Badge of={vault.loan.health.word} />}
        </p>
        <p class="soft">{t('vault.nameIsData')}</p>
      </div>
    </div>
  )
}

/** What a borrower or holder must not have to find out: that it is being sold, or was, and what that meant. */
function Fate({ of: { state, auction, loan, paymentToken, series = [] } }: { of: VaultOf }) {
  const debt = loan && <Amount of={loan.debt} token={paymentToken} />
  switch (state) {
    case 'marginCall':
      return <p class="notice stale fate">{say('vault.marginCall', { debt: debt ?? '' })}</p>
    case 'dutch':
    case 'batch':
      return (
        <div class="notice live fate">
          <p>{say(`vault.fate_${state}`, { debt: debt ?? '' })}</p>
          {auction && (
            <a class="button primary" href={`/auctions/${auction}`}>
              {t('vault.toAuction')}
            </a>
          )}
        </div>
      )
    case 'settled':
      return (
        <p class="notice fate">
          {t('vault.fate_settled')} <a href="#wei">{t('vault.eachWei')}</a>
        </p>
      )
    case 'converted':
      return (
        <div class="notice fate">
          <p>{t('vault.fate_converted')}</p>
          {series.map((one) => (
            <p class="row">
              <a href={`/vaults/${one}`}>{t('vault.newVault')}</a> <Address of={one} />
            </p>
          ))}
        </div>
      )
    default:
      return null
  }
}
