/** What the page asks the chain itself, through the wallet, instead of believing the server. */
import { decodeFunctionResult, encodeFunctionData, parseAbi, type Hex } from 'viem'
import { faultOf, type Provider } from '../wallet/eip1193.ts'

const abi = parseAbi([
  'function isVault(address account) view returns (bool)',
  'function isApprovedForAll(address owner, address operator) view returns (bool)',
  'function allowance(address owner, address spender) view returns (uint256)',
  'function epochOf(address lender) view returns (uint64)',
  'function onERC721Received(address operator, address from, uint256 tokenId, bytes data) returns (bytes4)',
])

/** What a contract answers that keeps items it is given (ERC-721). */
const KEEPS_ITEMS = '0x150b7a02'

/** An account that follows EIP-7702 is still a person's: its code is this and an address. */
const DELEGATED = '0xef0100'

/** Whether the factory made a vault at this address. */
export async function isVault(provider: Provider, factory: string, address: string): Promise<boolean> {
  const data = encodeFunctionData({ abi, functionName: 'isVault', args: [address.toLowerCase() as Hex] })
  const answer = await ask(provider, factory, data)
  return answer !== undefined && decodeFunctionResult({ abi, functionName: 'isVault', data: answer })
}

/** Whether a collection lets an operator move the owner's items. */
export async function isOperator(
  provider: Provider, collection: string, owner: string, operator: string,
): Promise<boolean> {
  const args = [owner.toLowerCase() as Hex, operator.toLowerCase() as Hex] as const
  const answer = await ask(provider, collection, encodeFunctionData({ abi, functionName: 'isApprovedForAll', args }))
  return answer !== undefined && decodeFunctionResult({ abi, functionName: 'isApprovedForAll', data: answer })
}

/** What a spender may still take of a token; nothing when the contract does not say. */
export async function allowanceOf(
  provider: Provider, token: string, owner: string, spender: string,
): Promise<bigint | undefined> {
  const args = [owner.toLowerCase() as Hex, spender.toLowerCase() as Hex] as const
  const answer = await ask(provider, token, encodeFunctionData({ abi, functionName: 'allowance', args }))
  return answer === undefined ? undefined : decodeFunctionResult({ abi, functionName: 'allowance', data: answer })
}

/** The lender's epoch, which every offer must name: raising it cancels all older ones. */
export async function epochOf(provider: Provider, loanBook: string, lender: string): Promise<bigint> {
  const data = encodeFunctionData({ abi, functionName: 'epochOf', args: [lender.toLowerCase() as Hex] })
  const answer = await ask(provider, loanBook, data)
  if (answer === undefined) throw new Error(`${loanBook} does not say the epoch of ${lender}`)
  return decodeFunctionResult({ abi, functionName: 'epochOf', data: answer })
}

/** Whether an item that is sent there can leave again: a person's account, or a contract that takes items. */
export async function canHoldItems(provider: Provider, address: string): Promise<boolean> {
  const code = String(await provider.request({ method: 'eth_getCode', params: [address, 'latest'] }))
  if (code === '0x' || code.startsWith(DELEGATED)) return true
  const zero = `0x${'0'.repeat(40)}` as Hex
  const data = encodeFunctionData({ abi, functionName: 'onERC721Received', args: [zero, zero, 0n, '0x'] })
  return (await ask(provider, address, data))?.slice(0, 10) === KEEPS_ITEMS
}

/** @returns nothing when the contract reverts or has no such function; other faults are the caller's to tell. */
async function ask(provider: Provider, to: string, data: Hex): Promise<Hex | undefined> {
  try {
    const answer = String(await provider.request({ method: 'eth_call', params: [{ to, data }, 'latest'] }))
    return answer === '0x' ? undefined : answer as Hex
  } catch (error) {
    if (REVERTED.has(faultOf(error).code ?? 0)) return undefined
    throw error
  }
}

/** Codes with which nodes tell that a call reverted. */
const REVERTED = new Set([3, -32000, -32015])
