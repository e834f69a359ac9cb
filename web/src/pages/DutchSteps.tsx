/** What anybody may do to move the auction on, while it is due: cure, redo, hand on to a batch auction. */
import type { ComponentChildren } from 'preact'
import type { Auction, Vault } from '../api/types.ts'
import { Amount } from '../parts/Amount.tsx'
import { say, t } from '../text/index.ts'
import { sendCall } from '../transactions/index.tsx'
import type { Phase } from './dutchPhase.ts'

/** The round after which a batch auction follows: the second. */
const LAST_ROUND = 1

export function DutchSteps({ of: auction, vault, phase }: {
  of: Auction, vault: Vault | undefined, phase: Phase
}) {
  const { id, dutch } = auction
  const isUntouched = BigInt(dutch.raised) === 0n
  const canCure = phase !== 'ended' && isUntouched
  const cost = BigInt(dutch.debt) + BigInt(dutch.keeperReward)
  if (phase !== 'over' && !canCure) return null
  return (
    <section class="card stack">
      <h2>{t('dutch.moveOn')}</h2>
      {phase === 'over' && dutch.round < LAST_ROUND && (
        <Step says={t('dutch.redoSays')}>
          <button type="button" onClick={() => void sendCall({ title: t('dutch.redo'), call: { type: 'redo', auction: id } })}>
            {t('dutch.redo')}
          </button>
        </Step>
      )}
      {phase === 'over' && dutch.round >= LAST_ROUND && (
        <Step says={t('dutch.toBatchSays')}>
          <button type="button" onClick={() => void sendCall({ title: t('dutch.toBatch'), call: { type: 'toBatch', auction: id } })}>
            {t('dutch.toBatch')}
          </button>
        </Step>
      )}
      {canCure && (
        <Step says={say('dutch.cureSays', { cost: <Amount of={cost} token={vault?.paymentToken} /> })}>
          <button type="button" onClick={() => void sendCall({
            title: t('dutch.cure'), call: { type: 'cure', auction: id }, most: cost,
          })}>
            {t('dutch.cure')}
          </button>
        </Step>
      )}
    </section>
  )
}

function Step({ says, children }: { says: ComponentChildren, children: ComponentChildren }) {
  return <div class="step"><p>{says}</p>{children}</div>
}
