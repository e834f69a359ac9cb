/** My bids: where each is in its life, how it stands, and what can still be done about it. */
import { useEffect, useRef, useState } from '../hooks.ts'
import { announce } from '../announce.ts'
import { Problem } from '../../client/src/problem.ts'
import { dataOf, type Watched } from '../api/resource.ts'
import { send } from '../api/send.ts'
import type { Auction, Bid, Vault } from '../api/types.ts'
import type { List } from '../api/read.ts'
import { Amount } from '../parts/Amount.tsx'
import type { Tone } from '../parts/Health.tsx'
import { SharesOf } from '../parts/SharesOf.tsx'
import { Sentence, Shown } from '../parts/States.tsx'
import { Table } from '../parts/Table.tsx'
import { t } from '../text/index.ts'
import { sendCall } from '../transactions/index.tsx'
import { refusalText } from '../transactions/Refusal.tsx'
import { remaining } from '../units/remaining.ts'
import { account } from '../wallet/connection.ts'
import { faultOf } from '../wallet/eip1193.ts'
import type { Stage } from './batchStage.ts'

export interface BatchBidsProps {
  readonly of: Watched<List<Bid>>
  readonly auction: Auction
  readonly vault: Vault | undefined
  readonly stage: Stage
  readonly replace: (bid: Bid) => void
  readonly again: () => void
}

export function BatchBids({ of, vault, stage, replace, again }: BatchBidsProps) {
  useVoice(dataOf(of.now.value)?.items)
  const [problem, setProblem] = useState<Problem | string | undefined>(undefined)
  const token = vault?.paymentToken
  return (
    <section class="part" aria-labelledby="my-bids">
      <h2 id="my-bids">{t('batch.mine')}</h2>
      {problem && (
        <p class="fault" role="alert">{problem instanceof Problem ? <Sentence of={problem} /> : problem}</p>
      )}
      <Shown of={of} rows={1} empty={({ items }) => items.length === 0 ? t('batch.noneMine') : undefined}>
        {({ items }) => (
          <Table
            caption={t('batch.mine')} hidesCaption rows={items} keyOf={({ id }) => id}
            columns={[
              { name: t('batch.kind'), isHead: true, cell: (bid) => <KindCell of={bid} /> },
              { name: t('batch.limit'), isNumber: true, cell: (bid) => <LimitCell of={bid} token={token} /> },
              { name: t('batch.quantity'), isNumber: true, cell: (bid) => bid.quantity ? <SharesOf of={bid.quantity} /> : '–' },
              { name: t('batch.escrowOf'), isNumber: true, cell: (bid) => <Amount of={bid.escrow} token={token} /> },
              { name: t('batch.standing'), cell: (bid) => <StandingCell of={bid} token={token} /> },
              {
                name: t('batch.do'),
                cell: (bid) => <Actions of={bid} stage={stage} replace={replace} again={again} fail={setProblem} />,
              },
            ]}
          />
        )}
      </Shown>
    </section>
  )
}

/** Tells that a bid is outbid, once: it can leave now, or go higher. */
function useVoice(bids: readonly Bid[] | undefined): void {
  const standings = useRef(new Map<string, Bid['standing']>())
  useEffect(() => {
    for (const { id, number, standing } of bids ?? []) {
      const before = standings.current.get(id)
      standings.current.set(id, standing)
      if (before !== undefined && before !== standing && standing === 'outbid') {
        announce(t('batch.voiceOutbid', { number: number ?? '' }), 'assertive')
      }
    }
  }, [bids])
}

function KindCell({ of }: { of: Bid }) {
  return (
    <span class="who">
      <span>{t(`batch.kind_${of.kind}`)}{of.number ? ` ${of.number}` : ''}</span>
      <span class="badge" data-tone={lifeTones[of.life]}>{t(`batch.life_${of.life}`)}</span>
    </span>
  )
}

const lifeTones: Record<Bid['life'], Tone> = {
  accepted: 'watch', relayed: 'live', included: 'live', final: 'good', refused: 'bad', withdrawn: 'plain',
  replaced: 'plain', expired: 'warn',
}

function LimitCell({ of, token }: { of: Bid, token: string | undefined }) {
  const price = of.kind === 'whole' ? of.amount : of.limitPrice
  if (!price) return <>–</>
  const hasTick = of.tick !== null && of.tick !== undefined && of.kind !== 'whole'
  return <span><Amount of={price} token={token} />{hasTick && <span class="soft"> ({of.tick})</span>}</span>
}

function StandingCell({ of, token }: { of: Bid, token: string | undefined }) {
  if (of.life === 'refused') return <span class="fault">{t('batch.refusedFor', { reason: reasonOf(of, token) })}</span>
  if (of.life === 'replaced') return <>{t('batch.wasReplaced')}</>
  const isOnChain = of.life === 'included' || of.life === 'final'
  if (!isOnChain) {
    return <>{of.deadline ? t('batch.waitsFor', { time: remaining(of.deadline.unix, t('batch.isOver')) }) : t(`batch.life_${of.life}`)}</>
  }
  return (
    <span class="who">
      <span>{t(`batch.is_${of.standing}`)}</span>
      {BigInt(of.units) > 0n && <span>{t('batch.gets')} <SharesOf of={of.units} /></span>}
      {BigInt(of.refund) > 0n && <span>{t('batch.getsBack')} <Amount of={of.refund} token={token} /></span>}
    </span>
  )
}

/** The contract's name for the refusal in words, where its sentence needs no number. */
const reasonOf = ({ reason }: Bid, token: string | undefined): string =>
  reason ? refusalText({ code: reason, detail: '' }, token) ?? reason : '?'

interface ActionsProps {
  readonly of: Bid
  readonly stage: Stage
  readonly replace: (bid: Bid) => void
  readonly again: () => void
  readonly fail: (problem: Problem | string | undefined) => void
}

function Actions({ of, stage, replace, again, fail }: ActionsProps) {
  const withdraw = async (): Promise<void> => {
    fail(undefined)
    try {
      const { signIn } = await import('../wallet/session.ts')
      if (!await signIn()) return fail(t('wallet.rejected'))
      await send('DELETE', `/v1/bids/${of.id}`)
      announce(t('batch.isWithdrawn'), 'assertive')
      again()
    } catch (error) {
      fail(error instanceof Problem ? error : faultOf(error).message)
    }
  }
  if (of.life === 'accepted' && stage === 'bidding') {
    return (
      <span class="row">
        <button type="button" onClick={() => replace(of)}>{t('batch.replace')}</button>
        <button type="button" onClick={() => void withdraw()}>{t('batch.withdraw')}</button>
      </span>
    )
  }
  const isOwed = of.standing === 'outbid' || of.standing === 'filled' || of.standing === 'lost'
  const isOnChain = of.number !== null && of.number !== undefined
  if (!isOwed || !isOnChain || (stage !== 'ended' && of.standing !== 'outbid')) return null
  const isEarly = stage !== 'ended'
  return (
    <button type="button" onClick={() => void sendCall({
      title: t(isEarly ? 'batch.leaveWhat' : 'batch.claimWhat', { number: of.number! }),
      call: { type: 'claimBid', auction: of.auction, bidId: of.number!, to: account.peek() ?? of.owner },
    }).then(again)}>
      {t(isEarly ? 'batch.leave' : 'batch.claim')}
    </button>
  )
}
