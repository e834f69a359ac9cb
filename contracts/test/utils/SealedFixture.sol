// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BidKind} from "../../src/interfaces/IBatchAuction.sol";
import {ISealedBids} from "../../src/interfaces/ISealedBids.sol";
import {LoanOptions} from "../../src/libraries/LoanOptions.sol";
import {TickBook} from "../../src/libraries/TickBook.sol";
import {Vault} from "../../src/Vault.sol";
import {BatchFixture} from "./BatchFixture.sol";
import {vm} from "./Vm.sol";

/// @notice What a commitment hides.
struct Hidden {
    BidKind kind;
    uint256 tick;
    uint256 quantity;
    uint256 shares;
    bytes32 salt;
}

/// @notice A vault whose lenders signed for sealed bids, at the first second of its batch auction.
abstract contract SealedFixture is BatchFixture {
    Vault internal vault;
    uint256 internal id;
    uint256 internal endsAt;
    uint256 internal reserve;

    function setUp() public virtual override {
        super.setUp();
        (vault, id) = _batch(1, 1, LoanOptions.SEALED_BIDS);
        endsAt = batch.stateOf(id).endsAt;
        reserve = batch.stateOf(id).reservePrice;
    }

    function _parts(uint256 tick, uint256 quantity) internal pure returns (Hidden memory) {
        return Hidden(BidKind.Parts, tick, quantity, 0, "salt");
    }

    function _commitmentOf(address who, Hidden memory bid) internal view returns (bytes32) {
        return sealedBids.commitmentOf(id, who, bid.kind, bid.tick, bid.quantity, bid.shares, bid.salt);
    }

    function _commit(address who, Hidden memory bid, uint256 deposit) internal returns (bytes32 commitment) {
        commitment = _commitmentOf(who, bid);
        vm.expectEmit(address(sealedBids));
        emit ISealedBids.BidCommitted(id, who, commitment, deposit);
        vm.prank(who);
        sealedBids.commit(id, commitment, deposit);
    }

    function _reveal(address who, Hidden memory bid) internal returns (uint256 bidId) {
        vm.prank(who);
        return sealedBids.reveal(id, bid.kind, bid.tick, bid.quantity, bid.shares, bid.salt);
    }

    function _refuseReveal(address who, Hidden memory bid, bytes memory refusal) internal {
        vm.prank(who);
        vm.expectRevert(refusal);
        sealedBids.reveal(id, bid.kind, bid.tick, bid.quantity, bid.shares, bid.salt);
    }

    function _unknown(address who, Hidden memory bid) internal view returns (bytes memory) {
        return abi.encodeWithSelector(ISealedBids.NoSuchCommitment.selector, id, who, _commitmentOf(who, bid));
    }

    /// @dev Of a bid for parts, wei.
    function _escrow(Hidden memory bid) internal view returns (uint256) {
        return TickBook.paymentUp(bid.quantity, TickBook.priceOf(reserve, bid.tick), S0);
    }

    function _end() internal {
        vm.warp(endsAt);
        batch.close(id);
    }
}
