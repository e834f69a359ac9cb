/** Arguments and states in words. */
import { t } from '../text/index.ts'
import type { State } from './progress.ts'

/** What became of a transaction, in a sentence. */
export function stateWords(state: State): string {
  switch (state.is) {
    case 'sent': return state.wasIn === undefined
      ? t('transactions.sent') : t('transactions.backToWaiting', { block: String(state.wasIn) })
    case 'included': return t(state.final ? 'transactions.final' : 'transactions.included', { block: String(state.block) })
    case 'failed': return t('transactions.failed', { block: String(state.block) })
    case 'replaced': return t(state.cancelled ? 'transactions.cancelled' : 'transactions.replaced')
    case 'dropped': return t('transactions.dropped')
  }
}
