/**
 * Names from the chain are data: anybody may write one. What would change how a line is read is shown as a mark; what
 * looks like something it is not is said beside it (lookalike.ts).
 */

/** Zero-width, bidirectional and control characters, tags, variation selectors: nobody sees them, all can deceive. */
const HIDDEN = /[\p{C}\p{Zl}\p{Zp}\u115F\u1160\u3164\uFFA0\uFE00-\uFE0F\u{E0100}-\u{E01EF}]/gu

/** Marks that pile up on one letter and run over the line above. */
const PILED = /(\p{M}{2})\p{M}+/gu

/** What stands where a hidden character was. */
export const MARK = '\u25AF'

/** Characters shown of a name; the contracts allow 64 bytes, an item's collection anything. */
const MOST_CHARACTERS = 64

export interface ShownName {
  readonly text: string
  readonly isCut: boolean
}

export function shownName(name: string): ShownName {
  const visible = [...name.replace(HIDDEN, MARK).replace(PILED, '$1').trim()]
  const isCut = visible.length > MOST_CHARACTERS
  const text = isCut ? `${visible.slice(0, MOST_CHARACTERS - 1).join('')}\u2026` : visible.join('')
  return { text: text || MARK, isCut }
}

/** `0x1234…cdef`: enough to recognise, never enough to trust; the whole address is a click away. */
export const shortAddress = (address: string): string =>
  address.length > 12 ? `${address.slice(0, 6)}\u2026${address.slice(-4)}` : address

export const isAddress = (text: string): boolean => /^0x[0-9a-fA-F]{40}$/.test(text)

export const isSameAddress = (a: string | undefined, b: string | undefined): boolean =>
  a !== undefined && b !== undefined && a.toLowerCase() === b.toLowerCase()
