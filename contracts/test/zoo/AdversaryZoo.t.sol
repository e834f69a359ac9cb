// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Line} from "../../src/interfaces/IDutchAuction.sol";
import {LoanOffer} from "../../src/interfaces/ILoanBook.sol";
import {VaultState} from "../../src/interfaces/IVault.sol";
import {Vault} from "../../src/Vault.sol";
import {vm} from "../utils/Vm.sol";
import {Adversary} from "./Adversary.sol";
import {HookToken} from "./Tokens.sol";
import {ZooFixture} from "./ZooFixture.sol";

/// @notice Takers, lenders, keepers and holders that are contracts and misbehave when called: they hurt themselves.
contract AdversaryZooTest is ZooFixture {
    HookToken private _token;
    Adversary private _evil;

    function setUp() public override {
        super.setUp();
        _token = new HookToken();
        _admit(_token);
        _evil = new Adversary();
        _enrich(_token, address(_evil));
        _fund(address(_evil), 1_000e18);
        vm.prank(address(_evil));
        _token.setHooks(true);
    }

    // ---- the taker's own callback ----

    function test_take_RevertWhen_TheTakerRevertsAndAnotherBuys() external {
        _failedTakeThenAnother(Adversary.Mischief.Reverts);
    }

    function test_take_RevertWhen_TheTakerBurnsItsGasAndAnotherBuys() external {
        _failedTakeThenAnother(Adversary.Mischief.BurnsAllGas);
    }

    /// @dev The answer of the callback is never read: a megabyte costs the taker, nobody else.
    function test_take_AnAnswerOfAMegabyteIsIgnored() external {
        (, uint256 id) = _zooKick(address(weth), 1, 1);
        _warpToPrice(id, 80e18);
        _evil.setMischief(Adversary.Mischief.Bomb);
        _evil.act(address(dutch), abi.encodeCall(dutch.take, (id, 0, 100e18, address(_evil), block.timestamp, "x")));
        vm.assertEq(zoo.ownerOf(1), address(_evil));
    }

    // ---- a share holder, a keeper and a lender whose token hooks fail ----

    function test_claim_AHolderThatRevertsStopsNobody() external {
        Adversary.Mischief[2] memory kinds = [Adversary.Mischief.Reverts, Adversary.Mischief.BurnsAllGas];
        for (uint256 i; i < kinds.length; ++i) {
            _evil.setMischief(Adversary.Mischief.None);
            (Vault vault, uint256 id) = _zooKick(address(_token), 1 + i, 1);
            vm.prank(DEPOSITOR);
            vault.transfer(address(_evil), S0 / 4);
            _warpToPrice(id, 80e18);
            _take(id, 0);
            uint256 residual = lens.proceedsOf(id).residual;
            _evil.setMischief(kinds[i]);
            bytes memory claim = abi.encodeCall(vault.claim, (S0 / 4, address(_evil)));
            (bool ok,) = address(_evil).call{gas: 2_000_000}(abi.encodeCall(_evil.act, (address(vault), claim)));
            vm.assertFalse(ok, "the failing receiver was paid");
            vm.prank(DEPOSITOR);
            vm.assertEq(vault.claim(S0 - S0 / 4, DEPOSITOR), residual - residual / 4 - (residual % 4 == 0 ? 0 : 1));
            _evil.act(address(vault), abi.encodeCall(vault.claim, (S0 / 4, HOLDER))); // and it can go elsewhere
        }
    }

    function test_collect_AKeeperThatRevertsStopsNobody() external {
        Vault vault = _zooVault(address(_token), 1, 1);
        uint256 loanId = _zooLoan(vault, PRINCIPAL);
        _mature(vault);
        _evil.act(address(dutch), abi.encodeCall(dutch.kick, (address(vault))));
        uint256 id = dutch.idOf(address(vault), 1);
        _evil.setMischief(Adversary.Mischief.Reverts);
        _warpToPrice(id, 80e18);
        _take(id, 0);
        vm.assertEq(uint256(vault.state()), uint256(VaultState.Settled));
        vm.expectRevert(abi.encodeWithSignature("TransferFailed()"));
        dutch.collect(id, Line.Keeper, address(_evil));
        vm.assertGt(loanBook.withdraw(loanId, lender, lender), 0, "the lender waits for the keeper");
        vm.assertGt(dutch.collect(id, Line.Insurance, address(fund)), 0, "the fund waits for the keeper");
    }

    // ---- a lender that is a contract (EIP-1271) ----

    function test_open_AContractMayLend() external {
        Vault vault = _zooVault(address(weth), 1, 1);
        _appraiseItems(vault);
        (LoanOffer[] memory offers, bytes[] memory signatures) = _evilOffer(vault);
        vm.prank(DEPOSITOR);
        uint256 loanId = loanBook.open(address(vault), offers, signatures, DEPOSITOR);
        (uint256 units,) = loanBook.position(loanId, address(_evil));
        vm.assertEq(units, PRINCIPAL, "units");
    }

    function test_open_RevertWhen_AContractLenderMisbehaves() external {
        Vault vault = _zooVault(address(weth), 1, 1);
        _appraiseItems(vault);
        (LoanOffer[] memory offers, bytes[] memory signatures) = _evilOffer(vault);
        Adversary.Mischief[3] memory kinds =
            [Adversary.Mischief.Reverts, Adversary.Mischief.BurnsAllGas, Adversary.Mischief.Bomb];
        bytes memory call = abi.encodeCall(loanBook.open, (address(vault), offers, signatures, DEPOSITOR));
        for (uint256 i; i < kinds.length; ++i) {
            _evil.setMischief(kinds[i]);
            vm.prank(DEPOSITOR);
            (bool ok,) = address(loanBook).call{gas: 3_000_000}(call);
            vm.assertFalse(ok, "a signature nobody gave");
        }
        (offers, signatures) = _signedOffer(vault, PRINCIPAL, _terms()); // and an honest lender is not in its way
        vm.prank(DEPOSITOR);
        loanBook.open(address(vault), offers, signatures, DEPOSITOR);
    }

    // ---- parts ----

    function _failedTakeThenAnother(Adversary.Mischief mischief) private {
        (Vault vault, uint256 id) = _zooKick(address(weth), 1, 1);
        _warpToPrice(id, 80e18);
        _evil.setMischief(mischief);
        bytes memory take = abi.encodeCall(dutch.take, (id, 0, 100e18, address(_evil), block.timestamp, "x"));
        (bool ok,) = address(_evil).call{gas: 2_000_000}(abi.encodeCall(_evil.act, (address(dutch), take)));
        vm.assertFalse(ok, "a taker whose callback failed still took");
        vm.assertEq(zoo.ownerOf(1), address(vault));
        _take(id, 0);
        vm.assertEq(zoo.ownerOf(1), TAKER);
    }

    function _evilOffer(Vault vault) private returns (LoanOffer[] memory offers, bytes[] memory signatures) {
        offers = new LoanOffer[](1);
        signatures = new bytes[](1);
        offers[0] = _offer(address(vault), address(_evil), PRINCIPAL, _terms());
    }
}
