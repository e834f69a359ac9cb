/** Numbers that follow from a seed, so that a failing trial can be run again. */
export function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** An amount of any size up to so many bits: small ones as often as large ones. */
export function amountBelow(bits: number, next: () => number): bigint {
  const size = 1 + Math.floor(next() * bits)
  let amount = 0n
  for (let i = 0; i < size; i++) amount = (amount << 1n) | (next() < 0.5 ? 0n : 1n)
  return amount
}
