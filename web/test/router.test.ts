import assert from 'node:assert/strict'
import { test } from 'node:test'
import { match, type Route } from '../src/router.ts'

const route = (path: string): Route => ({
  path,
  title: 'shell.gallery',
  load: () => Promise.reject(new Error('not loaded here')),
})
const routes = ['/', '/vaults/:vault', '/vaults/:vault/lend', '/claims/:account?'].map(route)
const found = (path: string) => {
  const at = match(routes, path)
  return at && [at.route.path, at.params]
}

test('a path that no page has matches none', () => {
  for (const path of ['/vault', '/vaults', '/vaults/1/2', '/vaults/1/lend/2', '/claims/1/2', '/constructor'])
    assert.equal(match(routes, path), undefined, path)
})

test('a path finds its page and its parameters', () => {
  assert.deepEqual(found('/'), ['/', {}])
  assert.deepEqual(found('/vaults/0xAb'), ['/vaults/:vault', { vault: '0xAb' }])
  assert.deepEqual(found('/vaults/0xAb/lend/'), ['/vaults/:vault/lend', { vault: '0xAb' }])
  assert.deepEqual(found('/claims'), ['/claims/:account?', {}])
  assert.deepEqual(found('/claims/0xAb'), ['/claims/:account?', { account: '0xAb' }])
  assert.deepEqual(found('/vaults/%2e%2e%2f'), ['/vaults/:vault', { vault: '%2e%2e%2f' }])
})
