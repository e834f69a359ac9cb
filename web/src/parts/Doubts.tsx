import type { NameWarning } from '../api/types.ts'
import { doubtsOf } from '../lookalike.ts'
import { t } from '../text/index.ts'
import { Warnings } from './Warnings.tsx'

/** What is doubtful about a name, a sentence each: by our own look, and by the server's. */
export function Doubts({ of, warnings = [] }: { of: string; warnings?: readonly NameWarning[] | undefined }) {
  return (
    <>
      {doubtsOf(of).map((doubt) => (
        <span class="doubt">{t(`doubts.${doubt}`)}</span>
      ))}
      <Warnings of={warnings} />
    </>
  )
}
