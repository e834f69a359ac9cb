// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Line} from "../../src/interfaces/IDutchAuction.sol";
import {LoanTerms} from "../../src/interfaces/ILoanBook.sol";
import {Vault} from "../../src/Vault.sol";
import {Fixture} from "./Fixture.sol";
import {vm} from "./Vm.sol";

/// @notice A vault that nobody took in two rounds, and the end of all money in it.
abstract contract BatchFixture is Fixture {
    /// @dev Both rounds run out; bidding is open.
    function _batch(uint256 firstTokenId, uint256 count) internal returns (Vault vault, uint256 id) {
        (vault, id) = _kicked(firstTokenId, count);
        _runOut(id, KEEPER);
    }

    /// @dev Of a loan whose lenders signed `options`.
    function _batch(uint256 firstTokenId, uint256 count, uint8 options) internal returns (Vault vault, uint256 id) {
        LoanTerms memory terms = _terms();
        terms.options = options;
        (vault, id) = _kicked(firstTokenId, count, PRINCIPAL * count, terms);
        _runOut(id, KEEPER);
    }

    /// @dev Nobody takes in what is left of round 0, nor in round 1; `redoKeeper` starts it.
    function _runOut(uint256 id, address redoKeeper) internal {
        vm.warp(_closesAt(id));
        vm.prank(redoKeeper);
        dutch.redo(id);
        vm.warp(_closesAt(id));
        dutch.toBatch(id);
    }

    function _closesAt(uint256 id) internal view returns (uint256) {
        return uint256(dutch.terms(id).startsAt) + dutch.terms(id).durationSeconds;
    }

    function _bid(address who, uint256 id, uint256 tick, uint256 quantity) internal returns (uint256) {
        vm.prank(who);
        return batch.bid(id, tick, quantity);
    }

    /// @dev Every line, royalty, share, loan unit and rounding of a settled vault; its payment tokens then are gone.
    function _drawEverything(Vault vault, uint256 id) internal {
        address[4] memory payees = [KEEPER, KEEPER, address(fund), FEES];
        for (uint256 line; line < 4; ++line) {
            (bool ok,) = address(dutch).call(abi.encodeCall(dutch.collect, (id, Line(line), payees[line])));
            ok; // a line may be empty
        }
        for (uint256 i; i < vault.itemCount(); ++i) {
            (bool ok,) = address(dutch).call(abi.encodeCall(dutch.collectRoyalty, (id, i, ARTIST)));
            ok;
        }
        uint256 loanId = uint256(uint160(address(vault))) << 96 | 1;
        address[2] memory lenders = [lender, secondLender];
        for (uint256 i; i < 2; ++i) {
            if (loanBook.withdrawable(loanId, lenders[i]) != 0) loanBook.withdraw(loanId, lenders[i], lenders[i]);
        }
        uint256 held = vault.balanceOf(DEPOSITOR);
        if (held != 0) {
            vm.prank(DEPOSITOR);
            vault.claim(held, DEPOSITOR);
        }
        (bool swept,) = address(batch).call(abi.encodeCall(batch.sweepSurplus, (id)));
        swept;
        (swept,) = address(vault).call(abi.encodeCall(vault.sweep, ()));
        vm.assertEq(weth.balanceOf(address(vault)), 0, "money left behind");
    }
}
