/** The four states of everything that is read: loading, empty, old, failed. Every list goes through `Shown`. */
import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'
import { announce } from '../announce.ts'
import { UNREACHABLE, UNREADABLE, type Problem } from '../../client/src/problem.ts'
import type { Resource, Watched } from '../api/resource.ts'
import type { AsOf } from '../api/types.ts'
import { t } from '../text/index.ts'
import { moment } from '../units/format.ts'

export interface ShownProps<T> {
  readonly of: Watched<T>
  readonly children: (data: T) => ComponentChildren
  /** What to say when there is nothing; asked once there is data. */
  readonly empty?: (data: T) => ComponentChildren | undefined
  /** Rows of the skeleton. */
  readonly rows?: number
}

/** Draws a resource in whichever state it is. */
export function Shown<T extends { readonly asOf: AsOf }>({ of, children, empty, rows }: ShownProps<T>) {
  const resource: Resource<T> = of.now.value
  switch (resource.state) {
    case 'loading':
      return <Loading {...(rows !== undefined && { rows })} />
    case 'failed':
      return <Failed problem={resource.problem} again={of.again} />
    default: {
      const nothing = empty?.(resource.data)
      return (
        <>
          {resource.state === 'stale' && (
            <Stale asOf={resource.data.asOf} problem={resource.problem} again={of.again} />
          )}
          {nothing === undefined ? children(resource.data) : <Empty>{nothing}</Empty>}
        </>
      )
    }
  }
}

export function Loading({ rows = 3 }: { rows?: number }) {
  return (
    <div class="loading" role="status">
      <span class="unseen">{t('shell.loading')}</span>
      {Array.from({ length: rows }, () => (
        <div class="bone" aria-hidden="true" />
      ))}
    </div>
  )
}

export function Empty({ children }: { children: ComponentChildren }) {
  return (
    <div class="notice empty">
      <p>{children}</p>
    </div>
  )
}

export function Stale({ asOf, problem, again }: { asOf: AsOf; problem: Problem; again: () => void }) {
  return (
    <div class="notice stale" role="status">
      <p>
        {t('shell.stale', { block: asOf.block, at: moment(asOf.at.unix) })} <Sentence of={problem} />
      </p>
      <button type="button" onClick={again}>
        {t('shell.again')}
      </button>
    </div>
  )
}

export function Failed({ problem, again }: { problem: Problem; again: () => void }) {
  useEffect(() => announce(t('shell.failed'), 'assertive'), [problem])
  return (
    <div class="notice failed">
      <p>
        <strong>{problem.isAbsent ? t('shell.absent') : t('shell.failed')}</strong>
      </p>
      <p>
        <Sentence of={problem} />
      </p>
      {!problem.isAbsent && (
        <button type="button" onClick={again}>
          {t('shell.again')}
        </button>
      )}
    </div>
  )
}

/** What a problem says. The server speaks English. */
export function Sentence({ of: problem }: { of: Problem }) {
  const { type, detail, title, next } = problem.details
  if (type === UNREACHABLE) return <span>{t('shell.unreachable')}</span>
  if (type === UNREADABLE)
    return <span>{t('shell.unreadable', { detail: detail || title || String(problem.details.status) })}</span>
  return (
    <span lang="en">
      {detail || title}
      {next ? ` ${next}` : ''}
    </span>
  )
}
