import assert from 'node:assert/strict'
import { test } from 'node:test'
import { doubtsOf } from '../src/lookalike.ts'
import { isAddress, MARK, shortAddress, shownName } from '../src/names.ts'

/** Names that imitate, hide or reorder. */
const spoofs = [
  'Bored \u0410pe Yacht Club',
  'B\u043ered Ape',
  'CryptoPunk\u0455',
  '\u0410zuki',
  'Doodle\u0455',
  'Moonb\u0456rds',
  'Cl\u043enex',
  '\u0420udgy Penguins',
  'M\u0430yc',
  '\u0391zuki',
  'D\u03bfodles',
  '\u0392ored Apes',
  'P\u03c5dgy',
  'Cool C\u03b1ts',
  '\u0421\u041e\u0420\u0415',
  '\u0420\u0410\u0420\u0415\u0420',
  '\u0391\u0396\u03a5\u039a\u0399',
  '\u13aazuki',
  '\u054dpunks',
  '\uff21zuki',
  '\uff22\uff21\uff39\uff23',
  '\ud835\udc00zuki',
  '\ud835\udda0\ud835\udda5',
  '\u2167 Punks',
  '\u212bzuki\ufb01',
  '\u24b6zuki',
  'Azu\u200bki',
  'Azu\u200cki',
  'Azu\u200dki',
  'Azu\u2060ki',
  '\ufeffAzuki',
  'Azu\u00adki',
  '\u202eikuzA',
  'Azuki\u202c',
  '\u2066Azuki\u2069',
  '\u200fAzuki',
  '\u061cAzuki',
  'Azuki\u180e',
  'Azu\u034f\u115fki',
  'Azuki\u3164',
  'Azuki\uffa0',
  'Azuki\ufe0f',
  'Azuki\u{e0041}',
  'Azuki\u{e0100}',
  'Az\nuki',
  'Az\ruki',
  'Az\tuki',
  'Az\u0000uki',
  'Az\u001b[31muki',
  'Azuki\u2028x',
  'Azuki\ue000',
  '',
  '   ',
  '\u200b\u200b',
  'x'.repeat(65),
]

const honest = [
  'CryptoPunks',
  'Bored Ape Yacht Club',
  'Azuki',
  'Nouns',
  '0N1 Force',
  'M\u00fcnchen',
  'Caf\u00e9 \u2013 Noir',
  '\u6771\u4eac\u30ca\u30a4\u30c8',
  '\u041c\u043e\u0441\u043a\u0432\u0430',
  '\u0395\u03bb\u03bb\u03ac\u03b4\u03b1',
  '\u05e9\u05dc\u05d5\u05dd',
  '\u0645\u0631\u062d\u0628\u0627',
  'Art Blocks: Ringers #879',
  '\u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35',
  'Moscow \u041c\u043e\u0441\u043a\u0432\u0430',
]

test('fifty and more spoofs are all doubted', () => {
  assert.ok(spoofs.length >= 50)
  assert.deepEqual(
    spoofs.filter((name) => doubtsOf(name).length === 0).map((name) => JSON.stringify(name)),
    [],
  )
})

test('honest names are not', () => {
  assert.deepEqual(
    honest.filter((name) => doubtsOf(name).length > 0),
    [],
  )
})

test('no hidden character is left in what is shown', () => {
  const hidden = /[\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufe00-\ufe0f]/
  for (const name of spoofs) assert.doesNotMatch(shownName(name).text, hidden, JSON.stringify(name))
  assert.equal(shownName('\u202eikuzA').text, `${MARK}ikuzA`)
})

test('marks do not pile up, and a long name is cut', () => {
  assert.equal(shownName(`a${'\u0301'.repeat(40)}`).text, 'a\u0301\u0301')
  const { text, isCut } = shownName('y'.repeat(500))
  assert.equal([...text].length, 64)
  assert.ok(isCut)
})

test('an address is forty digits, and its short form shows both ends', () => {
  for (const text of [
    '',
    '0x',
    `0x${'0'.repeat(39)}`,
    `0x${'g'.repeat(40)}`,
    `${'0'.repeat(42)}`,
    `0x${'0'.repeat(40)} `,
  ])
    assert.ok(!isAddress(text), text)
  const address = '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed'
  assert.ok(isAddress(address))
  assert.equal(shortAddress(address), '0x5aAe\u2026eAed')
})
