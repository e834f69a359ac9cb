// A wallet for looking at the page: it announces itself (EIP-6963), plays the first account of every local chain and
// a small chain around it. Its key is public; it signs nothing that could be worth anything.
import { decodeFunctionData, encodeFunctionResult, parseAbi } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'

const KEY = '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80'
export const person = privateKeyToAccount(KEY)

const abi = parseAbi([
  'function isVault(address account) view returns (bool)',
  'function isApprovedForAll(address owner, address operator) view returns (bool)',
  'function allowance(address owner, address spender) view returns (uint256)',
  'function epochOf(address lender) view returns (uint64)',
])
const approve = parseAbi(['function approve(address spender, uint256 amount)', 'function setApprovalForAll(address operator, bool approved)'])
const hex = (number) => `0x${number.toString(16)}`

/** What the wallet's node knows. A test may turn its knobs. */
export class WalletNode {
  head = 14_760_010
  nonce = 7
  sent = new Map()
  isOperator = false
  refuses = false

  constructor(allowances) {
    this.allowances = allowances
  }

  async request(method, params = []) {
    switch (method) {
      case 'eth_requestAccounts': case 'eth_accounts': return [person.address.toLowerCase()]
      case 'eth_chainId': return hex(31337)
      case 'eth_blockNumber': return hex(this.head)
      case 'eth_getCode': return '0x'
      case 'eth_getTransactionCount': return hex(this.nonce)
      case 'eth_getBlockByNumber': return { number: params[0] === 'finalized' ? hex(this.head - 3) : params[0], transactions: [] }
      case 'eth_getTransactionByHash': return this.sent.has(params[0]) ? { nonce: hex(this.sent.get(params[0]).nonce) } : null
      case 'eth_getTransactionReceipt': return this.receipt(params[0])
      case 'eth_call': return this.call(params[0])
      case 'eth_sendTransaction': return this.send(params[0])
      case 'eth_signTypedData_v4': return this.sign(JSON.parse(params[1]))
      case 'personal_sign': return person.signMessage({ message: { raw: params[0] } })
      default: throw { code: -32601, message: `${method} is not supported` }
    }
  }

  /** The next block holds what was sent. */
  mine(blocks = 1) {
    this.head += blocks
    for (const transaction of this.sent.values()) {
      if (transaction.block) continue
      transaction.block = this.head
      this.nonce++
    }
  }

  receipt(hash) {
    const found = this.sent.get(hash)
    return found?.block ? { blockNumber: hex(found.block), blockHash: `0x${'b'.repeat(64)}`, status: hex(found.fails ? 0 : 1) } : null
  }

  call({ to, data }) {
    const { functionName, args } = decodeFunctionData({ abi, data })
    const result = {
      isVault: () => true, isApprovedForAll: () => this.isOperator, epochOf: () => 0n,
      allowance: () => this.allowances.get(`${to}/${args[1]}`.toLowerCase()) ?? 0n,
    }[functionName]()
    return encodeFunctionResult({ abi, functionName, result })
  }

  send(transaction) {
    if (this.refuses) throw { code: 4001, message: 'User rejected the request.' }
    try {
      const { functionName, args } = decodeFunctionData({ abi: approve, data: transaction.data })
      if (functionName === 'approve') this.allowances.set(`${transaction.to}/${args[0]}`.toLowerCase(), args[1])
      else this.isOperator = args[1]
    } catch {
      // another function: nothing to remember
    }
    const hash = `0x${(this.sent.size + 1).toString(16).padStart(64, 'a')}`
    this.sent.set(hash, { ...transaction, nonce: this.nonce })
    return hash
  }

  sign({ types, primaryType, domain, message }) {
    if (this.refuses) throw { code: 4001, message: 'User rejected the request.' }
    const { EIP712Domain, ...rest } = types
    const lower = (text) => JSON.parse(JSON.stringify(text).replace(/"0x[0-9a-fA-F]{40}"/g, (address) => address.toLowerCase()))
    return person.signTypedData({ types: rest, primaryType, domain: lower(domain), message: lower(message) })
  }
}

/** Puts the wallet into every page of a context. */
export async function inject(context, node) {
  await context.exposeFunction('walletNode', async (method, params) => {
    try {
      return { result: await node.request(method, params) }
    } catch (error) {
      return { error: { code: error.code, message: error.message } }
    }
  })
  await context.addInitScript(() => {
    const provider = {
      async request({ method, params }) {
        const { result, error } = await globalThis.walletNode(method, params)
        if (error) throw Object.assign(new Error(error.message), error)
        return result
      },
      on() {},
      removeListener() {},
    }
    const icon = 'data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path fill="%230e5a4e" d="M0 0h8v8H0z"/></svg>'
    const info = { uuid: '6f1c', name: 'Example Wallet', rdns: 'example.wallet', icon }
    const announce = () => dispatchEvent(new CustomEvent('eip6963:announceProvider', { detail: Object.freeze({ info, provider }) }))
    addEventListener('eip6963:requestProvider', announce)
    announce()
  })
}
