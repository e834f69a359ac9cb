import { t, word } from '../text/index.ts'
import { moment, percent } from '../units/format.ts'
import type { LoanTerms } from './calls.ts'

/** Loan terms as a lender would say them. */
export function TermsWords({ of }: { of: LoanTerms }) {
  const hours = (seconds: number): string => t('calls.hours', { count: Math.round(seconds / 360) / 10 })
  const options = [1, 2, 4].filter((flag) => of.options & flag).map((flag) => word('calls', `option_${flag}`))
  return (
    <ul class="terms">
      <li>{t('calls.termRate', { rate: percent(of.rateBps, 2), late: percent(of.lateRateBps, 2) })}</li>
      <li>{t('calls.termDue', { at: moment(of.dueAt), grace: hours(of.graceSeconds) })}</li>
      <li>{t('calls.termLtv', {
        max: percent(of.maxLtvBps, 2), cure: percent(of.cureLtvBps, 2), call: percent(of.liquidationLtvBps, 2),
      })}</li>
      <li>{t('calls.termCure', { cure: hours(of.cureSeconds), confirm: hours(of.confirmSeconds) })}</li>
      <li>{t('calls.termAuction', {
        length: hours(of.auctionSeconds), penalty: percent(of.penaltyBps, 2), least: percent(of.conversionBps, 2),
      })}</li>
      <li>{options.length ? options.join('; ') : t('calls.noOptions')}</li>
    </ul>
  )
}
