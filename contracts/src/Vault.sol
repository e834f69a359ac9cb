// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {IVault, Item, VaultState} from "./interfaces/IVault.sol";
import {Claims} from "./libraries/Claims.sol";
import {FixedMath} from "./libraries/FixedMath.sol";
import {ItemProbe} from "./libraries/ItemProbe.sol";
import {VaultCode} from "./libraries/VaultCode.sol";
import {Shares} from "./Shares.sol";

/// @title One vault: the items, the shares over them, the money, and the only lock.
/// @dev Runs behind a minimal proxy; items, payment token, S0 and name are in the proxy's code (VaultCode). Items leave
/// by plain `transferFrom`, which calls no receiver. No decision reads a balance of this contract.
contract Vault is Shares {
    using FixedMath for uint256;
    using SafeTransferLib for address;

    /// @dev Bit `8 * from + to` is set when the module may move the state so.
    uint256 private constant LOAN_BOOK_MOVES = 1 << (8 * uint256(VaultState.Open) + uint256(VaultState.Loaned))
        | 1 << (8 * uint256(VaultState.Loaned) + uint256(VaultState.Open))
        | 1 << (8 * uint256(VaultState.Loaned) + uint256(VaultState.MarginCall))
        | 1 << (8 * uint256(VaultState.MarginCall) + uint256(VaultState.Loaned))
        | 1 << (8 * uint256(VaultState.MarginCall) + uint256(VaultState.Open));
    uint256 private constant DUTCH_MOVES = 1 << (8 * uint256(VaultState.Loaned) + uint256(VaultState.Dutch))
        | 1 << (8 * uint256(VaultState.MarginCall) + uint256(VaultState.Dutch))
        | 1 << (8 * uint256(VaultState.Dutch) + uint256(VaultState.Open))
        | 1 << (8 * uint256(VaultState.Dutch) + uint256(VaultState.Settled))
        | 1 << (8 * uint256(VaultState.Dutch) + uint256(VaultState.Batch))
        | 1 << (8 * uint256(VaultState.Batch) + uint256(VaultState.Open))
        | 1 << (8 * uint256(VaultState.Batch) + uint256(VaultState.Settled))
        | 1 << (8 * uint256(VaultState.Batch) + uint256(VaultState.Converted))
        | 1 << (8 * uint256(VaultState.Converted) + uint256(VaultState.Open))
        | 1 << (8 * uint256(VaultState.Converted) + uint256(VaultState.Settled));

    address public immutable factory;
    address public immutable loanBook;
    address public immutable dutchAuction;
    address public immutable batchAuction;
    address public immutable insuranceFund;

    /// @dev Who works on this vault now; zero between transactions.
    address private transient _lockHolder;

    uint128 private _totalClaimed; // shares a slot with the burned shares
    mapping(address => uint256) public burnedOf;
    // One slot:
    VaultState public state;
    uint32 public auctionCount;
    uint16 public deliveredMask;
    uint128 private _cash;

    constructor(
        address factory_,
        address loanBook_,
        address dutchAuction_,
        address batchAuction_,
        address insuranceFund_
    ) {
        factory = factory_;
        loanBook = loanBook_;
        dutchAuction = dutchAuction_;
        batchAuction = batchAuction_;
        insuranceFund = insuranceFund_;
    }

    modifier locked() {
        if (_lockHolder != address(0)) revert VaultLocked();
        _lockHolder = address(this);
        _;
        _lockHolder = address(0);
    }

    /// @dev Only modules can take the lock, so its holder is a module.
    modifier onlyLockHolder() {
        if (msg.sender != _lockHolder) revert NotModule(msg.sender);
        _;
    }

    // ---- holders ----

    /// @inheritdoc IVault
    function redeem(address to, uint16 leftBehind) external locked {
        _redeem(msg.sender, to, leftBehind);
    }

    /// @inheritdoc IVault
    function claim(uint256 shares, address to) external locked returns (uint256 amount) {
        amount = _claim(msg.sender, msg.sender, shares, to);
        if (amount != 0) VaultCode.paymentToken().safeTransfer(to, amount);
    }

    /// @inheritdoc IVault
    function sweep() external locked returns (uint256 amount) {
        if (state != VaultState.Settled) revert StateForbids(state);
        if (totalSupply() != 0) revert SharesOutstanding(totalSupply());
        amount = _cash - _totalClaimed;
        if (amount == 0) revert NothingToSweep();
        _totalClaimed = _cash;
        emit DustSwept(insuranceFund, amount);
        VaultCode.paymentToken().safeTransfer(insuranceFund, amount);
    }

    // ---- the factory ----

    /// @inheritdoc IVault
    function initialize(address holder) external {
        if (msg.sender != factory) revert NotModule(msg.sender);
        _mintAll(holder);
    }

    // ---- modules ----

    /// @inheritdoc IVault
    function lock() external {
        if (msg.sender != loanBook && msg.sender != dutchAuction && msg.sender != batchAuction) {
            revert NotModule(msg.sender);
        }
        if (_lockHolder != address(0)) revert VaultLocked();
        _lockHolder = msg.sender;
    }

    /// @inheritdoc IVault
    function unlock() external onlyLockHolder {
        _lockHolder = address(0);
    }

    /// @inheritdoc IVault
    function moveTo(VaultState to) external onlyLockHolder {
        uint256 moves;
        if (msg.sender == loanBook) moves = LOAN_BOOK_MOVES;
        else if (msg.sender == dutchAuction) moves = DUTCH_MOVES;
        VaultState from = state;
        if (moves >> (8 * uint256(from) + uint256(to)) & 1 == 0) revert MoveForbidden(from, to);
        if (to == VaultState.Dutch) ++auctionCount;
        _moveTo(from, to);
    }

    /// @inheritdoc IVault
    function deliver(uint256 itemIndex, address to) external onlyLockHolder {
        _strike(itemIndex);
        _deliver(itemIndex, to);
    }

    /// @inheritdoc IVault
    function writeOff(uint256 itemIndex) external onlyLockHolder {
        _strike(itemIndex);
    }

    /// @inheritdoc IVault
    function pay(address to, uint256 amount) external onlyLockHolder {
        VaultCode.paymentToken().safeTransfer(to, amount);
    }

    /// @inheritdoc IVault
    function hand(address token, address to, uint256 amount) external onlyLockHolder {
        token.safeTransfer(to, amount);
    }

    /// @inheritdoc IVault
    function claimFor(address holder, address from, uint256 shares) external onlyLockHolder returns (uint256 amount) {
        return _claim(holder, from, shares, from);
    }

    /// @inheritdoc IVault
    function redeemFor(address holder, address to, uint16 leftBehind) external onlyLockHolder {
        _redeem(holder, to, leftBehind);
    }

    /// @inheritdoc IVault
    function bookCash(uint256 amount) external onlyLockHolder {
        uint128 booked = _cash + amount.toUint128();
        _cash = booked;
        if (state == VaultState.Settled) emit ResidualFixed(booked, totalShares());
    }

    // ---- views ----

    /// @inheritdoc IVault
    function itemCount() external view returns (uint256) {
        return VaultCode.itemCount();
    }

    /// @inheritdoc IVault
    function item(uint256 itemIndex) external view returns (Item memory) {
        _requireInRange(itemIndex);
        return VaultCode.item(itemIndex);
    }

    /// @inheritdoc IVault
    function paymentToken() external view returns (address) {
        return VaultCode.paymentToken();
    }

    /// @inheritdoc IVault
    function cash() external view returns (uint256) {
        return _cash;
    }

    /// @inheritdoc IVault
    function totalClaimed() external view returns (uint256) {
        return _totalClaimed;
    }

    /// @inheritdoc IVault
    function requireInCustody() external view {
        uint256 count = VaultCode.itemCount();
        for (uint256 i; i < count; ++i) {
            if (deliveredMask >> i & 1 != 0) continue;
            if (ItemProbe.isLost(VaultCode.item(i), address(this))) revert ItemNotInCustody(i);
        }
    }

    /// @inheritdoc IVault
    function claimable(address holder, uint256 shares) external view returns (uint256) {
        if (state != VaultState.Settled || shares > balanceOf(holder)) return 0;
        return _entitlementDown(holder, shares);
    }

    // ---- inside ----

    function _redeem(address holder, address to, uint16 leftBehind) private {
        if (state != VaultState.Open) revert StateForbids(state);
        if (to == address(0)) revert ZeroAddress();
        uint256 held = balanceOf(holder);
        if (held != totalShares()) revert NotSoleHolder(held, totalShares());

        uint256 staying = deliveredMask | leftBehind;
        uint256 count = VaultCode.itemCount();
        uint256 cashPaid = _cash;
        _burn(holder, held);
        _cash = 0;
        // forge-lint: disable-next-line(unsafe-typecast)
        deliveredMask |= uint16(~uint256(leftBehind) & ((1 << count) - 1)); // at most 16 items
        _moveTo(VaultState.Open, VaultState.Redeemed);
        emit VaultRedeemed(holder, to, leftBehind, cashPaid);

        for (uint256 i; i < count; ++i) {
            if (staying >> i & 1 == 0) _deliver(i, to);
        }
        if (cashPaid != 0) VaultCode.paymentToken().safeTransfer(to, cashPaid);
    }

    /// @dev Burns `shares` that lie at `from` for `holder`, whose entitlement grows by them; moves no money.
    function _claim(address holder, address from, uint256 shares, address to) private returns (uint256 amount) {
        if (state != VaultState.Settled) revert StateForbids(state);
        if (shares == 0) revert ZeroShares();
        if (to == address(0)) revert ZeroAddress();
        amount = _entitlementDown(holder, shares);
        _burn(from, shares);
        burnedOf[holder] += shares;
        _totalClaimed += amount.toUint128();
        emit SharesClaimed(holder, to, shares, amount);
    }

    function _moveTo(VaultState from, VaultState to) private {
        emit StateMoved(from, to);
        state = to;
    }

    /// @dev Takes the item off the list of what is in custody.
    function _strike(uint256 itemIndex) private {
        _requireInRange(itemIndex);
        // forge-lint: disable-next-line(unsafe-typecast)
        uint16 bit = uint16(1 << itemIndex); // at most 16 items
        if (deliveredMask & bit != 0) revert ItemAlreadyDelivered(itemIndex);
        deliveredMask |= bit;
    }

    function _deliver(uint256 itemIndex, address to) private {
        Item memory delivered = VaultCode.item(itemIndex);
        emit ItemDelivered(itemIndex, to);
        IERC721(delivered.collection).transferFrom(address(this), to, delivered.tokenId);
    }

    /// @dev What burning `shares` more entitles to: two cumulative floors, so neither order nor pieces matter.
    function _entitlementDown(address holder, uint256 shares) private view returns (uint256) {
        (uint256 residual, uint256 total, uint256 before) = (_cash, totalShares(), burnedOf[holder]);
        return Claims.entitledDown(residual, before + shares, total) - Claims.entitledDown(residual, before, total);
    }

    function _requireInRange(uint256 itemIndex) private view {
        uint256 count = VaultCode.itemCount();
        if (itemIndex >= count) revert ItemOutOfRange(itemIndex, count);
    }
}
