/**
 * What a name's letters could pretend to be. The server warns too; this is the page's own look, so that it does not
 * have to trust one.
 */
import { MARK, shownName } from './names.ts'

export type NameDoubt = 'hidden' | 'mixedScripts' | 'lookalike' | 'long' | 'empty'

export function doubtsOf(name: string): NameDoubt[] {
  const { text, isCut } = shownName(name)
  const doubts: NameDoubt[] = []
  if (text.includes(MARK)) doubts.push('hidden')
  if (text.replaceAll(MARK, '').trim() === '') doubts.push('empty')
  if (scriptsOf(name) > 1) doubts.push('mixedScripts')
  else if (LOOKS_LATIN.test(name) || name.normalize('NFKC') !== name.normalize('NFC')) doubts.push('lookalike')
  if (isCut) doubts.push('long')
  return doubts
}

/** A word in letters of Cyrillic or Greek alone that reads as Latin: `\u0421\u041E\u0420\u0415`. */
const LOOKS_LATIN = /(?<![\p{L}\p{N}])[АВЕЅІЈКМНОРСТХУаеіјорсухѕԁԛԝһΑΒΕΖΗΙΚΜΝΟΡΤΥΧο]{2,}(?![\p{L}\p{N}])/u

/** Scripts whose letters imitate each other's. */
const SCRIPTS = [
  /\p{Script=Latin}/u,
  /\p{Script=Cyrillic}/u,
  /\p{Script=Greek}/u,
  /\p{Script=Armenian}/u,
  /\p{Script=Cherokee}/u,
]

/** The most scripts in one word; several words may each have their own. */
function scriptsOf(text: string): number {
  const words = text.split(/[^\p{L}\p{M}]+/u)
  return Math.max(...words.map((word) => SCRIPTS.filter((script) => script.test(word)).length))
}
