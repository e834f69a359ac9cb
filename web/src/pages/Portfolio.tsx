/** What an account holds, lends and owes; and how all loans stand against a fall of the market, in plain words. */
import type { ComponentChildren } from 'preact'
import { subject } from '../account.ts'
import { useResource } from '../api/resource.ts'
import type { Health, Positions } from '../api/types.ts'
import { useStream } from '../api/useStream.ts'
import { isAddress } from '../names.ts'
import { AccountField } from '../parts/AccountField.tsx'
import { Address, Name } from '../parts/Address.tsx'
import { Amount, Stamp } from '../parts/Amount.tsx'
import { Badge, HealthBar } from '../parts/Health.tsx'
import { Section } from '../parts/Section.tsx'
import { SharesOf } from '../parts/SharesOf.tsx'
import { Shown } from '../parts/States.tsx'
import { Table } from '../parts/Table.tsx'
import { go } from '../router.ts'
import { say, t } from '../text/index.ts'
import { percent } from '../units/format.ts'
import { BidsPart } from './portfolio/BidsPart.tsx'
import { fallUntilCallable } from './portfolio/falls.ts'
import { RiskPart } from './portfolio/RiskPart.tsx'

export default function Portfolio({ account = subject.value }: { account?: string }) {
  const isKnown = account !== undefined && isAddress(account)
  const positions = useResource<Positions>(isKnown ? `/v1/accounts/${account}/positions` : undefined)
  useStream('/v1/events', { snapshot: positions.again, change: positions.again })
  return (
    <>
      <div class="head">
        <div>
          <h1>{t('portfolio.title')}</h1>
          <p class="lead">{t('portfolio.lead')}</p>
        </div>
      </div>
      <AccountField given={account} onLook={(address) => go(address ? `/portfolio/${address}` : '/portfolio')} />
      <div class="parts">
        {account === undefined ? (
          <p class="notice empty">{t('portfolio.whose')}</p>
        ) : isKnown ? (
          <Shown
            of={positions}
            empty={(found) =>
              isEmpty(found) ? say('portfolio.none', { account: <Address of={account} /> }) : undefined
            }
          >
            {(found) => <All of={found} />}
          </Shown>
        ) : (
          <p class="notice failed">{t('shell.accountWrong')}</p>
        )}
        {isKnown && <BidsPart of={account} />}
        <RiskPart />
      </div>
    </>
  )
}

const isEmpty = ({ holds, lends, owes }: Positions): boolean => holds.length + lends.length + owes.length === 0

function All({ of: { asOf, holds, lends, owes, complete } }: { of: Positions }) {
  return (
    <>
      {owes.length > 0 && (
        <Section title={t('portfolio.owes')}>
          <p class="soft">{t('portfolio.owesSay')}</p>
          <ul class="loans">
            {owes.map((one) => (
              <LoanCard
                key={one.loan}
                vault={one.vault}
                name={one.name}
                health={one.health}
                amount={one.debt}
                label={t('portfolio.debt')}
                token={one.paymentToken}
              />
            ))}
          </ul>
        </Section>
      )}
      {lends.length > 0 && (
        <Section title={t('portfolio.lends')}>
          <ul class="loans">
            {lends.map((one) => (
              <LoanCard
                key={one.loan}
                vault={one.vault}
                name={one.name}
                health={one.health}
                amount={one.units}
                label={t('portfolio.lent')}
                token={one.paymentToken}
              >
                <dt>{t('portfolio.canWithdraw')}</dt>
                <dd>
                  <Amount of={one.due} token={one.paymentToken} />
                </dd>
              </LoanCard>
            ))}
          </ul>
        </Section>
      )}
      {holds.length > 0 && (
        <Section title={t('portfolio.holds')}>
          <Table
            caption={t('portfolio.holds')}
            hidesCaption
            rows={holds}
            keyOf={(row) => row.vault}
            columns={[
              { name: t('portfolio.vault'), isHead: true, cell: (row) => <Who vault={row.vault} name={row.name} /> },
              { name: t('portfolio.state'), cell: (row) => <Badge of={row.state} /> },
              { name: t('portfolio.shares'), isNumber: true, cell: (row) => <SharesOf of={row.shares} /> },
              { name: t('portfolio.part'), isNumber: true, cell: (row) => percent(row.partBps, 2) },
              {
                name: t('portfolio.value'),
                isNumber: true,
                cell: (row) => (row.value ? <Amount of={row.value} token={row.paymentToken} /> : '–'),
              },
            ]}
          />
          <p class="small soft">{t('portfolio.valueSays')}</p>
        </Section>
      )}
      {!complete && <p class="notice watch">{t('portfolio.incomplete')}</p>}
      <Stamp of={asOf} />
    </>
  )
}

const Who = ({ vault, name }: { vault: string; name: string }) => (
  <span class="who">
    <a href={`/vaults/${vault}`}>
      <Name of={name} />
    </a>
    <Address of={vault} />
  </span>
)

interface LoanCardProps {
  readonly vault: string
  readonly name: string
  readonly amount: string
  readonly label: string
  readonly token: string | undefined
  readonly health?: Health | null | undefined
  readonly children?: ComponentChildren
}

function LoanCard({ vault, name, amount, label, token, health, children }: LoanCardProps) {
  const fall = health ? fallUntilCallable(health) : undefined
  return (
    <li class="card stack tight">
      <div class="row spread">
        <h3>
          <Who vault={vault} name={name} />
        </h3>
        {health && <Badge of={health.word} />}
      </div>
      <dl class="facts">
        <dt>{label}</dt>
        <dd>
          <Amount of={amount} token={token} />
        </dd>
        {children}
      </dl>
      {health && <HealthBar of={health} />}
      {health && (
        <p>
          {fall === undefined
            ? t('portfolio.noAppraisal')
            : fall > 0
              ? t('portfolio.mayFall', { fall: percent(fall) })
              : t(`portfolio.now_${health.word === 'liquidating' ? 'selling' : 'above'}`)}
        </p>
      )}
    </li>
  )
}
