/**
 * All words of the page. `t('group.key')` reads a signal, so a component that called it is drawn again when the
 * language changes. A page names its groups in its route; nothing else loads them.
 */
import { signal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import loaders from 'text:groups'
import type { en } from './en.ts'
import { pieces, plural } from './message.ts'

type English = typeof en
export type Group = keyof English
export type Key = { [G in Group]: `${G}.${keyof English[G] & string}` }[Group]
/** What a language file must have: the same groups and keys as English. */
export type Texts = { readonly [G in Group]: { readonly [K in keyof English[G]]: string } }
export type Language = keyof typeof loaders

export const languages: readonly Language[] = ['en', 'de']
const KEPT_AS = 'language'

type Loaded = Partial<Record<Group, Record<string, string>>>
const loaded = signal<Loaded>({})
const current = signal<Language>(initialLanguage())

/** The language in use; reading it in a component subscribes to it. */
export const language = (): Language => current.value

/** Brings groups of messages; every route awaits its own before its page is drawn. */
export async function loadText(...groups: Group[]): Promise<void> {
  const missing = groups.filter((group) => !loaded.peek()[group])
  if (missing.length > 0) loaded.value = { ...loaded.peek(), ...(await fetchGroups(current.peek(), missing)) }
}

export async function setLanguage(next: Language): Promise<void> {
  const texts = await fetchGroups(next, Object.keys(loaded.peek()) as Group[])
  loaded.value = texts
  current.value = next
  localStorage.setItem(KEPT_AS, next)
  document.documentElement.lang = next
}

/** A message whose values are text or numbers. */
export function t(key: Key, values: Readonly<Record<string, string | number>> = {}): string {
  return pieces(messageOf(key)).map((piece) => {
    if (typeof piece === 'string') return piece
    const value = values[piece.name]
    if (value === undefined) throw new Error(`${key} needs ${piece.name}`)
    const shown = typeof value === 'number' ? new Intl.NumberFormat(current.value).format(value) : value
    return piece.forms ? plural(piece.forms, Number(value), shown, current.value) : shown
  }).join('')
}

/** A message some of whose values are elements: an amount with its exact figure, a link. */
export function say(key: Key, values: Readonly<Record<string, ComponentChildren>>): ComponentChildren[] {
  return pieces(messageOf(key)).map((piece) => {
    if (typeof piece === 'string') return piece
    const value = values[piece.name]
    if (value === undefined) throw new Error(`${key} needs ${piece.name}`)
    return piece.forms ? plural(piece.forms, Number(value), String(value), current.value) : value
  })
}

/** A word for a name that came from the server; a name we have no word for is shown as it came. */
export function word(group: Group, name: string): string {
  return loaded.value[group]?.[name] ?? name
}

function messageOf(key: Key): string {
  const dot = key.indexOf('.')
  const message = loaded.value[key.slice(0, dot) as Group]?.[key.slice(dot + 1)]
  if (message === undefined) throw new Error(`the words of ${key} are not loaded`)
  return message
}

async function fetchGroups(from: Language, groups: readonly Group[]): Promise<Loaded> {
  const found = await Promise.all(groups.map(async (group) => [group, (await loaders[from][group]!()).default]))
  return Object.fromEntries(found) as Loaded
}

function initialLanguage(): Language {
  if (typeof document === 'undefined') return 'en'
  const wanted = [localStorage.getItem(KEPT_AS), ...navigator.languages.map((tag) => tag.slice(0, 2))]
  const first = wanted.find((tag): tag is Language => languages.includes(tag as Language)) ?? 'en'
  document.documentElement.lang = first
  return first
}
