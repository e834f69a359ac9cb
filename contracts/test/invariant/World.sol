// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {Item, VaultState} from "../../src/interfaces/IVault.sol";
import {Vault} from "../../src/Vault.sol";
import {Draw} from "../utils/Draw.sol";
import {textOf, vm} from "../utils/Vm.sol";
import {Adversary} from "../zoo/Adversary.sol";
import {HookToken} from "../zoo/Tokens.sol";
import {ZooFixture} from "../zoo/ZooFixture.sol";

/// @notice A small world to act in at random: eight honest people, four who are not, two payment tokens, two
/// collections, and our own books of every wei, kept from what the functions promise and never from a balance.
/// @dev An action never reverts. What it finds broken it notes under the name of the property, for the invariants.
abstract contract World is ZooFixture {
    uint256 internal constant ACTORS = 12; // 8 and 9 are plain adversaries, 10 and 11 contracts that call back
    uint256 internal constant HONEST = 8;
    uint256 internal constant MAX_VAULTS = 24;
    uint256 internal constant RICHES = 1e30; // wei of each token; no price comes near

    struct Token {
        address collection;
        uint256 id;
    }

    /// @dev Our books of one vault, in wei of its payment token.
    struct Books {
        uint256 received;
        uint256 paid;
        uint256 donated;
        VaultState state; // as last seen
        uint256 loans; // how many it ever had
    }

    address[12] internal _actors;
    mapping(address => uint256) internal _keyOf; // 0 for contracts
    HookToken internal _hookToken;
    Vault[] internal _vaults;
    Token[] internal _tokens; // ever minted
    mapping(address vault => Books) internal _books;
    mapping(bytes32 property => string) internal _broken;
    Vault internal _focus; // what the action is about: its shares and its life are watched
    mapping(address => uint256) internal _mayPay; // wei an actor signed for in this action
    mapping(bytes32 what => uint256) public reached; // actions let through and rare states: a run must not be idle

    function setUp() public virtual override {
        super.setUp();
        _hookToken = new HookToken();
        vm.prank(OWNER);
        factory.listPaymentToken(address(_hookToken), true);
        for (uint256 i; i < ACTORS; ++i) {
            _actors[i] = i < 10 ? _account(i) : address(new Adversary());
            _equip(_actors[i]);
        }
        for (uint256 i = 10; i < ACTORS; ++i) {
            vm.prank(_actors[i]);
            _hookToken.setHooks(true);
        }
    }

    /// @notice What was found broken under the name of a property; empty when nothing was.
    function broken(bytes32 property) external view returns (string memory) {
        return _broken[property];
    }

    // ---- acting ----

    /// @dev Notes the first time a property does not hold.
    function _expect(bytes32 property, bool holds, string memory note) internal {
        if (!holds && bytes(_broken[property]).length == 0) _broken[property] = note;
    }

    /// @dev One call by one person. Nobody else may lose a wei or a share by it, but who agreed to pay.
    function _act(address who, address target, bytes memory data) internal returns (bool ok, bytes memory answer) {
        uint256[] memory before = _wealth();
        vm.prank(who);
        (ok, answer) = target.call(data);
        uint256[] memory afterwards = _wealth();
        for (uint256 i; i < before.length; ++i) {
            address owner = _actors[i % ACTORS];
            bool unharmed = owner == who || afterwards[i] + (i < 2 * ACTORS ? _mayPay[owner] : 0) >= before[i];
            _expect("onlyXPaysX", unharmed, "somebody else lost by a call");
        }
        for (uint256 i; i < ACTORS; ++i) {
            delete _mayPay[_actors[i]];
        }
        _expect("lockedInside", _nothingSucceededInside(), "a call from inside a callback went through");
    }

    function _nothingSucceededInside() internal view returns (bool) {
        return Adversary(payable(_actors[10])).succeeded() | Adversary(payable(_actors[11])).succeeded() == 0;
    }

    /// @dev As `_act`, and the call must go through exactly when `allowed`.
    function _actIff(bool allowed, bytes32 name, address who, address target, bytes memory data)
        internal
        returns (bool ok, bytes memory answer)
    {
        (ok, answer) = _act(who, target, data);
        string memory action = textOf(name);
        _expect("revertIff", ok == allowed, string.concat(action, allowed ? " was refused" : " was let through"));
        if (ok) ++reached[name];
        _observe();
    }

    /// @dev Somebody tries what must not be possible. What reverts changes nothing, so nobody's wealth is compared.
    function _mustFail(bytes32 property, string memory note, address who, address target, bytes memory data) internal {
        vm.prank(who);
        (bool ok,) = target.call(data);
        _expect(property, !ok, note);
    }

    /// @dev Every move of a vault's life must be one of the table. A vault that moved while another was acted on is
    /// seen when its own turn comes.
    function _observe() internal {
        if (address(_focus) == address(0)) return;
        Books storage books = _books[address(_focus)];
        VaultState now_ = _focus.state();
        bool legal = now_ == books.state || _isLegal(books.state, now_);
        _expect("legalMoves", legal, "a vault moved outside the table");
        books.state = now_;
        // The last loan, and the one before, which a refinance may just have ended.
        for (uint256 n = books.loans; n > 0 && n + 2 > books.loans; --n) {
            _observeLoan(dutch.idOf(address(_focus), uint32(n)));
        }
    }

    /// @dev Follows what a loan costs; see Ledger.
    function _observeLoan(uint256 loanId) internal virtual;

    function _isLegal(VaultState from, VaultState to) private pure returns (bool) {
        if (from == VaultState.Open) return to == VaultState.Loaned || to == VaultState.Redeemed;
        if (from == VaultState.Loaned) {
            return to == VaultState.Open || to == VaultState.MarginCall || to == VaultState.Dutch
                || to == VaultState.Redeemed; // repaid and redeemed in one call
        }
        if (from == VaultState.MarginCall) {
            return to == VaultState.Loaned || to == VaultState.Open || to == VaultState.Dutch
                || to == VaultState.Redeemed;
        }
        bool ends = to == VaultState.Open || to == VaultState.Settled;
        if (from == VaultState.Dutch) return ends || to == VaultState.Batch;
        if (from == VaultState.Batch) return ends || to == VaultState.Converted;
        return from == VaultState.Converted && ends;
    }

    /// @dev What all actors own: both tokens, and the shares in focus; actor by actor in each.
    function _wealth() private view returns (uint256[] memory owned) {
        address[3] memory kinds = [address(weth), address(_hookToken), address(_focus)];
        owned = new uint256[](kinds[2] == address(0) ? 2 * ACTORS : 3 * ACTORS);
        for (uint256 i; i < owned.length; ++i) {
            owned[i] = IERC20(kinds[i / ACTORS]).balanceOf(_actors[i % ACTORS]);
        }
    }

    // ---- choosing ----

    function _actor(uint256 seed) internal view returns (address) {
        return _actors[seed % ACTORS];
    }

    function _adversary(uint256 seed) internal view returns (address) {
        return _actors[HONEST + seed % (ACTORS - HONEST)];
    }

    function _indexOf(address actor) internal view returns (uint256 index) {
        while (_actors[index] != actor) ++index;
    }

    /// @dev Three times of four who holds every share, if anybody does.
    function _ownerOf(Vault vault, uint256 seed) internal view returns (address) {
        if (seed % 4 == 0) return _actor(seed / 4);
        for (uint256 i; i < ACTORS; ++i) {
            if (vault.balanceOf(_actors[i]) == vault.totalShares()) return _actors[i];
        }
        return _actor(seed / 4);
    }

    /// @dev A vault, three times of four one in the state in which the action has a meaning.
    function _vaultIn(uint256 seed, uint256 states) internal returns (Vault vault) {
        uint256 count = _vaults.length;
        for (uint256 i; seed % 4 != 0 && i < count; ++i) {
            vault = _vaults[(seed / 4 + i) % count];
            if (states >> uint256(vault.state()) & 1 == 1) return _focus = vault;
        }
        return _anyVault(seed / 4);
    }

    function _anyVault(uint256 seed) internal returns (Vault) {
        return _focus = _vaults[seed % _vaults.length];
    }

    function _states(VaultState a, VaultState b) internal pure returns (uint256) {
        return 1 << uint256(a) | 1 << uint256(b);
    }

    /// @dev Nothing, one, a part, nearly all, all, one too many.
    function _partOf(uint256 total, uint256 seed) internal pure returns (uint256) {
        uint256 kind = seed % 8;
        if (kind < 2) return total;
        if (kind == 2) return total + 1;
        if (kind == 3) return 1;
        if (kind == 4) return 0;
        if (kind == 5 && total > 0) return total - 1;
        return Draw.within(seed / 8, 0, total);
    }

    /// @dev True when the vault could hand the item out now.
    function _isMovable(Vault vault, uint256 itemIndex) internal view returns (bool) {
        Item memory item = vault.item(itemIndex);
        if (item.collection == address(zoo) && zoo.paused()) return false;
        return _holds(vault, item);
    }

    function _holds(Vault vault, Item memory item) internal view returns (bool) {
        try IERC721(item.collection).ownerOf(item.tokenId) returns (address owner) {
            return owner == address(vault);
        } catch {
            return false;
        }
    }

    /// @dev Every item not delivered is there.
    function _isComplete(Vault vault) internal view returns (bool) {
        for (uint256 i; i < vault.itemCount(); ++i) {
            if (vault.deliveredMask() >> i & 1 == 0 && !_holds(vault, vault.item(i))) return false;
        }
        return true;
    }

    /// @dev Bit mask of the items that cannot move now.
    function _stuckItems(Vault vault) internal view returns (uint256 mask) {
        for (uint256 i; i < vault.itemCount(); ++i) {
            if (!_isMovable(vault, i)) mask |= 1 << i;
        }
    }

    function _warpUpTo(uint256 timestamp) internal {
        if (block.timestamp < timestamp) vm.warp(timestamp);
    }

    // ---- the people who call back ----

    /// @dev What both contracts try when they are called back during an action on `vault`.
    function _plant(Vault vault) internal {
        uint256 id = dutch.idOf(address(vault), vault.auctionCount());
        for (uint256 i = 10; i < ACTORS; ++i) {
            address who = _actors[i];
            Adversary.Entry[] memory plan = new Adversary.Entry[](6);
            plan[0] = Adversary.Entry(address(vault), abi.encodeCall(vault.claim, (1, who)));
            plan[1] = Adversary.Entry(address(loanBook), abi.encodeCall(loanBook.repay, (address(vault), 1)));
            uint256 loanId = dutch.idOf(address(vault), uint32(_books[address(vault)].loans));
            plan[2] = Adversary.Entry(address(loanBook), abi.encodeCall(loanBook.withdraw, (loanId, who, who)));
            bytes memory take = abi.encodeCall(dutch.take, (id, 0, type(uint256).max, who, type(uint256).max, ""));
            plan[3] = Adversary.Entry(address(dutch), take);
            plan[4] = Adversary.Entry(address(batch), abi.encodeCall(batch.claim, (id, 1, who)));
            plan[5] = Adversary.Entry(address(batch), abi.encodeCall(batch.bid, (id, 65_535, vault.totalShares())));
            Adversary(payable(who)).setPlan(plan);
        }
    }

    // ---- setting up ----

    function _account(uint256 i) private returns (address account) {
        uint256 key = uint256(keccak256(abi.encode("actor", i)));
        account = vm.addr(key);
        _keyOf[account] = key;
    }

    function _equip(address actor) private {
        _fund(actor, RICHES);
        _hookToken.mint(actor, RICHES);
        vm.startPrank(actor);
        _hookToken.approve(address(loanBook), type(uint256).max);
        _hookToken.approve(address(dutch), type(uint256).max);
        _hookToken.approve(address(batch), type(uint256).max);
        _hookToken.approve(address(sealedBids), type(uint256).max);
        collection.setApprovalForAll(address(factory), true);
        zoo.setApprovalForAll(address(factory), true);
        vm.stopPrank();
    }
}
