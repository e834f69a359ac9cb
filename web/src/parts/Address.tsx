/** Who and what: an address is the truth, a name is what somebody wrote. */
import { isSameAddress, shortAddress, shownName } from '../names.ts'
import { connected } from '../account.ts'
import { t } from '../text/index.ts'

export function Address({ of, href }: { of: string; href?: string }) {
  const short = (
    <code title={of} translate={false}>
      {shortAddress(of)}
    </code>
  )
  return (
    <span class="address">
      {href ? <a href={href}>{short}</a> : short}
      {isSameAddress(of, connected.value) && <strong> {t('shell.you')}</strong>}
      <button
        type="button"
        class="copy"
        aria-label={t('shell.copy', { address: of })}
        onClick={() => void import('./copy.ts').then((m) => m.copy(of))}
      >
        <svg viewBox="0 0 16 16" aria-hidden="true">
          <path d="M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3" />
        </svg>
      </button>
    </span>
  )
}

/** A name from the chain as text, with what is doubtful about it. An `Address` belongs beside it. */
export function Name({ of }: { of: string }) {
  const { text } = shownName(of)
  return (
    <bdi class="name" translate={false}>
      {text}
    </bdi>
  )
}
