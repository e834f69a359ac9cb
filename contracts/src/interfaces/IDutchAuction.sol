// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice The payees of an auction, in the order of the waterfall where a line can be collected from the auction.
/// Lenders withdraw from the loan book, share holders claim from the vault.
enum Line {
    Keeper, // who kicked
    RedoKeeper, // who redid
    Insurance, // penalty
    Fee, // protocol fee
    Royalty // one per item: see `collectRoyalty`
}

enum AuctionStatus {
    None,
    Running,
    Settled, // every item sold or written off
    Covered, // the debt was covered with items left over: the vault is open again
    Cured, // the debt was repaid: before the first take or bid, or by redeeming the converted items
    Batch, // nobody took: a batch auction runs under the same id
    Converted // nobody bid: the lenders own what is left, unless it is redeemed in time
}

/// @notice Everything a running auction rests on, frozen at the kick (round, startsAt and keeperReward move at `redo`).
struct DutchTerms {
    address vault;
    address keeper;
    address redoKeeper;
    AuctionStatus status;
    uint8 round;
    uint40 startsAt; // of the round; of the time to redeem once converted
    uint32 durationSeconds;
    uint128 liquidationValue; // V, of all items at the kick
    uint128 debt; // X without keeper and penalty; frozen, and less what lenders took in kind
    uint128 keeperReward; // K so far
    uint128 kickReward; // K of round 0; the rest of K is the redo keeper's
    uint128 penalty;
    uint128 top;
    uint128 reservePrice;
    uint128 raised; // proceeds so far
    uint16 feeBps;
    uint16 soldMask; // sold or written off in this auction, or delivered before it
    uint8 itemCount; // of the vault
    uint256 loanId;
}

/// @notice What was sampled of one item at the kick, and its price once sold.
struct DutchItem {
    uint128 weight; // V of the item at the kick, at least 1
    uint128 price; // 0 until sold
    uint16 royaltyBps;
    address royaltyReceiver;
}

/// @notice Result of the waterfall over the proceeds so far. Sums to `proceeds` exactly. Wei.
struct Proceeds {
    uint256 proceeds;
    uint256 keeper;
    uint256 debt;
    uint256 penalty;
    uint256 fee;
    uint256 royalty;
    uint256 residual;
}

/// @notice Called on the taker after it received the item and before it pays, when `take` carries data.
interface IDutchTaker {
    function onLotTaken(uint256 id, uint256 itemIndex, uint256 price, bytes calldata data) external;
}

/// @title Declining-price auction of a defaulted vault's items, item by item.
/// @notice An auction's id is `uint160(vault) << 96 | n`, n = 1, 2, ... counting that vault's auctions. Holds neither
/// items nor tokens: the price goes from the taker into the vault, items from the vault to the taker.
/// When nobody takes in two rounds, a batch auction follows under the same id; without a sale there, conversion.
interface IDutchAuction {
    event AuctionKicked(
        uint256 indexed id,
        address indexed vault,
        address indexed keeper,
        uint40 startsAt,
        uint32 durationSeconds,
        uint256 liquidationValue,
        uint256 debt,
        uint256 keeperReward,
        uint256 penalty,
        uint256 top,
        uint256 reservePrice,
        uint16 feeBps,
        uint16 soldMask
    );
    event ItemSampled(
        uint256 indexed id, uint256 indexed itemIndex, uint256 weight, address royaltyReceiver, uint16 royaltyBps
    );
    event LotTaken(
        uint256 indexed id,
        uint256 indexed itemIndex,
        address indexed taker,
        address receiver,
        uint256 price,
        uint256 raised
    );
    event LotWrittenOff(uint256 indexed id, uint256 indexed itemIndex);
    event AuctionRedone(
        uint256 indexed id,
        address indexed keeper,
        uint8 round,
        uint40 startsAt,
        uint256 top,
        uint256 reservePrice,
        uint256 keeperReward
    );
    event AuctionCured(uint256 indexed id, address indexed payer, uint256 debt, uint256 keeperReward);
    event AuctionSettled(
        uint256 indexed id,
        AuctionStatus status,
        uint256 proceeds,
        uint256 keeper,
        uint256 debt,
        uint256 penalty,
        uint256 fee,
        uint256 royalty,
        uint256 residual
    );
    /// @notice All inputs of the settlement in one word, from which every line of its statement follows: keccak256 of
    /// id, status, keeperReward, debt, penalty, feeBps, and of price and royaltyBps for each item of the vault; 32
    /// bytes each.
    event StatementHashed(uint256 indexed id, bytes32 hash);
    /// @notice No sale: `debt` wei stay unpaid, and until `redeemableUntil` anybody may still pay them.
    event AuctionConverted(uint256 indexed id, uint256 debt, uint40 redeemableUntil);
    /// @notice The converted items are the holders' again; debt and premium went to the lenders.
    event EquityRedeemed(
        uint256 indexed id, address indexed payer, uint256 debt, uint256 premium, uint256 keeperReward
    );
    event LineCollected(uint256 indexed id, Line indexed line, address indexed payee, address to, uint256 amount);
    event RoyaltyCollected(
        uint256 indexed id, uint256 indexed itemIndex, address indexed payee, address to, uint256 amount
    );

