/** How the page is connected, and the newest block it was told of; the stream itself comes after the first draw. */
import { signal } from '@preact/signals'
import type { Problem } from './problem.ts'
import type { Head } from './types.ts'

export type Connection =
  | { readonly state: 'connecting' }
  | { readonly state: 'live' }
  /** Not connected: what is shown is of the block in `live.head`. */
  | { readonly state: 'reconnecting'; readonly problem: Problem }
  /** The server closed the stream on us with a reason; we try again. */
  | { readonly state: 'dropped'; readonly reason: string }

/** The newest head that any stream told of, and how the page is connected: shown in the footer of every page. */
export const live = {
  head: signal<Head | undefined>(undefined),
  connection: signal<Connection | undefined>(undefined),
}
