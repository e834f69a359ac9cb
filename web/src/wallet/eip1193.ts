/** A wallet as the page sees it (EIP-1193). */
export interface Provider {
  request(request: { method: string; params?: readonly unknown[] | object }): Promise<unknown>
  on?(event: string, listener: (...values: never[]) => void): void
  removeListener?(event: string, listener: (...values: never[]) => void): void
}

/** What a wallet or its node refused, with the code of EIP-1193 or JSON-RPC. */
export interface RpcFault {
  readonly code: number | undefined
  readonly message: string
  /** What a reverted call returned, when the wallet passed it on. */
  readonly data: string | undefined
}

/** The person said no in the wallet. */
export const USER_REJECTED = 4001

/** The wallet does not know the chain it was asked to change to. */
export const CHAIN_UNKNOWN = 4902

/** Wallets nest what their node told them; this many layers are opened. */
const LAYERS = 4

export function faultOf(thrown: unknown): RpcFault {
  let [code, data]: [number | undefined, string | undefined] = [undefined, undefined]
  let message = ''
  let layer: unknown = thrown
  for (let depth = 0; depth < LAYERS && typeof layer === 'object' && layer !== null; depth++) {
    const fault = layer as { code?: unknown; message?: unknown; data?: unknown; cause?: unknown }
    if (code === undefined && typeof fault.code === 'number') code = fault.code
    if (!message && typeof fault.message === 'string') message = fault.message
    if (isHex(fault.data)) data ??= fault.data
    layer = typeof fault.data === 'object' && fault.data !== null ? fault.data : fault.cause
  }
  return { code, message: message || String(thrown), data }
}

const isHex = (value: unknown): value is string => typeof value === 'string' && /^0x[0-9a-f]*$/i.test(value)
