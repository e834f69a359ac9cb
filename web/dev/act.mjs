// Goes through the forms as a careful person would, with an injected wallet: a picture and axe at every step, at two
// widths in light and dark, and once by keyboard alone. `npm run act` for all, `npm run act take` for one.
import { mkdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { bundle } from '../build.mjs'
import { serve } from './serve.mjs'
import { inject, person, WalletNode } from './wallet.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const out = join(here, '../.out/act')
const axeSource = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
const BROWSER = process.env.CHROMIUM ?? '/usr/bin/chromium'

await bundle()
const { server, address } = await serve()
const acting = await import('../.out/acting.mjs')
const { account, allowances, BATCH, DUTCH, ENDED, REVEALING, RUN_OUT, SEALED } = acting
await mkdir(out, { recursive: true })

/** Connects through the header, as everybody does. */
async function connect(page) {
  await page.getByRole('button', { name: 'Connect a wallet' }).first().click()
  await page.getByRole('dialog').getByRole('button', { name: /Example Wallet/ }).click()
  await page.getByRole('button', { name: /Account/ }).waitFor()
}

const open = async (page, path) => {
  await page.goto(address + path)
  await page.waitForSelector('main h1')
  await page.waitForFunction(() => !document.querySelector('.loading'))
}

const sheet = (page) => page.getByRole('dialog')

/** What is done in each scene; `look` takes a picture and asks axe. */
const scenes = {
  async wallet({ page, look }) {
    await open(page, '/')
    await page.getByRole('button', { name: 'Connect a wallet' }).first().click()
    await look('choice')
    await sheet(page).getByRole('button', { name: /Example Wallet/ }).click()
    await page.getByRole('button', { name: /Account/ }).click()
    await look('connected')
  },

  async take({ page, look, node }) {
    await open(page, `/auctions/${DUTCH}`)
    await look('page')
    await connect(page)
    await page.getByLabel('My limit for this item').fill('11.5')
    await page.waitForTimeout(700)
    await look('limit')
    await page.getByRole('button', { name: 'The price now' }).click()
    await page.waitForTimeout(700)
    await page.getByRole('button', { name: 'Review the take' }).click()
    await sheet(page).getByText('Step 1 of 2').waitFor()
    await look('approve')
    await sheet(page).getByRole('button', { name: 'Sign in the wallet' }).click()
    await sheet(page).getByText('waiting for a block').waitFor()
    node.mine()
    await sheet(page).getByText('Step 2 of 2').waitFor()
    await look('review')
    await sheet(page).getByRole('button', { name: 'Sign in the wallet' }).click()
    await sheet(page).getByText('waiting for a block').waitFor()
    await look('sent')
    node.mine()
    await sheet(page).getByText(/In block/).first().waitFor()
    await look('included')
    await sheet(page).getByRole('button', { name: 'Close' }).last().click()
    await look('tracked')
    await page.reload()
    await page.getByText('Your transactions').waitFor()
    await look('reloaded')
  },

  async refusals({ page, look }) {
    await page.route('**/v1/transactions', async (route) => {
      const answer = await (await route.fetch()).json()
      answer.transaction.to = '0x00000000000000000000000000000000DeaDBeef'
      await route.fulfill({ json: answer })
    })
    await open(page, `/auctions/${DUTCH}`)
    await connect(page)
    await page.waitForTimeout(700)
    await page.getByRole('button', { name: 'Review the take' }).click()
    await sheet(page).getByText('does not hand this').waitFor()
    await look('unknownTarget')
    if (await sheet(page).getByRole('button', { name: 'Sign in the wallet' }).count() > 0) throw new Error('it can be signed')
  },

  async runOut({ page, look }) {
    await open(page, `/auctions/${RUN_OUT}`)
    await look('page')
  },

  async bid({ page, look, node }) {
    await open(page, `/auctions/${BATCH}`)
    await look('page')
    await connect(page)
    await page.getByLabel('Limit price for the whole lot').fill('34.005')
    await page.getByLabel('How much of the lot').fill('12.5')
    await page.waitForTimeout(700)
    await look('draft')
    await page.getByRole('button', { name: 'Review and sign the bid' }).click()
    await sheet(page).getByRole('button', { name: 'Sign in the wallet' }).waitFor()
    await look('allow')
    await sheet(page).getByRole('button', { name: 'Sign in the wallet' }).click()
    await sheet(page).getByText('waiting for a block').waitFor()
    node.mine()
    await sheet(page).getByText('What you are about to sign').waitFor()
    await look('sign')
    await sheet(page).getByRole('button', { name: 'Sign in the wallet' }).click()
    await page.getByText('The server has accepted your bid.').first().waitFor({ state: 'attached' })
    await page.waitForTimeout(500)
    await look('accepted')
    await page.getByLabel('Limit price for the whole lot').fill('25')
    await page.getByLabel('How much of the lot').fill('0.05')
    await look('faults')
    await page.getByLabel(/^Rollover/).check()
    await page.getByLabel('Limit price for the whole lot').fill('34')
    await page.getByLabel('How much of the lot').fill('20')
    await page.getByLabel('Old shares to give').fill('200')
    await page.waitForTimeout(700)
    await look('rollover')
    await page.getByLabel(/^The whole/).check()
    await page.getByLabel('Amount for the items').fill('33.5')
    await page.waitForTimeout(700)
    await look('whole')
  },

  async sealed({ page, look }) {
    await open(page, `/auctions/${SEALED}`)
    await connect(page)
    await page.getByLabel('Limit price for the whole lot').fill('34')
    await page.getByLabel('How much of the lot').fill('10')
    await look('commit')
    await page.getByRole('button', { name: 'Make the sealed bid' }).click()
    await page.getByText('You need this to reveal').first().waitFor()
    await look('save')
    await page.getByLabel('I have saved it.').check()
    await page.getByRole('button', { name: 'Review the commitment' }).click()
    await sheet(page).getByText('Step 1 of 2').waitFor()
    await look('review')
    await open(page, `/auctions/${REVEALING}`)
    await look('reveal')
  },

  async ended({ page, look }) {
    await open(page, `/auctions/${ENDED}`)
    await connect(page)
    await page.waitForTimeout(500)
    await look('page')
  },

  async create({ page, look, node }) {
    await open(page, '/create')
    await look('empty')
    await connect(page)
    await page.getByLabel('Collection').fill('0x9fE46736679d2D9a65F0992F2272dE9f3c7fa6e0')
    await page.getByLabel('Token ids').fill('7, 12, 7')
    await look('fault')
    await page.getByLabel('Token ids').fill('7, 12')
    await page.getByLabel('Name of the vault').fill('Two of a kind')
    await page.getByLabel('Symbol of its shares').fill('TWO')
    await page.getByRole('button', { name: 'Review the new vault' }).click()
    await sheet(page).getByRole('button', { name: 'Sign in the wallet' }).waitFor()
    await look('allow')
    await sheet(page).getByRole('button', { name: 'Sign in the wallet' }).click()
    await sheet(page).getByText('waiting for a block').waitFor()
    node.mine()
    await sheet(page).getByText('Moves these items').waitFor()
    await look('review')
  },

  async lend({ page, look, node }) {
    await open(page, `/vaults/${account('66ff')}/lend`)
    await connect(page)
    await page.getByLabel('Amount', { exact: true }).first().fill('5')
    await page.getByText('More terms').click()
    await page.waitForTimeout(500)
    await look('offer')
    await page.getByRole('button', { name: 'Review and sign the offer' }).click()
    await sheet(page).getByRole('button', { name: 'Sign in the wallet' }).click()
    await sheet(page).getByText('waiting for a block').waitFor()
    node.mine()
    await sheet(page).getByText('What you are about to sign').waitFor()
    await look('sign')
    await sheet(page).getByRole('button', { name: 'Sign in the wallet' }).click()
    await page.getByText('Your signed offer').first().waitFor()
    const text = await page.locator('pre.kept').textContent()
    await page.getByRole('textbox', { name: 'Signed offers' }).fill(text)
    await page.getByRole('button', { name: 'Read the offers' }).click()
    await look('borrow')
    await page.getByRole('button', { name: 'Review the loan' }).click()
    await sheet(page).getByText('What the bytes to be signed say').waitFor()
    await look('review')
    await page.keyboard.press('Escape')
    await page.getByLabel('To', { exact: true }).fill('0x70997970C51812dc3A010C7d01b50e0d17dc79C8')
    await page.getByLabel('How many').fill('10')
    await page.getByRole('button', { name: 'Review the transfer' }).click()
    await sheet(page).getByText('I mean this address').waitFor()
    await look('transfer')
  },

  async repay({ page, look }) {
    await open(page, `/vaults/${account('22bb')}/lend`)
    await connect(page)
    await page.getByRole('button', { name: 'All of it' }).click()
    await look('page')
  },
}

/** The same by keyboard alone: Tab to what has a name, type, press. */
const keyboard = {
  async keyTake({ page, node }) {
    await open(page, `/auctions/${DUTCH}`)
    await tabTo(page, 'Connect a wallet')
    await page.keyboard.press('Enter')
    await tabTo(page, /Example Wallet/)
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: /Account/ }).waitFor()
    await tabTo(page, 'My limit for this item')
    await page.keyboard.type('40')
    await page.keyboard.press('Enter')
    await throughSheet(page, node, 2)
  },
  async keyBid({ page, node }) {
    await open(page, `/auctions/${BATCH}`)
    await connect(page)
    await tabTo(page, 'Limit price for the whole lot')
    await page.keyboard.type('34')
    await tabTo(page, 'How much of the lot')
    await page.keyboard.type('10')
    await page.waitForTimeout(800)
    await page.keyboard.press('Enter')
    await throughSheet(page, node, 1)
    await sheet(page).getByText('What you are about to sign').waitFor()
    await tabTo(page, 'Sign in the wallet')
    await page.keyboard.press('Enter')
    await page.getByText('The server has accepted your bid.').first().waitFor({ state: 'attached' })
  },
  async keyCreate({ page, node }) {
    await open(page, '/create')
    await connect(page)
    for (const [name, text] of [
      ['Collection', '0x9fE46736679d2D9a65F0992F2272dE9f3c7fa6e0'], ['Token ids', '7'], ['Name of the vault', 'One'],
      ['Symbol of its shares', 'ONE'],
    ]) {
      await tabTo(page, name)
      await page.keyboard.type(text)
    }
    await page.keyboard.press('Enter')
    await throughSheet(page, node, 1)
    await sheet(page).getByText('Moves these items').waitFor()
    await page.keyboard.press('Escape')
    await sheet(page).waitFor({ state: 'detached' })
  },
  async keyLend({ page, node }) {
    await open(page, `/vaults/${account('66ff')}/lend`)
    await connect(page)
    await tabTo(page, 'Amount')
    await page.keyboard.type('5')
    await page.waitForTimeout(500)
    await page.keyboard.press('Enter')
    await throughSheet(page, node, 1)
    await sheet(page).getByText('What you are about to sign').waitFor()
    await tabTo(page, 'Sign in the wallet')
    await page.keyboard.press('Enter')
    await page.getByText('Your signed offer').first().waitFor()
  },
}

