// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Line, Proceeds} from "../../src/interfaces/IDutchAuction.sol";
import {LoanOffer} from "../../src/interfaces/ILoanBook.sol";
import {Item} from "../../src/interfaces/IVault.sol";
import {Vault} from "../../src/Vault.sol";
import {Fixture} from "../utils/Fixture.sol";
import {vm} from "../utils/Vm.sol";
import {ZooCollection} from "./Collections.sol";
import {ZooToken} from "./Tokens.sol";

/// @notice The fixture with any payment token and any collection.
abstract contract ZooFixture is Fixture {
    ZooCollection internal zoo;

    function setUp() public virtual override {
        super.setUp();
        zoo = _zooCollection();
        vm.prank(OWNER);
        oracle.setCollection(address(zoo), 50_000, 500);
        _reportFloor(address(zoo), 50e18);
        vm.warp(block.timestamp + 7 days);
    }

    function _zooCollection() internal virtual returns (ZooCollection) {
        return new ZooCollection();
    }

    /// @dev Lists the token and gives the cast plenty of it, with full allowances for the three modules.
    function _admit(ZooToken token) internal {
        vm.prank(OWNER);
        factory.listPaymentToken(address(token), true);
        address[6] memory cast_ = [lender, secondLender, DEPOSITOR, TAKER, KEEPER, STRANGER];
        for (uint256 i; i < cast_.length; ++i) {
            _enrich(token, cast_[i]);
        }
    }

    function _enrich(ZooToken token, address account) internal {
        token.mint(account, 1_000_000e18);
        vm.startPrank(account);
        token.approve(address(loanBook), type(uint256).max);
        token.approve(address(dutch), type(uint256).max);
        token.approve(address(batch), type(uint256).max);
        vm.stopPrank();
    }

    function _zooVault(address token, uint256 firstTokenId, uint256 count) internal returns (Vault vault) {
        Item[] memory items = new Item[](count);
        vm.startPrank(DEPOSITOR);
        zoo.setApprovalForAll(address(factory), true);
        for (uint256 i; i < count; ++i) {
            items[i] = Item(address(zoo), firstTokenId + i);
            zoo.mint(DEPOSITOR, firstTokenId + i);
        }
        vault = Vault(factory.create(items, S0, token, "Zoo shares", "ZOOS"));
        vm.stopPrank();
    }

    function _appraiseItems(Vault vault) internal {
        for (uint256 i; i < vault.itemCount(); ++i) {
            _appraise(vault.item(i).collection, vault.item(i).tokenId, VALUE);
        }
    }

    function _zooLoan(Vault vault, uint256 principal) internal returns (uint256 loanId) {
        _appraiseItems(vault);
        (LoanOffer[] memory offers, bytes[] memory signatures) = _signedOffer(vault, principal, _terms());
        vm.prank(DEPOSITOR);
        return loanBook.open(address(vault), offers, signatures, DEPOSITOR);
    }

    /// @dev 40 lent for each item, in default, kicked.
    function _zooKick(address token, uint256 firstTokenId, uint256 count) internal returns (Vault vault, uint256 id) {
        vault = _zooVault(token, firstTokenId, count);
        _zooLoan(vault, PRINCIPAL * count);
        _mature(vault);
        vm.prank(KEEPER);
        id = dutch.kick(address(vault));
    }

    /// @dev Sells items to `TAKER` until the auction ends.
    function _sellAll(uint256 id) internal {
        for (uint256 i; i < 16; ++i) {
            if (dutch.item(id, i).weight != 0 && dutch.terms(id).soldMask >> i & 1 == 0) _take(id, i);
        }
    }

    /// @dev Everybody draws: lenders, the five lines, royalties, and the depositor as the only share holder.
    /// @return drawn wei of the proceeds that left the vault; what the lenders drew of a cover came from elsewhere.
    function _drawAll(Vault vault, uint256 loanId, uint256 id) internal returns (uint256 drawn) {
        Proceeds memory p = lens.proceedsOf(id);
        drawn = loanBook.withdraw(loanId, lender, lender) + p.debt - loanBook.loan(loanId).repaid;
        if (p.keeper != 0) drawn += dutch.collect(id, Line.Keeper, dutch.terms(id).keeper);
        if (p.penalty != 0) drawn += dutch.collect(id, Line.Insurance, address(fund));
        if (p.fee != 0) drawn += dutch.collect(id, Line.Fee, FEES);
        if (p.residual != 0) {
            vm.prank(DEPOSITOR);
            drawn += vault.claim(S0, DEPOSITOR);
        }
    }
}
