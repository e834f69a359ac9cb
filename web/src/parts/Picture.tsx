/** The drawing that stands for an item; how it is drawn is brought after the page is. */
import { signal } from '@preact/signals'
import type { Item } from '../api/types.ts'

type Draw = typeof import('./rosette.ts').rosetteOf
const draw = signal<Draw | undefined>(undefined)

export function Picture({ of, size }: { of: Pick<Item, 'collection' | 'tokenId'>; size: number }) {
  if (!draw.value)
    void import('./rosette.ts').then((m) => {
      draw.value = m.rosetteOf
    })
  const drawn = draw.value?.(of.collection, of.tokenId)
  return (
    <svg
      class="rosette"
      viewBox="0 0 100 100"
      width={size}
      height={size}
      aria-hidden="true"
      style={drawn && { '--hue': String(drawn.hue) }}
    >
      <path d={drawn?.d} />
    </svg>
  )
}
