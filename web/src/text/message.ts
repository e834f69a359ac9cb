/**
 * A message is text with `{name}` for a value and `{name:# loan|# loans}` for a count: the first form for the plural
 * category "one", the last for all others, `#` for the number itself.
 */
export type Piece = string | { readonly name: string; readonly forms?: readonly string[] }

const PLACE = /\{(\w+)(?::([^{}]*))?\}/g

export function pieces(message: string): Piece[] {
  const found: Piece[] = []
  let end = 0
  for (const match of message.matchAll(PLACE)) {
    if (match.index > end) found.push(message.slice(end, match.index))
    const forms = match[2]?.split('|')
    found.push(forms ? { name: match[1]!, forms } : { name: match[1]! })
    end = match.index + match[0].length
  }
  if (end < message.length) found.push(message.slice(end))
  return found
}

/** The form of a count; `shown` is the number as it is written in the language. */
export function plural(forms: readonly string[], count: number, shown: string, language: string): string {
  const form = new Intl.PluralRules(language).select(count) === 'one' ? forms[0]! : forms[forms.length - 1]!
  return form.replaceAll('#', shown)
}
