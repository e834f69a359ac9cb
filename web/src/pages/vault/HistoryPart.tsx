/** Everything that happened, newest first: the contracts' events with their arguments. */
import type { List } from '../../api/read.ts'
import type { Watched } from '../../api/resource.ts'
import type { HistoryEntry } from '../../api/types.ts'
import { isAddress, shortAddress } from '../../names.ts'
import { Address } from '../../parts/Address.tsx'
import { Amount } from '../../parts/Amount.tsx'
import { Section } from '../../parts/Section.tsx'
import { SharesOf } from '../../parts/SharesOf.tsx'
import { Shown } from '../../parts/States.tsx'
import { useState } from '../../hooks.ts'
import { shownName } from '../../names.ts'
import { t, word } from '../../text/index.ts'
import { moment } from '../../units/format.ts'

const FIRST_ROWS = 12

/** Arguments of events that are wei of the payment token. */
const MONEY = new Set([
  'amount',
  'amountPaid',
  'cash',
  'cashPaid',
  'credit',
  'debt',
  'deposit',
  'escrow',
  'fee',
  'forfeit',
  'keeper',
  'keeperReward',
  'liquidationValue',
  'maxCredit',
  'paid',
  'penalty',
  'premium',
  'price',
  'principal',
  'proceeds',
  'raised',
  'refund',
  'repaid',
  'reservePrice',
  'residual',
  'royalty',
  'shortfall',
  'tickSize',
  'top',
  'weight',
  'badDebt',
])
/** Arguments that are shares or units of a series; a `Transfer`'s amount is too. */
const SHARES = new Set(['shares', 'sharesBurned', 'totalShares', 'supply', 'quantity', 'units'])
const TIMES = new Set(['startsAt', 'endsAt', 'redeemableUntil', 'dueAt'])

export function HistoryPart({ of, token }: { of: Watched<List<HistoryEntry>>; token: string }) {
  const [rows, setRows] = useState(FIRST_ROWS)
  return (
    <Section title={t('vault.history')}>
      <Shown of={of} empty={({ items }) => (items.length === 0 ? t('vault.noHistory') : undefined)}>
        {({ items }) => (
          <>
            <ol class="history" reversed>
              {items.slice(0, rows).map((event) => (
                <One key={event.seq} of={event} token={token} />
              ))}
            </ol>
            {items.length > rows && (
              <button type="button" onClick={() => setRows(items.length)}>
                {t('vault.older', { count: items.length - rows })}
              </button>
            )}
          </>
        )}
      </Shown>
    </Section>
  )
}

function One({ of: event, token }: { of: HistoryEntry; token: string }) {
  return (
    <li>
      <p>
        <strong>{word('events', event.event)}</strong>
        {event.finality === 'pending' && (
          <span class="badge" data-tone="watch">
            {t('words.pending')}
          </span>
        )}
      </p>
      <p class="small soft">
        <time datetime={event.at.rfc3339}>{moment(event.at.unix)}</time>
        {' · '}
        {t('vault.inBlock', { block: event.block })}
        {' · '}
        <code title={event.transaction}>{shortAddress(event.transaction)}</code>
      </p>
      <details>
        <summary>{t('vault.arguments', { event: event.event })}</summary>
        <dl class="facts small">
          {Object.entries(event.data)
            .filter(([name]) => name !== 'type')
            .map(([name, value]) => (
              <>
                <dt>
                  <code>{name}</code>
                </dt>
                <dd>
                  <Argument name={name} value={value} event={event.event} token={token} />
                </dd>
              </>
            ))}
        </dl>
      </details>
    </li>
  )
}

function Argument({ name, value, event, token }: { name: string; value: unknown; event: string; token: string }) {
  if (typeof value === 'string' && isAddress(value)) return <Address of={value} />
  if (typeof value === 'string' && /^(0|[1-9][0-9]{0,77})$/.test(value)) {
    if (SHARES.has(name) || (event === 'Transfer' && name === 'amount')) return <SharesOf of={value} />
    if (MONEY.has(name)) return <Amount of={value} token={token} />
  }
  if (TIMES.has(name) && Number.isSafeInteger(Number(value))) return <>{moment(Number(value))}</>
  return <bdi class="name">{shownName(typeof value === 'string' ? value : JSON.stringify(value)).text}</bdi>
}
