import type { Call, CallOf, CallType } from '../../src/transactions/calls.ts'
import { AUCTION, COLLECTION, HASH, ME, OTHER, SPENDER, TOKEN, VAULT } from './calldata.ts'

/** What the page would ask for to get the bytes of calldata.ts. */
export const calls: { readonly [T in CallType]: CallOf<T> } = {
  create: {
    type: 'create', items: [`${COLLECTION}/7`, `${COLLECTION}/12345678901234567890123456789`],
    totalShares: '1000000000000000000000', paymentToken: TOKEN, vaultName: 'Two punks', symbol: 'PNK2',
  },
  open: {
    type: 'open', vault: VAULT, receiver: ME,
    offers: [{
      payload: {
        lender: OTHER, vault: VAULT, principal: '5000000000000000000', epoch: '0', salt: '77', validUntil: 1790000000,
        terms: {
          rateBps: 1200, lateRateBps: 500, dueAt: 1800000000, graceSeconds: 86400, cureSeconds: 43200,
          confirmSeconds: 21600, maxLtvBps: 5000, cureLtvBps: 6000, liquidationLtvBps: 7000, penaltyBps: 300,
          conversionBps: 5000, auctionSeconds: 86400, options: 3,
        },
      },
      signer: OTHER, signature: `0x${'11'.repeat(65)}`,
    }],
  },
  repay: { type: 'repay', vault: VAULT, amount: '5100000000000000000' },
  repayAndRedeem: { type: 'repayAndRedeem', vault: VAULT, to: ME, leftBehind: 0 },
  flag: { type: 'flag', vault: VAULT },
  unflag: { type: 'unflag', vault: VAULT },
  withdraw: { type: 'withdraw', loan: AUCTION, lender: OTHER, to: OTHER },
  movePosition: { type: 'movePosition', loan: AUCTION, to: OTHER },
  cancelOffers: { type: 'cancelOffers' },
  kick: { type: 'kick', vault: VAULT },
  take: {
    type: 'take', auction: AUCTION, itemIndex: 1, maxPrice: '12500000000000000000', receiver: ME, deadline: 1764500000,
  },
  takeNet: {
    type: 'takeNet', auction: AUCTION, itemIndex: 1, maxPrice: '12500000000000000000',
    shares: '250000000000000000000', receiver: ME, deadline: 1764500000,
  },
  redo: { type: 'redo', auction: AUCTION },
  toBatch: { type: 'toBatch', auction: AUCTION },
  cure: { type: 'cure', auction: AUCTION },
  redeemEquity: { type: 'redeemEquity', auction: AUCTION },
  writeOff: { type: 'writeOff', auction: AUCTION, itemIndex: 2 },
  collect: { type: 'collect', auction: AUCTION, line: 'Fee', to: ME },
  collectRoyalty: { type: 'collectRoyalty', auction: AUCTION, itemIndex: 2, to: ME },
  bid: { type: 'bid', auction: AUCTION, tick: 137, quantity: '250000000000000000000' },
  bidRollover: {
    type: 'bidRollover', auction: AUCTION, tick: 137, quantity: '250000000000000000000',
    shares: '240000000000000000000', maxEscrow: '1250000000000000003',
  },
  bidWhole: { type: 'bidWhole', auction: AUCTION, amount: '13000000000000000000' },
  close: { type: 'close', auction: AUCTION },
  claimBid: { type: 'claimBid', auction: AUCTION, bidId: 4, to: ME },
  formSeries: { type: 'formSeries', auction: AUCTION },
  deliver: { type: 'deliver', auction: AUCTION, itemIndex: 0, to: ME },
  claimSeries: { type: 'claimSeries', auction: AUCTION, lender: OTHER, to: OTHER },
  commit: { type: 'commit', auction: AUCTION, commitment: HASH, deposit: '20000000000000000000' },
  reveal: {
    type: 'reveal', auction: AUCTION, kind: 'Rollover', tick: 137, quantity: '250000000000000000000',
    shares: '240000000000000000000', salt: '42',
  },
  returnDeposit: { type: 'returnDeposit', auction: AUCTION, bidder: OTHER, commitment: HASH },
  collectTip: { type: 'collectTip', auction: AUCTION, line: 'Keeper', to: ME },
  redeem: { type: 'redeem', vault: VAULT, to: ME, leftBehind: 5 },
  claim: { type: 'claim', vault: VAULT, shares: '250000000000000000000', to: ME },
  transferShares: { type: 'transferShares', vault: VAULT, to: OTHER, shares: '10000000000000000000' },
  approveToken: { type: 'approveToken', token: TOKEN, spender: SPENDER, amount: '12500000000000000000' },
  approveCollection: { type: 'approveCollection', collection: COLLECTION, spender: SPENDER, approved: true },
  depositEther: { type: 'depositEther', token: TOKEN, amount: '1000000000000000000' },
}

export const everyCall = Object.values(calls) as readonly Call[]
