import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { provideText } from '../../src/text/change.ts'
import { de } from '../../src/text/de.ts'
import { en } from '../../src/text/en.ts'
import { say, t, word } from '../../src/text/index.ts'
import { pieces } from '../../src/text/message.ts'

type Groups = Record<string, Record<string, string>>
const all = (texts: unknown) =>
  Object.entries(texts as Groups).flatMap(([group, messages]) =>
    Object.entries(messages).map(([key, message]) => [`${group}.${key}`, message] as const),
  )
const placesOf = (message: string) => pieces(message).filter((piece) => typeof piece !== 'string')

test('a value that is missing is a fault, not a hole in a sentence', () => {
  provideText('en', en)
  assert.throws(() => t('shell.absentSays'), /absentSays needs path/)
})

test('both languages have the same messages with the same values', () => {
  const german = new Map(all(de))
  assert.deepEqual(
    [...german.keys()],
    all(en).map(([key]) => key),
  )
  for (const [key, message] of all(en)) {
    const names = (text: string) => [...new Set(placesOf(text).map((place) => (place as { name: string }).name))].sort()
    assert.deepEqual(names(german.get(key)!), names(message), key)
  }
})

test('every count has a form for one and a form for many, and no message is empty', () => {
  for (const [key, message] of [...all(en), ...all(de)]) {
    assert.notEqual(message.trim(), '', key)
    for (const place of placesOf(message)) {
      const { forms } = place as { forms?: readonly string[] }
      if (forms) assert.equal(forms.length, 2, key)
    }
    assert.ok(
      !/[{}]/.test(
        pieces(message)
          .filter((piece) => typeof piece === 'string')
          .join(''),
      ),
      `${key} has a brace that is no place`,
    )
  }
})

test('counts and values are written in the language', () => {
  provideText('en', en)
  assert.equal(t('portfolio.count', { count: 1 }), '1 loan')
  assert.equal(t('portfolio.count', { count: 12_000 }), '12,000 loans')
  provideText('de', de)
  assert.equal(t('claims.everything', { count: 12_000 }), 'Alles abholen (12.000)')
})

test('a value can be an element', () => {
  provideText('en', en)
  const element = { type: 'b' } as never
  assert.deepEqual(say('vault.raised', { proceeds: element }), ['The sale raised ', element, '. It went:'])
})

test('a name that we have no word for is shown as it came', () => {
  provideText('en', en)
  assert.equal(word('words', 'loaned'), 'on loan')
  for (const name of ['brandNew', 'constructor', '__proto__', 'toString']) assert.equal(word('words', name), name)
})

test('no page has words of its own', async () => {
  const files = (await readdir('src', { recursive: true })).filter((file) => file.endsWith('.tsx'))
  for (const file of files) {
    const source = (await readFile(`src/${file}`, 'utf8')).replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '')
    const found =
      source.match(
        /<(?:p|h\d|button|label|span|th|td|dt|dd|li|a|summary|strong|legend|option)(?:\s[^<>{}]*)?>\s*[A-Za-z]{3,}[^<{]*</g,
      ) ?? []
    assert.deepEqual(found, [], `src/${file} says something that is in no language file`)
  }
})
