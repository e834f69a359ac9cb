import { say } from '../text/index.ts'
import { vaultOf } from './flow.ts'

/** The id of an auction or a loan: whose it is, and its number there. */
export function IdWords({ of }: { of: bigint }) {
  const number = String(of & ((1n << 96n) - 1n))
  return <>{say('calls.numberOf', { number, vault: <code class="long">{vaultOf(of)}</code> })}</>
}
