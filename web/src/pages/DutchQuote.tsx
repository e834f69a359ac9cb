/** What a take would cost in the next blocks, and where the money would go. */
import type { Quote, Split } from '../api/types.ts'
import { Amount } from '../parts/Amount.tsx'
import { t } from '../text/index.ts'

export function DutchQuote({ of, token }: { of: Quote, token: string | undefined }) {
  const [first] = of.steps
  if (!first) return null
  return (
    <section class="quote" aria-label={t('dutch.quote')}>
      <h3>{t('dutch.quote')}</h3>
      <dl class="facts">
        {of.steps.map(({ inSeconds, price }) => (
          <>
            <dt>{inSeconds === 0 ? t('dutch.quoteNow') : t('dutch.quoteIn', { seconds: inSeconds })}</dt>
            <dd><Amount of={price} token={token} /></dd>
          </>
        ))}
        {of.net && <>
          <dt>{t('dutch.netWithdrawn')}</dt><dd><Amount of={of.net.withdrawn} token={token} /></dd>
          <dt>{t('dutch.netClaimed')}</dt><dd><Amount of={of.net.claimed} token={token} /></dd>
          <dt><strong>{t('dutch.netPays')}</strong></dt><dd><strong><Amount of={of.net.pays} token={token} /></strong></dd>
          {BigInt(of.net.gets) > 0n && <><dt>{t('dutch.netGets')}</dt><dd><Amount of={of.net.gets} token={token} /></dd></>}
        </>}
      </dl>
      <details class="more">
        <summary>{t('dutch.waterfall')}</summary>
        <Waterfall of={first.then} token={token} />
      </details>
    </section>
  )
}

const parts = ['keeper', 'debt', 'penalty', 'fee', 'royalty', 'residual'] as const

/** The split of the auction's proceeds, line by line. */
export function Waterfall({ of, token }: { of: Split, token: string | undefined }) {
  return (
    <dl class="facts">
      {parts.map((part) => (
        <><dt>{t(`dutch.part_${part}`)}</dt><dd><Amount of={of[part]} token={token} /></dd></>
      ))}
      <dt><strong>{t('dutch.part_proceeds')}</strong></dt><dd><strong><Amount of={of.proceeds} token={token} /></strong></dd>
    </dl>
  )
}
