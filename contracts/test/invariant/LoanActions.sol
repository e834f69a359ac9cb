// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {Valuation} from "../../src/interfaces/IAppraisalOracle.sol";
import {Loan, LoanOffer, LoanTerms} from "../../src/interfaces/ILoanBook.sol";
import {Item, VaultState} from "../../src/interfaces/IVault.sol";
import {Vault} from "../../src/Vault.sol";
import {Draw} from "../utils/Draw.sol";
import {vm} from "../utils/Vm.sol";
import {World} from "./World.sol";

/// @notice Deposits, shares, loans: what people do before anything goes wrong. Each action knows by itself when it must
/// be let through.
abstract contract LoanActions is World {
    uint256 internal constant LIVE = 1 << uint256(VaultState.Loaned) | 1 << uint256(VaultState.MarginCall);

    /// @dev Our books of one loan.
    struct LoanBooks {
        bytes32 termsHash;
        address[] holders; // of positions, ever
        uint256 units; // of all of them; 0 once it was swept
        bool swept;
    }

    /// @dev What somebody is about to propose.
    struct Draft {
        Vault vault;
        address who;
        LoanTerms terms;
        uint256 total; // wei
        bool allowed;
    }

    mapping(uint256 loanId => LoanBooks) internal _loanBooks;
    mapping(uint256 loanId => bool) internal _convertedLoan; // its lenders are owed a new series
    mapping(uint256 loanId => mapping(address => bool)) internal _convertedOf; // and this one has its part
    mapping(address vault => LoanOffer[]) internal _usedOffers; // of its last loan, to be tried again
    mapping(address vault => bytes[]) internal _usedSignatures;

    // ---- vaults and shares ----

    function create(uint256 who, uint256 count, uint256 kind, uint256 supply) external {
        if (_vaults.length >= MAX_VAULTS) return; // more come by conversion
        address actor = _actor(who);
        Item[] memory items = new Item[](1 + count % 3);
        for (uint256 i; i < items.length; ++i) {
            items[i] = _itemFor(actor, uint256(keccak256(abi.encode(kind, i))));
        }
        address token = kind % 3 == 0 ? address(_hookToken) : address(weth);
        uint256[3] memory supplies = [uint256(1e18), S0, 2 ** 112];
        bytes memory call = abi.encodeCall(factory.create, (items, supplies[supply % 3], token, "Shares", "S"));
        bool allowed = !(zoo.paused() && _touchesZoo(items)) && !_repeats(items);
        (bool ok, bytes memory answer) = _actIff(allowed, "create", actor, address(factory), call);
        if (!ok) return;
        Vault vault = abi.decode(answer, (Vault));
        _vaults.push(vault);
        _expect("custody", vault.balanceOf(actor) == vault.totalShares(), "the depositor does not hold every share");
    }

    function transferShares(uint256 which, uint256 from, uint256 to, uint256 part) external {
        if (_vaults.length == 0) return;
        Vault vault = _anyVault(which);
        address sender = _ownerOf(vault, from);
        address receiver = to % 5 == 0 ? sender : _actor(to / 5);
        uint256 held = vault.balanceOf(sender);
        uint256 shares = _partOf(held, part);
        bytes memory call = abi.encodeCall(vault.transfer, (receiver, shares));
        (bool ok,) = _actIff(shares <= held, "transfer", sender, address(vault), call);
        if (ok && receiver == sender) {
            _expect("ledgerAdds", vault.balanceOf(sender) == held, "a transfer to oneself changed a balance");
        }
    }

    /// @dev A sale to many: each other actor gets a part, some of them nothing.
    function spreadShares(uint256 which, uint256 parts) external {
        if (_vaults.length == 0) return;
        Vault vault = _vaultIn(which, _states(VaultState.Loaned, VaultState.Dutch));
        address seller = _ownerOf(vault, 1);
        for (uint256 i; i < ACTORS; ++i) {
            uint256 shares = vault.balanceOf(seller) * (parts >> (8 * i) & 0x7f) / 1_000;
            vm.prank(seller);
            vault.transfer(_actors[i], shares);
        }
    }

    /// @dev Brings every share back to one holder: what an owner does who wants to redeem or to borrow again.
    function gatherShares(uint256 which, uint256 to) external {
        if (_vaults.length != 0) _gather(_vaultIn(which, _states(VaultState.Open, VaultState.Loaned)), _actor(to));
    }

    function redeem(uint256 which, uint256 who, uint256 left) external {
        if (_vaults.length == 0) return;
        Vault vault = _vaultIn(which, 1 << uint256(VaultState.Open));
        address owner = _ownerOf(vault, who);
        uint16 leftBehind = uint16(left % 3 == 0 ? left >> 8 : _stuckItems(vault));
        bool allowed = vault.state() == VaultState.Open && _canRedeem(vault, owner, leftBehind);
        uint256 cash = vault.cash();
        _plant(vault);
        bytes memory call = abi.encodeCall(vault.redeem, (owner, leftBehind));
        (bool ok,) = _actIff(allowed, "redeem", owner, address(vault), call);
        if (ok) _books[address(vault)].paid += cash;
    }

    // ---- loans ----

    function openLoan(uint256 which, uint256 who, uint256 principal, uint256 termsSeed, uint256 lenders) external {
        if (_vaults.length != 0) _open(which, who, principal, termsSeed, lenders);
    }

    function _open(uint256 which, uint256 who, uint256 principal, uint256 termsSeed, uint256 lenders) private {
        Draft memory draft;
        draft.vault = _vaultIn(which, 1 << uint256(VaultState.Open));
        draft.who = _ownerOf(draft.vault, who);
        if (who % 5 != 0 && draft.vault.state() == VaultState.Open) _gather(draft.vault, draft.who);
        _refreshAppraisals(draft.vault, termsSeed >> 128);
        draft.terms = _drawTerms(termsSeed);
        uint256 limit = _lendingLimit(draft.vault, draft.terms);
        draft.total = _partOf(limit, principal);
        draft.allowed = draft.vault.state() == VaultState.Open && draft.total != 0 && draft.total <= limit
            && draft.vault.balanceOf(draft.who) == draft.vault.totalShares() && _isComplete(draft.vault);
        if (!_propose(draft, lenders, "open")) return;
        address vault = address(draft.vault);
        bytes memory flagCall = abi.encodeCall(loanBook.flag, (vault));
        _mustFail("healthyNotSeizable", "flagged in the block of borrowing", draft.who, address(loanBook), flagCall);
        bytes memory kickCall = abi.encodeCall(dutch.kick, (vault));
        _mustFail("healthyNotSeizable", "kicked in the block of borrowing", draft.who, address(dutch), kickCall);
    }

    /// @dev An adversary pays a wei first, in the same block: the owner's payment must not fail for it.
    function repay(uint256 which, uint256 who, uint256 part, bool adversaryFirst) external {
        if (_vaults.length == 0) return;
        Vault vault = _vaultIn(which, LIVE);
        bool live = LIVE >> uint256(vault.state()) & 1 == 1;
        uint256 debt = loanBook.debtOf(address(vault));
        uint256 amount = _partOf(debt, part);
        _plant(vault);
        if (adversaryFirst && live && debt > 1 && _repay(vault, _adversary(who), 1, true)) --debt;
        bool ok = _repay(vault, _actor(who), amount, live && amount != 0);
        uint256 paid = amount < debt ? amount : debt;
        if (ok) _expect("adversaryFirst", loanBook.debtOf(address(vault)) == debt - paid, "not min(amount, debt)");
    }

    function repayAndRedeem(uint256 which, uint256 who) external {
        if (_vaults.length == 0) return;
        Vault vault = _vaultIn(which, LIVE);
        address owner = _ownerOf(vault, who);
        uint16 leftBehind = uint16(_stuckItems(vault));
        bool allowed = LIVE >> uint256(vault.state()) & 1 == 1 && _canRedeem(vault, owner, leftBehind);
        (uint256 debt, uint256 cash) = (loanBook.debtOf(address(vault)), vault.cash());
        _plant(vault);
        bytes memory call = abi.encodeCall(loanBook.repayAndRedeem, (address(vault), owner, leftBehind));
        (bool ok,) = _actIff(allowed, "repayAndRedeem", owner, address(loanBook), call);
        if (!ok) return;
        _books[address(vault)].received += debt;
        _books[address(vault)].paid += cash;
    }

    /// @dev Half of the time with the old terms, else with drawn ones; a part of the old principal, of the debt, or of
    /// what the new terms let anybody lend on the vault now.
    function refinance(uint256 which, uint256 who, uint256 principal, uint256 termsSeed, uint256 lenders) external {
        if (_vaults.length == 0) return;
        Draft memory draft;
        draft.vault = who % 3 == 0 ? _vaultIn(which, LIVE) : _vaultOnLoan(which | 1, who);
        draft.who = _actor(who);
        _refreshAppraisals(draft.vault, termsSeed >> 128);
        Loan memory old = loanBook.loan(loanBook.loanIdOf(address(draft.vault)));
        draft.terms = termsSeed % 2 == 0 ? old.terms : _drawTerms(termsSeed / 2);
        uint256 debt = loanBook.debtOf(address(draft.vault));
        uint256 limit = _lendingLimit(draft.vault, draft.terms);
        uint256[3] memory wholes = [uint256(old.principal), debt, limit];
        draft.total = _partOf(wholes[principal % 3], principal / 3);
        draft.allowed = LIVE >> uint256(draft.vault.state()) & 1 == 1 && draft.terms.dueAt > block.timestamp
            && draft.total != 0 && draft.total <= limit && _isNoWorse(old, draft.terms, debt, draft.total);
        if (_propose(draft, lenders, "refinance")) _books[address(draft.vault)].received += debt;
    }

    function flag(uint256 which, uint256 who) external {
        if (_vaults.length == 0) return;
        _flag(_vaultOnLoan(which, who), who);
    }

    function _flag(Vault vault, uint256 who) internal {
        LoanTerms memory terms = loanBook.loan(loanBook.loanIdOf(address(vault))).terms;
        if (who % 3 != 0) _sink(vault, terms);
        if (who % 9 == 1) vm.warp(block.timestamp + 6 hours + 1); // unhealthy, by appraisals too old to count
        bool allowed = vault.state() == VaultState.Loaned && terms.options & 1 == 0 && _isUnhealthyNow(vault, terms);
        bytes memory call = abi.encodeCall(loanBook.flag, (address(vault)));
        _actIff(allowed, "flag", _actor(who), address(loanBook), call);
    }

    /// @dev Some pay down to the line, to the wei; some hope for a better appraisal.
    function unflag(uint256 which, uint256 who) external {
        if (_vaults.length == 0) return;
        Vault vault = _vaultIn(which, 1 << uint256(VaultState.MarginCall));
        if (who % 3 != 0 && vault.state() != VaultState.MarginCall) {
            vault = _vaultOnLoan(which | 1, who);
            _flag(vault, who);
        }
        _plant(vault);
        LoanTerms memory terms = loanBook.loan(loanBook.loanIdOf(address(vault))).terms;
        if (who % 3 == 2) _appraiseAll(vault, 200e18);
        bool allowed;
        if (vault.state() == VaultState.MarginCall) {
            (, uint256 value,,) = loanBook.valuesOf(address(vault));
            uint256 line = value * terms.cureLtvBps / 10_000;
            uint256 debt = loanBook.debtOf(address(vault));
            if (who % 3 == 1 && line != 0 && debt > line) _repay(vault, _actor(who), debt - line, true);
            allowed = loanBook.debtOf(address(vault)) <= line;
        }
        bytes memory call = abi.encodeCall(loanBook.unflag, (address(vault)));
        _actIff(allowed, "unflag", _actor(who), address(loanBook), call);
    }

    // ---- lenders ----

    function withdraw(uint256 which, uint256 loan, uint256 who, uint256 to) external {
        if (_vaults.length == 0) return;
        Vault vault = _anyVault(which);
        uint256 loanId = _anyLoan(vault, loan);
        address[] storage holders = _loanBooks[loanId].holders;
        address owner = holders.length == 0 ? _actor(who) : holders[who % holders.length];
        address receiver = to % 3 == 0 ? _actor(to / 3) : owner;
        address caller = to % 2 == 0 ? owner : _actor(to / 6);
        _plant(vault);
        _withdraw(loanId, owner, receiver, caller);
    }

    function _withdraw(uint256 loanId, address owner, address receiver, address caller) private {
        uint256 owed = loanBook.withdrawable(loanId, owner);
        bytes memory call = abi.encodeCall(loanBook.withdraw, (loanId, owner, receiver));
        bool allowed = owed != 0 && (receiver == owner || caller == owner);
        (bool ok, bytes memory answer) = _actIff(allowed, "withdraw", caller, address(loanBook), call);
        if (!ok) return;
        _books[address(_focus)].paid += owed;
        _expect("paidOnce", abi.decode(answer, (uint256)) == owed, "a lender was paid another amount");
        _mustFail("paidOnce", "a lender was paid twice", caller, address(loanBook), call);
    }

    function movePosition(uint256 which, uint256 loan, uint256 who, uint256 to) external {
        if (_vaults.length == 0) return;
        uint256 loanId = _anyLoan(_anyVault(which), loan);
        address[] storage holders = _loanBooks[loanId].holders;
        address owner = holders.length == 0 || who % 4 == 0 ? _actor(who / 4) : holders[who % holders.length];
        address receiver = to % 4 == 0 ? owner : _actor(to / 4);
        (uint256 units, uint256 withdrawn) = loanBook.position(loanId, owner);
        (uint256 had, uint256 drew) = loanBook.position(loanId, receiver);
        bytes memory call = abi.encodeCall(loanBook.movePosition, (loanId, receiver));
        bool allowed = units != 0 && !_convertedOf[loanId][owner] && !_convertedOf[loanId][receiver];
        (bool ok,) = _actIff(allowed, "movePosition", owner, address(loanBook), call);
        if (!ok) return;
        _loanBooks[loanId].holders.push(receiver);
        if (receiver == owner) (had, drew) = (0, 0);
        (uint256 has, uint256 drawn) = loanBook.position(loanId, receiver);
        _expect("ledgerAdds", has == had + units && drawn == drew + withdrawn, "a moved position changed");
    }

    /// @dev Often after somebody paid every lender; sometimes a name is missing from the list.
    function sweepLoan(uint256 which, uint256 loan, uint256 who, uint256 missing) external {
        if (_vaults.length == 0) return;
        Vault vault = _anyVault(which);
        uint256 loanId = _anyLoan(vault, loan);
        address[] memory lenders = _loanBooks[loanId].holders; // ever, some of them twice
        _plant(vault);
        for (uint256 i; i < lenders.length && who % 4 != 0; ++i) {
            if (loanBook.withdrawable(loanId, lenders[i]) != 0) _withdraw(loanId, lenders[i], lenders[i], STRANGER);
        }
        if (missing % 4 == 0 && lenders.length != 0) lenders[missing / 4 % lenders.length] = STRANGER;
        uint256 dust = _owedToLenders(loanId);
        bool allowed = dust != 0 && loanBook.loanIdOf(address(vault)) != loanId && _namesAll(loanId, lenders);
        bytes memory call = abi.encodeCall(loanBook.sweepLoan, (loanId, lenders));
        (bool ok,) = _actIff(allowed, "sweepLoan", _actor(who), address(loanBook), call);
        if (!ok) return;
        _noteSweep(vault, loanId, dust);
        _mustFail("paidOnce", "a loan was swept twice", _actor(who), address(loanBook), call);
    }

    function _noteSweep(Vault vault, uint256 loanId, uint256 dust) internal {
        _expect("roundDownToUsers", dust < ACTORS, "more dust than a wei a lender");
        _loanBooks[loanId].swept = true;
        _loanBooks[loanId].units = 0;
        _books[address(vault)].paid += dust;
    }

    // ---- the oracle ----

    function appraise(uint256 which, uint256 item, uint256 value) external {
        if (_vaults.length == 0) return;
        Vault vault = _vaultIn(which, LIVE);
        Item memory appraised = vault.item(item % vault.itemCount());
        _tryAppraise(appraised, value);
    }

    // ---- what the actions share ----

    /// @dev A vault with a loan; where there is none, one is taken out.
    function _vaultOnLoan(uint256 which, uint256 seed) internal returns (Vault vault) {
        vault = _vaultIn(which, LIVE);
        if (LIVE >> uint256(vault.state()) & 1 == 1) return vault;
        uint256 word = uint256(keccak256(abi.encode(which, seed)));
        _open(which, 1 + 5 * (word % 64), word >> 8 & ~uint256(7), word, word >> 64);
        return _vaultIn(which, LIVE);
    }

    function _repay(Vault vault, address payer, uint256 amount, bool allowed) internal returns (bool ok) {
        bytes memory call = abi.encodeCall(loanBook.repay, (address(vault), amount));
        bytes memory answer;
        (ok, answer) = _actIff(allowed, "repay", payer, address(loanBook), call);
        if (ok) _books[address(vault)].received += abi.decode(answer, (uint256));
    }

    function _gather(Vault vault, address to) internal {
        for (uint256 i; i < ACTORS; ++i) {
            uint256 held = vault.balanceOf(_actors[i]);
            if (held == 0 || _actors[i] == to) continue;
            vm.prank(_actors[i]);
            vault.transfer(to, held);
        }
    }

    function _canRedeem(Vault vault, address owner, uint256 leftBehind) private view returns (bool) {
        if (vault.balanceOf(owner) != vault.totalShares()) return false;
        uint256 leaving = ~(leftBehind | vault.deliveredMask()) & ((1 << vault.itemCount()) - 1);
        return leaving & _stuckItems(vault) == 0;
    }

    /// @dev Rule U1 and the last part of rule U2, compared as fractions.
    function _isUnhealthyNow(Vault vault, LoanTerms memory terms) internal view returns (bool) {
        (, uint256 value, uint256 observedAt, bool tripped) = loanBook.valuesOf(address(vault));
        if (tripped || observedAt + 6 hours < block.timestamp) return false;
        return loanBook.debtOf(address(vault)) * 10_000 > value * terms.liquidationLtvBps;
    }

    function _withdrawn(uint256 loanId) internal view returns (uint256 total) {
        for (uint256 i; i < ACTORS; ++i) {
            (, uint256 withdrawn) = loanBook.position(loanId, _actors[i]);
            total += withdrawn;
        }
    }

    /// @dev What was repaid and not drawn yet: the lenders' parts, and the dust until it is swept.
    function _owedToLenders(uint256 loanId) internal view returns (uint256) {
        return _loanBooks[loanId].swept ? 0 : loanBook.loan(loanId).repaid - _withdrawn(loanId);
    }

    /// @dev Everybody with a position is on the list, and nobody on it can draw a wei or a part of a new series.
    function _namesAll(uint256 loanId, address[] memory lenders) private view returns (bool) {
        for (uint256 i; i < ACTORS; ++i) {
            (uint256 units,) = loanBook.position(loanId, _actors[i]);
            bool named;
            for (uint256 j; j < lenders.length; ++j) {
                named = named || lenders[j] == _actors[i];
            }
            if (units != 0 && !named || named && loanBook.withdrawable(loanId, _actors[i]) != 0) return false;
            if (_convertedLoan[loanId] && units != 0 && !_convertedOf[loanId][_actors[i]]) return false;
        }
        return true;
    }

    function _anyLoan(Vault vault, uint256 seed) private view returns (uint256) {
        uint256 count = _books[address(vault)].loans;
        return dutch.idOf(address(vault), uint32(count == 0 ? 1 : 1 + seed % count)); // loans are numbered alike
    }

    /// @dev Lenders sign, and somebody opens or refinances with their offers.
    function _propose(Draft memory draft, uint256 lenders, bytes32 name) private returns (bool ok) {
        (LoanOffer[] memory offers, bytes[] memory signatures) =
            _offers(draft.vault, draft.total, draft.terms, lenders);
        _plant(draft.vault);
        address vault = address(draft.vault);
        bytes memory call = name == "open"
            ? abi.encodeCall(loanBook.open, (vault, offers, signatures, draft.who))
            : abi.encodeCall(loanBook.refinance, (vault, offers, signatures));
        bytes memory answer;
        (ok, answer) = _actIff(draft.allowed, name, draft.who, address(loanBook), call);
        if (ok) _noteLoan(draft.vault, abi.decode(answer, (uint256)), offers, signatures);
    }

    function _noteLoan(Vault vault, uint256 loanId, LoanOffer[] memory offers, bytes[] memory signatures) private {
        LoanBooks storage books = _loanBooks[loanId];
        delete _usedOffers[address(vault)];
        delete _usedSignatures[address(vault)];
        for (uint256 i; i < offers.length; ++i) {
            books.holders.push(offers[i].lender);
            books.units += offers[i].principal;
            _usedOffers[address(vault)].push(offers[i]);
            _usedSignatures[address(vault)].push(signatures[i]);
        }
        books.termsHash = keccak256(abi.encode(offers[0].terms));
        ++_books[address(vault)].loans;
        _expect("consent", books.units == loanBook.loan(loanId).units, "units are not what was signed");
    }

    /// @dev The most that these terms let anybody lend on the vault now: nothing on stale or tripped appraisals.
    function _lendingLimit(Vault vault, LoanTerms memory terms) private view returns (uint256) {
        (uint256 borrowValue,, uint256 observedAt, bool tripped) = loanBook.valuesOf(address(vault));
        if (tripped || observedAt + 6 hours < block.timestamp) return 0;
        return borrowValue * terms.maxLtvBps / 10_000;
    }

    /// @dev Nobody who holds shares signs a refinance: no term may be worse, and no later debt higher.
    function _isNoWorse(Loan memory old, LoanTerms memory terms, uint256 debt, uint256 total)
        private
        pure
        returns (bool)
    {
        LoanTerms memory was = old.terms;
        bool slower = terms.dueAt >= was.dueAt && terms.graceSeconds >= was.graceSeconds
            && terms.cureSeconds >= was.cureSeconds && terms.confirmSeconds >= was.confirmSeconds
            && terms.auctionSeconds >= was.auctionSeconds;
        bool milder = terms.penaltyBps <= was.penaltyBps && terms.liquidationLtvBps >= was.liquidationLtvBps
            && terms.cureLtvBps >= was.cureLtvBps && terms.conversionBps >= was.conversionBps
            && (terms.options == was.options || terms.options == was.options | 1);
        bool cheaper = terms.rateBps <= was.rateBps && terms.lateRateBps <= was.lateRateBps && total <= debt
            && total * terms.rateBps <= uint256(old.principal) * was.rateBps;
        uint256 late = uint256(terms.rateBps) + terms.lateRateBps;
        return slower && milder && cheaper
            && total * late <= old.principal * (uint256(was.rateBps) + was.lateRateBps);
    }

    // ---- drawing ----

    /// @dev A token the actor owns, else a new one, appraised for the first time.
    function _itemFor(address actor, uint256 seed) private returns (Item memory) {
        if (seed % 2 == 0) {
            for (uint256 i; i < _tokens.length; ++i) {
                Item memory known = Item(_tokens[i].collection, _tokens[i].id);
                try IERC721(known.collection).ownerOf(known.tokenId) returns (address owner) {
                    if (owner == actor) return known;
                } catch {
                    continue;
                }
            }
        }
        Token memory made = Token(seed % 3 == 0 ? address(zoo) : address(collection), 1 + _tokens.length);
        _tokens.push(made);
        if (made.collection == address(zoo)) zoo.mint(actor, made.id);
        else collection.mint(actor, made.id);
        Item memory item = Item(made.collection, made.id);
        _tryAppraise(item, 0);
        return item;
    }

    function _touchesZoo(Item[] memory items) private view returns (bool) {
        for (uint256 i; i < items.length; ++i) {
            if (items[i].collection == address(zoo)) return true;
        }
        return false;
    }

    function _repeats(Item[] memory items) private pure returns (bool) {
        for (uint256 i = 1; i < items.length; ++i) {
            for (uint256 j; j < i; ++j) {
                if (items[i].collection == items[j].collection && items[i].tokenId == items[j].tokenId) return true;
            }
        }
        return false;
    }

    function _refreshAppraisals(Vault vault, uint256 seed) internal {
        for (uint256 i; i < vault.itemCount(); ++i) {
            Item memory item = vault.item(i);
            uint256 observedAt = oracle.valuationOf(item.collection, item.tokenId).observedAt;
            if (observedAt + 6 hours < block.timestamp && seed % 8 != 0) _tryAppraise(item, seed);
        }
    }

    /// @dev The items lose value for more than a day, until the debt is just above or just below the line.
    function _sink(Vault vault, LoanTerms memory terms) internal {
        if (terms.liquidationLtvBps == 0) return;
        uint256 line = loanBook.debtOf(address(vault)) * 10_000 / terms.liquidationLtvBps;
        uint256 each = line / vault.itemCount();
        vm.warp(block.timestamp + 6 hours + 1); // a fall after so long a time trips no breaker
        _appraiseAll(vault, each);
        vm.warp(block.timestamp + 1 days);
        _appraiseAll(vault, each);
    }

    function _appraiseAll(Vault vault, uint256 value) private {
        for (uint256 i; i < vault.itemCount(); ++i) {
            Item memory item = vault.item(i);
            uint256 observedAt = oracle.valuationOf(item.collection, item.tokenId).observedAt;
            if (observedAt + 30 minutes > block.timestamp || value < 1e6 || value > 1e27) continue;
            _appraise(item.collection, item.tokenId, value, value, value);
        }
    }

    /// @dev Around the last value, or anywhere between 1 and 200; too soon after the last round it changes nothing.
    function _tryAppraise(Item memory item, uint256 seed) private {
        uint256 last = VALUE;
        try oracle.valuationOf(item.collection, item.tokenId) returns (Valuation memory known) {
            if (known.observedAt + 30 minutes > block.timestamp) return;
            last = known.appraisal;
        } catch {
            seed = 0;
        }
        uint256 middle = seed % 4 == 0 ? last : Draw.within(seed / 4, last * 3 / 4, last * 5 / 4);
        if (seed % 16 == 15 || middle < 1e6 || middle > 1e27) middle = Draw.within(seed / 16, 1e18, 200e18);
        _appraise(item.collection, item.tokenId, middle - middle / 50, middle, middle + middle / 50);
    }

    function _drawTerms(uint256 seed) private view returns (LoanTerms memory terms) {
        uint40[4] memory spans = [uint40(1 hours), 1 days, 10 days, 90 days];
        uint24[3] memory waits = [uint24(0), 1 hours, 72 hours];
        terms = _terms();
        terms.rateBps = uint16(Draw.within(seed, 0, 10_000));
        terms.lateRateBps = uint16(Draw.within(seed >> 16, 0, 2_000));
        terms.dueAt = uint40(block.timestamp) + spans[seed >> 32 & 3];
        terms.graceSeconds = waits[(seed >> 40) % 3];
        terms.cureSeconds = waits[(seed >> 48) % 3];
        terms.confirmSeconds = waits[(seed >> 56) % 2];
        terms.maxLtvBps = uint16(Draw.within(seed >> 64, 2_000, 8_500));
        terms.liquidationLtvBps = terms.maxLtvBps + 1_000 + uint16((seed >> 80) % 500);
        terms.cureLtvBps = terms.liquidationLtvBps - 1 - uint16((seed >> 96) % 300);
        terms.penaltyBps = uint16(Draw.within(seed >> 104, 0, 1_000));
        terms.conversionBps = uint16(Draw.within(seed >> 112, 0, 10_000));
        terms.auctionSeconds = (seed >> 120) % 2 == 0 ? 24 hours : 72 hours;
        terms.options = (seed >> 124) % 4 == 0 ? 1 : 0;
        terms.options |= uint8((seed >> 128) % 3 == 0 ? 2 : 0) | uint8((seed >> 132) % 3 == 0 ? 4 : 0);
    }

    /// @dev One to three lenders, the total split between them; contracts sign by answering. An offer stays valid until
    /// its loan would be due, so that a used one is still good in all but that.
    function _offers(Vault vault, uint256 total, LoanTerms memory terms, uint256 seed)
        internal
        returns (LoanOffer[] memory offers, bytes[] memory signatures)
    {
        uint256 count = total < 3 ? 1 : 1 + seed % 3;
        offers = new LoanOffer[](count);
        signatures = new bytes[](count);
        uint256 left = total;
        for (uint256 i; i < count; ++i) {
            uint256 index = (seed >> (8 * (i + 1))) % ACTORS;
            uint256 principal = i + 1 == count ? left : left / 2;
            left -= principal;
            offers[i] = _offer(address(vault), _actors[index], principal, terms);
            offers[i].validUntil = terms.dueAt;
            signatures[i] = _signatureOf(offers[i]);
            _mayPay[_actors[index]] += principal;
        }
    }

    function _signatureOf(LoanOffer memory offer) internal view returns (bytes memory) {
        uint256 key = _keyOf[offer.lender];
        return key == 0 ? bytes("") : _sign(key, loanBook.offerHash(offer));
    }
}
