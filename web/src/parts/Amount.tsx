/** Money, and the moment it is of. */
import type { AsOf } from '../api/types.ts'
import { deployment, tokenOf } from '../deployment.ts'
import { t, word } from '../text/index.ts'
import { amountOf, amountText } from '../units/amount.ts'
import { decimal, exactAmount, moment, shortAmount } from '../units/format.ts'

export interface AmountProps {
  /** Base units. */
  readonly of: string | bigint
  /** Address of the payment token. Without one: the only token there is. */
  readonly token?: string | null | undefined
  /** To the last digit, for what is about to be signed. */
  readonly exact?: boolean
  /** Without the token's symbol, which a heading says. */
  readonly bare?: boolean
}

/** An amount of a payment token. A token that is not listed is shown in base units: its decimals are not known. */
export function Amount({ of, token, exact = false, bare = false }: AmountProps) {
  const amount = typeof of === 'bigint' ? of : amountOf(of)
  const known = token == null ? onlyToken() : tokenOf(token)
  if (!known)
    return (
      <data class="amount" value={String(amount)}>
        {decimal(String(amount), 0)} {t('shell.baseUnits')}
      </data>
    )
  const whole = `${exactAmount(amount, known.decimals)} ${known.symbol}`
  return (
    <data class="amount" value={amountText(amount, known.decimals)} title={whole}>
      {exact ? whole : shortAmount(amount, known.decimals) + (bare ? '' : ` ${known.symbol}`)}
    </data>
  )
}

/** Of which block figures are, and whether that block can still be replaced. */
export function Stamp({ of }: { of: AsOf }) {
  return (
    <p class="stamp">
      {t('shell.asOf', { block: of.block, at: moment(of.at.unix), finality: word('words', of.finality) })}
    </p>
  )
}

const onlyToken = () => {
  const tokens = deployment.value?.paymentTokens
  return tokens?.length === 1 ? tokens[0] : undefined
}
