/**
 * All words of the page. `t('group.key')` reads a signal, so a component that called it is drawn again when the
 * language changes. A page names its groups in its route; nothing else loads them.
 */
import { signal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import hashes from 'text:hashes'
import type { en } from './en.ts'
import { stored } from '../stored.ts'
import { pieces, plural } from './message.ts'

type English = typeof en
export type Group = keyof English
export type Key = { [G in Group]: `${G}.${keyof English[G] & string}` }[Group]
/** What a language file must have: the same groups and keys as English. */
export type Texts = { readonly [G in Group]: { readonly [K in keyof English[G]]: string } }
export type Language = keyof typeof hashes

export const languages: readonly Language[] = ['en', 'de']

export type Loaded = Partial<Record<Group, Record<string, string>>>
/** The words that are here; changed by `loadText` and by the language switch (change.ts). */
export const loaded = signal<Loaded>({})
export const current = signal<Language>(initialLanguage())

/** The language in use; reading it in a component subscribes to it. */
export const language = (): Language => current.value

/** Brings groups of messages; every route awaits its own before its page is drawn. */
export async function loadText(...groups: Group[]): Promise<void> {
  const from = current.peek()
  const found = await fetchGroups(from, groups.filter((group) => !loaded.peek()[group]))
  if (from !== current.peek()) return loadText(...groups)
  loaded.value = { ...loaded.peek(), ...found }
}

/** A message whose values are text or numbers. */
export const t = (key: Key, values: Readonly<Record<string, string | number>> = {}): string =>
  say(key, values).join('')

/** A message some of whose values are elements: an amount with its exact figure, a link. */
export function say(key: Key, values: Readonly<Record<string, ComponentChildren>>): ComponentChildren[] {
  return pieces(messageOf(key)).map((piece) => {
    if (typeof piece === 'string') return piece
    const value = values[piece.name]
    if (value === undefined) throw new Error(`${key} needs ${piece.name}`)
    const shown = typeof value === 'number' ? new Intl.NumberFormat(current.value).format(value) : value
    return piece.forms ? plural(piece.forms, Number(value), String(shown), current.value) : shown
  })
}

/** A word for a name that came from the server; a name we have no word for is shown as it came. */
export function word(group: Group, name: string): string {
  const words = loaded.value[group]
  return words && Object.hasOwn(words, name) ? words[name]! : name
}

function messageOf(key: Key): string {
  const dot = key.indexOf('.')
  const message = loaded.value[key.slice(0, dot) as Group]?.[key.slice(dot + 1)]
  if (message === undefined) throw new Error(`the words of ${key} are not loaded`)
  return message
}

export async function fetchGroups(from: Language, groups: readonly Group[]): Promise<Loaded> {
  const found = await Promise.all(groups.map(async (group) => {
    const answer = await fetch(`/assets/${from}/${group}-${hashes[from]}.json`)
    if (!answer.ok) throw new Error(`the words of ${group} are missing`)
    return [group, await answer.json()]
  }))
  return Object.fromEntries(found) as Loaded
}

function initialLanguage(): Language {
  if (typeof document === 'undefined') return 'en'
  // In the reader's own order.
  const wanted = [stored('language'), ...navigator.languages.map((tag) => tag.slice(0, 2))]
  return document.documentElement.lang = (wanted as Language[]).find((tag) => languages.includes(tag)) ?? 'en'
}
