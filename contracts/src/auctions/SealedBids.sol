// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {BatchState, BatchStatus, BidKind, IBatchAuction} from "../interfaces/IBatchAuction.sol";
import {ISealedBids} from "../interfaces/ISealedBids.sol";
import {IVault} from "../interfaces/IVault.sol";
import {BPS, FixedMath} from "../libraries/FixedMath.sol";
import {TickBook} from "../libraries/TickBook.sol";

/// @title Sealed bids: commit, reveal, and a price for silence.
/// @dev A bidder of the batch auction, with other people's money: it has no power over vaults. The ledger moves before
/// the token does.
contract SealedBids is ISealedBids {
    using FixedMath for uint256;
    using SafeTransferLib for address;

    uint256 private constant REVEAL_SECONDS = 12 hours; // the end of the auction's time
    uint256 private constant FORFEIT_BPS = 500; // of the deposit

    address public immutable batchAuction;
    mapping(uint256 id => mapping(address bidder => mapping(bytes32 commitment => uint256))) public depositOf;

    constructor(IBatchAuction batchAuction_) {
        batchAuction = address(batchAuction_);
    }

    /// @inheritdoc ISealedBids
    function commit(uint256 id, bytes32 commitment, uint256 deposit) external {
        uint256 until = _sealed(id).endsAt - REVEAL_SECONDS;
        if (block.timestamp >= until) revert CommittingOver(block.timestamp, until);
        if (deposit == 0) revert ZeroAmount();
        if (depositOf[id][msg.sender][commitment] != 0) revert CommittedAlready(id, msg.sender, commitment);
        depositOf[id][msg.sender][commitment] = deposit;
        emit BidCommitted(id, msg.sender, commitment, deposit);
        _token(id).safeTransferFrom(msg.sender, address(this), deposit);
    }

    /// @inheritdoc ISealedBids
    function reveal(uint256 id, BidKind kind, uint256 tick, uint256 quantity, uint256 shares, bytes32 salt)
        external
        returns (uint256 bidId)
    {
        BatchState memory state = _sealed(id);
        if (block.timestamp < state.endsAt - REVEAL_SECONDS) {
            revert RevealNotOpen(block.timestamp, state.endsAt - REVEAL_SECONDS);
        }
        if (block.timestamp >= state.endsAt) revert BiddingOver(block.timestamp, state.endsAt);
        bytes32 commitment = commitmentOf(id, msg.sender, kind, tick, quantity, shares, salt);
        uint256 deposit = _use(id, msg.sender, commitment);
        uint256 escrow;
        if (!_isOutbid(state, kind, tick, quantity)) {
            escrow = _escrowUp(id, state, kind, tick, quantity, shares);
            if (escrow > deposit) revert DepositTooSmall(deposit, escrow);
            bidId = _place(id, kind, tick, quantity, shares, escrow);
        }
        emit BidRevealed(id, msg.sender, commitment, bidId, deposit - escrow);
        if (deposit != escrow) _token(id).safeTransfer(msg.sender, deposit - escrow);
    }

    /// @inheritdoc ISealedBids
    function returnDeposit(uint256 id, address bidder, bytes32 commitment) external returns (uint256 amount) {
        uint256 deposit = _use(id, bidder, commitment);
        BatchStatus status = IBatchAuction(batchAuction).stateOf(id).status;
        if (status == BatchStatus.Sealed) revert NotEnded(id);
        uint256 forfeit = status == BatchStatus.Cured ? 0 : deposit.mulDivDown(FORFEIT_BPS, BPS);
        amount = deposit - forfeit;
        emit DepositReturned(id, bidder, commitment, amount, forfeit);
        address token = _token(id);
        if (forfeit != 0) token.safeTransfer(_vaultOf(id).insuranceFund(), forfeit);
        token.safeTransfer(bidder, amount);
    }

    // ---- views ----

    /// @inheritdoc ISealedBids
    function commitmentOf(
        uint256 id,
        address bidder,
        BidKind kind,
        uint256 tick,
        uint256 quantity,
        uint256 shares,
        bytes32 salt
    ) public view returns (bytes32) {
        return keccak256(abi.encode(block.chainid, address(this), id, bidder, kind, tick, quantity, shares, salt));
    }

    // ---- inside ----

    /// @dev The batch auction pulls escrow and shares from here.
    function _place(uint256 id, BidKind kind, uint256 tick, uint256 quantity, uint256 shares, uint256 escrow)
        private
        returns (uint256)
    {
        _token(id).safeApproveWithRetry(batchAuction, escrow);
        if (kind == BidKind.Rollover) {
            address vault = address(_vaultOf(id));
            vault.safeTransferFrom(msg.sender, address(this), shares);
            vault.safeApprove(batchAuction, shares);
        }
        return IBatchAuction(batchAuction).placeSealed(id, msg.sender, kind, tick, quantity, shares, escrow);
    }

    function _use(uint256 id, address bidder, bytes32 commitment) private returns (uint256 deposit) {
        deposit = depositOf[id][bidder][commitment];
        if (deposit == 0) revert NoSuchCommitment(id, bidder, commitment);
        delete depositOf[id][bidder][commitment];
    }

    /// @dev Better bids are in: it lost, and is not a bid that hides behind a refusal.
    function _isOutbid(BatchState memory state, BidKind kind, uint256 tick, uint256 quantity)
        private
        pure
        returns (bool)
    {
        if (kind == BidKind.Whole) return quantity >= state.reservePrice && quantity <= state.bestWholeAmount;
        return state.isSubscribed && tick < state.margin;
    }

    function _escrowUp(
        uint256 id,
        BatchState memory state,
        BidKind kind,
        uint256 tick,
        uint256 quantity,
        uint256 shares
    ) private view returns (uint256) {
        if (kind == BidKind.Whole) return quantity;
        if (kind == BidKind.Rollover) {
            return IBatchAuction(batchAuction).rolloverEscrowUp(id, tick, quantity, shares);
        }
        return TickBook.paymentUp(quantity, TickBook.priceOf(state.reservePrice, tick), state.supply);
    }

    function _sealed(uint256 id) private view returns (BatchState memory state) {
        state = IBatchAuction(batchAuction).stateOf(id);
        if (state.status != BatchStatus.Sealed) revert NotSealed(id);
    }

    function _token(uint256 id) private view returns (address) {
        return _vaultOf(id).paymentToken();
    }

    function _vaultOf(uint256 id) private pure returns (IVault) {
        // forge-lint: disable-next-line(unsafe-typecast)
        return IVault(address(uint160(id >> 96))); // all the bits there are
    }
}
