/** Amounts in base units, as BigInt throughout: a Number loses wei. */

/** The exact decimal text of base units: a point, no grouping, no trailing zero. Parsing it gives the same amount. */
export function amountText(amount: bigint, decimals = 18): string {
  const digits = amount.toString().padStart(decimals + 1, '0')
  const whole = digits.slice(0, digits.length - decimals)
  const fraction = digits.slice(digits.length - decimals).replace(/0+$/, '')
  return (fraction && `${whole}.${fraction}`) || whole
}

/** The decimal string of base units in a resource. @throws SyntaxError when it is none. */
export function amountOf(text: string): bigint {
  if (!/^(0|[1-9][0-9]{0,77})$/.test(text)) throw new SyntaxError(`no amount: ${text}`)
  return BigInt(text)
}
