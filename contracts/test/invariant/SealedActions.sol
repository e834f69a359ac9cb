// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {BatchState, BatchStatus, BidKind} from "../../src/interfaces/IBatchAuction.sol";
import {Vault} from "../../src/Vault.sol";
import {Draw} from "../utils/Draw.sol";
import {vm} from "../utils/Vm.sol";
import {Adversary} from "../zoo/Adversary.sol";
import {BatchActions} from "./BatchActions.sol";

/// @notice Sealed bids: committed with more or less than enough, revealed, outbid or kept silent.
abstract contract SealedActions is BatchActions {
    uint256 internal constant REVEAL = 12 hours;

    struct Sealed {
        Placed bid;
        uint256 deposit;
        bytes32 salt;
        bool done;
    }

    /// @dev What our list says of a reveal now.
    struct Fate {
        bool open; // the window
        bool outbid; // another is better already
        bool taken; // the book takes it
        uint256 escrow; // wei it needs
        uint256 endsAt;
    }

    mapping(uint256 id => Sealed[]) internal _sealed;
    mapping(address token => uint256) internal _deposited; // wei that must lie with the sealed bids

    /// @dev Up to four people in a row, as in the open book.
    function commit(uint256 which, uint256 who, uint256 tick, uint256 part) external {
        if (_vaults.length == 0) return;
        Vault vault = _vaultInSealedBatch(which, who);
        for (uint256 i; i <= part % 4; ++i) {
            uint256 seed = uint256(keccak256(abi.encode(part, i)));
            _commit(vault, who / 2 + i, uint256(keccak256(abi.encode(tick, i))), seed);
        }
    }

    function _commit(Vault vault, uint256 who, uint256 tick, uint256 part) private {
        uint256 id = _auctionId(vault);
        if (_sealed[id].length >= MAX_BIDS) return;
        BatchState memory state = batch.stateOf(id);
        Sealed memory made;
        made.bid = _drawBid(vault, id, state, who, tick, part);
        made.salt = keccak256(abi.encode(who, part));
        made.deposit = _drawDeposit(made.bid.escrow, part);
        if (part % 32 == 9 && state.status == BatchStatus.Sealed) _warpUpTo(state.endsAt - REVEAL);
        _plantSealed(id, made);
        bytes32 commitment = _commitmentOf(id, made);
        bool allowed = state.status == BatchStatus.Sealed && block.timestamp < state.endsAt - REVEAL;
        allowed = allowed && made.deposit != 0 && sealedBids.depositOf(id, made.bid.owner, commitment) == 0;
        bytes memory call = abi.encodeCall(sealedBids.commit, (id, commitment, made.deposit));
        (bool ok,) = _actIff(allowed, "commit", made.bid.owner, address(sealedBids), call);
        if (!ok) return;
        _sealed[id].push(made);
        _deposited[vault.paymentToken()] += made.deposit;
        _mustFail("paidOnce", "committed twice", made.bid.owner, address(sealedBids), call);
    }

    /// @dev All that was committed, from some place on; a reveal that is refused for its deposit stays silent.
    function reveal(uint256 which, uint256 who, uint256 from, uint256 flaw) external {
        if (_vaults.length == 0) return;
        Vault vault = _vaultWithCommitments(which, true);
        uint256 id = _auctionId(vault);
        BatchState memory state = batch.stateOf(id);
        for (uint256 i; i < 3 && block.timestamp + REVEAL < state.endsAt; ++i) {
            uint256 tick = uint256(keccak256(abi.encode(flaw, i)));
            _commit(vault, who % 1e9 + i, tick, from / 3 + i); // a crowd, rather alike
        }
        uint256 count = _sealed[id].length;
        if (count == 0) return;
        if (state.status == BatchStatus.Sealed && who % 8 != 0) _warpUpTo(state.endsAt - REVEAL);
        if (state.status == BatchStatus.Sealed && who % 32 == 7) _warpUpTo(state.endsAt);
        for (uint256 i; i < count && i < 1 + flaw % 12; ++i) {
            _reveal(vault, id, (from % count + i) % count, flaw);
        }
    }

    function _reveal(Vault vault, uint256 id, uint256 n, uint256 flaw) private {
        Sealed storage made = _sealed[id][n];
        Fate memory fate = _fate(vault, id, made.bid);
        bool allowed = !made.done && fate.open && (fate.outbid || fate.taken && fate.escrow <= made.deposit);
        _plantSealed(id, made);
        if (flaw % 8 == 3) _tryFalseReveals(id, made);
        if (made.bid.kind == BidKind.Rollover) {
            vm.prank(made.bid.owner);
            vault.approve(address(sealedBids), type(uint256).max);
        }
        bytes memory call = _revealCall(id, made, 0);
        (bool ok, bytes memory answer) = _actIff(allowed, "reveal", made.bid.owner, address(sealedBids), call);
        if (ok) _noteRevealed(vault, id, made, fate, answer);
    }

    function _noteRevealed(Vault vault, uint256 id, Sealed storage made, Fate memory fate, bytes memory answer)
        private
    {
        made.done = true;
        _deposited[vault.paymentToken()] -= made.deposit;
        bool isPlaced = abi.decode(answer, (uint256)) != 0;
        _expect("uniformPrice", isPlaced != fate.outbid, "placed against what our list says");
        if (!isPlaced) ++reached["a reveal came too late"];
        if (!isPlaced) return;
        made.bid.escrow = fate.escrow;
        _notePlaced(vault, id, made.bid, answer);
        _expect("legalMoves", batch.stateOf(id).endsAt == fate.endsAt, "a sealed bid moved the end");
    }

    function _tryFalseReveals(uint256 id, Sealed memory made) private {
        address other = _actors[(_indexOf(made.bid.owner) + 1) % ACTORS];
        _mustFail("sigOnce", "another's bid was revealed", other, address(sealedBids), _revealCall(id, made, 0));
        bytes memory more = _revealCall(id, made, 1);
        _mustFail("sigOnce", "another bid was revealed", made.bid.owner, address(sealedBids), more);
    }

    /// @dev Less than all comes back only from a silence; all of it when the debt was repaid.
    function returnDeposit(uint256 which, uint256 n, uint256 who) external {
        if (_vaults.length == 0) return;
        Vault vault = _vaultWithCommitments(which, false);
        uint256 id = _auctionId(vault);
        if (_sealed[id].length == 0) return;
        _returnDeposit(vault, id, n % _sealed[id].length, _actor(who));
    }

    function _returnDeposit(Vault vault, uint256 id, uint256 n, address who) internal {
        Sealed storage made = _sealed[id][n];
        _plantSealed(id, made);
        BatchStatus status = batch.stateOf(id).status;
        bool allowed = !made.done && status != BatchStatus.Sealed;
        uint256 forfeit = status == BatchStatus.Cured ? 0 : made.deposit / 20;
        IERC20 token = IERC20(vault.paymentToken());
        (uint256 had, uint256 fundHad) = (token.balanceOf(made.bid.owner), token.balanceOf(address(fund)));
        bytes memory call = abi.encodeCall(sealedBids.returnDeposit, (id, made.bid.owner, _commitmentOf(id, made)));
        (bool ok,) = _actIff(allowed, "returnDeposit", who, address(sealedBids), call);
        if (!ok) return;
        made.done = true;
        _deposited[address(token)] -= made.deposit;
        bool exact = token.balanceOf(made.bid.owner) == had + made.deposit - forfeit
            && token.balanceOf(address(fund)) == fundHad + forfeit;
        _expect("paidOnce", exact, "a silence costs something else than 5 %");
        _mustFail("paidOnce", "a deposit was returned twice", who, address(sealedBids), call);
    }

    /// @dev Deposits move outside every vault, whose doors stay open meanwhile; what an adversary tries when it is
    /// called back is the same deposit once more.
    function _plantSealed(uint256 id, Sealed memory made) private {
        bytes32 commitment = _commitmentOf(id, made);
        Adversary.Entry[] memory plan = new Adversary.Entry[](3);
        bytes memory again = abi.encodeCall(sealedBids.returnDeposit, (id, made.bid.owner, commitment));
        plan[0] = Adversary.Entry(address(sealedBids), again);
        plan[1] = Adversary.Entry(address(sealedBids), _revealCall(id, made, 0));
        plan[2] = Adversary.Entry(address(sealedBids), abi.encodeCall(sealedBids.commit, (id, commitment, 0)));
        for (uint256 i = 10; i < ACTORS; ++i) {
            Adversary(payable(_actors[i])).setPlan(plan);
        }
    }

    // ---- the rules, a second time ----

    function _fate(Vault vault, uint256 id, Placed memory mine) private view returns (Fate memory fate) {
        BatchState memory state = batch.stateOf(id);
        fate.endsAt = state.endsAt;
        fate.open = state.status == BatchStatus.Sealed && block.timestamp + REVEAL >= state.endsAt
            && block.timestamp < state.endsAt;
        Cleared memory cleared = _clearing(id);
        if (mine.kind == BidKind.Whole) {
            fate.outbid = mine.quantity >= state.reservePrice && mine.quantity <= cleared.whole;
            fate.taken = mine.quantity >= state.reservePrice;
            fate.escrow = mine.quantity;
            return fate;
        }
        fate.outbid = cleared.subscribed && mine.tick < cleared.margin;
        fate.taken = mine.tick <= 65_535 && mine.quantity * 1_000 >= state.supply && mine.quantity <= state.supply;
        fate.escrow = _costUp(mine.quantity, _priceOf(state, mine.tick), state.supply);
        if (mine.kind == BidKind.Parts) return fate;
        fate.taken = fate.taken && mine.shares <= vault.balanceOf(mine.owner);
        if (fate.taken && fate.open) fate.escrow = batch.rolloverEscrowUp(id, mine.tick, mine.quantity, mine.shares);
    }

    function _commitmentOf(uint256 id, Sealed memory made) private view returns (bytes32) {
        Placed memory mine = made.bid;
        return keccak256(
            abi.encode(
                block.chainid,
                address(sealedBids),
                id,
                mine.owner,
                mine.kind,
                mine.tick,
                mine.quantity,
                mine.shares,
                made.salt
            )
        );
    }

    function _revealCall(uint256 id, Sealed memory made, uint256 extra) private view returns (bytes memory) {
        Placed memory mine = made.bid;
        return abi.encodeCall(
            sealedBids.reveal, (id, mine.kind, mine.tick, mine.quantity + extra, mine.shares, made.salt)
        );
    }

    // ---- drawing ----

    function _drawBid(Vault vault, uint256 id, BatchState memory state, uint256 who, uint256 tick, uint256 part)
        private
        view
        returns (Placed memory made)
    {
        made = Placed(_actor(who), BidKind.Parts, false, _drawTick(id, state, tick), 0, 0, 0);
        made.quantity = _drawQuantity(vault.totalShares(), part);
        made.escrow = _costUp(made.quantity, _priceOf(state, made.tick), state.supply);
        if (part % 3 == 1) {
            made.kind = BidKind.Whole;
            made.quantity = uint256(state.reservePrice) + part / 3 % 3 * (uint256(state.reservePrice) / 10);
            made.escrow = made.quantity;
            made.tick = 0;
        } else if (part % 3 == 2 && vault.balanceOf(made.owner) != 0) {
            made.kind = BidKind.Rollover;
            made.shares = vault.balanceOf(made.owner) / (1 + part / 3 % 3);
        }
    }

    /// @dev Just enough, more, or a wei too little.
    function _drawDeposit(uint256 escrow, uint256 seed) private pure returns (uint256) {
        if (seed % 11 == 0) return escrow == 0 ? 0 : escrow - 1;
        return seed % 3 == 0 ? escrow : escrow + Draw.within(seed, 1, 1e18);
    }

    /// @dev A vault to whose last auction somebody committed, running or not; else any.
    function _vaultWithCommitments(uint256 which, bool running) private returns (Vault vault) {
        for (uint256 i; i < _vaults.length; ++i) {
            vault = _vaults[(which % 1e9 + i) % _vaults.length];
            uint256 id = _auctionId(vault);
            bool fits = (batch.stateOf(id).status == BatchStatus.Sealed) == running;
            if (fits && _sealed[id].length != 0) return _focus = vault;
        }
        return _anyVault(which);
    }

    /// @dev A vault whose batch is sealed; else one that is brought into a batch, sealed or not.
    function _vaultInSealedBatch(uint256 which, uint256 who) private returns (Vault vault) {
        for (uint256 i; i < _vaults.length; ++i) {
            vault = _vaults[(which % 1e9 + i) % _vaults.length];
            if (batch.stateOf(_auctionId(vault)).status == BatchStatus.Sealed) return _focus = vault;
        }
        return _vaultInBatch(which, who);
    }
}
