/** The frame of every page: where one can go, what is live, and the two voices of a screen reader. */
import { signal } from '@preact/signals'
import type { ComponentType } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { announce, assertive, polite } from './announce.ts'
import { live } from './api/stream.ts'
import { Lazy } from './lazy.tsx'
import { Failed, Loading } from './parts/States.tsx'
import { match, path, type Match, type Params } from './router.ts'
import { routes } from './routes.ts'
import { applyScheme, scheme, schemes, type Scheme } from './scheme.ts'
import { language, languages, loadText, setLanguage, t, type Language } from './text/index.ts'
import { Problem, UNREACHABLE } from './api/problem.ts'
import { moment } from './units/format.ts'

const places = [
  ['/', 'shell.gallery'], ['/auctions', 'shell.auctions'], ['/claims', 'shell.claims'],
  ['/portfolio', 'shell.portfolio'], ['/history', 'shell.history'],
] as const

const wallet = () => Promise.all([import('./wallet/index.tsx'), loadText('wallet')]).then(([m]) => m.WalletButton)
const flow = () =>
  Promise.all([import('./transactions/index.tsx'), loadText('transactions')]).then(([m]) => m.TransactionFlow)

export function Layout() {
  return (
    <>
      <a class="skip" href="#main">{t('shell.skip')}</a>
      <header class="top">
        <a class="brand" href="/"><Mark />Fractional</a>
        <nav aria-label={t('shell.pages')}>
          {places.map(([href, name]) => (
            <a href={href} aria-current={isUnder(href) ? 'page' : undefined}>{t(name)}</a>
          ))}
        </nav>
        <div class="wallet"><Lazy load={wallet} /></div>
      </header>
      <main id="main" tabIndex={-1}><Page /></main>
      <Foot />
      <Lazy load={flow} />
      <div class="unseen" role="status" aria-live="polite">{polite}</div>
      <div class="unseen" role="alert" aria-live="assertive">{assertive}</div>
    </>
  )
}

const isUnder = (href: string): boolean =>
  path.value === href || path.value.startsWith(`${href === '/' ? '/vaults' : href}/`)

interface Shown {
  readonly match: Match
  readonly page: ComponentType<Params> | Problem
}

const shown = signal<Shown | undefined>(undefined)

function Page() {
  const found = match(routes, path.value)
  const isFirst = useRef(true)
  useEffect(() => {
    if (!found) return
    void found.route.load().then(
      (page) => page,
      () => new Problem({ type: UNREACHABLE, title: '', status: 0, detail: '' }),
    ).then((page) => {
      if (match(routes, path.peek())?.route === found.route) shown.value = { match: found, page }
    })
  }, [found?.route])
  useEffect(() => {
    const title = t(found ? found.route.title : 'shell.absent')
    document.title = `${title} · Fractional`
    if (!isFirst.current) {
      document.getElementById('main')?.focus({ preventScroll: true })
      scrollTo(0, 0)
      announce(title)
    }
    isFirst.current = false
  }, [path.value])
  if (!found) return <Absent />
  const current = shown.value
  if (current?.match.route !== found.route) return <Loading />
  if (current.page instanceof Problem) return <Failed problem={current.page} again={() => location.reload()} />
  const Found = current.page
  return <Found key={path.value} {...found.params} />
}

function Absent() {
  return (
    <section class="notice">
      <h1>{t('shell.absent')}</h1>
      <p>{t('shell.absentSays', { path: path.value })}</p>
      <p><a class="button" href="/">{t('shell.gallery')}</a></p>
    </section>
  )
}

function Foot() {
  return (
    <footer class="foot">
      <LiveLine />
      <label>{t('shell.language')}
        <select value={language()} onChange={(e) => void setLanguage(e.currentTarget.value as Language)}>
          {languages.map((one) => <option value={one} lang={one}>{nameOf(one)}</option>)}
        </select>
      </label>
      <label>{t('shell.scheme')}
        <select value={scheme.value} onChange={(e) => applyScheme(e.currentTarget.value as Scheme)}>
          {schemes.map((one) => <option value={one}>{t(`shell.${one}`)}</option>)}
        </select>
      </label>
      <a href="/openapi/v1.json" target="_blank" rel="noreferrer">API</a>
    </footer>
  )
}

const nameOf = (one: Language): string => new Intl.DisplayNames([one], { type: 'language' }).of(one) ?? one

/** Whether figures move by themselves, and of which block they are. */
function LiveLine() {
  const connection = live.connection.value
  const head = live.head.value
  if (!connection) return <p class="live">{t('shell.still')}</p>
  const at = head ? t('shell.block', { block: head.block, at: moment(head.at.unix) }) : ''
  return <p class="live" data-state={connection.state}>{t(`shell.${connection.state}`)} {at}</p>
}

function Mark() {
  return (
    <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true" class="mark">
      {[0, 60, 120].map((turn) => <ellipse cx="16" cy="16" rx="13" ry="5.2" transform={`rotate(${turn} 16 16)`} />)}
    </svg>
  )
}
