// Strings stay in one file for each language; the page fetches one group of one language at a time, as data.
// `text:hashes` is a module of the hashes in the files' names.
import { createHash } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { transform } from 'esbuild'

const here = dirname(fileURLToPath(import.meta.url))
export const languages = ['en', 'de']

async function strings(language) {
  const source = await readFile(join(here, `src/text/${language}.ts`), 'utf8')
  const { code } = await transform(source, { loader: 'ts', format: 'esm' })
  return (await import(`data:text/javascript,${encodeURIComponent(code)}`))[language]
}

/** Of all messages of a language: any change makes new names. */
const hashOf = (texts) => createHash('sha256').update(JSON.stringify(texts)).digest('hex').slice(0, 8)

/** Writes `<language>/<group>-<hash>.json` for every group below `folder`. */
export async function writeTexts(folder) {
  for (const language of languages) {
    const texts = await strings(language)
    await mkdir(join(folder, language), { recursive: true })
    for (const [group, messages] of Object.entries(texts)) {
      await writeFile(join(folder, language, `${group}-${hashOf(texts)}.json`), JSON.stringify(messages))
    }
  }
}

export const textPlugin = {
  name: 'text',
  setup(build) {
    build.onResolve({ filter: /^text:hashes$/ }, () => ({ path: 'hashes', namespace: 'text' }))
    build.onLoad({ filter: /.*/, namespace: 'text' }, async () => {
      const hashes = await Promise.all(languages.map(async (one) => [one, hashOf(await strings(one))]))
      return { contents: `export default ${JSON.stringify(Object.fromEntries(hashes))}` }
    })
  },
}
