/**
 * A drawing that stands for an item: rings of turned ellipses, as on a share certificate. The same collection has the
 * same hue and petals; the token id turns and stretches them. It identifies, it does not prove: the id stands beside.
 * What an item's own media would show is never fetched.
 */
export interface Rosette {
  readonly hue: number
  /** Path data in a box of 100 by 100. */
  readonly d: string
}

export function rosetteOf(collection: string, tokenId: string): Rosette {
  const family = numbers(collection.toLowerCase())
  const own = numbers(`${collection.toLowerCase()}/${tokenId}`)
  const hue = family() % 360
  const petals = 7 + (family() % 7)
  const inner = 5 + (family() % 8)
  const rings = [
    ring(petals, 45, 0.3 + part(own) * 0.34, part(own) * 180),
    ring(petals + 2 + (own() % 4), 33 + part(own) * 6, 0.22 + part(own) * 0.3, part(own) * 180),
    ring(inner, 15 + part(own) * 9, 0.35 + part(own) * 0.4, part(own) * 180),
  ]
  return { hue, d: rings.join('') }
}

/** Ellipses around the middle, evenly turned over half a circle. */
function ring(count: number, radius: number, flatness: number, turn: number): string {
  let d = ''
  for (let i = 0; i < count; i++) {
    const angle = turn + (180 / count) * i
    const [x, y] = [Math.cos((angle * Math.PI) / 180) * radius, Math.sin((angle * Math.PI) / 180) * radius]
    const arc = `A${round(radius)} ${round(radius * flatness)} ${round(angle)} 1 0 `
    d += `M${round(50 + x)} ${round(50 + y)}${arc}${round(50 - x)} ${round(50 - y)}${arc}${round(50 + x)} ${round(50 + y)}`
  }
  return d
}

const round = (x: number): number => Math.round(x * 10) / 10

const part = (next: () => number): number => (next() % 1024) / 1024

/** Numbers that follow from a text: FNV-1a, then xorshift. */
function numbers(text: string): () => number {
  let state = 0x811c9dc5
  for (let i = 0; i < text.length; i++) state = Math.imul(state ^ text.charCodeAt(i), 0x01000193)
  if (state === 0) state = 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return state >>> 0
  }
}
