/** Every page, with the groups of words it needs. */
import type { ComponentType } from 'preact'
import Gallery from './pages/Gallery.tsx'
import type { Params, Route } from './router.ts'
import { loadText, type Group, type Key } from './text/index.ts'

type Name = Extract<Key, `shell.${string}`> extends `shell.${infer N}` ? N : never
type Page = { default: ComponentType<any> }

const to = (path: string, name: Name, module: () => Page | Promise<Page>, ...groups: Group[]): Route => ({
  path,
  title: `shell.${name}`,
  load: async () => {
    const [found] = await Promise.all([module(), loadText(...groups)])
    return found.default as ComponentType<Params>
  },
})

export const routes: readonly Route[] = [
  to('/', 'gallery', () => ({ default: Gallery }), 'gallery'),
  to('/vaults/:vault', 'vault', () => import('./pages/Vault.tsx'), 'vault', 'events', 'doubts'),
  to('/vaults/:vault/lend', 'lend', () => import('./pages/Lend.tsx')),
  to('/create', 'create', () => import('./pages/Create.tsx')),
  to('/auctions', 'auctions', () => import('./pages/Auctions.tsx'), 'auctions'),
  to('/auctions/:id', 'auction', () => import('./pages/Auction.tsx'), 'auctions'),
  to('/claims/:account?', 'claims', () => import('./pages/Claims.tsx'), 'claims'),
  to('/portfolio/:account?', 'portfolio', () => import('./pages/Portfolio.tsx'), 'portfolio', 'batch'),
  to('/auctions/:id/statement', 'statement', () => import('./pages/Statement.tsx'), 'vault', 'doubts'),
  to('/history', 'history', () => import('./pages/History.tsx'), 'history'),
]
