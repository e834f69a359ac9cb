/** Every page, with the groups of words it needs. */
import type { ComponentType } from 'preact'
import Gallery from './pages/Gallery.tsx'
import type { Params, Route } from './router.ts'
import { loadText, type Group } from './text/index.ts'

type Page = { default: ComponentType<any> }

const to = (path: string, title: Route['title'], module: () => Page | Promise<Page>, ...groups: Group[]): Route => ({
  path,
  title,
  load: async () => {
    const [found] = await Promise.all([module(), loadText(...groups)])
    return found.default as ComponentType<Params>
  },
})

export const routes: readonly Route[] = [
  to('/', 'shell.gallery', () => ({ default: Gallery }), 'gallery'),
  to('/vaults/:vault', 'shell.vault', () => import('./pages/Vault.tsx'), 'vault', 'events', 'doubts'),
  to('/vaults/:vault/lend', 'shell.lend', () => import('./pages/Lend.tsx')),
  to('/create', 'shell.create', () => import('./pages/Create.tsx')),
  to('/auctions', 'shell.auctions', () => import('./pages/Auctions.tsx'), 'auctions'),
  to('/auctions/:id', 'shell.auction', () => import('./pages/Auction.tsx'), 'auctions'),
  to('/claims/:account?', 'shell.claims', () => import('./pages/Claims.tsx'), 'claims'),
  to('/portfolio/:account?', 'shell.portfolio', () => import('./pages/Portfolio.tsx'), 'portfolio', 'batch'),
  to('/history', 'shell.history', () => import('./pages/History.tsx'), 'history'),
]
