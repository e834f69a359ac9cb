/** What waits for the reader cannot be missed: on the front page as long as it is above zero. */
import { subject } from '../account.ts'
import { dataOf, useList } from '../api/resource.ts'
import type { Claim } from '../api/types.ts'
import { say, t } from '../text/index.ts'
import { Address } from './Address.tsx'

export function ClaimsBanner() {
  const account = subject.value
  const claims = useList<Claim>(account && `/v1/accounts/${account}/claims`)
  const waiting = dataOf(claims.now.value)?.items.length ?? 0
  if (account === undefined || waiting === 0) return null
  return (
    <aside class="notice good banner" aria-label={t('claims.title')}>
      <p>{say('claims.banner', { count: waiting, account: <Address of={account} /> })}</p>
      <a class="button primary" href={`/claims/${account}`}>
        {t('claims.goThere')}
      </a>
    </aside>
  )
}
