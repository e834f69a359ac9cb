import { announce } from '../announce.ts'
import { t, type Key } from '../text/index.ts'

/** Puts a text on the clipboard, and says so. */
export async function copy(text: string, said: Key = 'shell.copied'): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
    announce(t(said))
  } catch {
    // The browser may forbid it; then the text is said.
    announce(t('shell.notCopied', { text }), 'assertive')
  }
}
