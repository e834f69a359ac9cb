/** The wallet's place in the header: none, one of those that announced themselves, or the wrong network. */
import { signal } from '@preact/signals'
import { useEffect, useRef } from '../hooks.ts'
import { announce } from '../announce.ts'
import { loadDeployment } from '../deployment.ts'
import { shortAddress } from '../names.ts'
import { Address } from '../parts/Address.tsx'
import { t } from '../text/index.ts'
import {
  account, changeNetwork, chainId, connect, disconnect, expectedChainId, network, startWallets, wallet, wallets,
  type WalletFault,
} from './connection.ts'
import type { Wallet } from './discovery.ts'

export { account, chainId, network, wallet } from './connection.ts'

const isOpen = signal(false)
const fault = signal<WalletFault | undefined>(undefined)

/** Opens the list of wallets, from any page that needs one. */
export function askForWallet(): void {
  fault.value = undefined
  isOpen.value = true
}

export function WalletButton() {
  useEffect(() => {
    // Without the deployment the network cannot be judged; the pages say that the server does not answer.
    loadDeployment().catch(() => undefined)
    return startWallets(window, t('wallet.injected'))
  }, [])
  const address = account.value
  return (
    <>
      {network.value === 'wrong' && <span class="badge" data-tone="bad">{t('wallet.wrongNetwork')}</span>}
      <button type="button" class={address ? 'mono' : 'primary'} aria-haspopup="dialog" onClick={askForWallet}>
        {address ? <><span class="unseen">{t('wallet.account')} </span>{shortAddress(address)}</> : t('wallet.connect')}
      </button>
      {isOpen.value && <WalletDialog />}
    </>
  )
}

function WalletDialog() {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => { dialog.current?.showModal() }, [])
  const close = (): void => dialog.current?.close()
  return (
    <dialog ref={dialog} class="sheet" aria-labelledby="wallet-title" onClose={() => { isOpen.value = false }}>
      <div class="sheethead">
        <h2 id="wallet-title">{account.value ? t('wallet.connected') : t('wallet.connect')}</h2>
        <button type="button" class="close" aria-label={t('wallet.close')} onClick={close}>×</button>
      </div>
      {account.value ? <Connected done={close} /> : <Choice done={close} />}
      <Fault />
    </dialog>
  )
}

function Choice({ done }: { done: () => void }) {
  const choose = async (one: Wallet): Promise<void> => {
    fault.value = await connect(one)
    if (fault.value) return
    announce(t('wallet.isConnected', { wallet: one.name }), 'assertive')
    done()
  }
  if (wallets.value.length === 0) return <p>{t('wallet.none')}</p>
  return (
    <>
      <p class="soft">{t('wallet.choose')}</p>
      <ul class="wallets">
        {wallets.value.map((one) => (
          <li key={one.id}>
            <button type="button" onClick={() => void choose(one)}>
              {one.icon
                ? <img src={one.icon} alt="" width="28" height="28" onError={hide} />
                : <span class="blank" aria-hidden="true" />}
              <bdi>{one.name}</bdi>
              <span class="soft small">{one.rdns}</span>
            </button>
          </li>
        ))}
      </ul>
    </>
  )
}

/** A picture that the browser or its policy refuses is no loss: the name stands beside it. */
const hide = ({ currentTarget }: { currentTarget: HTMLImageElement }): void => { currentTarget.hidden = true }

function Connected({ done }: { done: () => void }) {
  const leave = async (): Promise<void> => {
    done()
    await disconnect()
    announce(t('wallet.isDisconnected'), 'assertive')
  }
  return (
    <div class="stack">
      <dl class="facts">
        <dt>{t('wallet.wallet')}</dt><dd><bdi>{wallet.value?.name}</bdi></dd>
        <dt>{t('wallet.account')}</dt><dd><Address of={account.value!} /></dd>
        <dt>{t('wallet.network')}</dt>
        <dd>{t(`wallet.network_${network.value}`, { chain: String(chainId.value ?? '?') })}</dd>
      </dl>
      {network.value === 'wrong' && <WrongNetwork />}
      <button type="button" onClick={() => void leave()}>{t('wallet.disconnect')}</button>
    </div>
  )
}

/** Says which chain is wanted and offers to change to it. */
export function WrongNetwork() {
  const change = async (): Promise<void> => { fault.value = await changeNetwork() }
  const [is, wanted] = [String(chainId.value ?? '?'), String(expectedChainId.value ?? '?')]
  return (
    <div class="notice bad" role="alert">
      <p>{t('wallet.wrongNetworkSays', { is, wanted })}</p>
      <button type="button" onClick={() => void change()}>{t('wallet.change')}</button>
    </div>
  )
}

function Fault() {
  const found = fault.value
  if (!found) return null
  const says = typeof found === 'string' ? t(`wallet.${found}`) : t('wallet.fault', { says: found.message })
  return <p class="fault" role="alert">{says}</p>
}
