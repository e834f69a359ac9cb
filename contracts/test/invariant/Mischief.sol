// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {DutchTerms, Line} from "../../src/interfaces/IDutchAuction.sol";
import {Loan, LoanOffer} from "../../src/interfaces/ILoanBook.sol";
import {Item, VaultState} from "../../src/interfaces/IVault.sol";
import {Vault} from "../../src/Vault.sol";
import {Draw} from "../utils/Draw.sol";
import {vm} from "../utils/Vm.sol";
import {Ledger} from "./Ledger.sol";

/// @notice Time, gifts nobody asked for, broken items, trespassing and used signatures.
abstract contract Mischief is Ledger {
    // ---- time ----

    /// @dev A third of the steps lands on a deadline of some vault, or a second before or after it.
    function warp(uint256 which, uint256 step, uint256 side) external {
        uint256 target = block.timestamp + 1 + (Draw.within(step, 0, 3 days) >> (step % 18));
        if (_vaults.length != 0 && side % 3 == 0) {
            uint256 deadline = _deadlineOf(_anyVault(which), step);
            if (deadline > block.timestamp + 1) target = deadline - 1 + side / 3 % 3;
        }
        vm.warp(target);
        for (uint256 i; i < _vaults.length; ++i) {
            if (_vaults[i].state() == VaultState.Dutch) _watchPrice(_vaults[i]);
        }
    }

    function _deadlineOf(Vault vault, uint256 seed) private view returns (uint256) {
        Loan memory loan = loanBook.loan(loanBook.loanIdOf(address(vault)));
        DutchTerms memory terms = dutch.terms(dutch.idOf(address(vault), vault.auctionCount()));
        uint256[6] memory deadlines = [
            loan.terms.dueAt,
            uint256(loan.terms.dueAt) + loan.terms.graceSeconds,
            uint256(loan.flaggedAt) + loan.terms.cureSeconds,
            uint256(loan.flaggedAt) + loan.terms.confirmSeconds,
            terms.startsAt,
            uint256(terms.startsAt) + terms.durationSeconds
        ];
        if (vault.state() == VaultState.Dutch) return deadlines[4 + seed % 2];
        return deadlines[seed % 4];
    }

    /// @dev Inside the window there is a price, not above the last one seen and between reserve price and top; outside
    /// there is none.
    function _watchPrice(Vault vault) private {
        uint256 id = dutch.idOf(address(vault), vault.auctionCount());
        DutchTerms memory terms = dutch.terms(id);
        uint256 closesAt = uint256(terms.startsAt) + terms.durationSeconds;
        bool open = block.timestamp >= terms.startsAt && block.timestamp < closesAt;
        try dutch.priceAt(id, block.timestamp) returns (uint256 price) {
            _expect("priceCurve", open, "a price outside the window");
            _expect("priceCurve", price >= terms.reservePrice && price <= terms.top, "a price out of bounds");
            uint256 last = _auctionBooks[id].lastPrice;
            _expect("priceCurve", _auctionBooks[id].lastPriceAt == 0 || price <= last, "the price rose");
            (_auctionBooks[id].lastPrice, _auctionBooks[id].lastPriceAt) = (price, block.timestamp);
        } catch {
            _expect("priceCurve", !open, "no price inside the window");
        }
    }

    // ---- gifts and broken items ----

    function donate(uint256 which, uint256 amount) external {
        if (_vaults.length == 0) return;
        Vault vault = _anyVault(which);
        amount = Draw.within(amount, 0, 1_000e18);
        vm.deal(address(vault), address(vault).balance + amount); // forced, as by a dying contract
        vm.startPrank(STRANGER);
        weth.transfer(address(vault), amount);
        weth.transfer(address(loanBook), 1);
        weth.transfer(address(dutch), 1);
        vm.stopPrank();
        _hookToken.mint(address(vault), amount);
        _books[address(vault)].donated += amount;
        _tokens.push(Token(address(zoo), 1 + _tokens.length));
        zoo.mint(address(vault), _tokens.length);
    }

    /// @dev The zoo's controller pauses, burns, or steals an item of a vault.
    function breakItem(uint256 which, uint256 item, uint256 how) external {
        zoo.setPaused(how % 8 == 0);
        if (_vaults.length == 0 || how % 2 == 0) return;
        Vault vault = _anyVault(which);
        Item memory hit = vault.item(item % vault.itemCount());
        if (hit.collection != address(zoo) || !_holds(vault, hit)) return;
        if (how / 4 % 2 == 0) zoo.burn(hit.tokenId);
        else zoo.seize(STRANGER, hit.tokenId);
    }

    // ---- trespassing ----

    function trespass(uint256 which, uint256 who, uint256 what) external {
        if (_vaults.length == 0) return;
        Vault vault = _anyVault(which);
        address thief = _adversary(who);
        address victim = _actors[who / 4 % HONEST];
        uint256 id = dutch.idOf(address(vault), 1);
        (address target, bytes memory call) = what % 3 == 0
            ? _vaultTrespass(vault, thief, what / 3)
            : what % 3 == 1 ? _moduleTrespass(vault, id, thief, what / 3) : _theft(vault, id, thief, victim, what / 3);
        if (target != address(0)) _mustFail("consent", "a trespass went through", thief, target, call);
    }

    function _vaultTrespass(Vault vault, address thief, uint256 what) private pure returns (address, bytes memory) {
        bytes[9] memory calls = [
            abi.encodeCall(vault.lock, ()),
            abi.encodeCall(vault.unlock, ()),
            abi.encodeCall(vault.moveTo, (VaultState.Open)),
            abi.encodeCall(vault.deliver, (0, thief)),
            abi.encodeCall(vault.writeOff, (0)),
            abi.encodeCall(vault.pay, (thief, 1)),
            abi.encodeCall(vault.redeemFor, (thief, thief, 0)),
            abi.encodeCall(vault.bookCash, (1)),
            abi.encodeCall(vault.initialize, (thief))
        ];
        return (address(vault), calls[what % 9]);
    }

    function _moduleTrespass(Vault vault, uint256 id, address thief, uint256 what)
        private
        view
        returns (address, bytes memory)
    {
        if (what % 6 == 0) return (address(loanBook), abi.encodeCall(loanBook.freeze, (address(vault))));
        if (what % 6 == 1) return (address(loanBook), abi.encodeCall(loanBook.close, (address(vault), 0)));
        if (what % 6 == 2) {
            return (address(loanBook), abi.encodeCall(loanBook.bookProceeds, (address(vault), 1, thief)));
        }
        if (what % 6 == 3) return (address(factory), abi.encodeCall(factory.listPaymentToken, (thief, true)));
        if (what % 6 == 4) return (address(oracle), abi.encodeCall(oracle.setSigner, (thief, 1_000)));
        return (address(dutch), abi.encodeCall(dutch.collect, (id, Line.Insurance, thief)));
    }

    /// @dev What belongs to somebody who gave every module full allowances.
    function _theft(Vault vault, uint256 id, address thief, address victim, uint256 what)
        private
        view
        returns (address, bytes memory)
    {
        if (what % 4 == 0) return (address(vault), abi.encodeCall(vault.transferFrom, (victim, thief, 1)));
        if (what % 4 == 1) return (address(loanBook), abi.encodeCall(loanBook.withdraw, (id, victim, thief)));
        if (what % 4 == 2) return (address(dutch), abi.encodeCall(dutch.collect, (id, Line.Fee, thief)));
        for (uint256 i; i < _tokens.length; ++i) {
            if (_tokens[i].collection != address(collection)) continue;
            if (collection.ownerOf(_tokens[i].id) != victim) continue;
            Item[] memory items = new Item[](1);
            items[0] = Item(_tokens[i].collection, _tokens[i].id);
            return (address(factory), abi.encodeCall(factory.create, (items, 1e18, address(weth), "x", "x")));
        }
        return (address(0), "");
    }

    // ---- signatures ----

    /// @dev The offers of the last loan again; a fresh offer signed by another, for another chain, or cancelled.
    function replay(uint256 which, uint256 who, uint256 how) external {
        if (_usedOffers.length == 0) return;
        Vault vault = _anyVault(which);
        (LoanOffer[] memory offers, bytes[] memory signatures) = (_usedOffers, _usedSignatures);
        if (how % 4 != 0) (offers, signatures) = _offers(vault, 1e18, offers[0].terms, how);
        for (uint256 i; i < ACTORS; ++i) {
            delete _mayPay[_actors[i]]; // none of what follows may cost a lender anything
        }
        address caller = _ownerOf(vault, who);
        if (how % 4 == 1) {
            for (uint256 i; i < offers.length; ++i) {
                signatures[i] = _sign(uint256(keccak256(abi.encode("actor", HONEST))), loanBook.offerHash(offers[i]));
                if (offers[i].lender.code.length != 0 || offers[i].lender == _actors[HONEST]) return;
            }
        }
        if (how % 4 == 2) {
            vm.prank(offers[0].lender);
            loanBook.cancelOffers();
        }
        if (how % 4 == 3) {
            if (_keyOf[offers[0].lender] == 0) return; // a contract that says yes to everything
            vm.chainId(block.chainid + 1);
        }
        bytes memory opening = abi.encodeCall(loanBook.open, (address(vault), offers, signatures, caller));
        _mustFail("sigOnce", "an offer opened a loan it must not", caller, address(loanBook), opening);
        bytes memory refinancing = abi.encodeCall(loanBook.refinance, (address(vault), offers, signatures));
        _mustFail("sigOnce", "an offer refinanced a loan it must not", caller, address(loanBook), refinancing);
        if (how % 4 == 3) vm.chainId(block.chainid - 1);
    }
}
