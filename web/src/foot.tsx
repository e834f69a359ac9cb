/** Below every page: whether figures move by themselves, and what the reader may choose. */
import { live } from './api/live.ts'
import { applyScheme, scheme, schemes } from './scheme.ts'
import { store } from './store.ts'
import { setLanguage } from './text/change.ts'
import { language, languages, t, type Language } from './text/index.ts'
import { moment } from './units/format.ts'

export function Foot() {
  return (
    <footer class="foot">
      <LiveLine />
      <label>
        {t('shell.language')}
        <select value={language()} onChange={(e) => void setLanguage(e.currentTarget.value as Language)}>
          {languages.map((one) => (
            <option value={one} lang={one}>
              {nameOf(one)}
            </option>
          ))}
        </select>
      </label>
      <label>
        {t('shell.scheme')}
        <select value={scheme.value} onChange={(e) => choose(e.currentTarget.value)}>
          {schemes.map((one) => (
            <option value={one}>{t(`shell.${one}`)}</option>
          ))}
        </select>
      </label>
      <a href="/openapi/v1.json" target="_blank" rel="noreferrer">
        {t('shell.api')}
      </a>
    </footer>
  )
}

function choose(scheme: string): void {
  applyScheme(scheme)
  store('scheme', scheme)
}

const nameOf = (one: Language): string => new Intl.DisplayNames([one], { type: 'language' }).of(one) ?? one

/** Whether figures move by themselves, and of which block they are. */
function LiveLine() {
  const connection = live.connection.value
  const head = live.head.value
  if (!connection) return <p class="live">{t('shell.still')}</p>
  const at = head ? t('shell.block', { block: head.block, at: moment(head.at.unix) }) : ''
  return (
    <p class="live" data-state={connection.state}>
      {t(`shell.${connection.state}`)} {at}
    </p>
  )
}
