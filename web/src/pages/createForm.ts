export type ItemsFault = 'idsEmpty' | 'idsWritten' | 'idsTwice' | 'idsTooMany' | 'idsTooLarge'

export type ItemsRead =
  | { readonly ok: true, readonly items: readonly string[] }
  | { readonly ok: false, readonly fault: ItemsFault }

/** Items of a vault, as the factory takes them. */
const MOST_ITEMS = 16

/** Token ids that somebody typed, apart by commas or blanks, as `collection/tokenId`. */
export function readItems(collection: string, text: string): ItemsRead {
  const ids = text.split(/[\s,;]+/).filter((id) => id !== '')
  if (ids.length === 0) return { ok: false, fault: 'idsEmpty' }
  if (ids.some((id) => !/^(0|[1-9][0-9]*)$/.test(id))) return { ok: false, fault: 'idsWritten' }
  if (ids.some((id) => id.length > 78 || BigInt(id) >> 256n > 0n)) return { ok: false, fault: 'idsTooLarge' }
  if (new Set(ids).size < ids.length) return { ok: false, fault: 'idsTwice' }
  if (ids.length > MOST_ITEMS) return { ok: false, fault: 'idsTooMany' }
  return { ok: true, items: ids.map((id) => `${collection.trim()}/${id}`) }
}

export type TextFault = 'textEmpty' | 'textLong' | 'textHidden'

/** What is wrong with a name or symbol; the contract counts bytes, not characters. */
export function textFault(text: string, bytes: number): TextFault | undefined {
  if (text.trim() === '') return 'textEmpty'
  if (/\p{C}/u.test(text)) return 'textHidden'
  return new TextEncoder().encode(text.trim()).length > bytes ? 'textLong' : undefined
}
