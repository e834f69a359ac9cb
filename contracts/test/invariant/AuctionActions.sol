// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {AuctionStatus, DutchTerms, Line} from "../../src/interfaces/IDutchAuction.sol";
import {Loan, LoanTerms} from "../../src/interfaces/ILoanBook.sol";
import {Item, VaultState} from "../../src/interfaces/IVault.sol";
import {Vault} from "../../src/Vault.sol";
import {vm} from "../utils/Vm.sol";
import {LoanActions} from "./LoanActions.sol";

/// @notice Default, sale, and everybody's draw. Each action knows by itself when it must be let through.
abstract contract AuctionActions is LoanActions {
    uint256 private constant DUTCH = 1 << uint256(VaultState.Dutch);
    uint256 private constant SETTLED = 1 << uint256(VaultState.Settled);

    /// @dev Our books of one auction.
    struct AuctionBooks {
        DutchTerms kicked; // as announced, to see that nothing of it moves
        uint256 repaidBefore; // wei of the loan, before the kick
        uint256 collected; // wei, all lines
        uint256 lastPrice; // of all items, as last seen in this round
        uint256 lastPriceAt;
    }

    /// @dev What somebody is about to buy.
    struct Order {
        Vault vault;
        uint256 id;
        uint256 item;
        address who;
        bool allowed;
        uint256 price;
    }

    mapping(uint256 id => AuctionBooks) internal _auctionBooks;
    mapping(uint256 loanId => uint256 id) internal _auctionOf; // 0: the loan was never auctioned

    // ---- default ----

    function kick(uint256 which, uint256 who) external {
        if (_vaults.length == 0) return;
        Vault vault = who % 3 == 0 ? _vaultIn(which, LIVE) : _vaultOnLoan(which | 1, who);
        if (who % 3 == 1) _awaitMaturity(vault);
        if (who % 3 == 2) _awaitMarginCall(vault, who);
        _kick(vault, _actor(who));
    }

    function _kick(Vault vault, address keeper) private {
        bool allowed = LIVE >> uint256(vault.state()) & 1 == 1 && _isInDefault(vault);
        Loan memory loan = loanBook.loan(loanBook.loanIdOf(address(vault)));
        uint256 debt = loanBook.debtOf(address(vault));
        _plant(vault);
        bytes memory call = abi.encodeCall(dutch.kick, (address(vault)));
        (bool ok, bytes memory answer) = _actIff(allowed, "kick", keeper, address(dutch), call);
        if (!ok) return;
        if (block.timestamp < uint256(loan.terms.dueAt) + loan.terms.graceSeconds) ++reached["kick on a margin call"];
        if (vault.auctionCount() > 1) ++reached["a second auction"];
        DutchTerms memory terms = _noteKick(vault, abi.decode(answer, (uint256)));
        _expect("termsFrozen", terms.debt == debt, "the debt moved at the kick");
        _expect("priceCurve", terms.startsAt > block.timestamp, "a sale in the block of the kick");
        _expect("floorRespected", terms.reservePrice >= 1 && terms.top >= 2 * terms.reservePrice, "no floor");
    }

    // ---- sale ----

    /// @dev Tried first one wei too cheap, then too late; then as it should be.
    function take(uint256 which, uint256 who, uint256 item) external {
        if (_vaults.length == 0) return;
        Order memory order;
        order.vault = _vaultOnSale(which, who);
        order.id = dutch.idOf(address(order.vault), order.vault.auctionCount());
        order.item = item % (order.vault.itemCount() + (item % 7 == 0 ? 1 : 0));
        order.who = _actor(who);
        if (who % 3 != 0) _awaitSale(order.id, item, order.who);
        _quote(order);
        _plant(order.vault);
        uint256 max = order.price == 0 ? type(uint256).max : order.price;
        if (order.price > 0) {
            bytes memory cheap = _takeCall(order, order.price - 1, block.timestamp);
            _mustFail("maxPriceHonoured", "paid above maxPrice", order.who, address(dutch), cheap);
            bytes memory late = _takeCall(order, order.price, block.timestamp - 1);
            _mustFail("maxPriceHonoured", "taken after the deadline", order.who, address(dutch), late);
        }
        bytes memory call = _takeCall(order, max, block.timestamp);
        (bool ok, bytes memory answer) = _actIff(order.allowed, "take", order.who, address(dutch), call);
        if (ok) _noteTake(order, abi.decode(answer, (uint256)));
    }

    function redo(uint256 which, uint256 who) external {
        if (_vaults.length == 0) return;
        Vault vault = _vaultOnSale(which, who);
        uint256 id = dutch.idOf(address(vault), vault.auctionCount());
        DutchTerms memory terms = dutch.terms(id);
        if (who % 2 == 0) _warpUpTo(uint256(terms.startsAt) + terms.durationSeconds);
        _redo(id, _actor(who));
    }

    function _redo(uint256 id, address keeper) internal {
        DutchTerms memory terms = dutch.terms(id);
        bool over = block.timestamp >= uint256(terms.startsAt) + terms.durationSeconds;
        bool allowed = terms.status == AuctionStatus.Running && terms.round == 0 && over;
        bytes memory call = abi.encodeCall(dutch.redo, (id));
        (bool ok,) = _actIff(allowed, "redo", keeper, address(dutch), call);
        if (!ok) return;
        _auctionBooks[id].lastPriceAt = 0;
        DutchTerms memory next = dutch.terms(id);
        bool lower = next.reservePrice <= terms.reservePrice && next.top <= terms.top;
        _expect("priceCurve", lower, "a later round starts or ends higher");
        bool paidBefore = terms.raised != 0 || terms.round != 0;
        _expect("paidOnce", !paidBefore || next.keeperReward == terms.keeperReward, "a redo rewarded twice");
        _expect("waterfallExact", next.keeperReward <= next.penalty, "keeper reward above the penalty");
    }

    function cure(uint256 which, uint256 who) external {
        if (_vaults.length == 0) return;
        Vault vault = _vaultIn(which, _states(VaultState.Dutch, VaultState.Batch));
        uint256 id = dutch.idOf(address(vault), vault.auctionCount());
        DutchTerms memory terms = dutch.terms(id);
        bool unbid = terms.status == AuctionStatus.Batch && batch.stateOf(id).bidCount == 0;
        bool allowed = (terms.status == AuctionStatus.Running || unbid) && terms.raised == 0;
        _plant(vault);
        bytes memory call = abi.encodeCall(dutch.cure, (id));
        (bool ok,) = _actIff(allowed, "cure", _actor(who), address(dutch), call);
        if (ok) _books[address(vault)].received += uint256(terms.debt) + terms.keeperReward;
        if (ok && unbid) ++reached["a cure in the batch"];
    }

    function writeOff(uint256 which, uint256 who, uint256 item) external {
        if (_vaults.length == 0) return;
        Vault vault = _vaultOnSale(which, who);
        uint256 id = dutch.idOf(address(vault), vault.auctionCount());
        item %= vault.itemCount();
        for (uint256 i; i < vault.itemCount() && who % 3 != 0; ++i) {
            if (vault.item(i).collection == address(zoo)) item = i; // one that can be lost at all
        }
        Item memory lost = vault.item(item);
        if (who % 2 == 0 && lost.collection == address(zoo) && _holds(vault, lost)) zoo.burn(lost.tokenId);
        bool allowed = _isForSale(id, item) && !_holds(vault, vault.item(item));
        bytes memory call = abi.encodeCall(dutch.writeOff, (id, item));
        _actIff(allowed, "writeOff", _actor(who), address(dutch), call);
    }

    // ---- draws ----

    function collect(uint256 which, uint256 n, uint256 line, uint256 who, uint256 to) external {
        if (_vaults.length == 0) return;
        Vault vault = _anyVault(which);
        if (vault.auctionCount() == 0) return;
        uint256 id = dutch.idOf(address(vault), uint32(1 + n % vault.auctionCount()));
        _plant(vault);
        (address target, bytes memory call, address payee, uint256 owed) = _drawCall(id, line, to);
        address caller = who % 2 == 0 ? payee : _actor(who / 2);
        bool allowed = owed != 0 && (to % 3 != 0 || _actor(to / 3) == payee || caller == payee);
        (bool ok, bytes memory answer) = _actIff(allowed, "collect", caller, target, call);
        if (!ok) return;
        _noteCollected(vault, id, line);
        _expect("paidOnce", abi.decode(answer, (uint256)) == owed, "a line paid another amount");
        _mustFail("paidOnce", "a line was paid twice", caller, target, call);
    }

    function claim(uint256 which, uint256 who, uint256 part, uint256 to) external {
        if (_vaults.length == 0) return;
        Vault vault = _vaultIn(which, SETTLED);
        address holder = _actor(who);
        for (uint256 i; i < ACTORS && part % 4 != 0 && vault.balanceOf(holder) == 0; ++i) {
            holder = _actors[(_indexOf(holder) + 1) % ACTORS]; // the next one who holds any
        }
        _claim(vault, holder, _partOf(vault.balanceOf(holder), part / 4), _actor(to));
    }

    function sweep(uint256 which, uint256 who) external {
        if (_vaults.length == 0) return;
        Vault vault = _vaultIn(which, SETTLED);
        for (uint256 i; i < ACTORS && who % 2 == 0; ++i) {
            _claim(vault, _actors[i], vault.balanceOf(_actors[i]), _actors[i]);
        }
        uint256 dust = vault.cash() - vault.totalClaimed();
        bool allowed = vault.state() == VaultState.Settled && vault.totalSupply() == 0 && dust != 0;
        bytes memory call = abi.encodeCall(vault.sweep, ());
        (bool ok,) = _actIff(allowed, "sweep", _actor(who), address(vault), call);
        if (ok) _books[address(vault)].paid += dust;
    }

    // ---- what the actions share ----

    function _claim(Vault vault, address holder, uint256 shares, address to) private {
        uint256 held = vault.balanceOf(holder);
        bool allowed = vault.state() == VaultState.Settled && shares != 0 && shares <= held;
        uint256 owed = vault.claimable(holder, shares);
        _plant(vault);
        bytes memory call = abi.encodeCall(vault.claim, (shares, to));
        (bool ok, bytes memory answer) = _actIff(allowed, "claim", holder, address(vault), call);
        if (!ok) return;
        _books[address(vault)].paid += owed;
        _expect("paidOnce", abi.decode(answer, (uint256)) == owed, "a claim paid another amount");
    }

    /// @dev A vault on sale; two times of three one is brought there when there is none.
    function _vaultOnSale(uint256 which, uint256 who) internal returns (Vault vault) {
        vault = _vaultIn(which, DUTCH);
        if (who % 3 == 0 || vault.state() == VaultState.Dutch) return vault;
        vault = _vaultOnLoan(which | 1, who);
        if (LIVE >> uint256(vault.state()) & 1 == 0) return vault;
        _awaitMaturity(vault);
        _kick(vault, _actor(who));
    }

    function _awaitMaturity(Vault vault) private {
        LoanTerms memory terms = loanBook.loan(loanBook.loanIdOf(address(vault))).terms;
        _warpUpTo(uint256(terms.dueAt) + terms.graceSeconds);
    }

    /// @dev Flagged, and the windows to cure and to confirm go by without a recovery.
    function _awaitMarginCall(Vault vault, uint256 who) private {
        _flag(vault, who);
        Loan memory loan = loanBook.loan(loanBook.loanIdOf(address(vault)));
        if (loan.flaggedAt == 0) return;
        _warpUpTo(uint256(loan.flaggedAt) + loan.terms.cureSeconds);
        _warpUpTo(uint256(loan.flaggedAt) + loan.terms.confirmSeconds);
        _sink(vault, loan.terms);
    }

    /// @dev Anywhere in the window of the sale; half of the time in its first hours, where prices are high.
    function _awaitSale(uint256 id, uint256 seed, address keeper) private {
        DutchTerms memory terms = dutch.terms(id);
        if (terms.status != AuctionStatus.Running) return;
        bool over = block.timestamp >= uint256(terms.startsAt) + terms.durationSeconds;
        if (over && terms.round == 0) _redo(id, keeper);
        terms = dutch.terms(id);
        uint256 span = terms.durationSeconds >> (seed % 2 * 4);
        if (span != 0) _warpUpTo(terms.startsAt + seed / 2 % span);
    }

    function _noteKick(Vault vault, uint256 id) internal returns (DutchTerms memory terms) {
        terms = dutch.terms(id);
        _auctionBooks[id].kicked = terms;
        _auctionBooks[id].repaidBefore = loanBook.loan(terms.loanId).repaid;
        _auctionOf[dutch.idOf(address(vault), uint32(_books[address(vault)].loans))] = id;
    }

    /// @dev Rule M, or rule U2, from the published views.
    function _isInDefault(Vault vault) internal view returns (bool) {
        Loan memory loan = loanBook.loan(loanBook.loanIdOf(address(vault)));
        if (block.timestamp >= uint256(loan.terms.dueAt) + loan.terms.graceSeconds) return true;
        if (loan.flaggedAt == 0 || block.timestamp < uint256(loan.flaggedAt) + loan.terms.cureSeconds) return false;
        (,, uint256 observedAt,) = loanBook.valuesOf(address(vault));
        bool confirms = observedAt >= uint256(loan.flaggedAt) + loan.terms.confirmSeconds;
        return confirms && _isUnhealthyNow(vault, loan.terms);
    }

    function _isForSale(uint256 id, uint256 item) internal view returns (bool) {
        DutchTerms memory terms = dutch.terms(id);
        return terms.status == AuctionStatus.Running && terms.soldMask >> item & 1 == 0;
    }

    function _quote(Order memory order) internal view {
        DutchTerms memory terms = dutch.terms(order.id);
        if (order.item >= order.vault.itemCount() || !_isForSale(order.id, order.item)) return;
        uint256 closesAt = uint256(terms.startsAt) + terms.durationSeconds;
        if (block.timestamp < terms.startsAt || block.timestamp >= closesAt) return;
        order.price = lens.itemPrice(order.id, order.item);
        order.allowed = _isMovable(order.vault, order.item);
    }

    function _takeCall(Order memory order, uint256 maxPrice, uint256 deadline) internal view returns (bytes memory) {
        bytes memory data = order.who.code.length == 0 ? bytes("") : bytes("call me");
        return abi.encodeCall(dutch.take, (order.id, order.item, maxPrice, order.who, deadline, data));
    }

    function _noteTake(Order memory order, uint256 paid) internal {
        _books[address(order.vault)].received += paid;
        DutchTerms memory terms = dutch.terms(order.id);
        Item memory item = order.vault.item(order.item);
        _expect("maxPriceHonoured", paid == order.price, "another price than quoted");
        _expect("custody", IERC721(item.collection).ownerOf(item.tokenId) == order.who, "paid and not delivered");
        uint256 weight = dutch.item(order.id, order.item).weight;
        uint256 floor = (terms.reservePrice * weight + terms.liquidationValue - 1) / terms.liquidationValue;
        _expect("floorRespected", paid >= floor && paid > 0, "sold below the reserve price");
        _noteEnding(order.vault, terms);
    }

    /// @dev The ways in which a sale can leave a vault.
    function _noteEnding(Vault vault, DutchTerms memory terms) private {
        VaultState state = vault.state();
        if (terms.round > 0) ++reached["sold in the second round"];
        if (state == VaultState.Dutch) ++reached["some items sold"];
        if (state == VaultState.Open) ++reached["covered, items left"];
        if (state != VaultState.Settled) return;
        if (terms.raised < uint256(terms.keeperReward) + terms.debt) ++reached["lenders lost"];
        if (vault.cash() > 0) ++reached["a residual"];
    }

    /// @dev The lines 0..3, then the royalties of the items.
    function _drawCall(uint256 id, uint256 line, uint256 to)
        internal
        view
        returns (address target, bytes memory call, address payee, uint256 owed)
    {
        line = _lineOf(id, line);
        (payee, owed) = _owedOf(id, line);
        address receiver = to % 3 == 0 ? _actor(to / 3) : payee;
        if (line < 4) return (address(dutch), abi.encodeCall(dutch.collect, (id, Line(line), receiver)), payee, owed);
        return (address(dutch), abi.encodeCall(dutch.collectRoyalty, (id, line - 4, receiver)), payee, owed);
    }

    function _lineOf(uint256 id, uint256 seed) internal view returns (uint256) {
        return seed % (4 + Vault(dutch.terms(id).vault).itemCount());
    }

    /// @dev What our books say is still owed on a line, from the waterfall of the checks.
    function _owedOf(uint256 id, uint256 line) internal view virtual returns (address payee, uint256 owed);
    function _noteCollected(Vault vault, uint256 id, uint256 seed) internal virtual;
}
