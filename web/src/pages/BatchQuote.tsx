/** What a bid would come to if the auction ended with it now. */
import type { Quote } from '../api/types.ts'
import { Amount } from '../parts/Amount.tsx'
import { SharesOf } from '../parts/SharesOf.tsx'
import { t } from '../text/index.ts'
import { percent } from '../units/format.ts'
import { bpsOf } from '../units/ratio.ts'
import type { Kind } from './batchDraft.ts'

export function BatchQuote({ of, escrow, kind, token, supply }: {
  of: Quote | undefined, escrow: bigint | undefined, kind: Kind, token: string | undefined, supply: bigint
}) {
  if (escrow === undefined) return null
  const isWhole = kind === 'whole'
  return (
    <section class="quote" aria-label={t('batch.quote')}>
      <h3>{t('batch.quote')}</h3>
      <dl class="facts">
        <dt><strong>{t(kind === 'rollover' ? 'batch.escrowCash' : 'batch.escrow')}</strong></dt>
        <dd><strong><Amount of={escrow} token={token} /></strong></dd>
        {of?.credit && <><dt>{t('batch.credit')}</dt><dd><Amount of={of.credit} token={token} /></dd></>}
        {of?.clearingPriceWith && !isWhole && <>
          <dt>{t('batch.clearingWith')}</dt><dd><Amount of={of.clearingPriceWith} token={token} /></dd>
        </>}
        {of?.fillWith && !isWhole && <>
          <dt>{t('batch.fillWith')}</dt>
          <dd><SharesOf of={of.fillWith} /> ({percent(bpsOf(BigInt(of.fillWith), supply), 2)})</dd>
        </>}
        {of?.paidWith && <><dt>{t('batch.paidWith')}</dt><dd><Amount of={of.paidWith} token={token} /></dd></>}
      </dl>
      {of && of.willClear !== null && of.willClear !== undefined && (
        <p class={`notice ${of.willClear ? 'good' : 'watch'}`}>
          {t(of.willClear ? 'batch.wouldWin' : 'batch.wouldLose')}
        </p>
      )}
    </section>
  )
}
