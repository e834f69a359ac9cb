import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addsUp, proofsOf, readStatement } from '../src/statement.ts'
import { MULTISIG, OWNER, statement } from './fixtures/story.ts'

const changed = (change: (document: any) => void): string => {
  const document = JSON.parse(statement.document)
  change(document)
  return JSON.stringify(document)
}

test('another format, or an amount that is no amount, is refused', () => {
  assert.throws(
    () =>
      readStatement(
        changed((d) => {
          d.format = 'fractional settlement 2'
        }),
      ),
    /not a/,
  )
  assert.throws(
    () =>
      readStatement(
        changed((d) => {
          d.lines.fee = '1.5'
        }),
      ),
    /no amount/,
  )
  assert.throws(() => readStatement('<html>'), SyntaxError)
})

test('lines that do not add up to what was raised are seen', () => {
  assert.ok(addsUp(readStatement(statement.document)))
  assert.ok(
    !addsUp(
      readStatement(
        changed((d) => {
          d.lines.residual = String(BigInt(d.lines.residual) + 1n)
        }),
      ),
    ),
  )
})

test('an account is proved what it gets, as holder and as lender', () => {
  const proofs = proofsOf(readStatement(statement.document), MULTISIG.toUpperCase().replace('0X', '0x'))
  assert.deepEqual(
    proofs.map(({ line, agrees }) => [line, agrees]),
    [
      ['Lender', true],
      ['Holder', true],
    ],
  )
  assert.equal(proofs[1]!.result, 4_907_880_000_000_000_000n)
})

test('a statement that pays one wei too much is contradicted', () => {
  const read = readStatement(
    changed((d) => {
      const row = d.payees.find((one: any) => one.line === 'Holder' && one.account === OWNER)
      row.amount = String(BigInt(row.amount) + 1n)
    }),
  )
  assert.deepEqual(
    proofsOf(read, OWNER).map(({ agrees }) => agrees),
    [false],
  )
})

test('who has no part has no proof', () => {
  assert.deepEqual(proofsOf(readStatement(statement.document), '0x0000000000000000000000000000000000000001'), [])
})
