// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Line} from "../../src/interfaces/IDutchAuction.sol";
import {VaultState} from "../../src/interfaces/IVault.sol";
import {Vault} from "../../src/Vault.sol";
import {vm} from "../utils/Vm.sol";
import {
    ApproveRaceToken,
    BlocklistToken,
    FalseReturnToken,
    FeeToken,
    NoReturnToken,
    PausableToken,
    RebasingToken,
    ZooToken
} from "./Tokens.sol";
import {ZooFixture} from "./ZooFixture.sol";

/// @notice Vaults paid in tokens that misbehave. What may fail is that vault's own payment; never a decision, never
/// another payee, never another vault.
contract TokenZooTest is ZooFixture {
    // ---- odd but honest: everything works to the wei ----

    function test_story_WorksWithATokenThatReturnsNothing() external {
        _storyToTheWei(new NoReturnToken());
    }

    function test_story_WorksWithATokenThatGuardsApprovals() external {
        _storyToTheWei(new ApproveRaceToken());
    }

    function test_story_WorksWithAPlainToken() external {
        _storyToTheWei(new ZooToken());
    }

    // ---- a token that says false ----

    function test_repay_RevertWhen_TheTokenAnswersFalse() external {
        FalseReturnToken token = new FalseReturnToken();
        _admit(token);
        Vault vault = _zooVault(address(token), 1, 1);
        _zooLoan(vault, PRINCIPAL);
        token.setRefusing(true);
        uint256 debt = loanBook.debtOf(address(vault));
        vm.prank(DEPOSITOR);
        vm.expectRevert();
        loanBook.repay(address(vault), debt);
        vm.assertEq(loanBook.debtOf(address(vault)), debt, "the debt fell without a payment");
    }

    function test_take_RevertWhen_TheTokenAnswersFalse() external {
        FalseReturnToken token = new FalseReturnToken();
        _admit(token);
        (Vault vault, uint256 id) = _zooKick(address(token), 1, 1);
        _warpToPrice(id, 80e18);
        token.setRefusing(true);
        vm.prank(TAKER);
        vm.expectRevert();
        dutch.take(id, 0, type(uint256).max, TAKER, block.timestamp, "");
        vm.assertEq(zoo.ownerOf(1), address(vault));
    }

    function test_claim_RevertWhen_TheTokenAnswersFalse() external {
        FalseReturnToken token = new FalseReturnToken();
        _admit(token);
        (Vault vault, uint256 id) = _zooKick(address(token), 1, 1);
        _warpToPrice(id, 80e18);
        _take(id, 0);
        token.setRefusing(true);
        vm.prank(DEPOSITOR);
        vm.expectRevert();
        vault.claim(S0, DEPOSITOR);
        vm.assertEq(vault.balanceOf(DEPOSITOR), S0, "shares burned for nothing");
    }

    // ---- a blocked account hurts itself only, and can go elsewhere ----

    function test_story_BlockedPayeesStopNobody() external {
        BlocklistToken token = new BlocklistToken();
        _admit(token);
        (Vault vault, uint256 id) = _zooKick(address(token), 1, 1);
        uint256 loanId = loanBook.loanIdOf(address(vault));
        address[5] memory payees = [lender, KEEPER, address(fund), FEES, DEPOSITOR];
        for (uint256 i; i < payees.length; ++i) {
            token.setBlocked(payees[i], true);
        }
        _warpToPrice(id, 80e18);
        uint256 price = _take(id, 0);
        vm.assertEq(uint256(vault.state()), uint256(VaultState.Settled));

        address elsewhere = address(0xE15E);
        vm.prank(lender);
        uint256 drawn = loanBook.withdraw(loanId, lender, elsewhere);
        vm.prank(KEEPER);
        drawn += dutch.collect(id, Line.Keeper, elsewhere);
        vm.prank(address(fund));
        drawn += dutch.collect(id, Line.Insurance, elsewhere);
        vm.prank(FEES);
        drawn += dutch.collect(id, Line.Fee, elsewhere);
        vm.prank(DEPOSITOR);
        drawn += vault.claim(S0, elsewhere);
        vm.assertEq(drawn, price, "blocked payees lost money");
        vm.assertEq(token.balanceOf(elsewhere), price, "elsewhere");
    }

    function test_withdraw_RevertWhen_AStrangerSendsABlockedLenderElsewhere() external {
        BlocklistToken token = new BlocklistToken();
        _admit(token);
        (Vault vault, uint256 id) = _zooKick(address(token), 1, 1);
        uint256 loanId = loanBook.loanIdOf(address(vault));
        _warpToPrice(id, 80e18);
        _take(id, 0);
        vm.prank(STRANGER);
        vm.expectRevert(abi.encodeWithSignature("NotPositionOwner(uint256,address)", loanId, STRANGER));
        loanBook.withdraw(loanId, lender, STRANGER);
    }

    // ---- a paused token delays, and loses nothing ----

    function test_story_SurvivesAPausedToken() external {
        PausableToken token = new PausableToken();
        _admit(token);
        (Vault vault, uint256 id) = _zooKick(address(token), 1, 1);
        uint256 loanId = loanBook.loanIdOf(address(vault));
        _warpToPrice(id, 80e18);
        uint256 price = _take(id, 0);
        token.setPaused(true);
        vm.prank(DEPOSITOR);
        vm.expectRevert(abi.encodeWithSignature("TransferFailed()"));
        vault.claim(S0, DEPOSITOR);
        vm.prank(DEPOSITOR);
        vault.transfer(HOLDER, S0 / 3); // shares are not the token: they are never frozen
        vm.prank(HOLDER);
        vault.transfer(DEPOSITOR, S0 / 3);
        token.setPaused(false);
        vm.assertEq(_drawAll(vault, loanId, id), price, "the pause cost money");
    }

    // ---- tokens that the owner must not list: the damage stays in their vault ----

    function test_story_AFeeTokenHurtsOnlyItsOwnVault() external {
        FeeToken token = new FeeToken();
        _admit(token);
        (, uint256 id) = _zooKick(address(token), 1, 1);
        (Vault honest, uint256 honestId) = _zooKick(address(weth), 2, 1);
        uint256 honestLoan = loanBook.loanIdOf(address(honest));
        _warpToPrice(id, 80e18);
        _take(id, 0);
        _warpToPrice(honestId, 80e18);
        uint256 price = _take(honestId, 0);
        vm.assertEq(_drawAll(honest, honestLoan, honestId), price, "another vault paid");
        vm.assertEq(weth.balanceOf(address(honest)), 0, "something stayed behind");
    }

    /// forge-config: default.fuzz.runs = 64
    function testFuzz_story_ARebaseHurtsOnlyItsOwnVault(uint16 index) external {
        vm.assume(index > 0);
        RebasingToken token = new RebasingToken();
        _admit(token);
        (Vault vault, uint256 id) = _zooKick(address(token), 1, 1);
        (Vault honest, uint256 honestId) = _zooKick(address(weth), 2, 1);
        (uint256 loanId, uint256 honestLoan) = (_loanOf(vault), _loanOf(honest));
        _warpToPrice(id, 80e18);
        uint256 price = _take(id, 0);
        token.rebase(index);
        uint256 owed = lens.proceedsOf(id).residual;
        vm.assertEq(vault.claimable(DEPOSITOR, S0), owed, "a rebase changed what is owed");
        if (token.balanceOf(address(vault)) >= price) {
            vm.assertEq(_drawAll(vault, loanId, id), price, "more there, and less paid");
        }
        _warpToPrice(honestId, 80e18);
        uint256 honestPrice = _take(honestId, 0);
        vm.assertEq(_drawAll(honest, honestLoan, honestId), honestPrice, "another vault paid");
    }

    // ---- the story ----

    function _loanOf(Vault vault) private view returns (uint256) {
        return loanBook.loanIdOf(address(vault));
    }

    /// @dev Lent, defaulted, sold and drawn; then a second vault repaid and redeemed.
    function _storyToTheWei(ZooToken token) private {
        _admit(token);
        (Vault vault, uint256 id) = _zooKick(address(token), 1, 1);
        uint256 loanId = _loanOf(vault);
        _warpToPrice(id, 80e18);
        uint256 price = _take(id, 0);
        vm.assertEq(_drawAll(vault, loanId, id), price, "drawn");
        vm.assertEq(token.balanceOf(address(vault)), 0, "something stayed behind");

        Vault repaid = _zooVault(address(token), 2, 2);
        loanId = _zooLoan(repaid, PRINCIPAL);
        vm.warp(block.timestamp + 30 days);
        uint256 debt = loanBook.debtOf(address(repaid));
        vm.prank(DEPOSITOR);
        loanBook.repayAndRedeem(address(repaid), DEPOSITOR, 0);
        vm.assertEq(loanBook.withdraw(loanId, lender, lender), debt, "withdrawn");
        vm.assertEq(zoo.ownerOf(2), DEPOSITOR);
        vm.assertEq(zoo.ownerOf(3), DEPOSITOR);
    }
}
