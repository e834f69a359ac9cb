/** The frame of every page: where one can go, what is live, and the two voices of a screen reader. */
import { signal } from '@preact/signals'
import { Component, type ComponentChildren, type ComponentType } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { announce, assertive, polite } from './announce.ts'
import { Lazy, reload } from './lazy.tsx'
import { Failed, Loading } from './parts/States.tsx'
import { match, path, type Match, type Params } from './router.ts'
import { routes } from './routes.ts'
import { loadText, t } from './text/index.ts'
import { asProblem, Problem, unreachable } from '../client/src/problem.ts'

const places = [
  ['/', 'shell.gallery'],
  ['/auctions', 'shell.auctions'],
  ['/claims', 'shell.claims'],
  ['/portfolio', 'shell.portfolio'],
  ['/history', 'shell.history'],
] as const

const absent = () => import('./pages/Absent.tsx').then((m) => m.default)
const foot = () => import('./foot.tsx').then((m) => m.Foot)
const wallet = () => Promise.all([import('./wallet/index.tsx'), loadText('wallet')]).then(([m]) => m.WalletButton)
const flow = () =>
  Promise.all([import('./transactions/index.tsx'), loadText('transactions', 'doubts')]).then(([m]) => m.TransactionFlow)

export function Layout() {
  return (
    <>
      <a class="skip" href="#main">
        {t('shell.skip')}
      </a>
      <header class="top">
        <a class="brand" href="/">
          <img src="/icon.svg" width="28" height="28" alt="" />
          Fractional
        </a>
        <nav aria-label={t('shell.pages')}>
          {places.map(([href, name]) => (
            <a href={href} aria-current={isUnder(href) ? 'page' : undefined}>
              {t(name)}
            </a>
          ))}
        </nav>
        <div class="wallet">
          <Lazy load={wallet} />
        </div>
      </header>
      <main id="main" tabIndex={-1}>
        <Page />
      </main>
      <Lazy load={foot} />
      <Lazy load={flow} />
      <div class="unseen" role="status" aria-live="polite">
        {polite}
      </div>
      <div class="unseen" role="alert" aria-live="assertive">
        {assertive}
      </div>
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
    void found.route
      .load()
      .then((page) => page, unreachable)
      .then((page) => {
        if (match(routes, path.peek())?.route === found.route) shown.value = { match: found, page }
      })
  }, [found?.route])
  const title = t(found ? found.route.title : 'shell.absent')
  useEffect(() => {
    document.title = `${title} · Fractional`
  }, [path.value, title])
  useEffect(() => {
    if (!isFirst.current) {
      document.getElementById('main')?.focus({ preventScroll: true })
      scrollTo(0, 0)
      announce(title)
    }
    isFirst.current = false
  }, [path.value])
  if (!found) return <Lazy load={absent} />
  const current = shown.value
  if (current?.match.route !== found.route) return <Loading />
  if (current.page instanceof Problem) return <Failed problem={current.page} again={reload} />
  const Found = current.page
  return (
    <Guard key={path.value}>
      <Found {...found.params} />
    </Guard>
  )
}

/** A page that cannot be drawn says so, and leaves the frame standing. */
class Guard extends Component<{ children: ComponentChildren }, { fault?: unknown }> {
  override componentDidCatch(fault: unknown) {
    this.setState({ fault })
    reportError(fault)
  }

  override render() {
    return this.state.fault ? <Failed problem={asProblem(this.state.fault)} again={reload} /> : this.props.children
  }
}