/** Presses Tab until what has the focus has this name. */
async function tabTo(page, name) {
  for (let presses = 0; presses < 120; presses++) {
    await page.keyboard.press('Tab')
    const named = await page.evaluate(() => {
      const element = document.activeElement
      const label = element?.labels?.[0]?.textContent ?? element?.getAttribute('aria-label') ?? element?.textContent ?? ''
      return label.replace(/\s+/g, ' ').trim()
    })
    if (typeof name === 'string' ? named === name || named.startsWith(`${name} `) : name.test(named)) return
  }
  throw new Error(`no way to ${name} by keyboard`)
}

/** Signs so many steps of the sheet that opened, and lets a block hold each. */
async function throughSheet(page, node, steps) {
  for (let step = 1; step <= steps; step++) {
    await sheet(page).getByRole('button', { name: 'Sign in the wallet' }).waitFor()
    await page.waitForTimeout(200)
    await tabTo(page, 'Sign in the wallet')
    await page.keyboard.press('Enter')
    await sheet(page).getByText('waiting for a block').waitFor()
    node.mine()
    await page.waitForTimeout(1_600)
  }
}

async function play(browser, name, scene, { width, scheme }) {
  const context = await browser.newContext({
    viewport: { width, height: 900 }, colorScheme: scheme, locale: process.env.LANGUAGE ?? 'en', timezoneId: 'UTC',
  })
  allowances.clear()
  const node = new WalletNode(allowances)
  await inject(context, node)
  const page = await context.newPage()
  page.setDefaultTimeout(15_000)
  const faults = []
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('404')) faults.push(message.text())
  })
  page.on('pageerror', (error) => faults.push(String(error)))
  const look = async (step) => {
    await page.waitForTimeout(250)
    await page.screenshot({
      path: join(out, `${name}-${step}-${width}-${scheme}.png`), fullPage: await sheet(page).count() === 0,
    })
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    if (overflow > 0) faults.push(`${step}: ${overflow} px wider than the window`)
    await page.evaluate(axeSource)
    const found = await page.evaluate((rules) => globalThis.axe.run(document, { runOnly: rules }), RULES)
    for (const { id, help, nodes } of found.violations) {
      faults.push(`${step}: axe ${id}: ${help}; ${nodes.map((one) => one.target.join(' ')).slice(0, 4).join(' | ')}`)
    }
  }
  try {
    await scene({ page, look, node })
  } catch (error) {
    faults.push(String(error))
    await page.screenshot({ path: join(out, `${name}-stopped-${width}-${scheme}.png`) })
  }
  await context.close()
  return faults
}

const browser = await chromium.launch({
  executablePath: BROWSER, args: ['--no-sandbox', '--disable-background-networking'],
})
const wanted = process.argv.slice(2)
const isWanted = (name) => wanted.length === 0 || wanted.includes(name)
let count = 0
const run = async (name, scene, view) => {
  for (const fault of await play(browser, name, scene, view)) {
    count++
    console.log(`${name} ${view.width} ${view.scheme}: ${fault}`)
  }
}
for (const [name, scene] of Object.entries(scenes)) {
  if (!isWanted(name)) continue
  for (const scheme of ['light', 'dark']) for (const width of [390, 1280]) await run(name, scene, { width, scheme })
}
for (const [name, scene] of Object.entries(keyboard)) {
  if (isWanted(name)) await run(name, scene, { width: 1280, scheme: 'light' })
}
await browser.close()
server.close()
server.closeAllConnections()
console.log(`${person.address} was played; ${count === 0 ? 'nothing' : count} found`)
process.exitCode = count === 0 ? 0 : 1
