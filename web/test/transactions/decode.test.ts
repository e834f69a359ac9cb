import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import type { CallType } from '../../src/transactions/calls.ts'
import { decode, encode, isWellSpelled, refusalOf, type Decoded } from '../../src/transactions/decode.ts'
import { shapes } from '../../src/transactions/functions.ts'
import { AUCTION, calldata, ME, OTHER, VAULT, type CastBytes } from './calldata.ts'
import { calls, everyCall } from './calls.ts'

const types = Object.keys(shapes) as CallType[]
const bytesOf = (type: CallType): string => calldata[type].bytes
const read = (type: CallType, bytes = bytesOf(type)): Decoded | undefined => decode(shapes[type].on, bytes)

describe('bytes that are no call of ours', () => {
  test('a selector that is not on the list is not read', () => {
    assert.equal(decode('dutchAuction', `0xdeadbeef${bytesOf('take').slice(10)}`), undefined)
  })

  test('a function of another contract is not read', () => {
    assert.equal(decode('loanBook', bytesOf('take')), undefined)
    assert.equal(decode('token', bytesOf('transferShares')), undefined)
  })

  test('a byte behind the arguments is not read', () => {
    for (const type of types) assert.equal(read(type, `${bytesOf(type)}00`), undefined, type)
  })

  test('a missing byte is not read', () => {
    for (const type of types) assert.equal(read(type, bytesOf(type).slice(0, -2)), undefined, type)
  })

  test('dirt above an address is not read', () => {
    const dirty = `${bytesOf('kick').slice(0, 10)}1${bytesOf('kick').slice(11)}`
    assert.equal(read('kick', dirty), undefined)
  })

  test('a flag that is neither yes nor no is not read', () => {
    assert.equal(read('approveCollection', `${bytesOf('approveCollection').slice(0, -1)}2`), undefined)
  })

  test('bytes that are no hex are not read', () => {
    assert.equal(decode('dutchAuction', '0x'), undefined)
    assert.equal(decode('dutchAuction', 'take'), undefined)
  })
})

describe('bytes of every call', () => {
  test('the page writes what cast writes', () => {
    for (const call of everyCall) assert.equal(encode(call), bytesOf(call.type), call.type)
  })

  test('the page reads them as the call they are', () => {
    for (const type of types) {
      const decoded = read(type)
      assert.equal(decoded?.type, type)
      assert.equal(decoded.arguments.length, shapes[type].kinds.length, type)
    }
  })

  test('every argument of a take is what was asked for', () => {
    const values = Object.fromEntries(read('take')!.arguments.map(({ name, value }) => [name, value]))
    assert.deepEqual(values, {
      id: BigInt(AUCTION), itemIndex: 1n, maxPrice: 12_500_000_000_000_000_000n, receiver: ME, deadline: 1_764_500_000n,
      data: '0x',
    })
  })

  test('the spelling of an address changes no byte', () => {
    const call = { ...calls.take, receiver: ME.toUpperCase().replace('0X', '0x') }
    assert.equal(encode(call), bytesOf('take'))
  })

  test('cast makes the same bytes again', (context) => {
    const cast = join(process.cwd(), '../contracts/node_modules/@foundry-rs/cast-linux-amd64/bin/cast')
    if (!existsSync(cast)) return context.skip('contracts/node_modules holds no cast here')
    for (const [type, made] of Object.entries<CastBytes>(calldata)) {
      const again = execFileSync(cast, ['calldata', made.signature, ...made.arguments], { encoding: 'utf8' })
      assert.equal(again.trim(), made.bytes, type)
    }
  })
})

describe('reverts', () => {
  test('a contract’s error has its name and its numbers', () => {
    // cast calldata 'PriceAboveMax(uint256,uint256)' 1300 1200
    const refusal = refusalOf(`0x8b8675a5${word(1300)}${word(1200)}`)
    assert.equal(refusal?.code, 'PriceAboveMax')
    assert.equal(refusal.price, '1300')
    assert.equal(refusal.maxPrice, '1200')
  })

  test('a foreign error is not guessed at', () => {
    assert.equal(refusalOf('0x12345678'), undefined)
    assert.equal(refusalOf('0x'), undefined)
  })
})

describe('the spelling of an address', () => {
  test('a wrong checksum is seen', () => {
    assert.equal(isWellSpelled(OTHER), true)
    assert.equal(isWellSpelled(OTHER.toLowerCase()), true)
    assert.equal(isWellSpelled(`${OTHER.slice(0, -1)}${OTHER.endsWith('8') ? 'c' : '8'}`), false)
    assert.equal(isWellSpelled(OTHER.replace('C', 'c')), false)
    assert.equal(isWellSpelled(VAULT.slice(0, -1)), false)
  })
})

const word = (number: number): string => number.toString(16).padStart(64, '0')
