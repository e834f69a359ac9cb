// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IDutchAuction, Line, Proceeds} from "../../src/interfaces/IDutchAuction.sol";
import {LoanOffer, LoanTerms} from "../../src/interfaces/ILoanBook.sol";
import {VaultState} from "../../src/interfaces/IVault.sol";
import {Vault} from "../../src/Vault.sol";
import {Fixture} from "../utils/Fixture.sol";
import {vm, within} from "../utils/Vm.sol";

/// @notice Collecting the lines, and the conservation of every wei whoever comes first.
contract DutchPayoutsTest is Fixture {
    function _settled() private returns (Vault vault, uint256 id) {
        (vault, id) = _kicked(1, 1);
        _warpToPrice(id, 80e18);
        _take(id, 0);
    }

    function _nothing(uint256 id) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IDutchAuction.NothingToCollect.selector, id);
    }

    // ---- collect ----

    function test_collect_RevertWhen_NotEnded() external {
        (, uint256 id) = _kicked(1, 1);
        bytes memory refusal = abi.encodeWithSelector(IDutchAuction.NotEnded.selector, id);
        vm.expectRevert(refusal);
        dutch.collect(id, Line.Keeper, KEEPER);
        vm.expectRevert(refusal);
        dutch.collectRoyalty(id, 0, ARTIST);
        vm.expectRevert(abi.encodeWithSelector(IDutchAuction.NotEnded.selector, 3));
        dutch.collect(3, Line.Fee, FEES);
    }

    function test_collect_RevertWhen_StrangerNamesAReceiver() external {
        (, uint256 id) = _settled();
        address[4] memory payees = [KEEPER, address(fund), FEES, ARTIST];
        Line[3] memory lines = [Line.Keeper, Line.Insurance, Line.Fee];
        vm.startPrank(STRANGER);
        for (uint256 i; i < 3; ++i) {
            vm.expectRevert(abi.encodeWithSelector(IDutchAuction.NotPayee.selector, STRANGER, payees[i]));
            dutch.collect(id, lines[i], STRANGER);
        }
        vm.expectRevert(abi.encodeWithSelector(IDutchAuction.NotPayee.selector, STRANGER, ARTIST));
        dutch.collectRoyalty(id, 0, STRANGER);
    }

    function test_collect_RevertWhen_ToNobody() external {
        (, uint256 id) = _settled();
        vm.prank(KEEPER);
        vm.expectRevert(abi.encodeWithSelector(IDutchAuction.ZeroAddress.selector));
        dutch.collect(id, Line.Keeper, address(0));
    }

    function test_collect_RevertWhen_NothingIsThere() external {
        (, uint256 id) = _settled();
        vm.expectRevert(_nothing(id));
        dutch.collect(id, Line.Royalty, ARTIST); // one per item, by its own door
        vm.expectRevert(_nothing(id));
        dutch.collect(id, Line.RedoKeeper, STRANGER); // nobody redid
        vm.expectRevert(_nothing(id));
        dutch.collectRoyalty(id, 1, ARTIST);
    }

    function test_collect_RevertWhen_CollectedAlready() external {
        (, uint256 id) = _settled();
        dutch.collect(id, Line.Keeper, KEEPER);
        vm.expectRevert(_nothing(id));
        dutch.collect(id, Line.Keeper, KEEPER);
        dutch.collectRoyalty(id, 0, ARTIST);
        vm.expectRevert(_nothing(id));
        dutch.collectRoyalty(id, 0, ARTIST);
    }

    function test_collect_PaysThePayee() external {
        (, uint256 id) = _settled();
        Proceeds memory p = lens.proceedsOf(id);
        uint256 premium = weth.balanceOf(address(fund));
        vm.expectEmit(address(dutch));
        emit IDutchAuction.LineCollected(id, Line.Insurance, address(fund), address(fund), p.penalty);
        vm.prank(STRANGER); // anybody may push
        vm.assertEq(dutch.collect(id, Line.Insurance, address(fund)), p.penalty);
        vm.assertEq(weth.balanceOf(address(fund)) - premium, p.penalty);
    }

    function test_collect_PaysWhomThePayeeNames() external {
        (, uint256 id) = _settled();
        Proceeds memory p = lens.proceedsOf(id);
        vm.prank(KEEPER);
        dutch.collect(id, Line.Keeper, HOLDER);
        vm.assertEq(weth.balanceOf(HOLDER), p.keeper);
        vm.expectEmit(address(dutch));
        emit IDutchAuction.RoyaltyCollected(id, 0, ARTIST, HOLDER, p.royalty);
        vm.prank(ARTIST);
        dutch.collectRoyalty(id, 0, HOLDER);
        vm.assertEq(weth.balanceOf(HOLDER), p.keeper + p.royalty);
    }

    function test_collect_SplitsTheRewardWithWhoRedid() external {
        (, uint256 id) = _kicked(1, 1);
        vm.warp(uint256(dutch.terms(id).startsAt) + 72 hours);
        vm.prank(STRANGER);
        dutch.redo(id);
        vm.warp(dutch.terms(id).startsAt);
        _take(id, 0);
        uint256 kickReward = dutch.terms(id).kickReward;
        vm.assertEq(dutch.collect(id, Line.Keeper, KEEPER), kickReward);
        vm.assertEq(dutch.collect(id, Line.RedoKeeper, STRANGER), 0.025e18);
    }

    function test_collect_PaysTheRewardOfACuredAuction() external {
        (Vault vault, uint256 id) = _kicked(1, 1);
        vm.prank(DEPOSITOR);
        dutch.cure(id);
        vm.assertEq(dutch.collect(id, Line.Keeper, KEEPER), dutch.terms(id).kickReward);
        vm.expectRevert(_nothing(id));
        dutch.collect(id, Line.Insurance, address(fund));
        loanBook.withdraw(dutch.idOf(address(vault), 1), lender, lender);
        vm.assertEq(weth.balanceOf(address(vault)), 0);
    }

    // ---- conservation ----

    /// @dev Two lenders, three holders, a redo, one to four items: everybody draws in a random order. All succeed, all
    /// get what was said before anybody drew, and only the lenders' rounding, below a wei each, stays.
    /// forge-config: default.fuzz.runs = 200
    function testFuzz_drain_PaysEverybodyInAnyOrder(uint256 seed) external {
        (Vault vault, uint256 id) = _sold(seed);
        uint256 loanId = dutch.idOf(address(vault), 1);
        Proceeds memory p = lens.proceedsOf(id);
        vm.assertEq(p.keeper + p.debt + p.penalty + p.fee + p.royalty + p.residual, p.proceeds);
        vm.assertEq(weth.balanceOf(address(vault)), p.proceeds);

        uint256[13] memory order;
        for (uint256 i; i < 13; ++i) {
            order[i] = i;
        }
        uint256 drawn;
        for (uint256 i; i < 13; ++i) {
            uint256 j = within(uint256(keccak256(abi.encode(seed, i))), i, 12);
            (order[i], order[j]) = (order[j], order[i]);
            drawn += _draw(vault, loanId, id, order[i]);
        }
        if (vault.state() == VaultState.Open) drawn += _redeem(vault);
        else if (vault.cash() > vault.totalClaimed()) drawn += vault.sweep();
        vm.assertLt(p.proceeds - drawn, 2, "the dust of two lenders");
        vm.assertEq(weth.balanceOf(address(vault)), p.proceeds - drawn);
    }

    /// @dev A basket of random size, lent by two, held by three, perhaps redone, sold to the last item.
    function _sold(uint256 seed) private returns (Vault vault, uint256 id) {
        uint256 count = within(seed, 1, 4);
        vault = _newVault(1, count);
        _openByTwo(vault, within(seed >> 8, 2, PRINCIPAL * count), seed);
        vm.startPrank(DEPOSITOR);
        vault.transfer(HOLDER, within(seed >> 16, 1, S0 / 2));
        vault.transfer(STRANGER, within(seed >> 24, 1, S0 / 2 - 1));
        vm.stopPrank();
        _mature(vault);
        vm.prank(KEEPER);
        id = dutch.kick(address(vault));
        if (seed % 2 == 0) {
            vm.warp(uint256(dutch.terms(id).startsAt) + 72 hours);
            vm.prank(STRANGER);
            dutch.redo(id);
        }
        for (uint256 i; i < count; ++i) {
            if (vault.state() != VaultState.Dutch) break; // covered
            uint256 opensAt = dutch.terms(id).startsAt;
            uint256 from = block.timestamp < opensAt ? opensAt : block.timestamp;
            vm.warp(within(uint256(keccak256(abi.encode(seed, "wait", i))), from, opensAt + 72 hours - 1));
            _take(id, i);
        }
    }

    function _openByTwo(Vault vault, uint256 principal, uint256 seed) private {
        for (uint256 i; i < vault.itemCount(); ++i) {
            _appraise(address(collection), 1 + i, VALUE);
        }
        LoanTerms memory terms = _terms();
        LoanOffer[] memory offers = new LoanOffer[](2);
        bytes[] memory signatures = new bytes[](2);
        uint256 first = within(seed >> 32, 1, principal - 1);
        offers[0] = _offer(address(vault), lender, first, terms);
        offers[1] = _offer(address(vault), secondLender, principal - first, terms);
        signatures[0] = _sign(LENDER_KEY, loanBook.offerHash(offers[0]));
        signatures[1] = _sign(SECOND_LENDER_KEY, loanBook.offerHash(offers[1]));
        vm.prank(DEPOSITOR);
        loanBook.open(address(vault), offers, signatures, DEPOSITOR);
    }

    /// @dev One payee of thirteen; a payee with nothing to draw draws nothing.
    function _draw(Vault vault, uint256 loanId, uint256 id, uint256 who) private returns (uint256) {
        if (who < 2) {
            address of_ = who == 0 ? lender : secondLender;
            return loanBook.withdrawable(loanId, of_) == 0 ? 0 : loanBook.withdraw(loanId, of_, of_);
        }
        if (who < 6) {
            address[4] memory payees = [KEEPER, STRANGER, address(fund), FEES];
            return _orNothing(abi.encodeCall(dutch.collect, (id, Line(who - 2), payees[who - 2])), id);
        }
        if (who < 10) return _orNothing(abi.encodeCall(dutch.collectRoyalty, (id, who - 6, ARTIST)), id);
        address[3] memory holders = [DEPOSITOR, HOLDER, STRANGER];
        address holder = holders[who - 10];
        if (vault.state() == VaultState.Open) return 0; // covered: the cash goes to who redeems
        uint256 expected = vault.claimable(holder, vault.balanceOf(holder));
        uint256 shares = vault.balanceOf(holder);
        vm.prank(holder);
        vm.assertEq(vault.claim(shares, holder), expected);
        return expected;
    }

    function _redeem(Vault vault) private returns (uint256 cashPaid) {
        address[2] memory others = [HOLDER, STRANGER];
        for (uint256 i; i < 2; ++i) {
            uint256 shares = vault.balanceOf(others[i]);
            vm.prank(others[i]);
            vault.transfer(DEPOSITOR, shares);
        }
        cashPaid = vault.cash();
        vm.prank(DEPOSITOR);
        vault.redeem(DEPOSITOR, 0);
    }

    /// @dev Zero when the line is empty; any other refusal is a failure.
    function _orNothing(bytes memory call_, uint256 id) private returns (uint256) {
        (bool paid, bytes memory answer) = address(dutch).call(call_);
        if (paid) return abi.decode(answer, (uint256));
        vm.assertEq(answer, _nothing(id), "only an empty line refuses");
        return 0;
    }
}
