import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EventParser, MOST_CHARACTERS, type ServerEvent } from '../src/events.ts'

const text = [
  'retry: 2000',
  '',
  'id: 41',
  'event: snapshot',
  'data: {"a":1}',
  '',
  ': ping',
  '',
  'id: 42',
  'event: change',
  'data: one',
  'data:two',
  '',
  'event: head',
  'data: {"block":7}',
  '',
  'data: unnamed',
  '',
  'event: nothing',
  '',
  '',
].join('\n')

const expected: ServerEvent[] = [
  { name: 'snapshot', data: '{"a":1}', id: '41' },
  { name: 'change', data: 'one\ntwo', id: '42' },
  { name: 'head', data: '{"block":7}', id: '42' },
  { name: 'message', data: 'unnamed', id: '42' },
]

test('an event without an end is no event, and one above the limit is refused', () => {
  assert.deepEqual(new EventParser().push('event: change\ndata: cut off'), [])
  assert.throws(() => new EventParser().push(`data: ${'x'.repeat(MOST_CHARACTERS)}`), /above/)
})

test('wherever the text is cut, the events are the same', () => {
  for (const given of [text, text.replaceAll('\n', '\r\n')]) {
    for (let cut = 0; cut <= given.length; cut++) {
      const parser = new EventParser()
      assert.deepEqual(
        [...parser.push(given.slice(0, cut)), ...parser.push(given.slice(cut))],
        expected,
        `cut at ${cut}`,
      )
      assert.equal(parser.retry, 2000)
    }
  }
})

test('a field that is not ours changes nothing', () => {
  const parser = new EventParser('9')
  assert.deepEqual(parser.push('retry: soon\nfoo: bar\nid\u0000: 3\ndata: x\n\n'), [
    { name: 'message', data: 'x', id: '9' },
  ])
  assert.equal(parser.retry, undefined)
})
