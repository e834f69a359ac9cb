/** What must hold before a signature makes sense, as a list with the state of each. */
import type { ComponentChildren } from 'preact'
import { account, network } from '../wallet/connection.ts'
import { askForWallet } from '../wallet/index.tsx'
import { t } from '../text/index.ts'

export interface CheckLine {
  readonly name: string
  /** `todo`: a later step sees to it. */
  readonly state: 'ok' | 'bad' | 'todo' | 'unknown'
  readonly says: ComponentChildren
}

/** The wallet and its network, which every signature needs. */
export function walletChecks(): CheckLine[] {
  const isConnected = account.value !== undefined
  return [
    {
      name: t('forms.checkWallet'), state: isConnected ? 'ok' : 'bad',
      says: isConnected ? t('forms.walletOk') : (
        <button type="button" class="link" onClick={askForWallet}>{t('forms.walletConnect')}</button>
      ),
    },
    {
      name: t('forms.checkNetwork'),
      state: network.value === 'right' ? 'ok' : network.value === 'wrong' ? 'bad' : 'unknown',
      says: t(`forms.network_${network.value}`),
    },
  ]
}

export function Checks({ of }: { of: readonly CheckLine[] }) {
  return (
    <div role="group" aria-label={t('forms.checks')}>
      <p class="subhead">{t('forms.checks')}</p>
      <ul class="checks">
        {of.map(({ name, state, says }) => (
          <li key={name} data-state={state}>
            <span class="unseen">{t(`forms.state_${state}`)}: </span>
            <span class="name">{name}</span> <span>{says}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}
