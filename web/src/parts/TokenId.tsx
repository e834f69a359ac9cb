import { shownName } from '../names.ts'

/** Ids can have 78 digits: the middle is left out, the whole is in the title. */
export function TokenId({ of }: { of: string }) {
  const { text } = shownName(of)
  const short = text.length > 12 ? `${text.slice(0, 6)}…${text.slice(-4)}` : text
  return (
    <code title={text} translate={false}>
      #{short}
    </code>
  )
}
