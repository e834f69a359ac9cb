/** What a lender, a borrower or a holder does with a vault outside an auction. */
import { connected as account } from '../account.ts'
import { dataOf, useResource } from '../api/resource.ts'
import type { Positions, Vault } from '../api/types.ts'
import { useStream } from '../api/useStream.ts'
import { isSameAddress } from '../names.ts'
import { Address, Name } from '../parts/Address.tsx'
import { Stamp } from '../parts/Amount.tsx'
import { Doubts } from '../parts/Doubts.tsx'
import { Badge } from '../parts/Health.tsx'
import { Shown } from '../parts/States.tsx'
import { loadText, t } from '../text/index.ts'
import { Checks, walletChecks } from '../transactions/Checks.tsx'
import { LendBorrow } from './LendBorrow.tsx'
import { LendOffer } from './LendOffer.tsx'
import { LendRepay } from './LendRepay.tsx'
import { LendShares } from './LendShares.tsx'

await loadText('lend', 'forms', 'doubts')

export default function Lend({ vault: address }: { vault: string }) {
  const vault = useResource<Vault>(`/v1/vaults/${address}`)
  useStream(`/v1/vaults/${address}/events`, { snapshot: vault.again, change: vault.again })
  return (
    <Shown of={vault}>
      {(found) => <Forms of={found} />}
    </Shown>
  )
}

function Forms({ of: vault }: { of: Vault }) {
  const me = account.value
  const mine = useResource<Positions>(me && `/v1/accounts/${me}/positions`, { onHead: true })
  const held = dataOf(mine.now.value)?.holds.find((one) => isSameAddress(one.vault, vault.address))?.shares
  const holdsAll = held !== undefined && held === vault.outstandingShares
  const isFree = vault.state === 'open'
  return (
    <>
      <div class="head">
        <div>
          <p class="label">{t('lend.title')}</p>
          <h1><a href={`/vaults/${vault.address}`}><Name of={vault.name} /></a></h1>
          <p class="lead row"><Address of={vault.address} /> <Badge of={vault.state} /></p>
          <Doubts of={vault.name} warnings={vault.names?.warnings} />
        </div>
      </div>
      <div class="columns">
        <div class="stack">
          {isFree && <LendOffer of={vault} />}
          {isFree && <LendBorrow of={vault} holdsAll={holdsAll} />}
          {vault.loan && <LendRepay of={vault} holdsAll={holdsAll} />}
        </div>
        <div class="stack">
          <section class="card"><Checks of={walletChecks()} /></section>
          <LendShares of={vault} held={held} holdsAll={holdsAll} />
        </div>
      </div>
      <Stamp of={vault.asOf} />
    </>
  )
}
