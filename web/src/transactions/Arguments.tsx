/** What the very bytes do, argument by argument. */
import type { ComponentChildren } from 'preact'
import { isSameAddress } from '../names.ts'
import { Name } from '../parts/Address.tsx'
import { Amount } from '../parts/Amount.tsx'
import { Doubts } from '../parts/Doubts.tsx'
import { TokenId } from '../parts/TokenId.tsx'
import { say, t, word } from '../text/index.ts'
import { amountText } from '../units/amount.ts'
import { exactAmount, moment } from '../units/format.ts'
import { bidKinds, lines, type LoanTerms } from './calls.ts'
import { shown, type Directory } from './check.ts'
import { spelled, type Argument, type Decoded } from './decode.ts'
import type { Subject } from './flow.ts'
import { IdWords } from './IdWords.tsx'
import { TermsWords } from './TermsWords.tsx'
import { TickPrice } from './TickPrice.tsx'

export interface ArgumentsProps {
  readonly of: Decoded
  /** The contract that is called. */
  readonly target: string
  readonly book: Directory
  readonly subject: Subject
}

export function Arguments({ of, target, book, subject }: ArgumentsProps) {
  return (
    <dl class="facts signed">
      {of.arguments.map((argument) => (
        <>
          <dt>{labelOf(of, argument)}</dt>
          <dd><Value of={argument} call={of} target={target} book={book} subject={subject} /></dd>
        </>
      ))}
    </dl>
  )
}

/** A word for an argument; `claim(id, bidId, to)` and `take(id, ...)` share what they share. */
export function labelOf(call: Decoded, { name }: Argument): string {
  const own = `${call.type}_${name}`
  const found = word('calls', own)
  return found === own ? word('calls', `arg_${name}`) : found
}

interface ValueProps extends Omit<ArgumentsProps, 'of'> {
  readonly of: Argument
  readonly call: Decoded
}

function Value({ of, call, target, book, subject }: ValueProps): ComponentChildren {
  const { value, kind } = of
  const token = subject.vault?.paymentToken
  switch (kind) {
    case 'auction': case 'loan': return <IdWords of={value as bigint} />
    case 'vault': return <VaultValue of={String(value)} subject={subject} />
    case 'wei': return <Amount of={value as bigint} token={token} exact />
    case 'shares': return <Units of={value as bigint} />
    case 'amount': return <EitherAmount of={of} call={call} target={target} book={book} subject={subject} />
    case 'tick': return <TickPrice of={value as bigint} subject={subject} />
    case 'index': return <IndexValue of={of} subject={subject} />
    case 'mask': return maskWords(Number(value))
    case 'time': return t('calls.until', { at: moment(Number(value)) })
    case 'text': return <><Name of={String(value)} /><Doubts of={String(value)} /></>
    case 'flag': return t(value ? 'calls.yes' : 'calls.no')
    case 'line': return word('calls', `line_${lines[Number(value)]}`)
    case 'bidKind': return word('calls', `kind_${bidKinds[Number(value)]}`)
    case 'nothing': return t('calls.nothing')
    case 'items': return <Items of={value as readonly ItemTuple[]} />
    case 'offers': return <Offers of={value as readonly OfferTuple[]} token={token} />
    case 'signatures': return t('calls.signatures', { count: (value as readonly string[]).length })
    case 'token': case 'recipient': case 'account': case 'spender': return <Who of={String(value)} book={book} />
    default: return <code class="long">{shown(of)}</code>
  }
}

/** An address in full, with the name that the deployment gives it. */
export function Who({ of, book }: { of: string, book: Directory }) {
  const known = Object.entries(book.contracts).find(([, address]) => isSameAddress(address, of))?.[0]
  const isVault = book.vaults.some((vault) => isSameAddress(vault, of))
  const isToken = book.paymentTokens.some((token) => isSameAddress(token, of))
  const name = known ? word('calls', `contract_${known}`)
    : isVault ? t('calls.contract_vault') : isToken ? t('calls.contract_token')
      : isSameAddress(of, book.account) ? t('calls.yourself') : undefined
  return <span class="who">{name && <span>{name} </span>}<code class="long">{spelled(of)}</code></span>
}

function VaultValue({ of, subject }: { of: string, subject: Subject }) {
  const name = isSameAddress(subject.vault?.address, of) ? subject.vault?.name : undefined
  return <>{name !== undefined && <><Name of={name} /> </>}<code class="long">{spelled(of)}</code></>
}

const Units = ({ of }: { of: bigint }) => <data class="amount" value={amountText(of)}>{exactAmount(of)}</data>

/** An amount whose unit another argument says: an approval's token, a sealed bid's kind. */
function EitherAmount({ of, call, target, book, subject }: ValueProps) {
  const kind = call.arguments.find((argument) => argument.kind === 'bidKind')?.value
  const isShares = kind !== undefined
    ? bidKinds[Number(kind)] !== 'Whole' : book.vaults.some((vault) => isSameAddress(vault, target))
  if (isShares) return <>{say('calls.ofShares', { amount: <Units of={of.value as bigint} /> })}</>
  return <Amount of={of.value as bigint} token={kind === undefined ? target : subject.vault?.paymentToken} exact />
}

function IndexValue({ of: { name, value }, subject }: { of: Argument, subject: Subject }) {
  const item = name === 'itemIndex' ? subject.vault?.items[Number(value)] : undefined
  if (!item) return <>{String(value)}</>
  return <>{String(value)}: <TokenId of={item.tokenId} /> <code class="long">{spelled(item.collection)}</code></>
}

function maskWords(mask: number): string {
  const indexes = Array.from({ length: 16 }, (_, index) => index).filter((index) => mask & (1 << index))
  return indexes.length === 0 ? t('calls.noneLeft') : t('calls.someLeft', { indexes: indexes.join(', ') })
}

interface ItemTuple {
  readonly collection: string
  readonly tokenId: bigint
}

function Items({ of }: { of: readonly ItemTuple[] }) {
  return (
    <ul>
      {of.map(({ collection, tokenId }) => (
        <li><TokenId of={String(tokenId)} /> <code class="long">{spelled(collection)}</code></li>
      ))}
    </ul>
  )
}

interface OfferTuple {
  readonly lender: string
  readonly vault: string
  readonly principal: bigint
  readonly terms: LoanTerms
  readonly validUntil: number
}

function Offers({ of, token }: { of: readonly OfferTuple[], token: string | undefined }) {
  return (
    <ul>
      {of.map((offer) => (
        <li>
          <code class="long">{spelled(offer.lender)}</code>: <Amount of={offer.principal} token={token} exact />
          <span class="soft"> {t('calls.until', { at: moment(offer.validUntil) })}</span>
          <TermsWords of={offer.terms} />
        </li>
      ))}
    </ul>
  )
}
