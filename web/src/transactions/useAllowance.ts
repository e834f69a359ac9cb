import { useSignal, type ReadonlySignal } from '@preact/signals'
import { useEffect } from '../hooks.ts'
import { live } from '../api/live.ts'
import { account, network, wallet } from '../wallet/connection.ts'

/** What a contract may still take of a token of the connected account, read through the wallet at each block. */
export function useAllowance(
  token: string | undefined, spender: string | undefined,
): ReadonlySignal<bigint | undefined> {
  const allowance = useSignal<bigint | undefined>(undefined)
  const [owner, provider, isRight] = [account.value, wallet.value?.provider, network.value === 'right']
  useEffect(() => {
    allowance.value = undefined
    if (!token || !spender || !owner || !provider || !isRight) return undefined
    let isOver = false
    const look = async (): Promise<void> => {
      const { allowanceOf } = await import('./queries.ts')
      // A node that does not answer leaves the check open; the transaction's own steps ask again.
      const found = await allowanceOf(provider, token, owner, spender).catch(() => undefined)
      if (!isOver) allowance.value = found
    }
    const stop = live.head.subscribe(() => { void look() })
    return () => {
      isOver = true
      stop()
    }
  }, [token, spender, owner, provider, isRight])
  return allowance
}
