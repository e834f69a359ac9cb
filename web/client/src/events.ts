/** The text/event-stream format, as far as our server speaks it. */
export interface ServerEvent {
  /** `message` when the server gave no name. */
  readonly name: string
  readonly data: string
  /** As of the parser. */
  readonly id: string
}

/** Characters of one event; a server that sends more is not ours. */
export const MOST_CHARACTERS = 4 * 1024 * 1024

/** Takes text as it comes, in pieces cut anywhere. */
export class EventParser {
  /** Milliseconds to wait before a new connection, once the server said so. */
  retry: number | undefined
  /** The last id given so far; empty before the first. */
  id: string
  private rest = ''
  private name = ''
  private data: string[] = []
  private size = 0

  constructor(lastId = '') {
    this.id = lastId
  }

  /** @throws Error when one event is longer than MOST_CHARACTERS. */
  push(text: string): ServerEvent[] {
    const lines = (this.rest + text).split('\n')
    this.rest = lines.pop()!
    const found: ServerEvent[] = []
    for (const raw of lines) {
      const event = this.line(raw.endsWith('\r') ? raw.slice(0, -1) : raw)
      if (event) found.push(event)
    }
    if (this.rest.length + this.size > MOST_CHARACTERS) throw new Error(`an event above ${MOST_CHARACTERS} characters`)
    return found
  }

  private line(line: string): ServerEvent | undefined {
    if (line === '') return this.end()
    if (line.startsWith(':')) return undefined
    const colon = line.indexOf(':')
    const field = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1)
    if (field === 'data') {
      this.data.push(value)
      this.size += value.length
    } else if (field === 'event') this.name = value
    else if (field === 'id' && !value.includes('\0')) this.id = value
    else if (field === 'retry' && /^\d{1,6}$/.test(value)) this.retry = Number(value)
    return undefined
  }

  private end(): ServerEvent | undefined {
    const event =
      this.data.length > 0 ? { name: this.name || 'message', data: this.data.join('\n'), id: this.id } : undefined
    this.name = ''
    this.data = []
    this.size = 0
    return event
  }
}
