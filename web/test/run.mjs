// Bundles test/**/*.test.ts(x), here and in client/, and runs them with node:test; arguments choose files by a part of
// their path.
// --junit FILE also writes the results there.
import { spawnSync } from 'node:child_process'
import { readdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { build } from 'esbuild'
import { textPlugin } from '../text.plugin.mjs'

const web = join(dirname(fileURLToPath(import.meta.url)), '..')
const out = join(web, '.out/test')

/** Milliseconds after which a test that waits for something has failed; the machine may be busy. */
const TEST_TIMEOUT = 120_000

const { values: { junit }, positionals: wanted } = parseArgs({
  options: { junit: { type: 'string' } }, allowPositionals: true,
})
const filesIn = async (folder) =>
  (await readdir(join(web, folder), { recursive: true })).map((file) => join(folder, file))
const found = [...await filesIn('test'), ...await filesIn('client/test')]
  .filter((file) => /\.test\.tsx?$/.test(file))
  .sort()
  .filter((file) => wanted.length === 0 || wanted.some((part) => file.includes(part)))
await rm(out, { recursive: true, force: true })
await build({
  absWorkingDir: web,
  entryPoints: found,
  outdir: out,
  outbase: '.',
  outExtension: { '.js': '.mjs' },
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  sourcemap: 'inline',
  plugins: [textPlugin],
  logLevel: 'warning',
})
const tests = found.map((file) => join(out, file.replace(/\.tsx?$/, '.mjs')))
const { status } = spawnSync(
  process.execPath,
  [
    '--enable-source-maps', '--test', '--test-reporter=dot', '--test-reporter-destination=stdout',
    ...(junit ? ['--test-reporter=junit', `--test-reporter-destination=${junit}`] : []),
    `--test-timeout=${TEST_TIMEOUT}`, ...tests,
  ],
  { stdio: 'inherit' },
)
process.exit(status ?? 1)
