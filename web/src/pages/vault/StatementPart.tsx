/** What happened to each wei of a sale, from the settlement's statement, and what it proves to one account. */
import { subject } from '../../account.ts'
import { useResource } from '../../api/resource.ts'
import type { Statement as StatementOf } from '../../api/types.ts'
import { Address } from '../../parts/Address.tsx'
import { Amount } from '../../parts/Amount.tsx'
import { Flow } from '../../parts/Flow.tsx'
import { Section } from '../../parts/Section.tsx'
import { Shown } from '../../parts/States.tsx'
import { Table } from '../../parts/Table.tsx'
import { addsUp, lineNames, proofsOf, readStatement, type Proof, type Statement } from '../../statement.ts'
import { say, t, word } from '../../text/index.ts'
import { decimal } from '../../units/format.ts'

export function StatementPart({ auction, token }: { auction: string; token: string }) {
  const url = `/v1/auctions/${auction}/statement`
  const statement = useResource<StatementOf>(url)
  return (
    <div id="wei">
      <Section title={t('vault.wei')}>
        <Shown of={statement}>
          {(found) => <Told of={readStatement(found.document)} hash={found.hash} token={token} url={url} />}
        </Shown>
      </Section>
    </div>
  )
}

function Told({ of: statement, hash, token, url }: { of: Statement; hash: string; token: string; url: string }) {
  const { lines, payees } = statement
  const account = subject.value
  return (
    <>
      <p>{say('vault.raised', { proceeds: <Amount of={lines.proceeds} token={token} /> })}</p>
      <Flow
        lines={lineNames.map((name) => ({ name, label: t(`vault.line_${name}`), amount: lines[name] }))}
        total={lines.proceeds}
        cell={(amount) => <Amount of={amount} token={token} exact />}
      />
      <dl class="facts lines sum">
        <dt>{t(addsUp(statement) ? 'vault.sum' : 'vault.sumWrong')}</dt>
        <dd>
          <Amount of={lines.proceeds} token={token} exact />
        </dd>
      </dl>
      {lines.debt < statement.debt && (
        <p class="notice bad">
          {say('vault.short', { short: <Amount of={statement.debt - lines.debt} token={token} /> })}
        </p>
      )}
      <details open={account !== undefined}>
        <summary>{t('vault.payees', { count: payees.length })}</summary>
        {account !== undefined && <Proofs of={proofsOf(statement, account)} account={account} token={token} />}
        <Table
          caption={t('vault.payeesSay')}
          rows={payees}
          keyOf={(payee) => `${payee.line}${payee.account}${payee.amount}`}
          columns={[
            { name: t('vault.who'), isHead: true, cell: (payee) => <Address of={payee.account} /> },
            { name: t('vault.line'), cell: (payee) => word('vault', `payee_${payee.line}`) },
            { name: t('vault.amount'), isNumber: true, cell: (payee) => <Amount of={payee.amount} token={token} /> },
          ]}
        />
        <p class="small">
          {say('vault.dust', {
            lenders: <Amount of={statement.dust.lenders} token={token} />,
            holders: <Amount of={statement.dust.holders} token={token} />,
          })}
        </p>
      </details>
      <p class="small soft">
        {t('vault.hashSays')} <code class="hash">{hash}</code>{' '}
        <a href={url} target="_blank" rel="noreferrer">
          {t('vault.document')}
        </a>
      </p>
    </>
  )
}

function Proofs({ of: proofs, account, token }: { of: readonly Proof[]; account: string; token: string }) {
  if (proofs.length === 0) return <p>{say('vault.noProof', { account: <Address of={account} /> })}</p>
  return (
    <ul class="stack tight">
      {proofs.map((proof) => (
        <li class={`notice ${proof.agrees ? 'good' : 'bad'}`}>
          <p>
            {say(`vault.proof_${proof.line}`, {
              account: <Address of={account} />,
              amount: <Amount of={proof.result} token={token} exact />,
            })}
          </p>
          <p class="small">
            <code>
              ⌊ {decimal(String(proof.sum), 0)} × {decimal(String(proof.part), 0)} ÷ {decimal(String(proof.whole), 0)} ⌋
              = {decimal(String(proof.result), 0)} wei
            </code>
          </p>
          <p class="small">{t(proof.agrees ? 'vault.proofAgrees' : 'vault.proofDiffers')}</p>
        </li>
      ))}
    </ul>
  )
}
