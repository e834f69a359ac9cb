/** Everything that waits for an address, and the button that brings it there. */
import { signal } from '@preact/signals'
import { connected, subject } from '../account.ts'
import { announce } from '../announce.ts'
import type { List } from '../api/read.ts'
import { useList, type Watched } from '../api/resource.ts'
import type { Claim } from '../api/types.ts'
import { useStream } from '../api/useStream.ts'
import { loadDeployment } from '../deployment.ts'
import { isAddress, isSameAddress } from '../names.ts'
import { AccountField } from '../parts/AccountField.tsx'
import { Address, Name } from '../parts/Address.tsx'
import { Amount, Stamp } from '../parts/Amount.tsx'
import { copy } from '../parts/copy.ts'
import { SharesOf } from '../parts/SharesOf.tsx'
import { Shown } from '../parts/States.tsx'
import { go } from '../router.ts'
import { say, t, word } from '../text/index.ts'

/** The claim that is on its way, so that two are never signed at once. */
const underWay = signal<Claim | undefined>(undefined)

export default function Claims({ account = subject.value }: { account?: string }) {
  const claims = useList<Claim>(
    account !== undefined && isAddress(account) ? `/v1/accounts/${account}/claims` : undefined,
  )
  useStream('/v1/events', { snapshot: claims.again, change: claims.again })
  return (
    <>
      <div class="head">
        <div>
          <h1>{t('claims.title')}</h1>
          <p class="lead">{t('claims.lead')}</p>
        </div>
      </div>
      <AccountField given={account} onLook={(address) => go(address ? `/claims/${address}` : '/claims')} />
      {account === undefined ? (
        <p class="notice empty">{t('claims.whose')}</p>
      ) : !isAddress(account) ? (
        <p class="notice failed">{t('shell.accountWrong')}</p>
      ) : (
        <Waiting of={claims} account={account} />
      )}
    </>
  )
}

function Waiting({ of, account }: { of: Watched<List<Claim>>; account: string }) {
  return (
    <Shown
      of={of}
      empty={({ items }) =>
        items.length === 0 ? say('claims.none', { account: <Address of={account} /> }) : undefined
      }
    >
      {({ items, asOf }) => {
        const isConnected = connected.value !== undefined
        const sendable = items.filter((claim) => isConnected && canSend(claim, account))
        return (
          <section class="stack" aria-labelledby="waiting">
            <div class="row spread">
              <h2 id="waiting">{say('claims.waiting', { count: items.length })}</h2>
              <button
                type="button"
                class="primary"
                aria-disabled={sendable.length === 0 || underWay.value !== undefined}
                onClick={() => void claimAll(sendable, of.again)}
                aria-describedby={isConnected ? undefined : 'no-wallet'}
              >
                {t('claims.everything', { count: isConnected ? sendable.length : items.length })}
              </button>
            </div>
            {!isConnected && (
              <p class="notice" id="no-wallet">
                {t('claims.noWallet')}
              </p>
            )}
            <ul class="claims">
              {items.map((claim) => (
                <One key={claim.transaction.data} of={claim} account={account} again={of.again} />
              ))}
            </ul>
            <Stamp of={asOf} />
          </section>
        )
      }}
    </Shown>
  )
}

/** Whether a connected wallet may send it. */
const canSend = (claim: Claim, account: string): boolean => !claim.onlyOwner || isSameAddress(connected.value, account)

function One({ of: claim, account, again }: { of: Claim; account: string; again: () => void }) {
  const isConnected = connected.value !== undefined
  const isOthers = isConnected && !canSend(claim, account)
  // Never `disabled`: what is cannot take the focus back when the sheet closes.
  const isOff = !isConnected || isOthers || underWay.value !== undefined
  const id = `c-${claim.transaction.data}`
  return (
    <li class="card claim">
      <div>
        <p class="figure" id={id}>
          <What of={claim} />
        </p>
        <p>{t(`claims.why_${claim.kind}`)}</p>
        <p class="row">
          <a href={`/vaults/${claim.vault}`}>
            <Name of={claim.vaultName} />
          </a>{' '}
          <Address of={claim.vault} />
        </p>
      </div>
      <div class="act">
        <button
          type="button"
          class="primary"
          aria-disabled={isOff}
          aria-describedby={`${id} ${isOthers ? `r-${id}` : isConnected ? '' : 'no-wallet'}`.trim()}
          onClick={() => { if (!isOff) void claimAll([claim], again) }}
        >
          {underWay.value === claim ? t('claims.underWay') : t('claims.claim')}
        </button>
        {isOthers && (
          <p class="small soft" id={`r-${id}`}>
            {t('claims.onlyOwner')}
          </p>
        )}
      </div>
      <details>
        <summary>{t('claims.bytes')}</summary>
        <p class="small">{t(claim.onlyOwner ? 'claims.bytesOwner' : 'claims.bytesAnybody')}</p>
        <dl class="facts bytes">
          <dt>{t('claims.to')}</dt>
          <dd>
            <Address of={claim.transaction.to} />
          </dd>
          <dt>{t('claims.function')}</dt>
          <dd>
            <code>{claim.call}</code>
          </dd>
          <dt>{t('claims.value')}</dt>
          <dd>{claim.transaction.value}</dd>
          <dt>{t('claims.data')}</dt>
          <dd>
            <code class="data" tabIndex={0} role="textbox" aria-readonly="true" aria-label={t('claims.data')}>
              {claim.transaction.data}
            </code>
          </dd>
        </dl>
        <button type="button" onClick={() => void copy(claim.transaction.data, 'claims.dataCopied')}>
          {t('claims.copyData')}
        </button>
      </details>
    </li>
  )
}

function What({ of: claim }: { of: Claim }) {
  if (claim.item !== null && claim.item !== undefined) return <>{t('claims.item', { index: claim.item })}</>
  const amount = claim.amount !== '0' && <Amount of={claim.amount} token={claim.paymentToken} />
  const units = claim.units !== '0' && claim.kind !== 'shares' && (
    <>{say('claims.units', { units: <SharesOf of={claim.units} /> })}</>
  )
  return (
    <>
      {amount}
      {amount && units && ' + '}
      {units}
    </>
  )
}

/** One after the other; the first that is not included ends it. */
async function claimAll(claims: readonly Claim[], again: () => void): Promise<void> {
  if (claims.length === 0 || underWay.peek() !== undefined) return
  const [{ sendCall }, { callOf }, deployment] = await Promise.all([
    import('../transactions/index.tsx'),
    import('./claimCall.ts'),
    loadDeployment(),
  ])
  let count = 0
  for (const claim of claims) {
    const call = callOf(claim, deployment)
    if (!call) {
      announce(t('claims.unreadable', { call: claim.call }), 'assertive')
      break
    }
    underWay.value = claim
    const outcome = await sendCall({
      title: t('claims.sendTitle', { what: word('claims', `short_${claim.kind}`) }),
      call,
    }).finally(() => {
      underWay.value = undefined
    })
    again()
    if (outcome !== 'included') break
    count++
  }
  announce(t('claims.done', { count, all: claims.length }), 'assertive')
}
