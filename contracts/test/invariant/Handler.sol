// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Drain} from "./Drain.sol";

/// @notice The world, all its actions, all its checks, and its end.
contract Handler is Drain {
    /// @dev A few vaults of each kind to start with.
    function setUp() public override {
        super.setUp();
        this.create(0, 0, 1, 1);
        this.create(1, 1, 2, 2);
        this.create(2, 2, 3, 0);
        this.create(3, 0, 6, 1);
    }

    /// @notice What may be done; time and the common paths several times, since the others make sense only after them.
    function actions() external pure returns (bytes4[] memory selectors) {
        selectors = new bytes4[](135);
        uint256 n;
        n = _list(selectors, n, this.create.selector, 2);
        n = _list(selectors, n, this.transferShares.selector, 2);
        n = _list(selectors, n, this.spreadShares.selector, 3);
        n = _list(selectors, n, this.gatherShares.selector, 1);
        n = _list(selectors, n, this.redeem.selector, 1);
        n = _list(selectors, n, this.openLoan.selector, 6);
        n = _list(selectors, n, this.repay.selector, 2);
        n = _list(selectors, n, this.repayAndRedeem.selector, 1);
        n = _list(selectors, n, this.refinance.selector, 3);
        n = _list(selectors, n, this.flag.selector, 2);
        n = _list(selectors, n, this.unflag.selector, 3);
        n = _list(selectors, n, this.withdraw.selector, 3);
        n = _list(selectors, n, this.movePosition.selector, 2);
        n = _list(selectors, n, this.sweepLoan.selector, 2);
        n = _list(selectors, n, this.appraise.selector, 1);
        n = _list(selectors, n, this.kick.selector, 5);
        n = _list(selectors, n, this.take.selector, 9);
        n = _list(selectors, n, this.redo.selector, 2);
        n = _list(selectors, n, this.cure.selector, 1);
        n = _list(selectors, n, this.writeOff.selector, 3);
        n = _list(selectors, n, this.collect.selector, 5);
        n = _list(selectors, n, this.claim.selector, 5);
        n = _list(selectors, n, this.sweep.selector, 2);
        n = _list(selectors, n, this.toBatch.selector, 2);
        n = _list(selectors, n, this.bid.selector, 8);
        n = _list(selectors, n, this.bidRollover.selector, 5);
        n = _list(selectors, n, this.bidWhole.selector, 2);
        n = _list(selectors, n, this.bidFor.selector, 3);
        n = _list(selectors, n, this.commit.selector, 6);
        n = _list(selectors, n, this.reveal.selector, 8);
        n = _list(selectors, n, this.returnDeposit.selector, 2);
        n = _list(selectors, n, this.close.selector, 3);
        n = _list(selectors, n, this.claimBid.selector, 8);
        n = _list(selectors, n, this.formSeries.selector, 2);
        n = _list(selectors, n, this.deliver.selector, 3);
        n = _list(selectors, n, this.redeemEquity.selector, 1);
        n = _list(selectors, n, this.claimSeries.selector, 2);
        n = _list(selectors, n, this.sweepSurplus.selector, 5);
        n = _list(selectors, n, this.warp.selector, 3);
        n = _list(selectors, n, this.donate.selector, 1);
        n = _list(selectors, n, this.breakItem.selector, 1);
        n = _list(selectors, n, this.trespass.selector, 2);
        n = _list(selectors, n, this.replay.selector, 2);
        assert(n == selectors.length);
    }

    /// @dev Writes a selector `times` times from place `n` on; returns the next place.
    function _list(bytes4[] memory selectors, uint256 n, bytes4 selector, uint256 times)
        private
        pure
        returns (uint256)
    {
        for (uint256 i; i < times; ++i) {
            selectors[n + i] = selector;
        }
        return n + times;
    }
}
