import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Asked {
  readonly method: string
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

export type Handler = (response: ServerResponse, asked: Asked) => void

/** A server whose n-th request is handled by the n-th handler, the last one for all after it. */
export async function served(handlers: Handler[], run: (site: string, asked: Asked[]) => Promise<void>): Promise<void> {
  const asked: Asked[] = []
  const server = createServer((request, response) => {
    const pieces: Buffer[] = []
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request
      asked.push({ method, path, headers, body: Buffer.concat(pieces).toString() })
      handlers[Math.min(asked.length, handlers.length) - 1]!(response, asked.at(-1)!)
    })
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  try {
    await run(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked)
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

// ---- answers

export const gives = (resource: unknown, status = 200): Handler => (response) => {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(resource))
}

export const refuses = (status: number, members: object, headers: Record<string, string> = {}): Handler =>
  (response) => {
    const problem = { type: '/problems/x', title: 'x', status, detail: 'why', ...members }
    response.writeHead(status, { 'Content-Type': 'application/problem+json', ...headers }).end(JSON.stringify(problem))
  }

export const breaks: Handler = (response) => { response.destroy() }

/** Events, after which the connection ends or stays open. */
export const streams = (text: string, staysOpen = false): Handler => (response) => {
  response.writeHead(200, { 'Content-Type': 'text/event-stream' }).write(text)
  if (!staysOpen) response.end()
}
