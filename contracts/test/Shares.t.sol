// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20} from "solady/tokens/ERC20.sol";
import {IVault, VaultState} from "../src/interfaces/IVault.sol";
import {Vault} from "../src/Vault.sol";
import {Fixture} from "./utils/Fixture.sol";
import {vm, within} from "./utils/Vm.sol";

contract SharesTest is Fixture {
    address private constant PERMIT2 = 0x000000000022D473030F116dDEE9F6B43aC78BA3;
    bytes32 private constant PERMIT_TYPEHASH =
        keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");

    Vault private vault;

    function setUp() public override {
        super.setUp();
        vault = _newVault(1, 1);
    }

    // ---- transfer ----

    function test_transfer_RevertWhen_MoreThanHeld() external {
        vm.prank(HOLDER);
        vm.expectRevert(abi.encodeWithSelector(ERC20.InsufficientBalance.selector));
        vault.transfer(STRANGER, 1);
    }

    function test_transfer_RevertWhen_ToNobody() external {
        vm.prank(DEPOSITOR);
        vm.expectRevert(abi.encodeWithSelector(IVault.ZeroAddress.selector));
        vault.transfer(address(0), 1);
    }

    function test_transferFrom_RevertWhen_ToNobody() external {
        vm.prank(DEPOSITOR);
        vault.approve(STRANGER, 1);
        vm.prank(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(IVault.ZeroAddress.selector));
        vault.transferFrom(DEPOSITOR, address(0), 1);
    }

    function test_transferFrom_RevertWhen_NotAllowed() external {
        vm.prank(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(ERC20.InsufficientAllowance.selector));
        vault.transferFrom(DEPOSITOR, STRANGER, 1);
    }

    function test_transferFrom_RevertWhen_Permit2WithoutApproval() external {
        vm.assertEq(vault.allowance(DEPOSITOR, PERMIT2), 0);
        vm.prank(PERMIT2);
        vm.expectRevert(abi.encodeWithSelector(ERC20.InsufficientAllowance.selector));
        vault.transferFrom(DEPOSITOR, STRANGER, 1);
    }

    function test_transfer_MovesTheBalance() external {
        vm.prank(DEPOSITOR);
        vault.transfer(HOLDER, 7);
        vm.assertEq(vault.balanceOf(HOLDER), 7);
        vm.assertEq(vault.balanceOf(DEPOSITOR), S0 - 7);
        vm.assertEq(vault.totalSupply(), S0);
    }

    function test_transfer_ToOneselfChangesNothing() external {
        vm.prank(DEPOSITOR);
        vault.transfer(DEPOSITOR, S0);
        vm.assertEq(vault.balanceOf(DEPOSITOR), S0);
    }

    function test_transfer_WorksInEveryState() external {
        _openLoan(vault, PRINCIPAL);
        _mature(vault);
        uint256 id = dutch.kick(address(vault));
        vm.prank(DEPOSITOR);
        vault.transfer(HOLDER, 1e18);
        vm.warp(dutch.terms(id).startsAt);
        _take(id, 0);
        vm.assertEq(uint256(vault.state()), uint256(VaultState.Settled));
        vm.prank(HOLDER);
        vault.transfer(STRANGER, 1e18);
        vm.assertEq(vault.balanceOf(STRANGER), 1e18);
    }

    // ---- permit ----

    function _permitDigest(uint256 key, uint256 shares, uint256 nonce, uint256 deadline)
        private
        view
        returns (bytes32)
    {
        bytes32 hash = keccak256(abi.encode(PERMIT_TYPEHASH, vm.addr(key), STRANGER, shares, nonce, deadline));
        return keccak256(abi.encodePacked("\x19\x01", vault.DOMAIN_SEPARATOR(), hash));
    }

    function test_permit_RevertWhen_Expired() external {
        uint256 deadline = block.timestamp - 1;
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(LENDER_KEY, _permitDigest(LENDER_KEY, 5, 0, deadline));
        vm.expectRevert(abi.encodeWithSelector(ERC20.PermitExpired.selector));
        vault.permit(lender, STRANGER, 5, deadline, v, r, s);
    }

    function test_permit_RevertWhen_SignedByAnother() external {
        bytes32 digest = _permitDigest(LENDER_KEY, 5, 0, block.timestamp);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(SECOND_LENDER_KEY, digest);
        vm.expectRevert(abi.encodeWithSelector(ERC20.InvalidPermit.selector));
        vault.permit(lender, STRANGER, 5, block.timestamp, v, r, s);
    }

    function test_permit_RevertWhen_UsedTwice() external {
        bytes32 digest = _permitDigest(LENDER_KEY, 5, 0, block.timestamp);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(LENDER_KEY, digest);
        vault.permit(lender, STRANGER, 5, block.timestamp, v, r, s);
        vm.assertEq(vault.nonces(lender), 1);
        vm.expectRevert(abi.encodeWithSelector(ERC20.InvalidPermit.selector));
        vault.permit(lender, STRANGER, 5, block.timestamp, v, r, s);
    }

    function test_permit_RevertWhen_ChainForked() external {
        bytes32 digest = _permitDigest(LENDER_KEY, 5, 0, block.timestamp);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(LENDER_KEY, digest);
        vm.chainId(block.chainid + 1);
        vm.expectRevert(abi.encodeWithSelector(ERC20.InvalidPermit.selector));
        vault.permit(lender, STRANGER, 5, block.timestamp, v, r, s);
    }

    function test_permit_RevertWhen_OfAnotherVault() external {
        bytes32 digest = _permitDigest(LENDER_KEY, 5, 0, block.timestamp);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(LENDER_KEY, digest);
        Vault other = _newVault(2, 1);
        vm.expectRevert(abi.encodeWithSelector(ERC20.InvalidPermit.selector));
        other.permit(lender, STRANGER, 5, block.timestamp, v, r, s);
    }

    function test_permit_GivesTheAllowance() external {
        vm.prank(DEPOSITOR);
        vault.transfer(lender, 5);
        bytes32 digest = _permitDigest(LENDER_KEY, 5, 0, block.timestamp);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(LENDER_KEY, digest);
        vault.permit(lender, STRANGER, 5, block.timestamp, v, r, s);
        vm.assertEq(vault.allowance(lender, STRANGER), 5);
        vm.prank(STRANGER);
        vault.transferFrom(lender, STRANGER, 5);
        vm.assertEq(vault.balanceOf(STRANGER), 5);
    }

    // ---- what the code says ----

    function test_metadata_IsInTheCode() external view {
        vm.assertEq(vault.name(), "Punk shares");
        vm.assertEq(vault.symbol(), "PNKS");
        vm.assertEq(vault.decimals(), 18);
        vm.assertEq(vault.totalSupply(), S0);
    }

    function testFuzz_transfer_ConservesTheSupply(uint256 amount, bool toOneself) external {
        amount = within(amount, 0, S0);
        address to = toOneself ? DEPOSITOR : HOLDER;
        vm.prank(DEPOSITOR);
        vault.transfer(to, amount);
        vm.assertEq(vault.balanceOf(DEPOSITOR) + (toOneself ? 0 : vault.balanceOf(HOLDER)), S0);
    }
}
