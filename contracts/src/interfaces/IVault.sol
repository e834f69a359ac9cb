// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice The life cycle of a vault. The order is storage and event format: append, never reorder.
enum VaultState {
    Open, // no debt; whoever holds all shares may redeem
    Loaned, // debt is owed
    MarginCall, // flagged unhealthy; the cure window runs
    Dutch, // a declining-price auction runs; debt is frozen
    Batch, // a batch auction runs
    Settled, // everything was sold; holders claim the residual by burning shares
    Converted, // the lenders became the owners
    Redeemed // the holder of all shares took the items
}

/// @notice One ERC-721 token in custody.
struct Item {
    address collection;
    uint256 tokenId;
}

/// @title Custody of 1..16 ERC-721 items, the fixed-supply ERC-20 shares over them, and the money of one vault.
/// @notice Every vault is its own contract and holds its own items and its own payment tokens, so no vault can pay or
/// lose for another. Items leave only by `redeem` or by an auction; money leaves only to whoever is entitled to it.
/// Shares are never frozen and never minted after creation. Nobody owns or upgrades a vault.
interface IVault {
    /// @notice The state moved.
    event StateMoved(VaultState indexed from, VaultState indexed to);
    /// @notice An item left custody to `to`.
    event ItemDelivered(uint256 indexed itemIndex, address indexed to);
    /// @notice The holder of all shares burned them and took the items not in `leftBehind` and `cashPaid` wei.
    event VaultRedeemed(address indexed holder, address indexed to, uint16 leftBehind, uint256 cashPaid);
    /// @notice All items are sold: `residual` wei (auction residual plus cash) is shared by `totalShares` shares, for
    /// ever.
    event ResidualFixed(uint256 residual, uint256 totalShares);
    /// @notice `holder` burned `sharesBurned` shares and `amountPaid` wei went to `to`.
    event SharesClaimed(address indexed holder, address indexed to, uint256 sharesBurned, uint256 amountPaid);
    /// @notice The last share was burned; what flooring left went to the insurance fund.
    event DustSwept(address indexed to, uint256 amountPaid);

    /// @notice The caller is not the one this door is for: the module that holds the lock, or the factory.
    error NotModule(address caller);
    error VaultLocked();
    error StateForbids(VaultState state);
    error MoveForbidden(VaultState from, VaultState to);
    error NotSoleHolder(uint256 held, uint256 required);
    error ItemAlreadyDelivered(uint256 itemIndex);
    /// @notice Its own contract names another owner, or does not answer.
    error ItemNotInCustody(uint256 itemIndex);
    error ItemOutOfRange(uint256 itemIndex, uint256 itemCount);
    error ZeroShares();
    error ZeroAddress();
    error SharesOutstanding(uint256 outstanding);
    error NothingToSweep();

    /// @notice Burns all shares of the caller, who must hold every one, and sends every item not yet delivered and the
    /// vault's cash to `to`. Only in `Open`. `leftBehind` is a bit mask of items the caller gives up because they can
    /// not move (burned, paused); those stay in custody for ever.
    function redeem(address to, uint16 leftBehind) external;

    /// @notice Burns `shares` of the caller's shares and pays the caller's cumulative entitlement
    /// `floor(residual * burnedByCaller / totalShares)` less what the caller was paid before. Only in `Settled`.
    /// @return amount wei of the payment token sent to `to`; rounded down, the dust goes to the insurance fund.
    function claim(uint256 shares, address to) external returns (uint256 amount);

    /// @notice Sends the dust of the claims to the insurance fund once every share is burned. Anybody may call.
    function sweep() external returns (uint256 amount);

    /// @notice Mints all shares to `holder`. Only the factory, which calls it once, for a vault it has just filled.
    function initialize(address holder) external;

    // ---- what only the loan book and the auctions, fixed in the vault's code, may call, under the lock ----

    /// @notice Takes the vault's only lock for the calling module; while it is held every other door of this vault is
    /// shut.
    function lock() external;
    /// @notice Gives the lock back.
    function unlock() external;
    /// @notice Moves the life cycle; the allowed moves of each module are a fixed table.
    function moveTo(VaultState to) external;
    /// @notice Hands an item out of custody.
    function deliver(uint256 itemIndex, address to) external;
    /// @notice Marks an item as delivered that is no longer in custody, because its own contract burned or seized it.
    function writeOff(uint256 itemIndex) external;
    /// @notice Pays `amount` wei of the payment token out of this vault to `to`.
    function pay(address to, uint256 amount) external;
    /// @notice Hands shares that lie in this vault to `to`: its own in escrow, or those of the series that follows it.
    function hand(address token, address to, uint256 amount) external;
    /// @notice `claim` for `holder` with shares that lie at `from`, as if paid to `from`; the caller nets the money.
    function claimFor(address holder, address from, uint256 shares) external returns (uint256 amount);
    /// @notice `redeem` on behalf of `holder`, for `LoanBook.repayAndRedeem`, where `holder` is that function's caller.
    function redeemFor(address holder, address to, uint16 leftBehind) external;
    /// @notice Books `amount` wei as the vault's own cash: it belongs to whoever owns the vault. When the state is
    /// `Settled` this fixes the residual.
    function bookCash(uint256 amount) external;

    // ---- views ----
    /// @notice Reverts with `ItemNotInCustody` unless every item not yet delivered is here.
    function requireInCustody() external view;
    function state() external view returns (VaultState);
    /// @notice How often this vault was auctioned; the low part of the next auction's id is this plus one.
    function auctionCount() external view returns (uint32);
    function itemCount() external view returns (uint256);
    function item(uint256 itemIndex) external view returns (Item memory);
    /// @notice Bit mask of items that left custody or were written off.
    function deliveredMask() external view returns (uint16);
    function paymentToken() external view returns (address);
    /// @notice The supply at creation, S0; claims divide by it for ever. 1e18 based.
    function totalShares() external view returns (uint256);
    /// @notice Wei that belongs to the owner of the vault: auction surplus while `Open`, the fixed residual once
    /// `Settled`.
    function cash() external view returns (uint256);
    /// @notice Wei paid out by `claim`, and by `sweep`, so far; never above `cash` once `Settled`.
    function totalClaimed() external view returns (uint256);
    /// @notice Shares burned by `holder`'s claims so far.
    function burnedOf(address holder) external view returns (uint256);
    /// @notice Wei that `claim(shares)` would pay `holder` now.
    function claimable(address holder, uint256 shares) external view returns (uint256);
    function factory() external view returns (address);
    function loanBook() external view returns (address);
    function dutchAuction() external view returns (address);
    function batchAuction() external view returns (address);
    function insuranceFund() external view returns (address);
}
