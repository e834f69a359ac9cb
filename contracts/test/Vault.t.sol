// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20} from "solady/tokens/ERC20.sol";
import {IVault, VaultState} from "../src/interfaces/IVault.sol";
import {Vault} from "../src/Vault.sol";
import {Fixture} from "./utils/Fixture.sol";
import {vm, within} from "./utils/Vm.sol";

contract VaultTest is Fixture {
    Vault private vault;

    function setUp() public override {
        super.setUp();
        vault = _newVault(1, 3);
    }

    function _forbids(VaultState state) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IVault.StateForbids.selector, state);
    }

    function _lockFor(address module) private {
        vm.prank(module);
        vault.lock();
    }

    /// @dev The slot of state, auctionCount, deliveredMask and cash; the state is its lowest byte.
    function _forceState(VaultState state) private {
        bytes32 life = bytes32(uint256(2));
        uint256 word = uint256(vm.load(address(vault), life)) & ~uint256(0xff) | uint256(state);
        vm.store(address(vault), life, bytes32(word));
        vm.assertEq(uint256(vault.state()), uint256(state));
    }

    /// @dev A vault of one item sold at about `price`, with shares held by depositor, holder and stranger.
    function _settledAt(uint256 price, uint256 toHolder, uint256 toStranger) private returns (Vault settled) {
        uint256 id;
        (settled, id) = _kicked(50, 1);
        vm.startPrank(DEPOSITOR);
        settled.transfer(HOLDER, toHolder);
        settled.transfer(STRANGER, toStranger);
        vm.stopPrank();
        if (price < dutch.terms(id).reservePrice) {
            vm.warp(dutch.terms(id).startsAt + dutch.terms(id).durationSeconds);
            dutch.redo(id);
        }
        _warpToPrice(id, price);
        _take(id, 0);
    }

    function _claim(Vault from, address holder, uint256 shares) private returns (uint256) {
        vm.prank(holder);
        return from.claim(shares, holder);
    }

    // ---- redeem ----

    function test_redeem_RevertWhen_NotEveryShareIsHeld() external {
        vm.startPrank(DEPOSITOR);
        vault.transfer(HOLDER, 1);
        vm.expectRevert(abi.encodeWithSelector(IVault.NotSoleHolder.selector, S0 - 1, S0));
        vault.redeem(DEPOSITOR, 0);
    }

    function test_redeem_RevertWhen_ToNobody() external {
        vm.prank(DEPOSITOR);
        vm.expectRevert(abi.encodeWithSelector(IVault.ZeroAddress.selector));
        vault.redeem(address(0), 0);
    }

    function test_redeem_RevertWhen_Loaned() external {
        _openLoan(vault, PRINCIPAL);
        vm.prank(DEPOSITOR);
        vm.expectRevert(_forbids(VaultState.Loaned));
        vault.redeem(DEPOSITOR, 0);
    }

    function test_redeem_RevertWhen_Locked() external {
        _lockFor(address(loanBook));
        vm.prank(DEPOSITOR);
        vm.expectRevert(abi.encodeWithSelector(IVault.VaultLocked.selector));
        vault.redeem(DEPOSITOR, 0);
    }

    function test_redeem_SendsEverything() external {
        vm.expectEmit(address(vault));
        emit IVault.StateMoved(VaultState.Open, VaultState.Redeemed);
        vm.expectEmit(address(vault));
        emit IVault.VaultRedeemed(DEPOSITOR, HOLDER, 0, 0);
        vm.prank(DEPOSITOR);
        vault.redeem(HOLDER, 0);
        for (uint256 i = 1; i < 4; ++i) {
            vm.assertEq(collection.ownerOf(i), HOLDER);
        }
        vm.assertEq(vault.deliveredMask(), 7);
        vm.assertEq(vault.totalSupply(), 0);
        vm.assertEq(uint256(vault.state()), uint256(VaultState.Redeemed));
        vm.prank(DEPOSITOR);
        vm.expectRevert(_forbids(VaultState.Redeemed));
        vault.redeem(HOLDER, 0);
    }

    function test_redeem_LeavesBehindWhatCannotMove() external {
        vm.prank(DEPOSITOR);
        vault.redeem(HOLDER, 2);
        vm.assertEq(collection.ownerOf(1), HOLDER);
        vm.assertEq(collection.ownerOf(2), address(vault));
        vm.assertEq(collection.ownerOf(3), HOLDER);
        vm.assertEq(vault.deliveredMask(), 5);
    }

    function test_redeem_PaysTheVaultsCashAndNoDonation() external {
        _lockFor(address(dutch));
        vm.startPrank(address(dutch));
        vault.bookCash(5e18);
        vault.unlock();
        vm.stopPrank();
        vm.prank(TAKER);
        weth.transfer(address(vault), 9e18);
        vm.prank(DEPOSITOR);
        vault.redeem(HOLDER, 0);
        vm.assertEq(weth.balanceOf(HOLDER), 5e18);
        vm.assertEq(vault.cash(), 0);
    }

    // ---- claim ----

    function test_claim_RevertWhen_NotSettled() external {
        vm.prank(DEPOSITOR);
        vm.expectRevert(_forbids(VaultState.Open));
        vault.claim(1, DEPOSITOR);
    }

    function test_claim_RevertWhen_NoShares() external {
        Vault settled = _settledAt(80e18, 1e18, 1e18);
        vm.expectRevert(abi.encodeWithSelector(IVault.ZeroShares.selector));
        settled.claim(0, HOLDER);
    }

    function test_claim_RevertWhen_ToNobody() external {
        Vault settled = _settledAt(80e18, 1e18, 1e18);
        vm.expectRevert(abi.encodeWithSelector(IVault.ZeroAddress.selector));
        settled.claim(1, address(0));
    }

    function test_claim_RevertWhen_MoreThanHeld() external {
        Vault settled = _settledAt(80e18, 1e18, 1e18);
        vm.prank(HOLDER);
        vm.expectRevert(abi.encodeWithSelector(ERC20.InsufficientBalance.selector));
        settled.claim(1e18 + 1, HOLDER);
        vm.assertEq(settled.claimable(HOLDER, 1e18 + 1), 0);
    }

    function test_claim_PaysTheFlooredPart() external {
        Vault settled = _settledAt(80e18, 400_000e18, 1e18);
        uint256 residual = settled.cash();
        uint256 expected = residual * 400_000e18 / S0;
        vm.assertEq(settled.claimable(HOLDER, 400_000e18), expected);
        vm.expectEmit(address(settled));
        emit IVault.SharesClaimed(HOLDER, FEES, 400_000e18, expected);
        vm.prank(HOLDER);
        vm.assertEq(settled.claim(400_000e18, FEES), expected);
        vm.assertEq(weth.balanceOf(FEES), expected);
        vm.assertEq(settled.burnedOf(HOLDER), 400_000e18);
        vm.assertEq(settled.totalClaimed(), expected);
        vm.assertEq(settled.totalSupply(), S0 - 400_000e18);
        vm.assertEq(settled.cash(), residual);
    }

    function test_claim_PaysNothingWhenNothingIsLeft() external {
        Vault settled = _settledAt(41e18, 1e18, 1e18);
        vm.assertEq(settled.cash(), 0);
        vm.assertEq(_claim(settled, HOLDER, 1e18), 0);
        vm.assertEq(settled.balanceOf(HOLDER), 0);
    }

    function test_claim_IsBlindToDonations() external {
        Vault settled = _settledAt(80e18, 400_000e18, 1e18);
        uint256 expected = settled.claimable(HOLDER, 400_000e18);
        vm.prank(TAKER);
        weth.transfer(address(settled), 1_000e18);
        vm.assertEq(_claim(settled, HOLDER, 400_000e18), expected);
    }

    /// @dev Law C3: pieces of one account give the same as the whole, to the wei.
    /// forge-config: default.fuzz.runs = 250
    function testFuzz_claim_PiecesSumToTheWhole(uint256 held, uint256 first, uint256 price) external {
        held = within(held, 2, S0 - 2);
        first = within(first, 1, held - 1);
        Vault settled = _settledAt(within(price, 61e18, 300e18), held, 1);
        uint256 whole = settled.claimable(HOLDER, held);
        uint256 paid = _claim(settled, HOLDER, first) + _claim(settled, HOLDER, held - first);
        vm.assertEq(paid, whole);
    }

    /// @dev Laws C2, C4, C5: any order pays the same, the last claim never fails, the dust is less than a wei a head.
    /// forge-config: default.fuzz.runs = 250
    function testFuzz_claim_OrderDoesNotMatter(uint256 toHolder, uint256 toStranger, uint256 price) external {
        toHolder = within(toHolder, 1, S0 / 2);
        toStranger = within(toStranger, 1, S0 / 2 - 1);
        Vault settled = _settledAt(within(price, 61e18, 300e18), toHolder, toStranger);
        uint256 residual = settled.cash();
        uint256[3] memory forward;
        uint256[3] memory backward;
        address[3] memory people = [DEPOSITOR, HOLDER, STRANGER];
        uint256 before = vm.snapshotState();
        for (uint256 i; i < 3; ++i) {
            forward[i] = _claim(settled, people[i], settled.balanceOf(people[i]));
        }
        vm.revertToState(before);
        for (uint256 i; i < 3; ++i) {
            backward[2 - i] = _claim(settled, people[2 - i], settled.balanceOf(people[2 - i]));
        }
        uint256 paid;
        for (uint256 i; i < 3; ++i) {
            vm.assertEq(forward[i], backward[i]);
            paid += forward[i];
        }
        vm.assertEq(settled.totalClaimed(), paid);
        vm.assertLt(residual - paid, 3, "dust below one wei an account");
        if (residual > paid) vm.assertEq(settled.sweep(), residual - paid);
    }

    // ---- sweep ----

    function test_sweep_RevertWhen_NotSettled() external {
        vm.expectRevert(_forbids(VaultState.Open));
        vault.sweep();
    }

    function test_sweep_RevertWhen_SharesOutstanding() external {
        Vault settled = _settledAt(80e18, 1e18, 1e18);
        _claim(settled, HOLDER, 1e18);
        vm.expectRevert(abi.encodeWithSelector(IVault.SharesOutstanding.selector, S0 - 1e18));
        settled.sweep();
    }

    function test_sweep_SendsTheDustOnce() external {
        Vault settled = _settledAt(80e18, 333_333e18 + 1, 333_333e18 + 2);
        uint256 residual = settled.cash();
        uint256 paid = _claim(settled, HOLDER, 333_333e18 + 1) + _claim(settled, STRANGER, 333_333e18 + 2);
        paid += _claim(settled, DEPOSITOR, settled.balanceOf(DEPOSITOR));
        vm.assertGt(residual, paid, "this example leaves dust");
        uint256 before = weth.balanceOf(address(fund));
        vm.expectEmit(address(settled));
        emit IVault.DustSwept(address(fund), residual - paid);
        settled.sweep();
        vm.assertEq(weth.balanceOf(address(fund)) - before, residual - paid);
        vm.assertEq(settled.totalClaimed(), residual);
        vm.expectRevert(abi.encodeWithSelector(IVault.NothingToSweep.selector));
        settled.sweep();
    }

    // ---- doors of the factory and the modules ----

    function test_initialize_RevertWhen_NotTheFactory() external {
        address implementation = factory.implementation();
        address[4] memory callers = [STRANGER, DEPOSITOR, address(loanBook), address(dutch)];
        for (uint256 i; i < 4; ++i) {
            vm.prank(callers[i]);
            vm.expectRevert(abi.encodeWithSelector(IVault.NotModule.selector, callers[i]));
            vault.initialize(callers[i]);
            vm.prank(callers[i]);
            vm.expectRevert(abi.encodeWithSelector(IVault.NotModule.selector, callers[i]));
            Vault(implementation).initialize(callers[i]);
        }
    }

    function test_lock_RevertWhen_NotAModule() external {
        vm.prank(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(IVault.NotModule.selector, STRANGER));
        vault.lock();
    }

    function test_lock_RevertWhen_Taken() external {
        _lockFor(address(loanBook));
        address[2] memory modules = [address(loanBook), address(dutch)];
        for (uint256 i; i < 2; ++i) {
            vm.prank(modules[i]);
            vm.expectRevert(abi.encodeWithSelector(IVault.VaultLocked.selector));
            vault.lock();
        }
        vm.expectRevert(abi.encodeWithSelector(IVault.VaultLocked.selector));
        vault.claim(1, HOLDER);
        vm.expectRevert(abi.encodeWithSelector(IVault.VaultLocked.selector));
        vault.sweep();
    }

    /// @dev Nobody, not even a module, passes without holding the lock; nor does the other module meanwhile.
    function test_moduleDoors_RevertWhen_LockNotHeld() external {
        _expectAllShut(STRANGER);
        _expectAllShut(address(loanBook));
        _lockFor(address(loanBook));
        _expectAllShut(address(dutch));
    }

    function _expectAllShut(address caller) private {
        bytes[7] memory calls = [
            abi.encodeCall(IVault.unlock, ()),
            abi.encodeCall(IVault.moveTo, (VaultState.Loaned)),
            abi.encodeCall(IVault.deliver, (0, caller)),
            abi.encodeCall(IVault.writeOff, (0)),
            abi.encodeCall(IVault.pay, (caller, 1)),
            abi.encodeCall(IVault.redeemFor, (DEPOSITOR, caller, 0)),
            abi.encodeCall(IVault.bookCash, (1))
        ];
        for (uint256 i; i < 7; ++i) {
            vm.prank(caller);
            (bool passed, bytes memory answer) = address(vault).call(calls[i]);
            vm.assertFalse(passed);
            vm.assertEq(answer, abi.encodeWithSelector(IVault.NotModule.selector, caller), "the caller is named");
        }
    }

    /// @dev The whole table: 64 pairs for each module, the allowed ones listed by hand.
    function test_moveTo_AllowsExactlyTheTable() external {
        _lockFor(address(loanBook));
        _checkTable(address(loanBook), hex"0110122120");
        vm.prank(address(loanBook));
        vault.unlock();
        _lockFor(address(dutch));
        _checkTable(address(dutch), hex"13233035344045466065");
        vm.prank(address(dutch));
        vault.unlock();
        _lockFor(address(batch));
        _checkTable(address(batch), "");
    }

    function _checkTable(address module, bytes memory allowed) private {
        for (uint256 pair; pair < 64; ++pair) {
            (VaultState from, VaultState to) = (VaultState(pair / 8), VaultState(pair % 8));
            bool expected;
            for (uint256 i; i < allowed.length; ++i) {
                expected = expected || uint8(allowed[i]) == 16 * uint256(from) + uint256(to);
            }
            _forceState(from);
            vm.prank(module);
            if (!expected) vm.expectRevert(abi.encodeWithSelector(IVault.MoveForbidden.selector, from, to));
            vault.moveTo(to);
            vm.assertEq(uint256(vault.state()), uint256(expected ? to : from));
        }
    }

    function test_deliver_RevertWhen_GoneOrOutOfRange() external {
        _lockFor(address(dutch));
        vm.startPrank(address(dutch));
        vault.deliver(1, TAKER);
        vm.assertEq(collection.ownerOf(2), TAKER);
        vm.assertEq(vault.deliveredMask(), 2);
        vm.expectRevert(abi.encodeWithSelector(IVault.ItemAlreadyDelivered.selector, 1));
        vault.deliver(1, TAKER);
        vm.expectRevert(abi.encodeWithSelector(IVault.ItemAlreadyDelivered.selector, 1));
        vault.writeOff(1);
        vm.expectRevert(abi.encodeWithSelector(IVault.ItemOutOfRange.selector, 3, 3));
        vault.deliver(3, TAKER);
    }

    function test_bookCash_FixesTheResidualOnceSettled() external {
        _lockFor(address(dutch));
        vm.startPrank(address(dutch));
        vault.bookCash(3);
        vm.assertEq(vault.cash(), 3);
        _forceState(VaultState.Settled);
        vm.expectEmit(address(vault));
        emit IVault.ResidualFixed(10, S0);
        vault.bookCash(7);
    }
}
