/** How near a loan is to being called: number, word and bar. */
import type { Health as HealthOf, HealthWord, VaultState } from '../api/types.ts'
import { t, word } from '../text/index.ts'
import { percent } from '../units/format.ts'

export type Tone = 'good' | 'watch' | 'warn' | 'bad' | 'live' | 'plain'

const tones: Partial<Record<HealthWord | VaultState, Tone>> = {
  healthy: 'good',
  watch: 'watch',
  flaggable: 'warn',
  due: 'warn',
  liquidating: 'bad',
  marginCall: 'warn',
  dutch: 'live',
  batch: 'live',
}

/** The word of a vault's state or a loan's health. */
export function Badge({ of }: { of: HealthWord | VaultState }) {
  return (
    <span class="badge" data-tone={tones[of]}>
      {word('words', of)}
    </span>
  )
}

/** Where the limit stands in the bar, percent: there is room on both sides of it. */
const LIMIT_AT = 75

/** Where a loan-to-value stands in the bar, percent: right of the limit exactly when it is above it. */
export const positionOf = (ltvBps: number, liquidationLtvBps: number): number =>
  Math.min(100, (LIMIT_AT * ltvBps) / Math.max(1, liquidationLtvBps))

export function HealthBar({ of }: { of: HealthOf }) {
  const limit = percent(of.liquidationLtvBps)
  if (of.ltvBps === null) return <p class="label">{t('words.noValue', { limit })}</p>
  const ltv = percent(of.ltvBps)
  return (
    <div class="health" data-tone={tones[of.word]}>
      <div
        class="bar"
        role="img"
        style={{ '--ltv': `${positionOf(of.ltvBps, of.liquidationLtvBps)}%` }}
        aria-label={t('words.ltvSays', { ltv, limit, health: word('words', of.word) })}
      />
      <p class="says">
        <span>
          <strong>{ltv}</strong> {t('words.ofValue')}
        </span>
        <span class="soft">{t('words.limitAt', { limit })}</span>
      </p>
    </div>
  )
}
