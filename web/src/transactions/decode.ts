import {
  decodeErrorResult, decodeFunctionData, encodeFunctionData, getAddress, parseAbi, parseAbiItem, type AbiFunction,
  type AbiParameter, type Hex,
} from 'viem'
import type { Call, CallType, Refusal } from './calls.ts'
import { errors } from './errors.ts'
import { shapeOf, shapes, type Kind, type Place } from './functions.ts'

/** One argument as it stands in the bytes. */
export interface Argument {
  readonly name: string
  readonly type: string
  readonly kind: Kind
  readonly value: unknown
}

/** What some bytes do when they are sent to a contract of ours. */
export interface Decoded {
  readonly type: CallType
  readonly on: Place
  readonly function: string
  readonly arguments: readonly Argument[]
}

interface Entry {
  readonly type: CallType
  readonly on: Place
  readonly kinds: readonly Kind[]
  readonly abi: AbiFunction
}

const entries: readonly Entry[] = (Object.keys(shapes) as CallType[]).map((type) => {
  const { on, kinds, abi } = shapes[type]
  return { type, on, kinds, abi: parseAbiItem(abi) as AbiFunction }
})

const errorAbi = parseAbi(errors)

/**
 * Reads the very bytes of a transaction as a function of one kind of contract. Nothing when they are no function on
 * the page's list, or when they are not exactly what that function with these arguments is written as: trailing or
 * dirty bytes would be signed without having been shown.
 */
export function decode(on: Place, data: string): Decoded | undefined {
  for (const entry of entries) {
    if (entry.on !== on) continue
    const values = valuesOf(entry, data as Hex)
    if (values) return { type: entry.type, on, function: entry.abi.name, arguments: named(entry, values) }
  }
  return undefined
}

/** The bytes of a call, made by the page itself from what was asked for. */
export function encode(call: Call): Hex {
  const entry = entryOf(call.type)
  const values = shapeOf(call).values(call as never).map(unchecked)
  return encodeFunctionData({ abi: [entry.abi], args: values })
}

/** Addresses in lower case, at any depth: their spelling is judged apart, and no byte depends on it. */
function unchecked(value: unknown): unknown {
  if (typeof value === 'string') return /^0x[0-9a-f]{40}$/i.test(value) ? value.toLowerCase() : value
  if (Array.isArray(value)) return value.map(unchecked)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, unchecked(part)]))
}

/** The arguments of a call as they were asked for, in the form in which `decode` gives them. */
export function asked(call: Call): Decoded {
  const decoded = decode(shapes[call.type].on, encode(call))
  if (!decoded) throw new Error(`the page cannot read its own ${call.type}`)
  return decoded
}

/** What a revert says: the contract's error with its numbers, or the text of a plain one. */
export function refusalOf(data: string): Refusal | undefined {
  try {
    const { errorName, args, abiItem } = decodeErrorResult({ abi: errorAbi, data: data as Hex })
    const names = 'inputs' in abiItem ? abiItem.inputs.map((input: AbiParameter) => input.name ?? '') : []
    const numbers = names.map((name, index) => [name, String((args as readonly unknown[])[index])])
    const detail = numbers.map(([name, value]) => `${name} ${value}`).join(', ')
    return { ...Object.fromEntries(numbers), code: errorName, detail }
  } catch {
    return undefined // data of a contract that is not ours: the caller says that no reason was given
  }
}

function valuesOf(entry: Entry, data: Hex): readonly unknown[] | undefined {
  try {
    const { args } = decodeFunctionData({ abi: [entry.abi], data })
    const values = (args ?? []) as readonly unknown[]
    const again = encodeFunctionData({ abi: [entry.abi], args: values as unknown[] })
    return again === data.toLowerCase() ? values : undefined
  } catch {
    return undefined // another selector, or bytes that are too short: not this function
  }
}

const named = (entry: Entry, values: readonly unknown[]): Argument[] => entry.abi.inputs.map((input, index) => ({
  name: input.name ?? '', type: input.type, kind: entry.kinds[index]!, value: values[index],
}))

function entryOf(type: CallType): Entry {
  return entries.find((entry) => entry.type === type)!
}

/** An address in the spelling that carries its checksum. */
export const spelled = (address: string): string => getAddress(address)

/** Whether an address has no checksum (one case only) or the right one. */
export function isWellSpelled(address: string): boolean {
  if (!/^0x[0-9a-fA-F]{40}$/.test(address)) return false
  const digits = address.slice(2)
  return digits === digits.toLowerCase() || digits === digits.toUpperCase() || getAddress(address) === address
}
