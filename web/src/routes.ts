/** Every page, with the groups of words it needs. */
import type { ComponentType } from 'preact'
import type { Params, Route } from './router.ts'
import { loadText, type Group } from './text/index.ts'

type Page = Promise<{ default: ComponentType<any> }>

const page = (module: () => Page, ...groups: Group[]) => async (): Promise<ComponentType<Params>> => {
  const [found] = await Promise.all([module(), loadText(...groups)])
  return found.default as ComponentType<Params>
}

const gallery = page(() => import('./pages/Gallery.tsx'), 'gallery')
const vault = page(() => import('./pages/Vault.tsx'), 'vault', 'events')
const auctions = page(() => import('./pages/Auctions.tsx'), 'auctions')
const auction = page(() => import('./pages/Auction.tsx'), 'auctions', 'dutch', 'batch')
const claims = page(() => import('./pages/Claims.tsx'), 'claims')
const portfolio = page(() => import('./pages/Portfolio.tsx'), 'portfolio')
const history = page(() => import('./pages/History.tsx'), 'history')
const lend = page(() => import('./pages/Lend.tsx'), 'lend')

export const routes: readonly Route[] = [
  { path: '/', title: 'shell.gallery', load: gallery },
  { path: '/vaults/:vault', title: 'shell.vault', load: vault },
  { path: '/vaults/:vault/lend', title: 'shell.lend', load: lend },
  { path: '/auctions', title: 'shell.auctions', load: auctions },
  { path: '/auctions/:id', title: 'shell.auction', load: auction },
  { path: '/claims', title: 'shell.claims', load: claims },
  { path: '/claims/:account', title: 'shell.claims', load: claims },
  { path: '/portfolio', title: 'shell.portfolio', load: portfolio },
  { path: '/portfolio/:account', title: 'shell.portfolio', load: portfolio },
  { path: '/history', title: 'shell.history', load: history },
]
