// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {AppraisalOracle} from "../src/AppraisalOracle.sol";
import {Appraisal, FloorReport, IAppraisalOracle, Valuation} from "../src/interfaces/IAppraisalOracle.sol";
import {Fixture} from "./utils/Fixture.sol";
import {vm} from "./utils/Vm.sol";

/// @notice What a round must be to be accepted. The values it yields are tested in OracleValues.
contract AppraisalOracleTest is Fixture {
    Appraisal[] private given;
    address[] private signers;
    bytes[] private signatures;

    function setUp() public override {
        super.setUp();
        for (uint256 i; i < 3; ++i) {
            given.push(_appraisal(address(collection), 1, VALUE + i));
            signers.push(_appraiser(i));
            signatures.push("");
        }
        _signAll();
    }

    function _signAll() private {
        for (uint256 i; i < given.length; ++i) {
            signatures[i] = _sign(appraiserKeys[i], oracle.appraisalHash(given[i]));
        }
    }

    function _submit() private {
        oracle.submitRound(given, signers, signatures);
    }

    function _refused(bytes memory refusal) private {
        vm.expectRevert(refusal);
        _submit();
    }

    function _resignAndExpect(bytes memory refusal) private {
        _signAll();
        _refused(refusal);
    }

    // ---- the batch ----

    function test_submitRound_RevertWhen_TwoSigners() external {
        given.pop();
        _refused(abi.encodeWithSelector(IAppraisalOracle.QuorumMissing.selector, 2, 3));
        delete given;
        _refused(abi.encodeWithSelector(IAppraisalOracle.QuorumMissing.selector, 0, 3));
    }

    function test_submitRound_RevertWhen_LengthsDiffer() external {
        signatures.pop();
        _refused(abi.encodeWithSelector(IAppraisalOracle.LengthMismatch.selector, 3, 2));
        signers.push(STRANGER);
        _refused(abi.encodeWithSelector(IAppraisalOracle.LengthMismatch.selector, 3, 4));
    }

    function test_submitRound_RevertWhen_WeightMissing() external {
        vm.prank(OWNER);
        oracle.setSigner(signers[0], 99);
        _refused(abi.encodeWithSelector(IAppraisalOracle.WeightMissing.selector, 599, 600));
        vm.prank(OWNER);
        oracle.setSigner(signers[0], 100);
        _submit();
    }

    function test_submitRound_RevertWhen_ItemMixed() external {
        given[2].tokenId = 2;
        _resignAndExpect(abi.encodeWithSelector(IAppraisalOracle.ItemMixed.selector, 2));
        given[2].tokenId = 1;
        given[1].collection = STRANGER;
        _resignAndExpect(abi.encodeWithSelector(IAppraisalOracle.ItemMixed.selector, 1));
    }

    function test_submitRound_RevertWhen_NotSorted() external {
        given[1].value = uint128(VALUE - 1);
        _resignAndExpect(abi.encodeWithSelector(IAppraisalOracle.NotSorted.selector, 1));
    }

    function test_submitRound_RevertWhen_EqualValuesInSignerDisorder() external {
        given[1].value = uint128(VALUE);
        (signers[0], signers[1]) = (signers[1], signers[0]);
        signatures[0] = _sign(appraiserKeys[1], oracle.appraisalHash(given[0]));
        _refused(abi.encodeWithSelector(IAppraisalOracle.NotSorted.selector, 1));
    }

    /// @dev Ascending values alone would let one signer speak twice.
    function test_submitRound_RevertWhen_SignerRepeated() external {
        signers[2] = signers[0];
        given[2].nonce = given[0].nonce + 100;
        signatures[2] = _sign(appraiserKeys[0], oracle.appraisalHash(given[2]));
        _refused(abi.encodeWithSelector(IAppraisalOracle.SignerRepeated.selector, signers[0]));
    }

    // ---- one appraisal ----

    function test_submitRound_RevertWhen_SignerUnknown() external {
        signers[1] = STRANGER;
        _refused(abi.encodeWithSelector(IAppraisalOracle.SignerUnknown.selector, STRANGER));
        signers[1] = _appraiser(1);
        vm.prank(OWNER);
        oracle.setSigner(signers[1], 0);
        _refused(abi.encodeWithSelector(IAppraisalOracle.SignerUnknown.selector, signers[1]));
    }

    function test_submitRound_RevertWhen_ValueOutOfRange() external {
        given[0].value = 0;
        _resignAndExpect(abi.encodeWithSelector(IAppraisalOracle.AppraisalOutOfRange.selector, 0, 2 ** 120));
        given[0].value = uint128(VALUE);
        given[2].value = 2 ** 120 + 1;
        _resignAndExpect(abi.encodeWithSelector(IAppraisalOracle.AppraisalOutOfRange.selector, 2 ** 120 + 1, 2 ** 120));
        given[2].value = 2 ** 120;
        _signAll();
        _submit();
    }

    function test_submitRound_RevertWhen_ObservedInFuture() external {
        given[1].observedAt = uint40(block.timestamp + 1);
        bytes memory refusal = abi.encodeWithSelector(
            IAppraisalOracle.ObservedInFuture.selector, block.timestamp + 1, block.timestamp
        );
        _resignAndExpect(refusal);
    }

    /// @dev Half open: alive one second before `validUntil`, dead at it.
    function test_submitRound_RevertWhen_Expired() external {
        uint256 validUntil = given[0].validUntil;
        vm.warp(validUntil);
        _refused(abi.encodeWithSelector(IAppraisalOracle.AppraisalExpired.selector, validUntil, validUntil));
        vm.warp(validUntil - 1);
        _submit();
    }

    function test_submitRound_RevertWhen_TooOld() external {
        uint256 observedAt = block.timestamp;
        for (uint256 i; i < 3; ++i) {
            given[i].validUntil = uint40(observedAt + 1 days);
        }
        _signAll();
        vm.warp(observedAt + 6 hours + 1);
        _refused(abi.encodeWithSelector(IAppraisalOracle.AppraisalTooOld.selector, observedAt, observedAt + 1));
        vm.warp(observedAt + 6 hours);
        _submit();
    }

    function test_submitRound_RevertWhen_NonceNotGreater() external {
        _submit();
        uint256 nonce = given[0].nonce;
        _refused(abi.encodeWithSelector(IAppraisalOracle.NonceNotGreater.selector, nonce, nonce));
    }

    function test_submitRound_CountsNoncesByItem() external {
        _submit();
        for (uint256 i; i < 3; ++i) {
            given[i].tokenId = 2;
        }
        _signAll();
        _submit(); // the same nonces, another item
        vm.assertEq(oracle.valuationOf(address(collection), 2).appraisal, VALUE + 1);
    }

    function test_submitRound_RevertWhen_SignatureRejected() external {
        signatures[1] = signatures[0];
        _refused(abi.encodeWithSelector(IAppraisalOracle.SignatureRejected.selector, signers[1]));
        _signAll();
        vm.chainId(block.chainid + 1);
        _refused(abi.encodeWithSelector(IAppraisalOracle.SignatureRejected.selector, signers[0]));
    }

    function test_submitRound_RevertWhen_SignedForAnotherOracle() external {
        AppraisalOracle other = new AppraisalOracle(OWNER, QUORUM);
        signatures[2] = _sign(appraiserKeys[2], other.appraisalHash(given[2]));
        _refused(abi.encodeWithSelector(IAppraisalOracle.SignatureRejected.selector, signers[2]));
    }

    function test_submitRound_RevertWhen_CollectionUnknown() external {
        vm.prank(OWNER);
        oracle.setCollection(address(collection), 0, 0);
        _refused(abi.encodeWithSelector(IAppraisalOracle.CollectionUnknown.selector, address(collection)));
    }

    function test_submitRound_RevertWhen_RoundsTooClose() external {
        _submit();
        uint256 earliest = block.timestamp + 30 minutes;
        vm.warp(earliest - 1);
        for (uint256 i; i < 3; ++i) {
            given[i] = _appraisal(address(collection), 1, VALUE + i);
        }
        bytes memory refusal =
            abi.encodeWithSelector(IAppraisalOracle.ObservedNotLater.selector, earliest - 1, earliest);
        _resignAndExpect(refusal);
        vm.warp(earliest);
        for (uint256 i; i < 3; ++i) {
            given[i] = _appraisal(address(collection), 1, VALUE + i);
        }
        _signAll();
        _submit();
    }

    function test_submitRound_TakesTheMedianAndTheOldestTime() external {
        vm.warp(block.timestamp + 30 minutes);
        given[2].observedAt = uint40(block.timestamp);
        _signAll();
        uint40 oldest = given[0].observedAt;
        vm.expectEmit(address(oracle));
        // borrow: 1 000 bps of haircut, rounded down
        emit IAppraisalOracle.RoundAccepted(
            address(collection), 1, VALUE + 1, VALUE + 1, VALUE + 1, 90e18, VALUE + 1, 0, oldest
        );
        vm.prank(STRANGER); // anybody may submit
        _submit();
        Valuation memory value = oracle.valuationOf(address(collection), 1);
        vm.assertEq(value.appraisal, VALUE + 1);
        vm.assertEq(value.observedAt, oldest);
        vm.assertFalse(value.tripped);
    }

    function test_valuationOf_RevertWhen_NeverAppraised() external {
        vm.expectRevert(abi.encodeWithSelector(IAppraisalOracle.NoAppraisal.selector, address(collection), 9));
        oracle.valuationOf(address(collection), 9);
    }

    // ---- floors ----

    function test_submitRound_RevertWhen_FloorHistoryShort() external {
        vm.prank(OWNER);
        oracle.setCollection(STRANGER, 10_000, 0);
        for (uint256 i; i < 3; ++i) {
            given[i].collection = STRANGER;
        }
        _resignAndExpect(abi.encodeWithSelector(IAppraisalOracle.HistoryTooShort.selector, 0, 7 days));
        _reportFloor(STRANGER, 1e18);
        vm.warp(block.timestamp + 7 days - 1);
        for (uint256 i; i < 3; ++i) {
            given[i] = _appraisal(STRANGER, 1, VALUE + i);
        }
        _resignAndExpect(abi.encodeWithSelector(IAppraisalOracle.HistoryTooShort.selector, 7 days - 1, 7 days));
        vm.warp(block.timestamp + 1);
        _submit();
    }

    function test_submitFloor_RevertWhen_RefusedLikeARound() external {
        FloorReport[] memory reports = new FloorReport[](3);
        uint40 now_ = uint40(block.timestamp);
        for (uint256 i; i < 3; ++i) {
            reports[i] = FloorReport(address(collection), uint128(50e18 + i), now_, now_ + 1, uint64(900 + i));
            signatures[i] = _sign(appraiserKeys[i], oracle.floorReportHash(reports[i]));
        }
        (bytes memory good, bytes memory other) = (signatures[1], signatures[0]);
        signatures[1] = other;
        vm.expectRevert(abi.encodeWithSelector(IAppraisalOracle.SignatureRejected.selector, signers[1]));
        oracle.submitFloor(reports, signers, signatures);
        signatures[1] = good;

        reports[1].collection = STRANGER;
        vm.expectRevert(abi.encodeWithSelector(IAppraisalOracle.ItemMixed.selector, 1));
        oracle.submitFloor(reports, signers, signatures);
        reports[1].collection = address(collection);

        reports[1].price = uint128(50e18 - 1);
        vm.expectRevert(abi.encodeWithSelector(IAppraisalOracle.NotSorted.selector, 1));
        oracle.submitFloor(reports, signers, signatures);
        reports[1].price = uint128(50e18 + 1);

        vm.expectEmit(address(oracle));
        emit IAppraisalOracle.FloorAccepted(address(collection), 50e18 + 1, now_);
        oracle.submitFloor(reports, signers, signatures);
        vm.expectRevert(abi.encodeWithSelector(IAppraisalOracle.NonceNotGreater.selector, 900, 900));
        oracle.submitFloor(reports, signers, signatures);
    }

    function test_submitFloor_RevertWhen_FloorsTooClose() external {
        _reportFloor(address(collection), 51e18);
        uint256 earliest = block.timestamp + 3 hours;
        vm.warp(earliest - 1);
        vm.expectRevert(
            abi.encodeWithSelector(IAppraisalOracle.ObservedNotLater.selector, earliest - 1, earliest)
        );
        this.reportFloor(address(collection), 52e18);
        vm.warp(earliest);
        _reportFloor(address(collection), 52e18);
    }

    /// @dev One call, so that a refusal can be expected of it.
    function reportFloor(address collection_, uint256 price) external {
        _reportFloor(collection_, price);
    }

    function test_submitFloor_RevertWhen_CollectionUnknown() external {
        vm.expectRevert(abi.encodeWithSelector(IAppraisalOracle.CollectionUnknown.selector, STRANGER));
        this.reportFloor(STRANGER, 1);
    }

    // ---- the owner ----

    function test_owner_RevertWhen_Stranger() external {
        bytes memory refusal = abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, STRANGER);
        vm.startPrank(STRANGER);
        vm.expectRevert(refusal);
        oracle.setSigner(STRANGER, 1_000);
        vm.expectRevert(refusal);
        oracle.setCollection(STRANGER, 1, 1);
    }

    function test_owner_RevertWhen_SettingOutOfRange() external {
        vm.startPrank(OWNER);
        vm.expectRevert(_outOfRange("weight", 1_001, 1_000));
        oracle.setSigner(STRANGER, 1_001);
        vm.expectRevert(_outOfRange("rarityCapBps", 1_000_001, 1_000_000));
        oracle.setCollection(STRANGER, 1_000_001, 0);
        vm.expectRevert(_outOfRange("forcedSaleDiscountBps", 7_001, 7_000));
        oracle.setCollection(STRANGER, 1, 7_001);
        vm.expectRevert(_outOfRange("quorumWeight", 0, 1));
        new AppraisalOracle(OWNER, 0);
    }

    function _outOfRange(bytes32 setting, uint256 value, uint256 limit) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IAppraisalOracle.SettingOutOfRange.selector, setting, value, limit);
    }

    function test_setSigner_RevertWhen_SixtyFifthIsRegistered() external {
        vm.startPrank(OWNER);
        for (uint160 i = 5; i < 64; ++i) {
            oracle.setSigner(address(0x9000 + i), 1);
        }
        vm.expectRevert(abi.encodeWithSelector(IAppraisalOracle.SignerLimit.selector, 64));
        oracle.setSigner(address(0x9999), 1);
        oracle.setSigner(address(0x9000 + 63), 7); // a known one may still be weighed
        vm.assertEq(oracle.weightOf(address(0x9000 + 63)), 7);
    }

    // ---- digests ----

    function test_hashes_AreTypedDataDigests() external view {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("Fractional AppraisalOracle"),
                keccak256("1"),
                block.chainid,
                address(oracle)
            )
        );
        Appraisal memory a = given[0];
        bytes32 appraisalType = keccak256(
            "Appraisal(address collection,uint256 tokenId,uint128 value,uint16 confidenceBps,uint40 observedAt,"
            "uint40 validUntil,uint64 nonce)"
        );
        bytes32 expected = keccak256(bytes.concat(appraisalType, abi.encode(a)));
        vm.assertEq(oracle.appraisalHash(a), keccak256(abi.encodePacked("\x19\x01", domain, expected)));
        FloorReport memory f = FloorReport(address(collection), 5, 6, 7, 8);
        bytes32 floorType = keccak256(
            "FloorReport(address collection,uint128 price,uint40 observedAt,uint40 validUntil,uint64 nonce)"
        );
        expected = keccak256(bytes.concat(floorType, abi.encode(f)));
        vm.assertEq(oracle.floorReportHash(f), keccak256(abi.encodePacked("\x19\x01", domain, expected)));
    }
}
