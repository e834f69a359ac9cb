// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {AuctionStatus, DutchItem, DutchTerms, Proceeds} from "../../src/interfaces/IDutchAuction.sol";
import {VaultState} from "../../src/interfaces/IVault.sol";
import {Vault} from "../../src/Vault.sol";
import {BatchEndings} from "./BatchEndings.sol";

/// @notice Who is owed what, computed a second time: the waterfall line by line from the total, and every vault's
/// liabilities from the published views and our own record of what was drawn.
abstract contract Ledger is BatchEndings {
    /// @dev What a loan has cost so far: repaid, and still open or lost.
    struct Cost {
        uint256 charged;
        uint256 seenAt;
    }

    mapping(uint256 id => mapping(uint256 line => bool)) private _drawn;
    mapping(uint256 loanId => Cost) private _costs;
    mapping(uint256 loanId => bool) private _isCovered; // looked at
    mapping(uint256 loanId => uint256) private _coverOf; // wei from the insurance fund

    /// @dev What was charged never falls, so debt falls only by what is repaid or booked as lost; and it rises only
    /// with time. After the end it stands still.
    function _observeLoan(uint256 loanId) internal override {
        _observeCover(loanId);
        Cost memory last = _costs[loanId];
        uint256 paid = loanBook.loan(loanId).repaid + _creditOf[_auctionOf[loanId]];
        uint256 charged = paid + _openDebt(loanId) - _premiumPaid(loanId);
        _expect("debtOnlyFallsByPayment", charged >= last.charged, "debt fell without a payment");
        bool still = last.seenAt != block.timestamp || charged == last.charged;
        _expect("consent", still, "debt rose without time passing");
        _costs[loanId] = Cost(charged, block.timestamp);
    }

    /// @dev Once, right after the settlement: nothing but the cover has left the fund since.
    function _observeCover(uint256 loanId) private {
        uint256 id = _auctionOf[loanId];
        if (id == 0 || _isCovered[loanId] || dutch.terms(id).status != AuctionStatus.Settled) return;
        _isCovered[loanId] = true;
        Vault vault = Vault(dutch.terms(id).vault);
        uint256 amount = loanBook.loan(loanId).repaid - _auctionBooks[id].repaidBefore - _debtPaid(id);
        uint256 shortfall = dutch.terms(id).debt - _debtPaid(id);
        if (_convertedLoan[loanId] || batch.stateOf(id).series != address(0)) shortfall = 0; // paid in kind
        uint256 cash = IERC20(vault.paymentToken()).balanceOf(address(fund)) + amount;
        uint256 expected = _least(shortfall, _least(_loanBooks[loanId].units / 5, cash / 20));
        _expect("waterfallExact", amount == expected, "a cover is not what its caps say");
        if (amount != 0) ++reached["a cover"];
        _coverOf[loanId] = amount;
        _books[address(vault)].received += amount;
    }

    function _least(uint256 a, uint256 b) private pure returns (uint256) {
        return a < b ? a : b;
    }

    /// @dev What redeeming converted items gave the lenders above their debt.
    function _premiumPaid(uint256 loanId) private view returns (uint256) {
        return dutch.terms(_auctionOf[loanId]).status == AuctionStatus.Cured ? _premiumOf[loanId] : 0;
    }

    function _openDebt(uint256 loanId) private view returns (uint256) {
        uint256 id = _auctionOf[loanId];
        if (id != 0) return dutch.terms(id).debt - _debtPaid(id) - _coverOf[loanId];
        address vault = address(uint160(loanId >> 96));
        return loanBook.loanIdOf(vault) == loanId ? loanBook.debtOf(vault) : 0;
    }

    /// @dev keeper, redo keeper, insurance, fee, then each item's royalty; from the definitions, not by subtraction.
    function _linesOf(uint256 id) internal view returns (uint256[] memory lines) {
        DutchTerms memory terms = dutch.terms(id);
        uint256 count = Vault(terms.vault).itemCount();
        lines = new uint256[](4 + count);
        if (terms.status == AuctionStatus.Cured) {
            (lines[0], lines[1]) = (terms.kickReward, terms.keeperReward - terms.kickReward);
            return lines;
        }
        uint256 raised = terms.raised;
        uint256 keeper = _upTo(terms.keeperReward, raised, 0);
        lines[0] = _upTo(terms.kickReward, keeper, 0);
        lines[1] = keeper - lines[0];
        lines[2] = _upTo(terms.penalty, raised, uint256(terms.keeperReward) + terms.debt);
        uint256 before = uint256(terms.keeperReward) + terms.debt + terms.penalty;
        for (uint256 i; i < count; ++i) {
            DutchItem memory item = dutch.item(id, i);
            uint256 cutBps = uint256(terms.feeBps) + item.royaltyBps;
            uint256 cut = _upTo(uint256(item.price) * cutBps / 10_000, raised, before);
            lines[3] += cut * terms.feeBps / cutBps;
            lines[4 + i] = cut - cut * terms.feeBps / cutBps;
            before += cut;
        }
    }

    function _debtPaid(uint256 id) internal view returns (uint256) {
        DutchTerms memory terms = dutch.terms(id);
        if (terms.status == AuctionStatus.Cured) return terms.debt;
        return _upTo(terms.debt, terms.raised, terms.keeperReward);
    }

    function _residual(uint256 id) internal view returns (uint256) {
        DutchTerms memory terms = dutch.terms(id);
        uint256 others = _debtPaid(id) + _sum(_linesOf(id));
        return terms.raised > others ? terms.raised - others : 0;
    }

    /// @dev The contract's waterfall against ours.
    function _waterfallAgrees(uint256 id) internal view returns (bool) {
        Proceeds memory p = lens.proceedsOf(id);
        uint256[] memory lines = _linesOf(id);
        uint256 royalty;
        for (uint256 i = 4; i < lines.length; ++i) {
            royalty += lines[i];
        }
        bool senior = p.keeper == lines[0] + lines[1] && p.debt == _debtPaid(id) && p.penalty == lines[2];
        bool junior = p.fee == lines[3] && p.royalty == royalty && p.residual == _residual(id);
        return senior && junior && p.keeper + p.debt + p.penalty + p.fee + p.royalty + p.residual == p.proceeds;
    }

    /// @dev Wei of its payment token that a vault owes to somebody.
    function _liabilities(Vault vault) internal view returns (uint256 owed) {
        owed = vault.cash() - vault.totalClaimed();
        for (uint32 n = 1; n <= _books[address(vault)].loans; ++n) {
            uint256 loanId = dutch.idOf(address(vault), n);
            owed += _owedToLenders(loanId);
        }
        for (uint32 n = 1; n <= vault.auctionCount(); ++n) {
            uint256 id = dutch.idOf(address(vault), n);
            owed += _sum(_linesOf(id)) - _auctionBooks[id].collected;
            if (!_hasEnded(dutch.terms(id).status)) owed += _residual(id);
            owed = owed + _escrowLeft(id) - _soldFor(id); // what was sold stands in the lines and the residual
        }
    }

    function _owedOf(uint256 id, uint256 line) internal view override returns (address payee, uint256 owed) {
        DutchTerms memory terms = dutch.terms(id);
        if (line == 0) payee = terms.keeper;
        else if (line == 1) payee = terms.redoKeeper;
        else if (line == 2) payee = address(fund);
        else if (line == 3) payee = FEES;
        else payee = dutch.item(id, line - 4).royaltyReceiver;
        if (_hasEnded(terms.status) && !_drawn[id][line]) owed = _linesOf(id)[line];
    }

    function _hasEnded(AuctionStatus status) internal pure returns (bool) {
        return status == AuctionStatus.Settled || status == AuctionStatus.Covered || status == AuctionStatus.Cured;
    }

    function _noteCollected(Vault vault, uint256 id, uint256 seed) internal override {
        uint256 line = _lineOf(id, seed);
        uint256 amount = _linesOf(id)[line];
        _drawn[id][line] = true;
        _auctionBooks[id].collected += amount;
        _books[address(vault)].paid += amount;
    }

    /// @dev min(wanted, what is left of `total` after `before`).
    function _upTo(uint256 wanted, uint256 total, uint256 before) private pure returns (uint256) {
        if (total <= before) return 0;
        return wanted < total - before ? wanted : total - before;
    }

    function _sum(uint256[] memory values) internal pure returns (uint256 total) {
        for (uint256 i; i < values.length; ++i) {
            total += values[i];
        }
    }
}
