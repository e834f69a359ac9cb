// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {DutchTerms, Line} from "../src/interfaces/IDutchAuction.sol";
import {IInsuranceFund} from "../src/interfaces/IInsuranceFund.sol";
import {Vault} from "../src/Vault.sol";
import {BatchFixture} from "./utils/BatchFixture.sol";
import {Fixture} from "./utils/Fixture.sol";
import {vm, within} from "./utils/Vm.sol";
import {ZooToken} from "./zoo/Tokens.sol";
import {ZooFixture} from "./zoo/ZooFixture.sol";

/// @notice Asks the fund to absorb before it moves what the fund pays, and keeps the answer.
contract EagerToken is ZooToken {
    address private _fund;
    bytes public answer;

    function setFund(address fund_) external {
        _fund = fund_;
    }

    function _move(address from, address to, uint256 amount) internal override {
        if (from == _fund) (, answer) = from.call(abi.encodeCall(IInsuranceFund.absorb, (address(this))));
        super._move(from, to, amount);
    }
}

/// @notice What the fund pays to the keepers of a conversion, and that no wei is booked twice or lost.
contract InsuranceTipsTest is ZooFixture, BatchFixture {
    address private constant REDOER = STRANGER; // KEEPER kicks

    /// @dev The sums of the fuzzed story.
    struct Sums {
        uint256 received;
        uint256 paid;
    }

    function setUp() public override(Fixture, ZooFixture) {
        super.setUp();
    }

    // ---- refusals ----

    function test_collectTip_RevertWhen_NotConvertedYetOrNeverWas() external {
        bytes memory refusal = abi.encodeWithSelector(IInsuranceFund.NotConverted.selector, 7);
        vm.expectRevert(refusal);
        fund.collectTip(7, Line.Keeper, KEEPER);
        (, uint256 id) = _kicked(1, 1);
        _refuseBoth(id);
        _runOut(id, REDOER);
        _refuseBoth(id);
        vm.warp(batch.stateOf(id).endsAt);
        batch.close(id);
        _refuseBoth(id); // the holders may still redeem
        vm.warp(block.timestamp + 7 days - 1);
        _refuseBoth(id);
        vm.warp(block.timestamp + 1);
        _refuseBoth(id);
        batch.formSeries(id);
        fund.collectTip(id, Line.Keeper, KEEPER);
    }

    /// @dev A redemption pays both in full; a batch that sold parts, too, although it has a new series.
    function test_collectTip_RevertWhen_RedeemedOrSold() external {
        (, uint256 id) = _failed(1, PRINCIPAL);
        uint256 snapshot = vm.snapshotState();
        vm.prank(TAKER);
        dutch.redeemEquity(id);
        vm.warp(block.timestamp + 30 days);
        _refuseBoth(id);
        vm.assertTrue(vm.revertToState(snapshot));

        (, id) = _kicked(2, 1);
        _runOut(id, REDOER);
        _bid(TAKER, id, 5, S0);
        vm.warp(batch.stateOf(id).endsAt);
        batch.close(id);
        batch.formSeries(id);
        _refuseBoth(id);
    }

    function test_collectTip_RevertWhen_NotThePayeeOrToNobody() external {
        (, uint256 id) = _converted(1, PRINCIPAL);
        vm.startPrank(TAKER);
        vm.expectRevert(abi.encodeWithSelector(IInsuranceFund.NotPayee.selector, TAKER, KEEPER));
        fund.collectTip(id, Line.Keeper, TAKER);
        vm.expectRevert(abi.encodeWithSelector(IInsuranceFund.NotPayee.selector, TAKER, REDOER));
        fund.collectTip(id, Line.RedoKeeper, TAKER);
        vm.expectRevert(abi.encodeWithSelector(IInsuranceFund.NotPayee.selector, TAKER, address(0)));
        fund.collectTip(id, Line.Insurance, TAKER); // no keeper's line
        vm.stopPrank();
        vm.prank(KEEPER);
        vm.expectRevert(abi.encodeWithSelector(IInsuranceFund.ZeroAddress.selector));
        fund.collectTip(id, Line.Keeper, address(0));
    }

    function test_collectTip_RevertWhen_CollectedAlready() external {
        (, uint256 id) = _converted(1, PRINCIPAL);
        fund.collectTip(id, Line.Keeper, KEEPER);
        vm.expectRevert(abi.encodeWithSelector(IInsuranceFund.NothingToCollect.selector, id));
        fund.collectTip(id, Line.Keeper, KEEPER);
        fund.collectTip(id, Line.RedoKeeper, REDOER);
        vm.expectRevert(abi.encodeWithSelector(IInsuranceFund.NothingToCollect.selector, id));
        fund.collectTip(id, Line.RedoKeeper, REDOER);
    }

    // ---- the good path ----

    function test_collectTip_PaysBothKeepersWhatIsOpen() external {
        (, uint256 id) = _converted(1, PRINCIPAL);
        DutchTerms memory terms = dutch.terms(id);
        uint256 cash = weth.balanceOf(address(fund));
        uint256 kick = terms.kickReward;
        uint256 redo = terms.keeperReward - kick;
        vm.assertEq(redo, 0.025e18);
        (address payee, uint256 open) = fund.tipOf(id, Line.RedoKeeper);
        vm.assertEq(payee, REDOER);
        vm.assertEq(open, redo);
        vm.expectEmit(address(fund));
        emit IInsuranceFund.TipCollected(id, Line.Keeper, KEEPER, HOLDER, kick, cash - kick);
        vm.prank(KEEPER);
        vm.assertEq(fund.collectTip(id, Line.Keeper, HOLDER), kick);
        vm.assertEq(weth.balanceOf(HOLDER), kick);
        uint256 before = weth.balanceOf(REDOER);
        vm.prank(TAKER); // anybody may send it to its owner
        vm.assertEq(fund.collectTip(id, Line.RedoKeeper, REDOER), redo);
        vm.assertEq(weth.balanceOf(REDOER), before + redo);
        vm.assertEq(fund.cashOf(address(weth)), cash - kick - redo);
    }

    /// @dev The proceeds of an item that was sold come first: they paid the kicker and the redoer already.
    function test_tipOf_LessWhatProceedsPaid() external {
        Vault vault = _newVault(1, 2);
        _openLoan(vault, PRINCIPAL * 2);
        _mature(vault);
        vm.prank(KEEPER);
        uint256 id = dutch.kick(address(vault));
        vm.warp(_closesAt(id));
        vm.prank(REDOER);
        dutch.redo(id);
        vm.warp(_closesAt(id) - 1);
        _take(id, 0);
        vm.warp(_closesAt(id));
        dutch.toBatch(id);
        vm.warp(batch.stateOf(id).endsAt);
        batch.close(id);
        vm.warp(block.timestamp + 7 days);
        batch.formSeries(id);
        vm.assertEq(lens.proceedsOf(id).keeper, uint256(dutch.terms(id).keeperReward));
        vm.expectRevert(abi.encodeWithSelector(IInsuranceFund.NothingToCollect.selector, id));
        fund.collectTip(id, Line.Keeper, KEEPER);
        vm.expectRevert(abi.encodeWithSelector(IInsuranceFund.NothingToCollect.selector, id));
        fund.collectTip(id, Line.RedoKeeper, REDOER);
    }

    // ---- the caps ----

    /// @dev Of 5 lent 0.025 came as premium: less than the kicker's reward, and nothing is left for the redoer.
    function test_collectTip_AtMostThePremiumToTheKicker() external {
        (, uint256 id) = _converted(1, 5e18 + 1);
        _giveByTaker(1e18);
        vm.assertGt(uint256(dutch.terms(id).kickReward), 0.025e18 + 1, "the premium does not bind");
        vm.assertEq(fund.collectTip(id, Line.Keeper, KEEPER), 0.025e18 + 1); // rounded up, as it was paid
        vm.expectRevert(abi.encodeWithSelector(IInsuranceFund.NothingToCollect.selector, id));
        fund.collectTip(id, Line.RedoKeeper, REDOER);
        vm.assertEq(fund.cashOf(address(weth)), 1e18, "more or less than the loan brought");
    }

    /// @dev Of 15 lent 0.075: more than the kick, less than both. Who comes first takes nothing from the other.
    function test_collectTip_AtMostThePremiumToBoth() external {
        (, uint256 id) = _converted(1, 15e18);
        _giveByTaker(1e18);
        uint256 kick = dutch.terms(id).kickReward;
        vm.assertEq(fund.collectTip(id, Line.RedoKeeper, REDOER), 0.075e18 - kick);
        vm.assertLt(0.075e18 - kick, 0.025e18, "the premium does not bind");
        vm.assertEq(fund.collectTip(id, Line.Keeper, KEEPER), kick);
        vm.assertEq(fund.cashOf(address(weth)), 1e18, "more or less than the loan brought");
    }

    function test_collectTip_AtMostTheCashAndTheRestLater() external {
        (, uint256 id) = _converted(1, PRINCIPAL);
        (, uint256 tip) = fund.tipOf(id, Line.Keeper);
        uint256 spent = weth.balanceOf(address(fund)) - tip / 3;
        vm.prank(address(fund));
        weth.transfer(HOLDER, spent); // as if it had been paid out before
        vm.assertEq(fund.collectTip(id, Line.Keeper, KEEPER), tip / 3);
        vm.expectRevert(abi.encodeWithSelector(IInsuranceFund.NothingToCollect.selector, id));
        fund.collectTip(id, Line.Keeper, KEEPER);
        (, uint256 open) = fund.tipOf(id, Line.Keeper);
        vm.assertEq(open, tip - tip / 3, "the rest is forgotten");
        vm.prank(HOLDER);
        weth.transfer(address(fund), tip);
        vm.assertEq(fund.collectTip(id, Line.Keeper, KEEPER), tip - tip / 3);
        vm.assertEq(fund.cashOf(address(weth)), tip / 3);
    }

    // ---- tokens that call back ----

    function test_collectTip_ATokenThatCallsBackIsNotAbsorbedTwice() external {
        EagerToken token = new EagerToken();
        _admit(token);
        token.setFund(address(fund));
        (, uint256 id) = _zooKick(address(token), 1, 1);
        _runOut(id, REDOER);
        vm.warp(batch.stateOf(id).endsAt);
        batch.close(id);
        vm.warp(block.timestamp + 7 days);
        batch.formSeries(id);
        fund.collectTip(id, Line.Keeper, KEEPER);
        vm.assertEq(bytes32(token.answer()), bytes32(abi.encodeWithSelector(IInsuranceFund.FundLocked.selector)));
        vm.assertEq(fund.cashOf(address(token)), token.balanceOf(address(fund)), "booked twice");
        vm.assertEq(fund.absorb(address(token)), 0, "the lock stays");
    }

    function test_cover_ATokenThatCallsBackIsNotAbsorbedTwice() external {
        EagerToken token = new EagerToken();
        _admit(token);
        token.setFund(address(fund));
        (, uint256 id) = _zooKick(address(token), 1, 1);
        vm.warp(_closesAt(id));
        dutch.redo(id);
        vm.warp(_closesAt(id) - 1);
        _take(id, 0);
        vm.assertEq(bytes32(token.answer()), bytes32(abi.encodeWithSelector(IInsuranceFund.FundLocked.selector)));
        vm.assertEq(fund.cashOf(address(token)), token.balanceOf(address(fund)), "booked twice");
        vm.assertLt(token.balanceOf(address(fund)), PRINCIPAL / 200, "no cover: the case is not tested");
    }

    // ---- conservation ----

    /// @dev What came in is cash, paid out, or lies there unabsorbed: after every step of any story.
    /// forge-config: default.fuzz.runs = 128
    function testFuzz_fund_ConservesEveryWei(uint256 seed) external {
        (Vault vault, uint256 id) = _converted(1, within(seed, 1e18, PRINCIPAL));
        uint256 loanId = dutch.idOf(address(vault), 1);
        Sums memory sums = Sums(weth.balanceOf(address(fund)), 0);
        for (uint256 i; i < 24; ++i) {
            uint256 word = uint256(keccak256(abi.encode(seed, i)));
            _step(word, loanId, id, sums);
            uint256 cash = fund.cashOf(address(weth));
            uint256 unabsorbed = weth.balanceOf(address(fund)) - cash;
            vm.assertEq(cash + unabsorbed + sums.paid, sums.received, "a wei is lost or made");
            if (word % 4 == 3) vm.assertEq(unabsorbed, 0, "left out of the ledger");
        }
    }

    /// @dev Covers are asked for as the loan book would: the vault that is paid is a real one.
    function _step(uint256 word, uint256 loanId, uint256 id, Sums memory sums) private {
        uint256 amount = (word >> 8) % 10 ** (word >> 200 & 0xf) * 1e4;
        if (word % 4 == 0) {
            vm.prank(TAKER);
            weth.transfer(address(fund), amount);
            sums.received += amount;
        } else if (word % 4 == 1) {
            uint256 cash = weth.balanceOf(address(fund));
            uint256 principal = (word >> 64) % PRINCIPAL;
            vm.prank(address(loanBook));
            uint256 paid = fund.cover(loanId, amount, principal);
            vm.assertLe(paid * 20, cash, "more than a twentieth");
            vm.assertLe(paid * 5, principal, "more than a fifth");
            vm.assertLe(paid, amount, "more than is missing");
            sums.paid += paid;
        } else if (word % 4 == 2) {
            Line line = word >> 9 & 1 == 0 ? Line.Keeper : Line.RedoKeeper;
            (address payee, uint256 open) = fund.tipOf(id, line);
            if (open == 0 || weth.balanceOf(address(fund)) == 0) return;
            sums.paid += fund.collectTip(id, line, payee);
        } else {
            fund.absorb(address(weth));
        }
    }

    // ---- parts ----

    /// @dev Income of other loans, which is not the keepers' of this one.
    function _giveByTaker(uint256 amount) private {
        vm.prank(TAKER);
        weth.transfer(address(fund), amount);
    }

    /// @dev Kicked by `KEEPER`, redone by `REDOER`, and nobody bid.
    function _failed(uint256 tokenId, uint256 principal) private returns (Vault vault, uint256 id) {
        (vault, id) = _kicked(tokenId, 1, principal, _terms());
        _runOut(id, REDOER);
        vm.warp(batch.stateOf(id).endsAt);
        batch.close(id);
    }

    function _converted(uint256 tokenId, uint256 principal) private returns (Vault vault, uint256 id) {
        (vault, id) = _failed(tokenId, principal);
        vm.warp(block.timestamp + 7 days);
        batch.formSeries(id);
    }

    function _refuseBoth(uint256 id) private {
        bytes memory refusal = abi.encodeWithSelector(IInsuranceFund.NotConverted.selector, id);
        vm.expectRevert(refusal);
        fund.collectTip(id, Line.Keeper, KEEPER);
        vm.expectRevert(refusal);
        fund.collectTip(id, Line.RedoKeeper, REDOER);
    }
}
