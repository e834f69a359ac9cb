import { bidKinds, lines, type Call, type CallOf, type CallType, type LoanOffer } from './calls.ts'

/** Our contracts by the names `/v1/deployment` gives them, and the kinds of contracts around them. */
export type Place =
  | 'vaultFactory' | 'loanBook' | 'dutchAuction' | 'batchAuction' | 'sealedBids' | 'insuranceFund'
  | 'vault' | 'token' | 'collection'

/** What an argument is, which says how it is put in words and what is checked of it. */
export type Kind =
  | 'auction' | 'loan' | 'vault' | 'token' | 'recipient' | 'account' | 'spender' | 'wei' | 'shares' | 'amount'
  | 'tick' | 'index' | 'mask' | 'time' | 'text' | 'flag' | 'line' | 'bidKind' | 'hash' | 'salt' | 'nothing' | 'items'
  | 'offers' | 'signatures'

export interface Shape<T extends CallType = CallType> {
  readonly on: Place
  /** Human-readable ABI. */
  readonly abi: string
  readonly kinds: readonly Kind[]
  /** The arguments of the call, as the ABI wants them. */
  readonly values: (call: CallOf<T>) => readonly unknown[]
  /** Wei sent along; none but for wrapping ether. */
  readonly value?: (call: CallOf<T>) => bigint
  /** Whether the recipient gets an item, which a contract may be unable to hand on. */
  readonly givesItem?: true
}

const offer = '(address lender, address vault, uint128 principal, (uint16 rateBps, uint16 lateRateBps, uint40 dueAt, '
  + 'uint24 graceSeconds, uint24 cureSeconds, uint24 confirmSeconds, uint16 maxLtvBps, uint16 cureLtvBps, '
  + 'uint16 liquidationLtvBps, uint16 penaltyBps, uint16 conversionBps, uint24 auctionSeconds, uint8 options) terms, '
  + 'uint64 epoch, uint64 salt, uint40 validUntil)'

