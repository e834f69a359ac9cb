import type { Texts } from './index.ts'

/** Every word of the page, in groups that load on their own. `{name}` is a value, `{name:# loan|# loans}` a count. */
export const de: Texts = {
  shell: {
    skip: 'Skip to the content',
    pages: 'Pages',
    gallery: 'Gallery',
    vault: 'Vault',
    lend: 'Lend',
    auctions: 'Auctions',
    auction: 'Auction',
    claims: 'Claims',
    portfolio: 'Portfolio',
    history: 'History',
    absent: 'Not found',
    absentSays: 'There is no page at {path}.',
    language: 'Language',
    scheme: 'Colours',
    auto: 'as the device',
    light: 'light',
    dark: 'dark',
    still: 'Not live: figures are as of the block beside them.',
    connecting: 'Connecting …',
    live: 'Live.',
    reconnecting: 'Reconnecting; figures may be old.',
    dropped: 'The server closed the connection; trying again.',
    block: 'Block {block}, {at}.',
    loading: 'Loading',
    stale: 'These figures are of block {block}, {at}.',
    failed: 'This could not be read.',
    again: 'Try again',
    unreachable: 'The server does not answer. Your money does not depend on it: every contract can be called without this page.',
    unreadable: 'The server’s answer could not be used ({detail}).',
  },
  words: {
    healthy: 'healthy',
  },
  gallery: {
    title: 'Vaults',
  },
  vault: {
    title: 'Vault',
  },
  events: {
    VaultCreated: 'Vault created',
  },
  auctions: {
    title: 'Auctions',
  },
  claims: {
    title: 'Claims',
  },
  portfolio: {
    title: 'Portfolio',
  },
  history: {
    title: 'Past auctions',
  },
  // ---- signing and bidding
  wallet: {
    connect: 'Connect a wallet',
  },
  transactions: {
    title: 'Review',
  },
  dutch: {
    title: 'Dutch auction',
  },
  batch: {
    title: 'Batch auction',
  },
  lend: {
    title: 'Lend',
  },
}
