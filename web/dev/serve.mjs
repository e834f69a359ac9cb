// Serves dist/ with the headers of the real server, and the story of test/fixtures as its API: for looking at the page
// without a chain. Nothing here is the product's server. `npm run dev`, then the address it prints.
import { createServer } from 'node:http'
import { readFile } from 'node:fs/promises'
import { dirname, extname, join, normalize } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { bundle } from '../build.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const dist = join(here, '../dist')
/** Real seconds are that many seconds of the story. */
const HASTE = 6
/** Milliseconds between blocks. */
const BLOCK_EVERY = 2_000

export const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ')

const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
}

/** A module of test/fixtures, built; whoever imports it from .out shares its state. */
async function fixture(name) {
  const outfile = join(here, `../.out/${name}.mjs`)
  await build({
    entryPoints: [join(here, `../test/fixtures/${name}.ts`)],
    outfile,
    bundle: true,
    format: 'esm',
    logLevel: 'warning',
  })
  return import(pathToFileURL(outfile).href)
}

/** @returns the server, listening on loopback, and its address. */
export async function serve(port = 0) {
  const { answer, AT, BLOCK, priceAt } = await fixture('answer')
  const { act } = await fixture('acting')
  const started = performance.now()
  const headNow = () => {
    const blocks = Math.floor((performance.now() - started) / BLOCK_EVERY)
    const unix = AT + blocks * (BLOCK_EVERY / 1000) * HASTE
    return {
      block: BLOCK + blocks,
      hash: `0x${(BLOCK + blocks).toString(16).padStart(64, '0')}`,
      at: { rfc3339: `${new Date(unix * 1000).toISOString().slice(0, 19)}Z`, unix },
      finality: 'pending',
      priceNow: String(priceAt(unix)),
    }
  }
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://story')
    const done = pathname.endsWith('/events')
      ? events(request, response)
      : pathname.startsWith('/v1/')
        ? api(request, response)
        : asset(pathname, response)
    done.catch((error) => {
      console.error(error)
      response.destroy()
    })
  })

  async function api(request, response) {
    const head = headNow()
    const acted = act(request.method, request.url, await bodyOf(request), head.at.unix)
    if (acted) {
      const { priceNow, ...block } = head
      const body = acted.body?.asOf ? { ...acted.body, asOf: { ...acted.body.asOf, ...block } } : acted.body
      response.writeHead(acted.status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-cache' })
      response.end(body === undefined ? '' : JSON.stringify(body))
      return
    }
    const found = request.method === 'GET' ? answer(request.url, head.at.unix) : undefined
    if (found === undefined) {
      response.writeHead(404, { 'Content-Type': 'application/problem+json' })
      response.end(
        JSON.stringify({
          type: '/problems/absent',
          title: 'Not found',
          status: 404,
          detail: `There is no ${request.method} ${request.url} in the story.`,
        }),
      )
      return
    }
    const tag = `"${found.asOf.seq}-${head.hash.slice(-16)}"`
    if (request.headers['if-none-match'] === tag) return void response.writeHead(304, { ETag: tag }).end()
    const { priceNow, ...block } = head
    response.writeHead(200, { 'Content-Type': 'application/json', ETag: tag, 'Cache-Control': 'no-cache' })
    response.end(JSON.stringify({ ...found, asOf: { ...found.asOf, ...block } }))
  }

  async function events(request, response) {
    const of = request.url.replace(/\/events.*$/, '')
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache' })
    const resource = (unix) => act('GET', of, undefined, unix)?.body ?? answer(of, unix)
    const snapshot = of === '/v1' ? { vaults: [] } : resource(headNow().at.unix)
    response.write(
      `retry: 2000\n\n${of === '/v1' ? '' : 'id: 31\n'}event: snapshot\ndata: ${JSON.stringify(snapshot ?? {})}\n\n`,
    )
    const tell = () => {
      const head = headNow()
      const priceNow = of === '/v1' ? head.priceNow : resource(head.at.unix)?.dutch?.priceNow
      response.write(`event: head\ndata: ${JSON.stringify({ ...head, priceNow })}\n\n`)
    }
    tell()
    const timer = setInterval(tell, BLOCK_EVERY)
    response.on('close', () => clearInterval(timer))
  }

  async function asset(pathname, response) {
    const file = normalize(join(dist, extname(pathname) ? pathname : '/index.html'))
    const body = file.startsWith(dist) ? await readFile(file).catch(() => undefined) : undefined
    response.writeHead(body ? 200 : 404, {
      'Content-Type': types[extname(file)] ?? 'application/octet-stream',
      'Content-Security-Policy': POLICY,
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
    })
    response.end(body)
  }

  await new Promise((ready) => server.listen(port, '127.0.0.1', ready))
  return { server, address: `http://127.0.0.1:${server.address().port}` }
}

async function bodyOf(request) {
  const parts = []
  for await (const part of request) parts.push(part)
  const text = Buffer.concat(parts).toString()
  return text === '' ? undefined : JSON.parse(text)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await bundle()
  const { address } = await serve(Number(process.env.PORT ?? 5180))
  console.log(`${address} shows an invented story; ctrl-c ends it`)
}
