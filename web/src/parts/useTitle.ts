import { useEffect } from '../hooks.ts'
import { shownName } from '../names.ts'

/** The title of the window, for a page that has a name of its own. */
export function useTitle(name: string | undefined, kind: string): void {
  useEffect(() => {
    if (name !== undefined) document.title = `${shownName(name).text} · ${kind} · Fractional`
  }, [name, kind])
}
