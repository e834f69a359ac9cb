// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

enum BatchStatus {
    None,
    Bidding,
    Whole, // one bidder bought the items
    Parts, // the crowd bought every unit of a new series
    Failed, // no sale: every bid is refunded
    Cured, // the debt was repaid before the first bid
    Sealed // runs, and takes revealed bids only
}

enum BidKind {
    Parts, // units of the new series, for cash
    Rollover, // units of the new series, for old shares and cash
    Whole // the items themselves
}

/// @notice A batch auction now.
struct BatchState {
    BatchStatus status;
    uint40 endsAt;
    uint8 extensions;
    uint32 bidCount;
    uint32 bestWholeBid; // 0 for none
    uint128 bestWholeAmount; // wei
    uint128 reservePrice; // wei for the whole lot, price of tick 0
    uint128 tickSize; // wei
    uint128 supply; // units for sale
    bool isSubscribed; // the bids take every unit
    uint16 margin; // the lowest tick that gets units, once subscribed
    uint128 above; // units bid above the margin, or in all
    uint128 atMargin; // units bid at the margin
    address series; // vault whose shares are the units, once formed
    uint128 maxCredit; // wei of debt for which the lenders take units that are not sold; 0 when they take none
}

/// @notice One bid. It never changes; only `isClaimed` does.
struct Bid {
    address owner;
    BidKind kind;
    bool isClaimed;
    uint16 tick; // limit price; 0 for the whole
    uint128 quantity; // units; 0 for the whole
    uint128 before; // units bid earlier at the same tick
    uint128 shares; // old shares in escrow, of a rollover
    uint128 escrow; // wei in escrow; the bid itself for the whole
}

/// @notice What a bid comes to. Wei, units, shares.
struct Outcome {
    uint256 units; // of the new series
    uint256 paid; // wei for them
    uint256 credit; // wei of it paid with the claim of old shares
    uint256 refund; // wei back
    uint256 shares; // old shares back
}

/// @notice A bid that anybody may place for its owner. The tick is ignored for the whole, `quantity` is then wei.
struct SignedBid {
    address owner;
    uint256 id;
    bool isWhole;
    uint256 tick;
    uint256 quantity;
    uint256 nonce;
    uint256 deadline;
}

/// @title Batch auction of what is left of a vault: one bidder for the items competes with a crowd buying fractions.
/// @notice Same id as the Dutch auction it follows. All parts pay one price, the lowest accepted limit; the whole wins
/// when its bid is at least that price. Bids are never cancelled; one that cannot win any more leaves at once.
/// EIP-712 domain: name "Fractional BatchAuction", version "1".
interface IBatchAuction {
    event BatchOpened(
        uint256 indexed id,
        address indexed vault,
        uint40 endsAt,
        uint256 reservePrice,
        uint256 tickSize,
        uint256 supply,
        bool isSealed,
        uint256 maxCredit
    );
    event BidPlaced(
        uint256 indexed id,
        uint256 indexed bidId,
        address indexed owner,
        uint256 tick,
        uint256 quantity,
        uint256 shares,
        uint256 escrow
    );
    event WholeBidPlaced(
        uint256 indexed id, uint256 indexed bidId, address indexed owner, uint256 amount, uint40 endsAt
    );
    event SignedBidRefused(uint256 indexed id, address indexed owner, uint256 nonce, bytes reason);
    event NoncesCancelled(address indexed owner, uint256 word, uint256 mask);
    /// @notice A permit had no effect: used already, or refused by the token. The allowance decides.
    event PermitIgnored(uint256 indexed id, address indexed owner);
    /// @notice An item would not move to the new vault; `deliver` can try again.
    event ItemStuck(uint256 indexed id, uint256 indexed itemIndex);
    /// @notice The outcome; `price` is what the lot raised, 0 when nothing was sold, `credit` the debt that units which
    /// nobody bid for paid.
    event BatchClosed(uint256 indexed id, BatchStatus status, uint256 price, uint256 credit);
    event BidClaimed(
        uint256 indexed id,
        uint256 indexed bidId,
        address indexed owner,
        address to,
        uint256 units,
        uint256 paid,
        uint256 refund,
        uint256 shares
    );
    /// @notice `series` is the new vault; its shares are the units.
    event SeriesFormed(uint256 indexed id, address indexed series);
    event SeriesClaimed(
        uint256 indexed id, address indexed lender, address indexed to, uint256 loanUnits, uint256 units
    );
    /// @notice Every bid is claimed; what rounding up left went to the insurance fund.
    event SurplusSwept(uint256 indexed id, address indexed to, uint256 amount);

