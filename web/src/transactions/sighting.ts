import { faultOf, type Provider } from '../wallet/eip1193.ts'
import type { Rival, Sent, Sighting } from './progress.ts'

/** Blocks that are searched for the transaction that took a nonce: the wallet's node serves one at a time. */
const BLOCKS_SEARCHED = 24

interface RpcTransaction {
  readonly hash: string
  readonly from: string
  readonly to: string | null
  readonly input: string
  readonly value: string
  readonly nonce: string
}

interface RpcReceipt {
  readonly blockNumber: string
  readonly blockHash: string
  readonly status: string
}

interface RpcBlock {
  readonly number: string
  readonly transactions: readonly (RpcTransaction | string)[]
}

/** Looks at a transaction through the wallet's own node. */
export async function look(provider: Provider, sent: Sent): Promise<Sighting> {
  const [head, finalized, receipt] = await Promise.all([
    headOf(provider), finalizedOf(provider),
    provider.request({ method: 'eth_getTransactionReceipt', params: [sent.hash] }) as Promise<RpcReceipt | null>,
  ])
  const known = receipt ? undefined : await transactionOf(provider, sent.hash)
  const nonce = sent.nonce ?? (known ? Number(known.nonce) : undefined)
  const isLost = !receipt && !known && nonce !== undefined
  const isNonceUsed = isLost && await nextNonceOf(provider, sent.from) > nonce
  return {
    head,
    finalized,
    receipt: receipt
      ? { block: Number(receipt.blockNumber), blockHash: receipt.blockHash, succeeded: Number(receipt.status) === 1 }
      : undefined,
    isKnown: receipt !== null || known !== undefined,
    nonce,
    isNonceUsed,
    rival: isNonceUsed ? await rivalOf(provider, sent, nonce, head) : undefined,
  }
}

/** Why a transaction failed: it is called once more on the block it was in, and its revert is read. */
export async function revertOf(provider: Provider, sent: Sent, block: number): Promise<string | undefined> {
  const { from, to, data, value } = sent
  try {
    const call = { from, to, data, value: hex(BigInt(value)) }
    await provider.request({ method: 'eth_call', params: [call, hex(BigInt(block))] })
    return undefined // the block's later transactions changed what it met
  } catch (error) {
    return faultOf(error).data
  }
}

export async function headOf(provider: Provider): Promise<number> {
  return Number(await provider.request({ method: 'eth_blockNumber' }))
}

export const hex = (number: bigint): string => `0x${number.toString(16)}`

async function finalizedOf(provider: Provider): Promise<number | undefined> {
  try {
    const block = await provider.request({ method: 'eth_getBlockByNumber', params: ['finalized', false] })
    return block ? Number((block as RpcBlock).number) : undefined
  } catch {
    return undefined // nodes before the merge, and some gateways, know no such tag
  }
}

async function transactionOf(provider: Provider, hash: string): Promise<RpcTransaction | undefined> {
  const found = await provider.request({ method: 'eth_getTransactionByHash', params: [hash] })
  return (found ?? undefined) as RpcTransaction | undefined
}

async function nextNonceOf(provider: Provider, account: string): Promise<number> {
  return Number(await provider.request({ method: 'eth_getTransactionCount', params: [account, 'latest'] }))
}

async function rivalOf(provider: Provider, sent: Sent, nonce: number, head: number): Promise<Rival | undefined> {
  const oldest = Math.max(sent.sentAfter, head - BLOCKS_SEARCHED)
  for (let number = head; number >= oldest; number--) {
    const block = await provider.request({ method: 'eth_getBlockByNumber', params: [hex(BigInt(number)), true] })
    const found = (block as RpcBlock | null)?.transactions.find((one): one is RpcTransaction =>
      typeof one !== 'string' && Number(one.nonce) === nonce && one.from.toLowerCase() === sent.from.toLowerCase())
    if (found) return { hash: found.hash, to: found.to ?? undefined, data: found.input, value: found.value }
  }
  return undefined
}
