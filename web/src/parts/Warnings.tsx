import type { NameWarning } from '../api/types.ts'

/** What the server found doubtful about a name, in its words. */
export function Warnings({ of = [] }: { of?: readonly NameWarning[] | undefined }) {
  return (
    <>
      {of.map(({ text }) => (
        <span class="doubt" lang="en">
          {text}
        </span>
      ))}
    </>
  )
}
