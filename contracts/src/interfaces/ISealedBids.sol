// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BidKind} from "./IBatchAuction.sol";

/// @title Bids that nobody can read before all of them are in.
/// @notice For batch auctions whose lenders signed for sealed bids: 24 hours to commit, 12 hours to reveal. Holds the
/// deposits of commitments; a revealed bid is a bid of the batch auction like any other.
interface ISealedBids {
    event BidCommitted(
        uint256 indexed id, address indexed bidder, bytes32 indexed commitment, uint256 deposit
    );
    /// @notice `bidId` 0: another bid is better already, this one was not placed. `refund` went back to the bidder.
    event BidRevealed(
        uint256 indexed id, address indexed bidder, bytes32 indexed commitment, uint256 bidId, uint256 refund
    );
    /// @notice A deposit that was not revealed: `amount` went back, `forfeit` to the insurance fund.
    event DepositReturned(
        uint256 indexed id, address indexed bidder, bytes32 indexed commitment, uint256 amount, uint256 forfeit
    );

    error NotSealed(uint256 id);
    error CommittingOver(uint256 timestamp, uint256 until);
    error RevealNotOpen(uint256 timestamp, uint256 from);
    error BiddingOver(uint256 timestamp, uint256 endsAt);
    error CommittedAlready(uint256 id, address bidder, bytes32 commitment);
    error NoSuchCommitment(uint256 id, address bidder, bytes32 commitment);
    error DepositTooSmall(uint256 deposit, uint256 escrow);
    error NotEnded(uint256 id);
    error ZeroAmount();

    /// @notice Takes part with a bid that only the caller knows. `deposit` is pulled from the caller: at least the
    /// escrow the bid will need; more hides how much that is.
    function commit(uint256 id, bytes32 commitment, uint256 deposit) external;
    /// @notice Places the caller's committed bid and returns what the escrow does not need; or returns the whole
    /// deposit when another bid is better already.
    /// @param quantity units, or wei for the whole, whose tick is ignored.
    /// @param shares old shares, pulled from the caller now; of a rollover only.
    /// @return bidId 0 when the bid was not placed.
    function reveal(uint256 id, BidKind kind, uint256 tick, uint256 quantity, uint256 shares, bytes32 salt)
        external
        returns (uint256 bidId);
    /// @notice Returns to its bidder a deposit that was not revealed, after the end: less 5 % (rounded down, to the
    /// insurance fund), or all of it when the debt was repaid before the first bid. Anybody may call.
    function returnDeposit(uint256 id, address bidder, bytes32 commitment) external returns (uint256 amount);

    /// @notice What `commit` wants for a bid.
    function commitmentOf(
        uint256 id,
        address bidder,
        BidKind kind,
        uint256 tick,
        uint256 quantity,
        uint256 shares,
        bytes32 salt
    ) external view returns (bytes32);
    /// @notice Wei that lie here for a commitment; 0 once revealed or returned.
    function depositOf(uint256 id, address bidder, bytes32 commitment) external view returns (uint256);
    function batchAuction() external view returns (address);
}
