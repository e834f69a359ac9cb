// Strings stay in one file for each language; the page loads one group of one language at a time.
// `text:groups` is a module of loaders, `text:<language>/<group>` one group as a chunk of its own.
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { transform } from 'esbuild'

const here = dirname(fileURLToPath(import.meta.url))
export const languages = ['en', 'de']

export async function strings(language) {
  const source = await readFile(join(here, `src/text/${language}.ts`), 'utf8')
  const { code } = await transform(source, { loader: 'ts', format: 'esm' })
  return (await import(`data:text/javascript,${encodeURIComponent(code)}`))[language]
}

export const textPlugin = {
  name: 'text',
  setup(build) {
    build.onResolve({ filter: /^text:/ }, ({ path }) => ({ path: path.slice('text:'.length), namespace: 'text' }))
    build.onLoad({ filter: /^groups$/, namespace: 'text' }, async () => {
      const groups = Object.keys(await strings('en'))
      const loader = (language) => `${language}: {${groups
        .map((group) => `${group}: () => import('text:${language}/${group}')`).join(',')}}`
      return { contents: `export default {${languages.map(loader).join(',')}}`, watchFiles: sources() }
    })
    build.onLoad({ filter: /\//, namespace: 'text' }, async ({ path }) => {
      const [language, group] = path.split('/')
      const messages = (await strings(language))[group]
      return { contents: `export default ${JSON.stringify(messages)}`, watchFiles: sources() }
    })
  },
}

const sources = () => languages.map((language) => join(here, `src/text/${language}.ts`))
