/** The dialog between a call and its signature. The platform keeps the focus inside and closes it on Escape. */
import type { ComponentType, ComponentChildren } from 'preact'
import { signal } from '@preact/signals'
import { useEffect, useRef } from '../hooks.ts'
import { assertive } from '../announce.ts'
import type { Problem } from '../../client/src/problem.ts'
import { Loading, Sentence } from '../parts/States.tsx'
import { t } from '../text/index.ts'
import { account, network } from '../wallet/connection.ts'
import { askForWallet, WrongNetwork } from '../wallet/index.tsx'
import type { Refusal } from './calls.ts'
import { close, prepare, running, type Stage } from './flow.ts'
import { Followed } from './Followed.tsx'
import { RefusalWords } from './Refusal.tsx'
import type { ReviewProps } from './Review.tsx'

const reviewSheet = signal<ComponentType<ReviewProps> | undefined>(undefined)

export function TransactionDialog() {
  const current = running.value
  if (!current) return null
  return (
    <Sheet title={current.request.title} closed={close}>
      <StageOf stage={current.stage} />
    </Sheet>
  )
}

interface SheetProps {
  readonly title: string
  readonly closed: () => void
  readonly children: ComponentChildren
}

/** A modal sheet. What lies behind is inert, its live regions too: the sheet says the same in one of its own. */
export function Sheet({ title, closed, children }: SheetProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const opener = document.activeElement
    dialog.current?.showModal()
    return () => queueMicrotask(() => focusBehind(opener))
  }, [])
  return (
    <dialog ref={dialog} class="sheet" aria-labelledby="sheet-title" onClose={closed}>
      <div class="sheethead">
        <h2 id="sheet-title" tabIndex={-1} autofocus>{title}</h2>
        <button type="button" class="close" aria-label={t('transactions.close')} onClick={() => dialog.current?.close()}>
          ×
        </button>
      </div>
      {children}
      <div class="unseen" role="status">{assertive}</div>
    </dialog>
  )
}

/** Once a sheet is gone: before, all behind it is inert. What opened it may be gone too, like a claim that was paid. */
function focusBehind(opener: Element | null): void {
  const isThere = opener instanceof HTMLElement && opener.isConnected && opener !== document.body
  const next = isThere ? opener : document.getElementById('main')
  next?.focus()
}

function StageOf({ stage }: { stage: Stage }) {
  switch (stage.is) {
    case 'preparing': return <Preparing />
    case 'needsWallet': return <NeedsWallet />
    case 'failed': return <Stopped><p><ProblemWords of={stage.problem} /></p></Stopped>
    case 'fault': return <Stopped><p>{stage.says}</p></Stopped>
    case 'review': case 'signing': {
      const isSigning = stage.is === 'signing'
      const walletSays = stage.is === 'review' ? stage.walletSays : undefined
      // Another step is another sheet: nothing that was confirmed before counts for it.
      return <LazyReview key={stage.review.step} of={stage.review} walletSays={walletSays} isSigning={isSigning} />
    }
    case 'following': case 'done': return <Followed sent={stage.sent} isDone={stage.is === 'done'} />
  }
}

/** A refusal by its name in the reader's words; any other problem as the server tells it. */
function ProblemWords({ of }: { of: Problem }) {
  const { code } = of.details
  return code === undefined ? <Sentence of={of} /> : <RefusalWords of={of.details as unknown as Refusal} />
}

function LazyReview(props: ReviewProps) {
  useEffect(() => {
    void import('./Review.tsx').then((module) => { reviewSheet.value = module.ReviewSheet })
  }, [])
  const Review = reviewSheet.value
  return Review ? <Review {...props} /> : <Preparing />
}

function Preparing() {
  return <><p class="soft">{t('transactions.preparing')}</p><Loading rows={2} /></>
}

function NeedsWallet() {
  const isReady = account.value !== undefined && network.value === 'right'
  useEffect(() => { if (isReady) void prepare() }, [isReady])
  if (network.value === 'wrong') return <WrongNetwork />
  return (
    <div class="notice watch stack">
      <p>{t('transactions.needsWallet')}</p>
      <button type="button" class="primary" onClick={askForWallet}>{t('transactions.connect')}</button>
    </div>
  )
}

function Stopped({ children }: { children: ComponentChildren }) {
  return (
    <div class="notice failed" role="alert">
      <p><strong>{t('transactions.notPrepared')}</strong></p>
      {children}
      <div class="row">
        <button type="button" onClick={() => void prepare()}>{t('transactions.prepareAgain')}</button>
        <button type="button" onClick={close}>{t('transactions.cancel')}</button>
      </div>
    </div>
  )
}
