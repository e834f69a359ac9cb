/** The one way from a call to a signature: what it does is shown before it is signed, and followed afterwards. */
import { useEffect } from '../hooks.ts'
import { network, chainId, wallet } from '../wallet/connection.ts'
import { TransactionDialog } from './Dialog.tsx'
import { TrackedList } from './Followed.tsx'
import { SigningDialog } from './Signing.tsx'
import { followAll, restoreTracked } from './tracked.ts'

export { sendCall, type CallRequest, type Outcome } from './flow.ts'
export { signTyped, type SigningRequest } from './signing.ts'

/** The dialogs and the list of what was sent; the layout holds them on every page. */
export function TransactionFlow() {
  useEffect(restoreTracked, [])
  const [current, chain] = [wallet.value, chainId.value]
  useEffect(() => current && chain !== undefined && network.peek() === 'right' ? followAll(current, chain) : undefined,
    [current, chain])
  return (
    <>
      <TransactionDialog />
      <SigningDialog />
      <TrackedList />
    </>
  )
}
