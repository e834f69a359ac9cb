// Strings stay in one file for each language; the page fetches one group of one language at a time, as data.
// `text:where` is a module of the folders, whose names hold a hash of all messages in them.
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

const folderOf = (language, texts) =>
  `/assets/${language}-${createHash('sha256').update(JSON.stringify(texts)).digest('hex').slice(0, 8)}`

/** Writes `<folder>/<group>.json` for every language below `root`. */
export async function writeTexts(root) {
  for (const language of languages) {
    const texts = await strings(language)
    const folder = join(root, folderOf(language, texts))
    await mkdir(folder, { recursive: true })
    for (const [group, messages] of Object.entries(texts)) {
      await writeFile(join(folder, `${group}.json`), JSON.stringify(messages))
    }
  }
}

export const textPlugin = {
  name: 'text',
  setup(build) {
    build.onResolve({ filter: /^text:where$/ }, () => ({ path: 'where', namespace: 'text' }))
    build.onLoad({ filter: /.*/, namespace: 'text' }, async () => {
      const folders = await Promise.all(languages.map(async (one) => [one, folderOf(one, await strings(one))]))
      return { contents: `export default ${JSON.stringify(Object.fromEntries(folders))}` }
    })
  },
}
