/** Amounts of one token as short text, for charts and sentences. */
import { deployment, tokenOf } from '../deployment.ts'
import type { PaymentToken } from '../api/types.ts'
import { t } from '../text/index.ts'
import { shortAmount } from '../units/format.ts'

/** The listed token at an address; without an address, or before anything is read, one that shows base units. */
export function paymentToken(address: string | undefined): PaymentToken {
  return tokenOf(address) ?? { address: address ?? '', symbol: t('shell.baseUnits'), decimals: 0 }
}

/** Writes amounts of a token. Reads the deployment: components that call it are drawn again when it is known. */
export function moneyOf(address: string | undefined): (amount: bigint) => string {
  const { decimals, symbol } = paymentToken(address)
  return (amount) => `${shortAmount(amount, decimals)} ${deployment.value ? symbol : ''}`.trim()
}
