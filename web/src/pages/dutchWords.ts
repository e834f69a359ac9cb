import type { Auction } from '../api/types.ts'
import { t } from '../text/index.ts'
import { moment } from '../units/format.ts'
import type { Phase } from './dutchPhase.ts'

/** Where a round is, in a sentence. */
export function phaseWords({ dutch, outcome }: Auction, phase: Phase): string {
  switch (phase) {
    case 'ahead': return t('dutch.ahead', { at: moment(dutch.startsAt.unix) })
    case 'open': return t('dutch.open', { at: moment(dutch.endsAt.unix) })
    case 'over': return t('dutch.over', { at: moment(dutch.endsAt.unix) })
    case 'ended': return outcome ? t(`dutch.ended_${outcome}`) : t('dutch.ended')
  }
}
