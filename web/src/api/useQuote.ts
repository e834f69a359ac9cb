/** What a purchase or a bid would come to, asked again when the question or the block changes. */
import { useSignal, type ReadonlySignal } from '@preact/signals'
import { useEffect } from '../hooks.ts'
import { live } from './live.ts'
import { Problem, unreachable } from '../../client/src/problem.ts'
import { send } from './send.ts'
import type { Amount, Quote } from './types.ts'

/** The body of `POST /v1/auctions/{id}/quote`. */
export interface Question {
  readonly kind: Quote['kind']
  readonly item?: number
  readonly tick?: number
  readonly quantity?: Amount
  readonly shares?: Amount
  readonly amount?: Amount
  readonly from?: string
}

export interface Quoted {
  readonly quote?: Quote
  /** Why there is none: the rules refuse it, or the server does not answer. */
  readonly problem?: Problem
}

/** Milliseconds without a key before a question is asked: nobody wants a quote for half a number. */
const PAUSE = 300

export function useQuote(auction: string, question: Question | undefined): ReadonlySignal<Quoted> {
  const quoted = useSignal<Quoted>({})
  const asked = question && JSON.stringify(question)
  const turn = useSignal(0)
  const ask = (mine: number): void => {
    send<Quote>('POST', `/v1/auctions/${auction}/quote`, question).then(
      (quote) => { if (turn.peek() === mine) quoted.value = { quote } },
      (error: unknown) => {
        if (turn.peek() === mine) quoted.value = { problem: error instanceof Problem ? error : unreachable() }
      })
  }
  useEffect(() => {
    const mine = turn.value = turn.peek() + 1
    if (asked === undefined) {
      quoted.value = {}
      return undefined
    }
    const timer = setTimeout(() => ask(mine), PAUSE)
    return () => clearTimeout(timer)
  }, [auction, asked])
  useEffect(() => live.head.subscribe((head) => {
    if (head && asked !== undefined && turn.peek() > 0) ask(turn.peek())
  }), [auction, asked])
  return quoted
}
