/** Placing a bid: a signature for the server's relay, or a transaction of one's own. */
import { send } from '../api/send.ts'
import type { Auction, Bid, Vault } from '../api/types.ts'
import { loadDeployment } from '../deployment.ts'
import { t } from '../text/index.ts'
import type { Call, Refusal } from '../transactions/calls.ts'
import { sendCall, signTyped } from '../transactions/index.tsx'
import { bidData, type BidMessage } from '../transactions/typedData.ts'
import type { DraftBid, Typed } from './batchDraft.ts'

export interface Placing {
  readonly auction: Auction
  readonly vault: Vault
  readonly owner: string
  readonly typed: Typed
  readonly draft: DraftBid
  readonly escrow: bigint
  readonly onRefusal: (refusal: Refusal) => void
}

export interface PlacingSigned extends Placing {
  /** This bid's escrow and those of accepted ones that the chain has not taken yet, wei. */
  readonly reserved: bigint
  /** What the batch auction may take by now; unknown when the wallet did not say. */
  readonly allowance: bigint | undefined
  /** The accepted bid whose nonce, and so whose place, this one takes. */
  readonly replacing?: Bid
}

/** @returns whether the bid is on chain. */
export async function placeDirectly({ auction, typed, draft, escrow, onRefusal }: Placing): Promise<boolean> {
  const { tick, quantity, shares, amount } = draft
  const common = { auction: auction.id, tick: tick ?? 0, quantity: String(quantity) }
  const call: Call = typed.kind === 'whole'
    ? { type: 'bidWhole', auction: auction.id, amount: String(amount) }
    : typed.kind === 'parts'
      ? { type: 'bid', ...common }
      : { type: 'bidRollover', ...common, shares: String(shares), maxEscrow: String(escrow) }
  const title = t(`batch.place_${typed.kind}`)
  return await sendCall({ title, call, most: escrow, onRefusal }) === 'included'
}

/**
 * Lets the contract take the escrow where it may not yet, has the bid signed, and gives it to the server.
 * @returns whether the server has it. @throws Problem when the server refuses it.
 */
export async function placeSigned(placing: PlacingSigned): Promise<boolean> {
  const { auction, vault, reserved, allowance, onRefusal } = placing
  const deployment = await loadDeployment()
  const { batchAuction } = deployment.contracts
  if (allowance === undefined || allowance < reserved) {
    const call: Call = {
      type: 'approveToken', token: vault.paymentToken, spender: batchAuction, amount: String(reserved),
    }
    if (await sendCall({ title: t('batch.allowEscrow'), call, onRefusal, isStep: true }) !== 'included') return false
  }
  const message = messageOf(placing)
  const signed = await signTyped({
    title: t('batch.signTitle'), data: bidData(deployment, message), subject: { vault, auction },
    warning: t('batch.warnSigned'),
  })
  if (!signed) return false
  const { id, ...rest } = message
  const body = { bid: { ...rest, auction: id, tick: Number(message.tick) }, signature: signed.signature }
  // Its own hash as the key: given in again after a lost answer, it is still one bid.
  const bid = await send<Bid>('POST', '/v1/bids', body, { 'Idempotency-Key': signed.hash })
  // The id is the hash of what was signed: another one would be another bid.
  if (bid.id !== signed.hash) throw new Error(t('batch.otherBid', { id: bid.id }))
  return true
}

function messageOf({ auction, owner, typed, draft, replacing }: PlacingSigned): BidMessage {
  const isWhole = typed.kind === 'whole'
  return {
    owner, id: auction.id, isWhole, tick: isWhole ? '0' : String(draft.tick),
    quantity: String(isWhole ? draft.amount : draft.quantity), nonce: replacing?.nonce ?? randomNonce(),
    deadline: String(auction.batch!.endsAt.unix),
  }
}

/** 64 random bits: two bids of one owner share a nonce by chance less than once in a hundred years of bidding. */
function randomNonce(): string {
  return String(crypto.getRandomValues(new BigUint64Array(1))[0]!)
}
