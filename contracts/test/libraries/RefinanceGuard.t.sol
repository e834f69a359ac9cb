// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ILoanBook, LoanTerms} from "../../src/interfaces/ILoanBook.sol";
import {FixedMath} from "../../src/libraries/FixedMath.sol";
import {Interest} from "../../src/libraries/Interest.sol";
import {Draw} from "../utils/Draw.sol";
import {MechHarness} from "../utils/MechHarness.sol";
import {Vectors} from "../utils/Vectors.sol";
import {vm} from "../utils/Vm.sol";

contract RefinanceGuardTest {
    MechHarness private immutable HARNESS = new MechHarness();

    string[13] private _terms = [
        "rateBps",
        "lateRateBps",
        "dueAt",
        "graceSeconds",
        "cureSeconds",
        "confirmSeconds",
        "maxLtvBps",
        "cureLtvBps",
        "liquidationLtvBps",
        "penaltyBps",
        "conversionBps",
        "auctionSeconds",
        "options"
    ];

    struct Refinance {
        LoanTerms old;
        LoanTerms next;
        uint256 oldPrincipal;
        uint256 numerator;
        uint256 timestamp;
        uint256 newPrincipal;
    }

    function test_requireNoWorse_Vectors() external view {
        string memory json = Vectors.read("interest");
        uint256[] memory oldPrincipal = Vectors.uints(json, ".refinance.oldPrincipal");
        uint256[] memory oldDebt = Vectors.uints(json, ".refinance.oldDebt");
        uint256[] memory newPrincipal = Vectors.uints(json, ".refinance.newPrincipal");
        string[] memory worse = vm.parseJsonStringArray(json, ".refinance.worseTerm");
        uint256[][13] memory oldColumns = _columns(json, ".refinance['old.");
        uint256[][13] memory newColumns = _columns(json, ".refinance['new.");
        for (uint256 i; i < worse.length; ++i) {
            string memory got = _worseTerm(
                oldPrincipal[i], oldDebt[i], _row(oldColumns, i), newPrincipal[i], _row(newColumns, i)
            );
            vm.assertEq(bytes(got), bytes(worse[i]), "refinance.worseTerm");
        }
    }

    /// @dev The promise to share holders: the debt is at no later time higher, but for the wei of clearing interest.
    function testFuzz_requireNoWorse_NeverRaisesALaterDebt(uint256[8] memory seeds, uint32 wait) external view {
        Refinance memory r = _draw(seeds);
        uint256 debt = Interest.debtUp(r.oldPrincipal, r.numerator);
        if (bytes(_worseTerm(r.oldPrincipal, debt, r.old, r.newPrincipal, r.next)).length > 0) return;
        uint256 grown = r.numerator + _accrued(r.old, r.oldPrincipal, r.timestamp, r.timestamp + wait);
        uint256 newGrown = _accrued(r.next, r.newPrincipal, r.timestamp, r.timestamp + wait);
        uint256 allowed = Interest.debtUp(r.oldPrincipal, grown) + 1;
        vm.assertLe(Interest.debtUp(r.newPrincipal, newGrown), allowed, "the refinanced loan costs more");
    }

    /// @dev Interest turned into principal at the same rate: the debt is equal today and higher tomorrow.
    function test_requireNoWorse_RevertWhen_InterestWouldBearInterest() external {
        LoanTerms memory terms;
        terms.rateBps = 10_000;
        vm.expectRevert(
            abi.encodeWithSelector(ILoanBook.RefinanceWorse.selector, bytes32("yearlyCost"), 110 * 10_000, 100 * 10_000)
        );
        HARNESS.requireNoWorse(100, 110, terms, 110, terms);
    }

    /// @dev Half of the draws roll the whole debt over at the highest rate that keeps the yearly cost.
    function _draw(uint256[8] memory seeds) private pure returns (Refinance memory r) {
        r.old.rateBps = uint16(Draw.within(seeds[0], 0, 10_000));
        r.old.lateRateBps = uint16(Draw.within(seeds[1], 0, 2000));
        r.old.dueAt = uint40(Draw.within(seeds[2], 1, 2 ** 31));
        r.next = abi.decode(abi.encode(r.old), (LoanTerms));
        r.next.dueAt += uint40(seeds[4] % 1000);
        r.oldPrincipal = Draw.amountIn(seeds[5], 1, 2 ** 120);
        uint256 openedAt = Draw.within(seeds[6], 0, r.old.dueAt);
        r.timestamp = openedAt + seeds[6] % 2 ** 26;
        r.numerator = _accrued(r.old, r.oldPrincipal, openedAt, r.timestamp);
        uint256 debt = Interest.debtUp(r.oldPrincipal, r.numerator);
        r.newPrincipal = seeds[7] % 2 == 0 ? debt : Draw.within(seeds[7], r.oldPrincipal - r.oldPrincipal / 4, debt);
        uint256 highest = FixedMath.min(r.oldPrincipal * r.old.rateBps / r.newPrincipal, r.old.rateBps);
        r.next.rateBps = uint16(seeds[3] % 2 == 0 ? highest : Draw.within(seeds[3], 0, r.old.rateBps));
        r.next.lateRateBps = r.old.lateRateBps;
        if (seeds[3] % 3 > 0) r.next.lateRateBps = uint16(Draw.within(seeds[3], 0, r.old.lateRateBps));
    }

    function _accrued(LoanTerms memory terms, uint256 principal, uint256 from, uint256 to)
        private
        pure
        returns (uint256)
    {
        return Interest.accruedBetween(principal, terms.rateBps, terms.lateRateBps, terms.dueAt, from, to);
    }

    /// @dev The term the guard names, empty when it lets the refinance pass.
    function _worseTerm(
        uint256 oldPrincipal,
        uint256 oldDebt,
        LoanTerms memory old,
        uint256 newPrincipal,
        LoanTerms memory next
    ) private view returns (string memory) {
        bytes memory call = abi.encodeWithSelector(
            MechHarness.requireNoWorse.selector, oldPrincipal, oldDebt, old, newPrincipal, next
        );
        (bool accepted, bytes memory data) = address(HARNESS).staticcall(call);
        if (accepted) return "";
        bytes32 term;
        bytes4 selector;
        assembly ("memory-safe") {
            selector := mload(add(data, 32))
            term := mload(add(data, 36))
        }
        vm.assertTrue(selector == ILoanBook.RefinanceWorse.selector, "refused with another error");
        uint256 length;
        while (length < 32 && term[length] != 0) ++length;
        bytes memory name = new bytes(length);
        for (uint256 i; i < length; ++i) {
            name[i] = term[i];
        }
        return string(name);
    }

    function _columns(string memory json, string memory prefix) private view returns (uint256[][13] memory columns) {
        for (uint256 i; i < 13; ++i) {
            columns[i] = Vectors.uints(json, string.concat(prefix, _terms[i], "']"));
        }
    }

    function _row(uint256[][13] memory columns, uint256 i) private pure returns (LoanTerms memory terms) {
        uint256[13] memory row;
        for (uint256 j; j < 13; ++j) {
            row[j] = columns[j][i];
        }
        // Every field of the struct takes one word, in this order.
        return abi.decode(abi.encode(row), (LoanTerms));
    }
}
