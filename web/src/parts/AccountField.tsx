/** Whose money to look at: any address, a multisig too. */
import { useSignal } from '@preact/signals'
import { connected, typed } from '../account.ts'
import { isAddress } from '../names.ts'
import { store } from '../store.ts'
import { t } from '../text/index.ts'

export interface AccountFieldProps {
  /** The one that is shown. */
  readonly given: string | undefined
  readonly onLook: (address: string | undefined) => void
}

export function AccountField({ given = '', onLook }: AccountFieldProps) {
  const text = useSignal(given)
  const isWrong = useSignal(false)
  const look = (event: Event) => {
    event.preventDefault()
    const address = text.value.trim()
    isWrong.value = !isAddress(address)
    if (isWrong.value) return
    lookAt(address)
    onLook(address)
  }
  const forget = () => {
    lookAt(undefined)
    text.value = ''
    onLook(undefined)
  }
  return (
    <form class="account field" onSubmit={look}>
      <label for="account">{t('shell.account')}</label>
      <span class="hint" id="account-hint">
        {t('shell.accountHint')}
      </span>
      <div class="row">
        <input
          id="account"
          name="account"
          value={text.value}
          spellcheck={false}
          autocomplete="off"
          class="mono"
          placeholder="0x…"
          aria-invalid={isWrong.value}
          aria-describedby={isWrong.value ? 'account-fault account-hint' : 'account-hint'}
          onInput={(event) => {
            text.value = event.currentTarget.value
            isWrong.value = false
          }}
        />
        <button type="submit">{t('shell.look')}</button>
        {typed.value !== undefined && (
          <button type="button" onClick={forget}>
            {connected.value === undefined ? t('shell.forget') : t('shell.useWallet')}
          </button>
        )}
      </div>
      {isWrong.value && (
        <span class="fault" id="account-fault" role="alert">
          {t('shell.accountWrong')}
        </span>
      )}
    </form>
  )
}

function lookAt(address: string | undefined): void {
  typed.value = address
  store('address', address)
}
