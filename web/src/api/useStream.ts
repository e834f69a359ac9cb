import { useEffect, useMemo } from 'preact/hooks'
import type { Listener, Stream } from './stream.ts'

/** Keeps a stream open while the component is drawn. A page opens one: a browser has six connections for a server. */
export function useStream(path: string | undefined, listener: Listener): void {
  const newest = useMemo(() => ({ listener }), [])
  newest.listener = listener
  useEffect(() => {
    if (path === undefined) return undefined
    let stream: Stream | undefined
    let isOver = false
    void import('./stream.ts').then(({ openStream }) => {
      if (isOver) return
      stream = openStream(path, {
        snapshot: (data, isReset) => newest.listener.snapshot(data, isReset),
        change: (data, seq) => newest.listener.change(data, seq),
        head: (head) => newest.listener.head?.(head),
      })
    })
    return () => {
      isOver = true
      stream?.close()
    }
  }, [path])
}
