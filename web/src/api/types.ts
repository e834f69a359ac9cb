/** The resources of docs/api.md, generated from its machine's form: `npm run generate`. */
export type * from '../../client/src/schema.ts'

/** Decimal digits of base units; they become BigInt, never Number. */
export type Amount = string
export type Address = string
export type Hex = string
