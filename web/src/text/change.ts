import { batch } from '@preact/signals'
import { store } from '../store.ts'
import { current, fetchGroups, loaded, type Group, type Language, type Loaded, type Texts } from './index.ts'

/** All words that are in use, in another language. */
export async function setLanguage(next: Language): Promise<void> {
  const texts: Loaded = {}
  const missing = () => (Object.keys(loaded.peek()) as Group[]).filter((group) => !texts[group])
  // Others may come while these are brought.
  while (missing().length > 0) Object.assign(texts, await fetchGroups(next, missing()))
  batch(() => {
    loaded.value = texts
    current.value = next
  })
  store('language', next)
  document.documentElement.lang = next
}

/** For tests: words without a server. */
export function provideText(of: Language, texts: Texts): void {
  loaded.value = texts
  current.value = of
}
