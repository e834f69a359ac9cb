import type { ComponentChildren } from 'preact'
import { useId } from '../hooks.ts'

/** A part of a page with its heading; a screen reader can jump to it. */
export function Section({
  title,
  children,
  aside,
}: {
  title: string
  children: ComponentChildren
  aside?: ComponentChildren
}) {
  const id = useId()
  return (
    <section class="part" aria-labelledby={id}>
      <div class="row spread">
        <h2 id={id}>{title}</h2>
        {aside}
      </div>
      {children}
    </section>
  )
}
