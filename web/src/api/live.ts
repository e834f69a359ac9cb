/** How the page is connected, and the newest block it was told of; the stream itself comes after the first draw. */
import { signal } from '@preact/signals'
import type { Connection } from '../../client/src/stream.ts'
import type { Head } from './types.ts'

/** The newest head that any stream told of, and how the page is connected: shown in the footer of every page. */
export const live = {
  head: signal<Head | undefined>(undefined),
  connection: signal<Connection | undefined>(undefined),
}
