import { hashTypedData } from 'viem'
import type { TypedData } from './typedData.ts'

/** The id of what was signed: of a bid, the id under which the server keeps it. */
export const hashOf = (data: TypedData): string => hashTypedData(unspelled(data) as Parameters<typeof hashTypedData>[0])

/** Addresses in lower case: no byte of a hash depends on their spelling, and the library refuses some spellings. */
export function unspelled(data: TypedData): TypedData {
  const lower = (value: unknown): unknown =>
    typeof value === 'string' && /^0x[0-9a-f]{40}$/i.test(value) ? value.toLowerCase() : value
  const { domain, message } = data
  return {
    ...data,
    domain: { ...domain, verifyingContract: domain.verifyingContract.toLowerCase() },
    message: Object.fromEntries(Object.entries(message).map(([name, value]) => [name, lower(value)])),
  }
}
