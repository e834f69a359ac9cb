/** What can be done with a vault now. Every one of these is open to anybody whom the contracts allow; they check. */
import type { Vault } from '../../api/types.ts'
import { connected } from '../../account.ts'
import { now } from '../../clock.ts'
import { Section } from '../../parts/Section.tsx'
import { t, type Key } from '../../text/index.ts'
import type { Call } from '../../transactions/calls.ts'

interface Action {
  readonly name: 'flag' | 'unflag' | 'kick'
  readonly call: Call
}

export function VaultActions({ of: vault, again }: { of: Vault; again: () => void }) {
  const actions = actionsOf(vault)
  const isFree = vault.state === 'open'
  const isOwed = vault.state === 'loaned' || vault.state === 'marginCall'
  if (actions.length === 0 && !isFree && !isOwed) return null
  return (
    <Section title={t('vault.act')}>
      <div class="card stack">
        {(isFree || isOwed) && (
          <div class="action">
            <p>{t(isFree ? 'vault.lendSays' : 'vault.repaySays')}</p>
            <a class="button primary" href={`/vaults/${vault.address}/lend`}>
              {t(isFree ? 'vault.lend' : 'vault.repay')}
            </a>
          </div>
        )}
        {actions.map(({ name, call }) => (
          <div class="action">
            <p id={`a-${name}`}>{t(`vault.${name}Says`)}</p>
            <button
              type="button"
              disabled={connected.value === undefined}
              aria-describedby={`a-${name}`}
              onClick={() => void send(`vault.${name}`, call, again)}
            >
              {t(`vault.${name}`)}
            </button>
          </div>
        ))}
        {actions.length > 0 && connected.value === undefined && <p class="small soft">{t('vault.connectFirst')}</p>}
      </div>
    </Section>
  )
}

async function send(title: Key, call: Call, again: () => void): Promise<void> {
  const { sendCall } = await import('../../transactions/index.tsx')
  await sendCall({ title: t(title), call })
  again()
}

function actionsOf({ address, state, loan }: Vault): Action[] {
  if (!loan || (state !== 'loaned' && state !== 'marginCall')) return []
  const { terms, health, flaggedAt } = loan
  const actions: Action[] = []
  const at = now() ?? 0
  const isPastDue = at >= terms.dueAt.unix + terms.graceSeconds
  const isCureOver = flaggedAt !== null && flaggedAt !== undefined && at >= flaggedAt.unix + terms.cureSeconds
  const ltv = health?.ltvBps ?? undefined
  if (state === 'loaned' && health?.word === 'flaggable')
    actions.push({ name: 'flag', call: { type: 'flag', vault: address } })
  if (state === 'marginCall' && ltv !== undefined && ltv <= terms.cureLtvBps)
    actions.push({ name: 'unflag', call: { type: 'unflag', vault: address } })
  if (isPastDue || isCureOver) actions.push({ name: 'kick', call: { type: 'kick', vault: address } })
  return actions
}
