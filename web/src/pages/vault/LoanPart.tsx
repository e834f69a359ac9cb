/** The loan in sentences. Each number is a term that both sides signed, or follows from one. */
import type { Loan, Vault } from '../../api/types.ts'
import { tokenOf } from '../../deployment.ts'
import { Address } from '../../parts/Address.tsx'
import { Amount } from '../../parts/Amount.tsx'
import { HealthBar } from '../../parts/Health.tsx'
import { Section } from '../../parts/Section.tsx'
import { Table } from '../../parts/Table.tsx'
import { say, t } from '../../text/index.ts'
import { amountOf } from '../../units/amount.ts'
import { duration, moment, percent } from '../../units/format.ts'
import { remaining } from '../../units/remaining.ts'

/** For a heading: the symbol of the amounts below it. */
const symbolOf = (token: string): string => tokenOf(token)?.symbol ?? ''

export function LoanPart({ of: vault, loan }: { of: Vault; loan: Loan }) {
  const token = vault.paymentToken
  return (
    <Section title={t('vault.loan')}>
      <div class="card stack tight">
        <p class="label">{t('vault.debtNow')}</p>
        <p class="figure">
          <Amount of={loan.debt} token={token} />
        </p>
        {loan.health && <HealthBar of={loan.health} />}
        <ul class="sentences">
          {sentencesOf(loan, token).map((sentence) => (
            <li>{sentence}</li>
          ))}
        </ul>
      </div>
      <Table
        caption={t('vault.lenders')}
        isNarrow
        rows={loan.lenders}
        keyOf={(lender) => lender.account}
        columns={[
          {
            name: t('vault.lender'),
            isHead: true,
            cell: (lender) => <Address of={lender.account} href={`/portfolio/${lender.account}`} />,
          },
          {
            name: t('vault.lent', { token: symbolOf(token) }),
            isNumber: true,
            cell: (lender) => <Amount of={lender.units} token={token} bare />,
          },
          {
            name: t('vault.withdrawable'),
            isNumber: true,
            cell: (lender) => <Amount of={lender.withdrawable} token={token} bare />,
          },
        ]}
      />
    </Section>
  )
}

function sentencesOf({ debt, principal, status, terms, flaggedAt }: Loan, token: string) {
  const interest = amountOf(debt) - amountOf(principal)
  const isOwed = status === 'owed'
  const excludesCalls = terms.options.includes('maturityOnly')
  return [
    isOwed &&
      interest >= 0n &&
      say('vault.owes', {
        principal: <Amount of={principal} token={token} />,
        interest: <Amount of={interest} token={token} />,
      }),
    status === 'frozen' && t('vault.frozen'),
    isOwed && t('vault.rate', { rate: percent(terms.rateBps), late: percent(terms.lateRateBps) }),
    isOwed &&
      t('vault.dueAt', {
        at: moment(terms.dueAt.unix),
        left: remaining(terms.dueAt.unix, t('vault.isOver')),
        grace: duration(terms.graceSeconds, 'long'),
      }),
    flaggedAt &&
      t('vault.flagged', {
        at: moment(flaggedAt.unix),
        until: moment(flaggedAt.unix + terms.cureSeconds),
        left: remaining(flaggedAt.unix + terms.cureSeconds, t('vault.isOver')),
        cure: percent(terms.cureLtvBps),
      }),
    isOwed &&
      (excludesCalls
        ? t('vault.maturityOnly')
        : t('vault.callable', {
            limit: percent(terms.liquidationLtvBps),
            time: duration(terms.cureSeconds, 'long'),
            cure: percent(terms.cureLtvBps),
          })),
    t('vault.penalty', { penalty: percent(terms.penaltyBps) }),
    t('vault.floor', { part: percent(terms.conversionBps), time: duration(terms.auctionSeconds, 'long') }),
    terms.options.includes('backstop') && t('vault.backstop'),
    terms.options.includes('sealedBids') && t('vault.sealedBids'),
  ].filter((sentence) => sentence !== false && sentence !== null && sentence !== undefined)
}
