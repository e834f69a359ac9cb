/** The canonical settlement statement (ADR 0006) as the page reads it, and what it proves to one account. */
import { amountOf } from './units/amount.ts'
import { mulDivDown } from './units/ratio.ts'

export interface Payee {
  readonly line: string
  readonly account: string
  readonly amount: bigint
  /** Shares of a holder, loan units of a lender. */
  readonly part?: bigint
}

export interface Statement {
  readonly status: string
  readonly lines: Readonly<Record<LineName, bigint>>
  readonly debt: bigint
  readonly repaid: bigint
  readonly loanUnits: bigint
  readonly totalShares: bigint
  readonly cashBefore: bigint
  readonly payees: readonly Payee[]
  readonly dust: { readonly lenders: bigint; readonly holders: bigint }
}

export const lineNames = ['keeper', 'debt', 'penalty', 'fee', 'royalty', 'residual'] as const
export type LineName = (typeof lineNames)[number] | 'proceeds'

/** Three integers and their quotient. */
export interface Proof {
  readonly line: 'Holder' | 'Lender'
  readonly sum: bigint
  readonly part: bigint
  readonly whole: bigint
  readonly result: bigint
  /** Whether the quotient is what the statement says. */
  readonly agrees: boolean
}

const FORMAT = 'fractional settlement 1'

/** @throws SyntaxError when it is no statement of the format we know. */
export function readStatement(document: string): Statement {
  const said = JSON.parse(document) as Record<string, any>
  if (said['format'] !== FORMAT) throw new SyntaxError(`not a "${FORMAT}"`)
  const { inputs, lines, payees, dust } = said
  const names = ['proceeds', ...lineNames] as const
  return {
    status: String(said['status']),
    lines: Object.fromEntries(names.map((name) => [name, amountOf(lines[name])])) as Record<LineName, bigint>,
    debt: amountOf(inputs.debt),
    repaid: amountOf(inputs.repaid),
    loanUnits: amountOf(inputs.loanUnits),
    totalShares: amountOf(inputs.totalShares),
    cashBefore: amountOf(inputs.cashBefore),
    payees: (payees as Record<string, string>[]).map(payeeOf),
    dust: { lenders: amountOf(dust.lenders), holders: amountOf(dust.holders) },
  }
}

function payeeOf(row: Record<string, string>): Payee {
  const part = row['shares'] ?? row['units']
  return {
    line: row['line']!,
    account: row['account']!,
    amount: amountOf(row['amount']!),
    ...(part !== undefined && { part: amountOf(part) }),
  }
}

/** The lines add up to what was raised. */
export const addsUp = ({ lines }: Statement): boolean =>
  lineNames.reduce((sum, name) => sum + lines[name], 0n) === lines.proceeds

/** What an account is paid as holder and as lender, recomputed here. */
export function proofsOf(statement: Statement, account: string): Proof[] {
  const { residual } = statement.lines
  const wholes = {
    Holder: { sum: statement.cashBefore + residual, whole: statement.totalShares },
    Lender: { sum: statement.repaid, whole: statement.loanUnits },
  } as const
  return statement.payees.flatMap(({ line, account: payee, amount, part }) => {
    if ((line !== 'Holder' && line !== 'Lender') || part === undefined || payee.toLowerCase() !== account.toLowerCase())
      return []
    const { sum, whole } = wholes[line]
    const result = mulDivDown(sum, part, whole)
    return [{ line, sum, part, whole, result, agrees: result === amount }]
  })
}
