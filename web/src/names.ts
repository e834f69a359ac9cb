/**
 * Names from the chain are data: anybody may write one. What would change how a line is read is shown as a mark, and
 * what looks like something it is not is said.
 */

/** Zero-width, bidirectional and control characters, tags and variation selectors: nobody sees them, all can deceive. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\u{115F}\u{1160}\u{3164}\u{FFA0}\u{FE00}-\u{FE0F}\u{E0100}-\u{E01EF}]/gu

/** What stands where a hidden character was. */
export const MARK = '\u25AF'

/** Characters shown of a name; the contracts allow 64 bytes, an item's collection anything. */
const MOST_CHARACTERS = 64

/** Marks that pile up on one letter and run over the line above. */
const PILED = /(\p{M}{2})\p{M}+/gu

export type NameDoubt = 'hidden' | 'mixedScripts' | 'lookalike' | 'long' | 'empty'

export interface ShownName {
  readonly text: string
  readonly doubts: readonly NameDoubt[]
}

export function shownName(name: string): ShownName {
  const doubts: NameDoubt[] = []
  const visible = name.replace(HIDDEN, MARK).replace(PILED, '$1').trim()
  if (visible.includes(MARK) || visible !== name.replace(PILED, '$1').trim()) doubts.push('hidden')
  if (visible.replaceAll(MARK, '').trim() === '') doubts.push('empty')
  if (scriptsOf(visible).size > 1) doubts.push('mixedScripts')
  else if (LOOKS_LATIN.test(visible) || visible.normalize('NFKC') !== visible.normalize('NFC')) doubts.push('lookalike')
  const characters = [...visible]
  if (characters.length > MOST_CHARACTERS) doubts.push('long')
  const text = characters.length > MOST_CHARACTERS ? `${characters.slice(0, MOST_CHARACTERS - 1).join('')}\u2026` : visible
  return { text: text === '' ? MARK : text, doubts }
}

/** A word written in letters of Cyrillic or Greek alone that reads as Latin: `СОРЕ`. */
const LOOKS_LATIN = /(?<![\p{L}\p{N}])[АВЕЅІЈКМНОРСТХУаеіјорсухѕԁԛԝһΑΒΕΖΗΙΚΜΝΟΡΤΥΧο]{2,}(?![\p{L}\p{N}])/u

const SCRIPTS = {
  latin: /\p{Script=Latin}/u,
  cyrillic: /\p{Script=Cyrillic}/u,
  greek: /\p{Script=Greek}/u,
  armenian: /\p{Script=Armenian}/u,
  cherokee: /\p{Script=Cherokee}/u,
} as const

/** Scripts of one word that imitate each other; several words may each have their own. */
function scriptsOf(text: string): Set<string> {
  let most = new Set<string>()
  for (const one of text.split(/[^\p{L}\p{M}]+/u)) {
    const found = new Set(Object.entries(SCRIPTS).filter(([, script]) => script.test(one)).map(([name]) => name))
    if (found.size > most.size) most = found
  }
  return most
}

/** `0x1234…cdef`: enough to recognise, never enough to trust; the whole address is a click away. */
export const shortAddress = (address: string): string =>
  address.length > 12 ? `${address.slice(0, 6)}\u2026${address.slice(-4)}` : address

export const isAddress = (text: string): boolean => /^0x[0-9a-fA-F]{40}$/.test(text)

export const isSameAddress = (a: string | undefined, b: string | undefined): boolean =>
  a !== undefined && b !== undefined && a.toLowerCase() === b.toLowerCase()
