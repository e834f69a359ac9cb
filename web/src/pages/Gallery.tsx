/** The front page: every vault, how it stands, and what is being sold now. */
import { subject } from '../account.ts'
import { useList } from '../api/resource.ts'
import type { Vault, VaultState } from '../api/types.ts'
import { useStream } from '../api/useStream.ts'
import { Lazy } from '../lazy.tsx'
import { Address, Name } from '../parts/Address.tsx'
import { Amount, Stamp } from '../parts/Amount.tsx'
import { Badge, HealthBar } from '../parts/Health.tsx'
import { Picture } from '../parts/Picture.tsx'
import { Shown } from '../parts/States.tsx'
import { Warnings } from '../parts/Warnings.tsx'
import { go, search } from '../router.ts'
import { loadText, t } from '../text/index.ts'
import { remaining } from '../units/remaining.ts'

const filters = {
  all: undefined,
  onLoan: ['loaned', 'marginCall'],
  onSale: ['dutch', 'batch'],
  free: ['open'],
  ended: ['settled', 'converted', 'redeemed'],
} as const satisfies Record<string, readonly VaultState[] | undefined>

type Filter = keyof typeof filters

/** Pictures on one card; the number of the others is written. */
const MOST_PICTURES = 3

const claimsBanner = () =>
  Promise.all([import('../parts/ClaimsBanner.tsx'), loadText('claims')]).then(([m]) => m.ClaimsBanner)

const onSale = () => import('../parts/OnSale.tsx').then((m) => m.OnSale)

export default function Gallery() {
  const vaults = useList<Vault>('/v1/vaults')
  useStream('/v1/events', { snapshot: vaults.again, change: vaults.again })
  const wanted = new URLSearchParams(search.value).get('show')
  const filter: Filter = wanted !== null && Object.hasOwn(filters, wanted) ? (wanted as Filter) : 'all'
  return (
    <>
      {subject.value !== undefined && <Lazy load={claimsBanner} />}
      <div class="head">
        <div>
          <h1>{t('gallery.title')}</h1>
          <p class="lead">{t('gallery.lead')}</p>
        </div>
        {subject.value === undefined ? (
          <a class="button" href="/claims">
            {t('gallery.lookUp')}
          </a>
        ) : (
          <a class="button" href="/create">
            {t('shell.create')}
          </a>
        )}
      </div>
      <Shown of={vaults} rows={4} empty={({ items }) => (items.length === 0 ? t('gallery.none') : undefined)}>
        {({ items, asOf }) => {
          const shown = items.filter((vault) => isIn(filter, vault))
          return (
            <>
              <Filters now={filter} of={items} />
              {shown.length === 0 ? (
                <p class="notice empty">{t('gallery.noneOfThese')}</p>
              ) : (
                <ul class="gallery">
                  {shown.map((vault) => (
                    <li key={vault.address}>
                      <Card of={vault} />
                    </li>
                  ))}
                </ul>
              )}
              <Stamp of={asOf} />
            </>
          )
        }}
      </Shown>
    </>
  )
}

const isIn = (filter: Filter, vault: Vault): boolean =>
  (filters[filter] as readonly VaultState[] | undefined)?.includes(vault.state) ?? true

function Filters({ now, of }: { now: Filter; of: readonly Vault[] }) {
  return (
    <div class="filters" role="group" aria-label={t('gallery.filter')}>
      {(Object.keys(filters) as Filter[]).map((filter) => (
        <button
          type="button"
          aria-pressed={filter === now}
          onClick={() => go(filter === 'all' ? '/' : `/?show=${filter}`, { replace: true })}
        >
          {t(`gallery.${filter}`)} <span class="count">{of.filter((vault) => isIn(filter, vault)).length}</span>
        </button>
      ))}
    </div>
  )
}

function Card({ of: vault }: { of: Vault }) {
  const health = vault.loan?.health
  const isOnSale = vault.state === 'dutch' || vault.state === 'batch'
  return (
    <article class="card vault" aria-labelledby={`n-${vault.address}`}>
      <div class="pictures">
        {vault.items.slice(0, MOST_PICTURES).map((item) => (
          <Picture of={item} size={76} />
        ))}
        {vault.items.length > MOST_PICTURES && <span class="more">+{vault.items.length - MOST_PICTURES}</span>}
      </div>
      <h2 id={`n-${vault.address}`}>
        <a href={`/vaults/${vault.address}`}>
          <Name of={vault.name} />
        </a>
      </h2>
      <Address of={vault.address} />
      <Warnings of={vault.names?.warnings} />
      <p class="row">
        <Badge of={vault.state} />
        {health && <Badge of={health.word} />}
      </p>
      {health && <HealthBar of={health} />}
      {isOnSale && vault.auction ? (
        <Lazy load={onSale} id={vault.auction} token={vault.paymentToken} />
      ) : (
        <Rest of={vault} />
      )}
    </article>
  )
}

function Rest({ of: vault }: { of: Vault }) {
  if (vault.loan) {
    return (
      <dl class="facts">
        <dt>{t('gallery.debt')}</dt>
        <dd>
          <Amount of={vault.loan.debt} token={vault.paymentToken} />
        </dd>
        <dt>{t('gallery.dueIn')}</dt>
        <dd>{remaining(vault.loan.terms.dueAt.unix, t('gallery.over'))}</dd>
      </dl>
    )
  }
  return (
    <dl class="facts">
      <dt>{t('gallery.items')}</dt>
      <dd>{vault.items.length}</dd>
      <dt>{t('gallery.holders')}</dt>
      <dd>{vault.holders}</dd>
      {vault.state === 'settled' && (
        <>
          <dt>{t('gallery.waiting')}</dt>
          <dd>
            <Amount of={vault.cash} token={vault.paymentToken} />
          </dd>
        </>
      )}
    </dl>
  )
}
