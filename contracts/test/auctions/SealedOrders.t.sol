// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BatchStatus, BidKind} from "../../src/interfaces/IBatchAuction.sol";
import {Hidden, SealedFixture} from "../utils/SealedFixture.sol";
import {vm, within} from "../utils/Vm.sol";

/// @notice Whoever reveals first: the same winner, the same price, and the same bill for everybody.
contract SealedOrdersTest is SealedFixture {
    uint256 private constant COUNT = 7; // bids, of which the last two are for the whole

    struct End {
        uint256 status;
        uint256 raised;
        uint256 units;
        uint256[COUNT] unitsOf; // of each bid
        uint256[COUNT] paid;
    }

    uint256[COUNT] private _bidIds;

    /// forge-config: default.fuzz.runs = 96
    function testFuzz_reveal_TheOrderDoesNotMatter(uint256 seed) external {
        Hidden[COUNT] memory bids;
        for (uint256 i; i < COUNT; ++i) {
            uint256 word = uint256(keccak256(abi.encode(seed, i)));
            bids[i] = _parts(word % 12, within(word >> 16, S0 / 1_000, S0 * (seed % 3 + 1) / 4));
            if (i >= COUNT - 2) bids[i] = Hidden(BidKind.Whole, 0, reserve + (word % 8) * reserve / 800, 0, "");
            bids[i].salt = bytes32(i);
            _commit(_who(i), bids[i], _cost(bids[i]) + (word >> 64) % 1e18);
        }
        vm.warp(endsAt - 12 hours);
        uint256 snapshot = vm.snapshotState();
        End memory first = _play(bids, uint256(keccak256(abi.encode(seed, "first"))));
        vm.assertTrue(vm.revertToState(snapshot));
        End memory second = _play(bids, uint256(keccak256(abi.encode(seed, "second"))));
        vm.assertEq(first.status, second.status, "another end");
        vm.assertEq(first.raised, second.raised, "another price");
        vm.assertEq(first.units, second.units, "another total");
        for (uint256 i; i < COUNT - 2; ++i) {
            vm.assertLe(_apart(first.unitsOf[i], second.unitsOf[i]), 1, "more than the unit of a tie");
            vm.assertLe(_apart(first.paid[i], second.paid[i]), 1, "another bill");
        }
    }

    /// @dev Reveals in an order drawn from `seed`, closes, pays everybody, and looks at what is left.
    function _play(Hidden[COUNT] memory bids, uint256 seed) private returns (End memory end) {
        uint256[COUNT] memory order;
        for (uint256 i; i < COUNT; ++i) {
            uint256 place = (seed >> 8 * i) % (i + 1);
            order[i] = order[place];
            order[place] = i;
        }
        uint256[COUNT] memory before;
        for (uint256 i; i < COUNT; ++i) {
            before[order[i]] = weth.balanceOf(_who(order[i])) + _depositOf(order[i], bids[order[i]]);
            _bidIds[order[i]] = _reveal(_who(order[i]), bids[order[i]]);
        }
        vm.assertEq(weth.balanceOf(address(sealedBids)), 0, "deposits left behind");
        _end();
        end.status = uint256(batch.stateOf(id).status);
        end.raised = lens.proceedsOf(id).proceeds;
        if (end.status == uint256(BatchStatus.Parts)) batch.formSeries(id);
        for (uint256 i; i < COUNT; ++i) {
            if (_bidIds[i] != 0 && !_hasWon(end.status, _bidIds[i])) {
                end.unitsOf[i] = batch.claim(id, _bidIds[i], _who(i)).units;
            }
            end.units += end.unitsOf[i];
            end.paid[i] = before[i] - weth.balanceOf(_who(i));
        }
        if (end.status == uint256(BatchStatus.Parts)) vm.assertEq(end.units, S0, "not all units");
        if (end.status != uint256(BatchStatus.Failed)) _drawEverything(vault, id);
    }

    function _depositOf(uint256 i, Hidden memory bid) private returns (uint256) {
        return sealedBids.depositOf(id, _who(i), _commitmentOf(_who(i), bid));
    }

    function _cost(Hidden memory bid) private view returns (uint256) {
        return bid.kind == BidKind.Whole ? bid.quantity : _escrow(bid);
    }

    function _hasWon(uint256 status, uint256 bidId) private view returns (bool) {
        return status == uint256(BatchStatus.Whole) && bidId == batch.stateOf(id).bestWholeBid;
    }

    /// @dev Accounts of their own: nobody is paid anything else.
    function _who(uint256 i) private returns (address who) {
        who = address(uint160(0x5EA1ED00 + i));
        if (weth.balanceOf(who) == 0 && weth.allowance(who, address(sealedBids)) == 0) _fund(who, 1_000e18);
    }

    function _apart(uint256 left, uint256 right) private pure returns (uint256) {
        return left > right ? left - right : right - left;
    }
}