/** Every call of the page: where it goes, its function and its arguments. The only list of functions it signs. */
export const shapes: { readonly [T in CallType]: Shape<T> } = {
  create: {
    on: 'vaultFactory',
    abi: 'function create((address collection, uint256 tokenId)[] items, uint256 totalShares, address paymentToken, '
      + 'string name, string symbol)',
    kinds: ['items', 'shares', 'token', 'text', 'text'],
    values: (call) => [
      call.items.map(itemOf), BigInt(call.totalShares), call.paymentToken, call.vaultName, call.symbol,
    ],
  },

  open: {
    on: 'loanBook',
    abi: `function open(address vault, ${offer}[] offers, bytes[] signatures, address receiver)`,
    kinds: ['vault', 'offers', 'signatures', 'recipient'],
    values: (call) => [
      call.vault, call.offers.map((signed) => offerOf(signed.payload)), call.offers.map((signed) => signed.signature),
      call.receiver,
    ],
  },
  repay: {
    on: 'loanBook',
    abi: 'function repay(address vault, uint256 amount)',
    kinds: ['vault', 'wei'],
    values: (call) => [call.vault, BigInt(call.amount)],
  },
  repayAndRedeem: {
    on: 'loanBook',
    abi: 'function repayAndRedeem(address vault, address to, uint16 leftBehind)',
    kinds: ['vault', 'recipient', 'mask'],
    values: (call) => [call.vault, call.to, call.leftBehind],
    givesItem: true,
  },
  flag: {
    on: 'loanBook', abi: 'function flag(address vault)', kinds: ['vault'], values: (call) => [call.vault],
  },
  unflag: {
    on: 'loanBook', abi: 'function unflag(address vault)', kinds: ['vault'], values: (call) => [call.vault],
  },
  withdraw: {
    on: 'loanBook',
    abi: 'function withdraw(uint256 loanId, address lender, address to)',
    kinds: ['loan', 'account', 'recipient'],
    values: (call) => [BigInt(call.loan), call.lender, call.to],
  },
  movePosition: {
    on: 'loanBook',
    abi: 'function movePosition(uint256 loanId, address to)',
    kinds: ['loan', 'recipient'],
    values: (call) => [BigInt(call.loan), call.to],
  },
  cancelOffers: { on: 'loanBook', abi: 'function cancelOffers()', kinds: [], values: () => [] },

  kick: {
    on: 'dutchAuction', abi: 'function kick(address vault)', kinds: ['vault'], values: (call) => [call.vault],
  },
  take: {
    on: 'dutchAuction',
    abi: 'function take(uint256 id, uint256 itemIndex, uint256 maxPrice, address receiver, uint256 deadline, '
      + 'bytes data)',
    kinds: ['auction', 'index', 'wei', 'recipient', 'time', 'nothing'],
    values: (call) => [
      BigInt(call.auction), BigInt(call.itemIndex), BigInt(call.maxPrice), call.receiver, BigInt(call.deadline), '0x',
    ],
    givesItem: true,
  },
  takeNet: {
    on: 'dutchAuction',
    abi: 'function takeNet(uint256 id, uint256 itemIndex, uint256 maxPrice, uint256 shares, address receiver, '
      + 'uint256 deadline)',
    kinds: ['auction', 'index', 'wei', 'shares', 'recipient', 'time'],
    values: (call) => [
      BigInt(call.auction), BigInt(call.itemIndex), BigInt(call.maxPrice), BigInt(call.shares), call.receiver,
      BigInt(call.deadline),
    ],
    givesItem: true,
  },
  redo: {
    on: 'dutchAuction', abi: 'function redo(uint256 id)', kinds: ['auction'], values: (call) => [BigInt(call.auction)],
  },
  toBatch: {
    on: 'dutchAuction', abi: 'function toBatch(uint256 id)', kinds: ['auction'],
    values: (call) => [BigInt(call.auction)],
  },
  cure: {
    on: 'dutchAuction', abi: 'function cure(uint256 id)', kinds: ['auction'], values: (call) => [BigInt(call.auction)],
  },
  redeemEquity: {
    on: 'dutchAuction', abi: 'function redeemEquity(uint256 id)', kinds: ['auction'],
    values: (call) => [BigInt(call.auction)],
  },
  writeOff: {
    on: 'dutchAuction', abi: 'function writeOff(uint256 id, uint256 itemIndex)', kinds: ['auction', 'index'],
    values: (call) => [BigInt(call.auction), BigInt(call.itemIndex)],
  },
  collect: {
    on: 'dutchAuction',
    abi: 'function collect(uint256 id, uint8 line, address to)',
    kinds: ['auction', 'line', 'recipient'],
    values: (call) => [BigInt(call.auction), lines.indexOf(call.line), call.to],
  },
  collectRoyalty: {
    on: 'dutchAuction',
    abi: 'function collectRoyalty(uint256 id, uint256 itemIndex, address to)',
    kinds: ['auction', 'index', 'recipient'],
    values: (call) => [BigInt(call.auction), BigInt(call.itemIndex), call.to],
  },

  bid: {
    on: 'batchAuction',
    abi: 'function bid(uint256 id, uint256 tick, uint256 quantity)',
    kinds: ['auction', 'tick', 'shares'],
    values: (call) => [BigInt(call.auction), BigInt(call.tick), BigInt(call.quantity)],
  },
  bidRollover: {
    on: 'batchAuction',
    abi: 'function bidRollover(uint256 id, uint256 tick, uint256 quantity, uint256 shares, uint256 maxEscrow)',
    kinds: ['auction', 'tick', 'shares', 'shares', 'wei'],
    values: (call) => [
      BigInt(call.auction), BigInt(call.tick), BigInt(call.quantity), BigInt(call.shares), BigInt(call.maxEscrow),
    ],
  },
  bidWhole: {
    on: 'batchAuction',
    abi: 'function bidWhole(uint256 id, uint256 amount)',
    kinds: ['auction', 'wei'],
    values: (call) => [BigInt(call.auction), BigInt(call.amount)],
  },
  close: {
    on: 'batchAuction', abi: 'function close(uint256 id)', kinds: ['auction'], values: (call) => [BigInt(call.auction)],
  },
  claimBid: {
    on: 'batchAuction',
    abi: 'function claim(uint256 id, uint256 bidId, address to)',
    kinds: ['auction', 'index', 'recipient'],
    values: (call) => [BigInt(call.auction), BigInt(call.bidId), call.to],
  },
  formSeries: {
    on: 'batchAuction', abi: 'function formSeries(uint256 id)', kinds: ['auction'],
    values: (call) => [BigInt(call.auction)],
  },
  deliver: {
    on: 'batchAuction',
    abi: 'function deliver(uint256 id, uint256 itemIndex, address to)',
    kinds: ['auction', 'index', 'recipient'],
    values: (call) => [BigInt(call.auction), BigInt(call.itemIndex), call.to],
    givesItem: true,
  },
  claimSeries: {
    on: 'batchAuction',
    abi: 'function claimSeries(uint256 id, address lender, address to)',
    kinds: ['auction', 'account', 'recipient'],
    values: (call) => [BigInt(call.auction), call.lender, call.to],
  },

  commit: {
    on: 'sealedBids',
    abi: 'function commit(uint256 id, bytes32 commitment, uint256 deposit)',
    kinds: ['auction', 'hash', 'wei'],
    values: (call) => [BigInt(call.auction), call.commitment, BigInt(call.deposit)],
  },
  reveal: {
    on: 'sealedBids',
    abi: 'function reveal(uint256 id, uint8 kind, uint256 tick, uint256 quantity, uint256 shares, bytes32 salt)',
    kinds: ['auction', 'bidKind', 'tick', 'amount', 'shares', 'salt'],
    values: (call) => [
      BigInt(call.auction), bidKinds.indexOf(call.kind), BigInt(call.tick), BigInt(call.quantity),
      BigInt(call.shares), wordOf(BigInt(call.salt)),
    ],
  },
  returnDeposit: {
    on: 'sealedBids',
    abi: 'function returnDeposit(uint256 id, address bidder, bytes32 commitment)',
    kinds: ['auction', 'account', 'hash'],
    values: (call) => [BigInt(call.auction), call.bidder, call.commitment],
  },

  collectTip: {
    on: 'insuranceFund',
    abi: 'function collectTip(uint256 id, uint8 line, address to)',
    kinds: ['auction', 'line', 'recipient'],
    values: (call) => [BigInt(call.auction), lines.indexOf(call.line), call.to],
  },

  redeem: {
    on: 'vault',
    abi: 'function redeem(address to, uint16 leftBehind)',
    kinds: ['recipient', 'mask'],
    values: (call) => [call.to, call.leftBehind],
    givesItem: true,
  },
  claim: {
    on: 'vault',
    abi: 'function claim(uint256 shares, address to)',
    kinds: ['shares', 'recipient'],
    values: (call) => [BigInt(call.shares), call.to],
  },
  transferShares: {
    on: 'vault',
    abi: 'function transfer(address to, uint256 shares)',
    kinds: ['recipient', 'shares'],
    values: (call) => [call.to, BigInt(call.shares)],
  },

  approveToken: {
    on: 'token',
    abi: 'function approve(address spender, uint256 amount)',
    kinds: ['spender', 'amount'],
    values: (call) => [call.spender, BigInt(call.amount)],
  },
  approveCollection: {
    on: 'collection',
    abi: 'function setApprovalForAll(address operator, bool approved)',
    kinds: ['spender', 'flag'],
    values: (call) => [call.spender, call.approved],
  },
  depositEther: {
    on: 'token', abi: 'function deposit()', kinds: [], values: () => [], value: (call) => BigInt(call.amount),
  },
}

/** The shape of a call, for any call. */
export const shapeOf = <T extends CallType>(call: CallOf<T>): Shape<T> => shapes[call.type as T]

/** The contract that a call goes to, as far as the call itself names it. */
export function namedTarget(call: Call): string | undefined {
  switch (shapes[call.type].on) {
    case 'vault': return 'vault' in call ? call.vault : undefined
    case 'token': return 'token' in call ? call.token : undefined
    case 'collection': return 'collection' in call ? call.collection : undefined
    default: return undefined
  }
}

function itemOf(text: string): { collection: string; tokenId: bigint } {
  const [collection = '', tokenId = ''] = text.split('/')
  return { collection, tokenId: BigInt(tokenId) }
}

const offerOf = (signed: LoanOffer): object => ({
  ...signed, principal: BigInt(signed.principal), epoch: BigInt(signed.epoch), salt: BigInt(signed.salt),
})

const wordOf = (number: bigint): string => `0x${number.toString(16).padStart(64, '0')}`
