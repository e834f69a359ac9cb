/** A transaction on its way: in the dialog, and at the foot of every page until it is dismissed. */
import { live } from '../api/live.ts'
import { t } from '../text/index.ts'
import { close } from './flow.ts'
import type { Sent, State } from './progress.ts'
import { RefusalWords } from './Refusal.tsx'
import { dismiss, lookFaults, tracked } from './tracked.ts'
import { stateWords } from './words.ts'
import type { Tone } from '../parts/Health.tsx'

export function Followed({ sent, isDone }: { sent: Sent, isDone: boolean }) {
  return (
    <div class="stack">
      <Progress of={sent} />
      <p class="soft small">{t('transactions.mayClose')}</p>
      <button type="button" class={isDone ? 'primary' : undefined} onClick={close}>{t('transactions.close')}</button>
    </div>
  )
}

/** All transactions of this tab. */
export function TrackedList() {
  const all = tracked.value
  if (all.length === 0) return null
  return (
    <section class="tracked" aria-label={t('transactions.yours')}>
      <h2>{t('transactions.yours')}</h2>
      <ul>
        {all.map((sent) => (
          <li key={sent.hash}>
            <strong>{sent.sentence}</strong>
            <Progress of={sent} />
            <button type="button" aria-label={t('transactions.dismissWhat', { what: sent.sentence })}
              onClick={() => dismiss(sent.hash)}>
              {t('transactions.dismiss')}
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}

const tones: Record<State['is'], Tone> = {
  sent: 'live', included: 'good', failed: 'bad', replaced: 'warn', dropped: 'warn',
}

function Progress({ of }: { of: Sent }) {
  const { state, hash } = of
  const fault = lookFaults.value[hash]
  return (
    <div class="progress">
      <p><span class="badge" data-tone={tones[state.is]}>{t(`transactions.is_${state.is}`)}</span> {stateWords(state)}</p>
      {state.is === 'included' && <ServerSays block={state.block} />}
      {state.is === 'failed' && state.reason && <p><RefusalWords of={state.reason} /></p>}
      {state.is === 'replaced' && state.by && <p>{t('transactions.replacedBy')} <code class="long">{state.by}</code></p>}
      {of.repricedFrom && <p class="soft">{t('transactions.repriced')}</p>}
      {fault && <p class="fault">{t('transactions.lookFault', { says: fault })}</p>}
      <p class="soft small">{t('transactions.hash')} <code class="long">{hash}</code></p>
    </div>
  )
}

/** The wallet's node told the block; the server follows the chain by itself, and its stream agrees or not yet. */
function ServerSays({ block }: { block: number }) {
  const head = live.head.value
  if (!head) return null
  return <p class="soft small">{t(head.block >= block ? 'transactions.serverAgrees' : 'transactions.serverBehind')}</p>
}