    error NotDutchAuction(address caller);
    error NotSealedBids(address caller);
    error BidsSealed(uint256 id);
    error BatchNotRunning(uint256 id);
    error BiddingOver(uint256 timestamp, uint256 endsAt);
    error BiddingOpen(uint256 timestamp, uint256 endsAt);
    error TickAboveTop(uint256 tick, uint256 topTick);
    error BidTooSmall(uint256 quantity, uint256 leastQuantity);
    error BidAboveSupply(uint256 quantity, uint256 supply);
    error BidBelowMargin(uint256 tick, uint256 margin);
    error TickFull(uint256 quantity, uint256 room);
    error WholeBidTooLow(uint256 amount, uint256 least);
    error EscrowAboveMax(uint256 escrow, uint256 maxEscrow);
    error NoSuchBid(uint256 id, uint256 bidId);
    error BidClaimedAlready(uint256 id, uint256 bidId);
    error BidStillLive(uint256 id, uint256 bidId);
    error BidWonItems(uint256 id, uint256 bidId);
    error BidsUnclaimed(uint256 claimed, uint256 bidCount);
    error NotOwner(address caller, address owner);
    error SeriesNotFormed(uint256 id);
    error SeriesFormedAlready(uint256 id, address series);
    error NothingToForm(uint256 id);
    error NothingToDeliver(uint256 id, uint256 itemIndex);
    error NothingToSweep();
    error HasBids(uint256 bidCount);
    error BidExpired(uint256 deadline, uint256 timestamp);
    error NonceUsed(address owner, uint256 nonce);
    error SignatureRejected(address signer);
    error SignatureCountMismatch(uint256 bids, uint256 signatures);
    error NotSelf(address caller);
    error ZeroShares();
    error ZeroAddress();

    // ---- bidding ----

    /// @notice Bids for `quantity` units at the limit price of `tick`; pulls the escrow, rounded up, from the caller.
    function bid(uint256 id, uint256 tick, uint256 quantity) external returns (uint256 bidId);
    /// @notice Bids for units with `shares` old shares and the cash that is enough at every price up to the limit.
    function bidRollover(uint256 id, uint256 tick, uint256 quantity, uint256 shares, uint256 maxEscrow)
        external
        returns (uint256 bidId);
    /// @notice Bids `amount` wei for the items: at least the reserve price, and 5 % above the best bid. In the last 15
    /// minutes it moves the end by 15 minutes, at most 8 times.
    function bidWhole(uint256 id, uint256 amount) external returns (uint256 bidId);
    /// @notice Places bids their owners signed. One that is refused costs the others nothing: see `SignedBidRefused`.
    /// @param permits ERC-2612 permits to this contract, `abi.encode(value, deadline, v, r, s)`, or empty; a failing
    /// permit is ignored, since somebody may have used it first.
    function bidFor(SignedBid[] calldata bids, bytes[] calldata signatures, bytes[] calldata permits)
        external
        returns (uint256 placed);
    /// @notice Uses up nonces of the caller: the bits of `mask` in word `nonce >> 8`.
    function cancelNonces(uint256 word, uint256 mask) external;

    // ---- what only the sealed bids may call ----

    /// @notice Places a revealed bid of `owner`; the caller pays escrow (at most `maxEscrow` of a rollover) and shares.
    /// @param quantity units, or wei for the whole, whose tick is ignored.
    function placeSealed(
        uint256 id,
        address owner,
        BidKind kind,
        uint256 tick,
        uint256 quantity,
        uint256 shares,
        uint256 maxEscrow
    ) external returns (uint256 bidId);

    // ---- the end ----

    /// @notice Ends the auction. Costs the same for any number of bids, moves no token and no item.
    function close(uint256 id) external;
    /// @notice Pays what a bid is owed, before the end if it is outbid: units, refund and shares. Anybody may call;
    /// only the owner may name another `to`.
    function claim(uint256 id, uint256 bidId, address to) external returns (Outcome memory);
    /// @notice Claims several bids for their owners.
    function claimMany(uint256 id, uint256[] calldata bidIds) external;
    /// @notice Makes the new vault when parts won or when the time to redeem the items is over, and moves the items.
    function formSeries(uint256 id) external returns (address series);
    /// @notice Delivers an item to the winner of the whole (who alone may name another `to`) or, when it would not move
    /// before, to the new vault.
    function deliver(uint256 id, uint256 itemIndex, address to) external;
    /// @notice Gives a lender its part of the new series, once: of all units of a converted vault, or of those that
    /// lenders took in kind.
    function claimSeries(uint256 id, address lender, address to) external returns (uint256 units);
    /// @notice Sends what rounding up left of the payments to the insurance fund, once every bid is claimed.
    function sweepSurplus(uint256 id) external returns (uint256 amount);

    // ---- what only the Dutch auction may call ----

    /// @param maxCredit wei of debt for which the lenders take units that are not sold; 0 when they take none.
    function open(uint256 id, uint256 reservePrice, uint256 supply, bool isSealed, uint256 maxCredit) external;
    /// @notice The debt is repaid: ends an auction without bids.
    function abandon(uint256 id) external;

    // ---- views ----
    function stateOf(uint256 id) external view returns (BatchState memory);
    function bidOf(uint256 id, uint256 bidId) external view returns (Bid memory);
    /// @notice Cash that a rollover bid has to escrow: enough at every price up to its limit, wei.
    function rolloverEscrowUp(uint256 id, uint256 tick, uint256 quantity, uint256 shares)
        external
        view
        returns (uint256);
    function bidHash(SignedBid calldata bid_) external view returns (bytes32);
    function isNonceUsed(address owner, uint256 nonce) external view returns (bool);
    function sealedBids() external view returns (address);
    function dutchAuction() external view returns (address);
    function loanBook() external view returns (address);
}
