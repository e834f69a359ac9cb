// Looks at the pages as a reader would: a picture at two widths in light and dark, and axe at WCAG 2.2 AA on each.
// `npm run look` for all, `npm run look gallery` for one; pictures go to .out/look. Ends with an error when axe finds
// something or a page wrote an error to the console.
import { mkdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { bundle } from '../build.mjs'
import { serve } from './serve.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const out = join(here, '../.out/look')
const axeSource = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const BROWSER = process.env.CHROMIUM ?? '/usr/bin/chromium'
const WIDTHS = [390, 1280]
const SCHEMES = ['light', 'dark']
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** Paths of the story; `account` and `vault` stand for addresses of it. */
const pages = ({ vault, account }) => ({
  gallery: '/',
  loaned: `/vaults/${vault('11aa')}`,
  marginCall: `/vaults/${vault('22bb')}`,
  selling: `/vaults/${vault('33cc')}`,
  settled: `/vaults/${vault('55ee')}`,
  spoof: `/vaults/${vault('66ff')}`,
  auctions: '/auctions',
  dutch: '/auctions/301',
  batch: '/auctions/302',
  lend: `/vaults/${vault('66ff')}/lend`,
  claims: `/claims/${account}`,
  noClaims: '/claims',
  portfolio: `/portfolio/${account}`,
  history: '/history',
  statement: '/auctions/303/statement',
  absent: '/nowhere',
})

async function look(context, address, name, path, scheme, width) {
  const page = await context.newPage()
  const faults = []
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('404')) faults.push(message.text())
  })
  page.on('pageerror', (error) => faults.push(String(error)))
  await page.goto(address + path)
  await page.waitForSelector('main h1', { timeout: 10_000 }).catch(() => faults.push('there is no heading'))
  await page
    .waitForFunction(() => !document.querySelector('.loading'), undefined, { timeout: 10_000 })
    .catch(() => faults.push('something is loading still'))
  await page.waitForTimeout(300)
  await page.screenshot({ path: join(out, `${name}-${width}-${scheme}.png`), fullPage: true })
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  )
  if (overflow > 0) faults.push(`the page is ${overflow} px wider than the window`)
  // The page's policy allows no foreign script; what the debugger evaluates is not under it.
  await page.evaluate(axeSource)
  const found = await page.evaluate((rules) => globalThis.axe.run(document, { runOnly: rules }), RULES)
  for (const { id, help, nodes } of found.violations) {
    faults.push(
      `axe ${id}: ${help}; ${nodes
        .map((node) => node.target.join(' '))
        .slice(0, 4)
        .join(' | ')}`,
    )
  }
  await page.close()
  return faults
}

await bundle()
const { server, address } = await serve()
const { account, MULTISIG } = await import('../.out/answer.mjs')
await mkdir(out, { recursive: true })
const browser = await chromium.launch({
  executablePath: BROWSER,
  args: ['--no-sandbox', '--disable-background-networking'],
})
let count = 0
const wanted = process.argv.slice(2)
for (const [name, path] of Object.entries(pages({ vault: account, account: MULTISIG }))) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  for (const scheme of SCHEMES) {
    for (const width of WIDTHS) {
      const context = await browser.newContext({
        viewport: { width, height: 900 },
        colorScheme: scheme,
        locale: process.env.LANGUAGE ?? 'en',
        timezoneId: 'UTC',
      })
      for (const fault of await look(context, address, name, path, scheme, width)) {
        count++
        console.log(`${name} ${width} ${scheme}: ${fault}`)
      }
      await context.close()
    }
  }
}
await browser.close()
server.close()
server.closeAllConnections()
console.log(count === 0 ? 'nothing found' : `${count} found`)
process.exitCode = count === 0 ? 0 : 1
