import { amountOf, amountText } from '../units/amount.ts'
import { exactAmount, shortAmount } from '../units/format.ts'

/** A number of shares, 1e-18 each. */
export function SharesOf({ of }: { of: string | bigint }) {
  const amount = typeof of === 'bigint' ? of : amountOf(of)
  return (
    <data class="amount" value={amountText(amount)} title={exactAmount(amount)}>
      {shortAmount(amount)}
    </data>
  )
}
