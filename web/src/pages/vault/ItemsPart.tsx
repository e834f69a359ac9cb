/** The tokens: where they come from, whether they are here, and what they were said to be worth, when and by whom. */
import { useResource, dataOf } from '../../api/resource.ts'
import type { AppraisedItem, Appraisals, Item, Vault } from '../../api/types.ts'
import { Address } from '../../parts/Address.tsx'
import { Amount } from '../../parts/Amount.tsx'
import { Picture } from '../../parts/Picture.tsx'
import { Section } from '../../parts/Section.tsx'
import { Failed } from '../../parts/States.tsx'
import { TokenId } from '../../parts/TokenId.tsx'
import { say, t } from '../../text/index.ts'
import { duration, percent } from '../../units/format.ts'

export function ItemsPart({ of: vault }: { of: Vault }) {
  const appraisals = useResource<Appraisals>(`/v1/vaults/${vault.address}/appraisals`, { onHead: true })
  const resource = appraisals.now.value
  const said = dataOf(resource)
  return (
    <Section title={t('vault.items', { count: vault.items.length })}>
      {resource.state === 'failed' && <Failed problem={resource.problem} again={appraisals.again} />}
      <ul class="items">
        {vault.items.map((item, index) => (
          <One
            key={`${item.collection}/${item.tokenId}`}
            item={item}
            token={vault.paymentToken}
            appraisal={said?.items.find((one) => one.index === index)}
            maxAge={said?.maxAgeSeconds}
          />
        ))}
      </ul>
      {said && said.signers.length > 0 && (
        <details>
          <summary>{t('vault.signers', { count: said.signers.length })}</summary>
          <p class="small">{t('vault.signersSay')}</p>
          <ul class="signers">
            {said.signers.map(({ account, weight }) => (
              <li>
                <Address of={account} /> <span class="small">{t('vault.weight', { weight })}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </Section>
  )
}

interface OneProps {
  readonly item: Item
  readonly token: string
  readonly appraisal: AppraisedItem | undefined
  readonly maxAge: number | undefined
}

function One({ item, token, appraisal, maxAge }: OneProps) {
  return (
    <li class="card item">
      <Picture of={item} size={88} />
      <div class="stack tight">
        <h3>
          <TokenId of={item.tokenId} />
        </h3>
        <p class="row small">
          <span class="soft">{t('vault.collection')}</span> <Address of={item.collection} />
        </p>
        <p class="small">{t(item.inCustody ? 'vault.inCustody' : 'vault.notInCustody')}</p>
      </div>
      <div class="stack tight worth">
        {item.appraisal ? (
          <>
            <p class="label">{t('vault.appraised')}</p>
            <p class="figure">
              <Amount of={item.appraisal} token={token} />
            </p>
          </>
        ) : (
          <p class="label">{t('vault.neverAppraised')}</p>
        )}
        {appraisal && <Freshness of={appraisal} maxAge={maxAge} />}
        {appraisal?.tripped && (
          <p class="badge" data-tone="warn">
            {t('vault.tripped')}
          </p>
        )}
      </div>
      {appraisal?.appraisal && (
        <details>
          <summary>{t('vault.howValued')}</summary>
          <dl class="facts small">
            <dt>{t('vault.borrowValue')}</dt>
            <dd>
              <Maybe of={appraisal.borrowValue} token={token} />
            </dd>
            <dt>{t('vault.liquidationValue')}</dt>
            <dd>
              <Maybe of={appraisal.liquidationValue} token={token} />
            </dd>
            <dt>{t('vault.spot')}</dt>
            <dd>
              <Maybe of={appraisal.spot} token={token} />
            </dd>
            <dt>{t('vault.limited')}</dt>
            <dd>
              <Maybe of={appraisal.limited} token={token} />
            </dd>
            <dt>{t('vault.dispersion')}</dt>
            <dd>{appraisal.dispersionBps === null ? '–' : percent(appraisal.dispersionBps)}</dd>
          </dl>
        </details>
      )}
    </li>
  )
}

const Maybe = ({ of, token }: { of: string | null; token: string }) =>
  of === null ? <>–</> : <Amount of={of} token={token} />

function Freshness({ of: { ageSeconds, fresh }, maxAge }: { of: AppraisedItem; maxAge: number | undefined }) {
  if (ageSeconds === null) return null
  const age = duration(ageSeconds)
  if (fresh) return <p class="small soft">{t('vault.age', { age })}</p>
  return (
    <p class="badge" data-tone="watch">
      {say('vault.tooOld', { age, most: duration(maxAge ?? 0) })}
    </p>
  )
}