    error AuctionNotRunning(uint256 id);
    error AuctionNotOpen(uint256 timestamp, uint256 opensAt, uint256 closesAt);
    error AuctionStillOpen(uint256 timestamp, uint256 closesAt);
    error RoundsOver(uint256 round);
    error RoundsLeft(uint256 round, uint256 lastRound);
    error RedemptionOver(uint256 timestamp, uint256 redeemableUntil);
    error RedemptionOpen(uint256 timestamp, uint256 redeemableUntil);
    error NotBatchAuction(address caller);
    error PriceAboveMax(uint256 price, uint256 maxPrice);
    error DeadlinePassed(uint256 deadline, uint256 timestamp);
    error ItemNotForSale(uint256 itemIndex);
    error TakenAlready(uint256 raised);
    error ItemNotLost(uint256 itemIndex);
    error NotEnded(uint256 id);
    error NothingToCollect(uint256 id);
    error NotPayee(address caller, address payee);
    error ZeroAddress();

    /// @notice Starts the auction of a vault whose loan is in default (rule M or U2). Anybody may call; the reward
    /// comes out of proceeds. Sale starts at least one step later, and 6 hours after the last start of the same
    /// collection, but never more than 2 days later: spacing must not let a crowd of small auctions stop a large one.
    function kick(address vault) external returns (uint256 id);
    /// @notice Buys one item at the price now. The caller pays; `receiver` gets the item first; with `data` the caller
    /// is called back between the two.
    /// @return price wei paid.
    function take(
        uint256 id,
        uint256 itemIndex,
        uint256 maxPrice,
        address receiver,
        uint256 deadline,
        bytes calldata data
    ) external returns (uint256 price);
    /// @notice `take`, then the caller's withdrawal from the loan and its claim of `shares` (which needs the last item
    /// to be sold by it), in one: only the difference is paid, to whom it belongs. A lender's credit bid is one with no
    /// shares. The log is that of the three.
    /// @return price of the item, wei. @return paid wei from the caller; negative when the claims are worth more.
    function takeNet(
        uint256 id,
        uint256 itemIndex,
        uint256 maxPrice,
        uint256 shares,
        address receiver,
        uint256 deadline
    ) external returns (uint256 price, int256 paid);
    /// @notice Restarts an auction that ran out, one round lower, once. Sale starts one step later. It earns the caller
    /// a part of the keeper reward, unless an item is sold already: what lenders were paid by the old reward is not
    /// taken back.
    function redo(uint256 id) external;
    /// @notice Hands what nobody took in the last round to a batch auction under the same id.
    function toBatch(uint256 id) external;
    /// @notice Pays debt and keeper reward before the first take, or before the first bid of the batch; the vault is
    /// open again.
    function cure(uint256 id) external;
    /// @notice Pays what is open of debt and keeper reward, and 1 % of both (rounded up) to the lenders, within seven
    /// days of the conversion; the vault is open again and no share has moved. Anybody may pay.
    function redeemEquity(uint256 id) external;
    /// @notice Strikes an item that is no longer in the vault (burned or seized by its own contract) at price 0.
    function writeOff(uint256 id, uint256 itemIndex) external;
    /// @notice Pays a line of an ended auction to its payee; only the payee may name another `to`.
    function collect(uint256 id, Line line, address to) external returns (uint256 amount);
    /// @notice Pays the royalty of one item of an ended auction.
    function collectRoyalty(uint256 id, uint256 itemIndex, address to) external returns (uint256 amount);

    // ---- what only the batch auction may call ----

    /// @notice Sells what is left for `price`, spread over the items by weight, and settles.
    /// @param credit wei of the debt for which the lenders took units; at most what was open of it.
    function settle(uint256 id, uint256 price, uint256 credit) external;
    /// @notice Nothing was sold: lost items are written off, the rest is converted, or released when nothing is owed.
    function fail(uint256 id) external;
    /// @notice The time to redeem is over: the loan closes and the vault is settled.
    function lapse(uint256 id) external;
    /// @notice Uses up a lender's position for its part of the new series.
    /// @return units of the position. @return allUnits of the loan.
    function convertPosition(uint256 id, address lender) external returns (uint256 units, uint256 allUnits);

    function idOf(address vault, uint32 n) external pure returns (uint256);
    function terms(uint256 id) external view returns (DutchTerms memory);
    function item(uint256 id, uint256 itemIndex) external view returns (DutchItem memory);
    function loanBook() external view returns (address);
    function batchAuction() external view returns (address);
    function oracle() external view returns (address);
    function feeRecipient() external view returns (address);
    function insuranceFund() external view returns (address);
}
