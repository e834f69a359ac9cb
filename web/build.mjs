// Writes dist/: index.html, assets/ with content-hashed names, a .gz and a .br beside each, and manifest.json with the
// hash of every file. Fails when the first load of script is above its budget.
import { createHash } from 'node:crypto'
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { textPlugin, writeTexts } from './text.plugin.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const dist = join(here, 'dist')

/** Bytes of gzipped script to show the front page without a wallet: BUDGETS, section 5. */
const FIRST_LOAD_BUDGET = 15 * 1024

/** What a first visit to the gallery runs: the entry, and what its route asks for. The wallet is not among it. */
const FIRST_LOAD = ['src/main.tsx']

/** Preact's own state hooks would be in every first load, whoever used one. */
const noStateHooks = {
  name: 'no state hooks',
  setup({ onResolve }) {
    onResolve({ filter: /^preact\/hooks$/ }, async ({ importer }) => {
      if (!importer.startsWith(join(here, 'src'))) return undefined
      const named = /import \{([^}]*)\} from 'preact\/hooks'/.exec(await readFile(importer, 'utf8'))?.[1] ?? ''
      const other = named
        .split(',')
        .map((name) => name.trim())
        .find((name) => !/^use(Effect|Memo|Ref)$/.test(name))
      return other === undefined || importer.endsWith('src/hooks.ts')
        ? undefined
        : { errors: [{ text: `import ${other} from src/hooks.ts: it says why` }] }
    })
  },
}

export async function bundle() {
  await rm(dist, { recursive: true, force: true })
  await mkdir(join(dist, 'assets'), { recursive: true })
  const { metafile } = await build({
    absWorkingDir: here,
    entryPoints: { main: 'src/main.tsx', style: 'src/styles/main.css' },
    outdir: 'dist/assets',
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    minify: true,
    target: ['es2022'],
    // `h` is a few hundred bytes of a first load shorter than the automatic runtime that the type check knows.
    tsconfigRaw: {
      compilerOptions: { jsx: 'react', jsxFactory: 'h', jsxFragmentFactory: 'Fragment', verbatimModuleSyntax: true },
    },
    legalComments: 'none',
    metafile: true,
    inject: ['src/main.tsx'],
    plugins: [textPlugin, noStateHooks],
    logLevel: 'warning',
  })
  await copyFile(join(here, 'src/icon.svg'), join(dist, 'icon.svg'))
  await writeTexts(join(dist, 'assets'))
  await writeIndex(metafile)
  await compress()
  await writeManifest()
  return metafile
}

const outputOf = (metafile, source) =>
  Object.entries(metafile.outputs).find(([, output]) => output.entryPoint === source)?.[0]

/** A chunk and everything it imports statically. */
function staticClosure(metafile, start, seen = new Set()) {
  if (seen.has(start)) return seen
  seen.add(start)
  for (const { path, kind } of metafile.outputs[start].imports) {
    if (kind === 'import-statement') staticClosure(metafile, path, seen)
  }
  return seen
}

async function writeIndex(metafile) {
  const main = outputOf(metafile, 'src/main.tsx')
  const style = outputOf(metafile, 'src/styles/main.css')
  const preload = [...staticClosure(metafile, main)].filter((chunk) => chunk !== main)
  const asset = async (file) => ({
    url: file.replace(/^dist/, ''),
    integrity: `sha384-${createHash('sha384')
      .update(await readFile(join(here, file)))
      .digest('base64')}`,
  })
  const [script, css] = [await asset(main), await asset(style)]
  const links = (await Promise.all(preload.map(asset))).map(
    ({ url, integrity }) => `<link rel="modulepreload" href="${url}" integrity="${integrity}">`,
  )
  const page = (await readFile(join(here, 'src/index.html'), 'utf8')).replace(
    '<!-- assets -->',
    [
      `<link rel="stylesheet" href="${css.url}" integrity="${css.integrity}">`,
      ...links,
      `<script type="module" src="${script.url}" integrity="${script.integrity}"></script>`,
    ].join('\n  '),
  )
  await writeFile(join(dist, 'index.html'), page)
}

async function files() {
  const names = await readdir(dist, { recursive: true, withFileTypes: true })
  return names
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort()
}

async function compress() {
  for (const file of await files()) {
    const content = await readFile(file)
    await writeFile(`${file}.gz`, gzipSync(content, { level: 9 }))
    await writeFile(`${file}.br`, brotliCompressSync(content))
  }
}

async function writeManifest() {
  const entries = []
  for (const file of (await files()).filter((name) => !/\.(gz|br)$/.test(name))) {
    entries.push([
      file.slice(dist.length),
      `sha384-${createHash('sha384')
        .update(await readFile(file))
        .digest('base64')}`,
    ])
  }
  await writeFile(join(dist, 'manifest.json'), `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`)
}

const gzipSize = async (file) => (await readFile(join(here, `${file}.gz`))).length

async function report(metafile) {
  const chunks = new Set()
  for (const source of FIRST_LOAD) {
    const output = outputOf(metafile, source)
    if (!output) throw new Error(`the first load names ${source}, which is no chunk`)
    staticClosure(metafile, output, chunks)
  }
  let total = 0
  for (const chunk of chunks) {
    const size = await gzipSize(chunk)
    total += size
    console.log(`${String(size).padStart(7)} B gzip  ${chunk.replace('dist/', '')}`)
  }
  const style = await gzipSize(outputOf(metafile, 'src/styles/main.css'))
  console.log(`first load: ${total} B gzip of script (budget ${FIRST_LOAD_BUDGET}), ${style} B of style`)
  if (total > FIRST_LOAD_BUDGET) {
    console.error(`the first load is ${total - FIRST_LOAD_BUDGET} B above its budget`)
    process.exitCode = 1
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await report(await bundle())
