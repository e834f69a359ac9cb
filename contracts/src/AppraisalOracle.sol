// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Ownable, Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {EIP712} from "solady/utils/EIP712.sol";
import {Appraisal, FloorReport, IAppraisalOracle, Valuation} from "./interfaces/IAppraisalOracle.sol";
import {Attestations} from "./libraries/Attestations.sol";
import {DAY, FixedMath} from "./libraries/FixedMath.sol";
import {Observations} from "./libraries/Observations.sol";
import {ValueRules} from "./libraries/ValueRules.sol";
import {WeightedMedian} from "./libraries/WeightedMedian.sol";

/// @title Appraisals and floor prices, signed by several, weighed by the owner, taken in by anybody.
/// @dev A signature is used up by its signer's nonce for the item (or the collection), never by its bytes.
contract AppraisalOracle is IAppraisalOracle, EIP712, Ownable2Step {
    using Attestations for *;
    using FixedMath for uint256;
    using Observations for Observations.Ring;

    uint256 public constant maxAgeSeconds = 6 hours;
    uint256 private constant MIN_SIGNERS = 3;
    uint256 private constant MAX_SIGNERS = 64; // ever registered: the breaker remembers them in one word
    uint256 private constant MAX_WEIGHT = 1_000;
    uint256 private constant MAX_VALUE = 2 ** 120;
    uint256 private constant MAX_RARITY_CAP_BPS = 1_000_000; // 100 times the floor
    uint256 private constant MAX_DISCOUNT_BPS = 7_000;
    uint256 private constant HAIRCUT_BASE_BPS = 500;
    uint256 private constant BORROW_WINDOW_SECONDS = 7 * DAY; // of the floor
    uint256 private constant LIQUIDATION_WINDOW_SECONDS = DAY; // of the spot value
    uint256 private constant FLOOR_SPACING_SECONDS = 3 hours; // 63 of them cover the borrow window
    uint256 private constant ROUND_SPACING_SECONDS = 30 minutes; // 63 of them cover the liquidation window
    uint256 private constant CALM_SECONDS = 24 hours;

    struct Signer {
        uint16 weight;
        uint8 number; // 1..64, for ever; 0 when never registered
    }

    struct Collection {
        uint32 rarityCapBps; // 0: not known
        uint16 forcedSaleDiscountBps;
        uint128 floor; // in force since the newest observation
        uint40 observedAt;
        uint32 observationCount;
    }

    struct ItemRecord {
        uint128 appraisal;
        uint128 spotValue;
        uint128 limitedValue;
        uint128 borrowValue;
        uint40 observedAt; // 0: never appraised
        uint16 dispersionBps;
        uint40 trippedAt; // 0: not tripped by a round
        uint64 trippedBy; // the signers of that round, bit number - 1
        uint32 roundCount;
    }

    /// @dev What a batch of attestations adds up to while it is read.
    struct Tally {
        uint256[] values;
        uint256[] weights;
        uint256[] bits; // of the signers
        uint256 weight;
        uint256 signers; // all bits
        uint256 observedAt; // the oldest
    }

    uint256 public immutable quorumWeight;

    uint256 private _signerCount;
    mapping(address signer => Signer) private _signers;
    mapping(address collection => Collection) private _collections;
    mapping(address collection => Observations.Ring) private _floors;
    mapping(address collection => mapping(uint256 tokenId => ItemRecord)) private _items;
    mapping(address collection => mapping(uint256 tokenId => Observations.Ring)) private _spots;
    mapping(address signer => mapping(address collection => mapping(uint256 tokenId => uint64))) private _nonces;
    mapping(address signer => mapping(address collection => uint64)) private _floorNonces;

    constructor(address owner_, uint256 quorumWeight_) Ownable(owner_) {
        if (quorumWeight_ == 0) revert SettingOutOfRange("quorumWeight", 0, 1);
        quorumWeight = quorumWeight_;
    }

    // ---- rounds ----

    /// @inheritdoc IAppraisalOracle
    function submitRound(Appraisal[] calldata appraisals, address[] calldata signers, bytes[] calldata signatures)
        external
    {
        Tally memory tally = _newTally(appraisals.length, signers.length, signatures.length);
        address collection = appraisals[0].collection;
        uint256 tokenId = appraisals[0].tokenId;
        for (uint256 i; i < appraisals.length; ++i) {
            Appraisal calldata given = appraisals[i];
            if (given.collection != collection || given.tokenId != tokenId) revert ItemMixed(i);
            if (i != 0) _requireAscending(i, appraisals[i - 1].value, given.value, signers);
            _count(tally, i, signers[i], given.value);
            _requireInTime(tally, given.observedAt, given.validUntil);
            uint64 last = _nonces[signers[i]][collection][tokenId];
            if (given.nonce <= last) revert NonceNotGreater(given.nonce, last);
            _nonces[signers[i]][collection][tokenId] = given.nonce;
            _requireSigned(signers[i], appraisalHash(given), signatures[i]);
        }
        _requireQuorum(tally);
        _acceptRound(collection, tokenId, tally);
    }

    /// @inheritdoc IAppraisalOracle
    function submitFloor(FloorReport[] calldata reports, address[] calldata signers, bytes[] calldata signatures)
        external
    {
        Tally memory tally = _newTally(reports.length, signers.length, signatures.length);
        address collection = reports[0].collection;
        for (uint256 i; i < reports.length; ++i) {
            FloorReport calldata given = reports[i];
            if (given.collection != collection) revert ItemMixed(i);
            if (i != 0) _requireAscending(i, reports[i - 1].price, given.price, signers);
            _count(tally, i, signers[i], given.price);
            _requireInTime(tally, given.observedAt, given.validUntil);
            uint64 last = _floorNonces[signers[i]][collection];
            if (given.nonce <= last) revert NonceNotGreater(given.nonce, last);
            _floorNonces[signers[i]][collection] = given.nonce;
            _requireSigned(signers[i], floorReportHash(given), signatures[i]);
        }
        _requireQuorum(tally);
        _acceptFloor(collection, tally);
    }

    // ---- the owner ----

    /// @inheritdoc IAppraisalOracle
    function setSigner(address signer, uint16 weight) external onlyOwner {
        if (weight > MAX_WEIGHT) revert SettingOutOfRange("weight", weight, MAX_WEIGHT);
        Signer storage known = _signers[signer];
        if (known.number == 0) {
            if (_signerCount == MAX_SIGNERS) revert SignerLimit(MAX_SIGNERS);
            // forge-lint: disable-next-line(unsafe-typecast)
            known.number = uint8(++_signerCount); // at most 64
        }
        known.weight = weight;
        emit SignerWeighted(signer, weight);
    }

    /// @inheritdoc IAppraisalOracle
    function setCollection(address collection, uint32 rarityCapBps, uint16 forcedSaleDiscountBps) external onlyOwner {
        if (rarityCapBps > MAX_RARITY_CAP_BPS) {
            revert SettingOutOfRange("rarityCapBps", rarityCapBps, MAX_RARITY_CAP_BPS);
        }
        if (forcedSaleDiscountBps > MAX_DISCOUNT_BPS) {
            revert SettingOutOfRange("forcedSaleDiscountBps", forcedSaleDiscountBps, MAX_DISCOUNT_BPS);
        }
        _collections[collection].rarityCapBps = rarityCapBps;
        _collections[collection].forcedSaleDiscountBps = forcedSaleDiscountBps;
        emit CollectionSet(collection, rarityCapBps, forcedSaleDiscountBps);
    }

    // ---- views ----

    /// @inheritdoc IAppraisalOracle
    function valuationOf(address collection, uint256 tokenId) external view returns (Valuation memory) {
        ItemRecord memory item = _items[collection][tokenId];
        if (item.observedAt == 0) revert NoAppraisal(collection, tokenId);
        return Valuation({
            appraisal: item.appraisal,
            spotValue: item.spotValue,
            limitedValue: item.limitedValue,
            borrowValue: item.borrowValue,
            liquidationValue: _liquidationValueUp(collection, tokenId, item).toUint128(),
            dispersionBps: item.dispersionBps,
            observedAt: item.observedAt,
            tripped: _isTripped(item)
        });
    }

    /// @inheritdoc IAppraisalOracle
    function weightOf(address signer) external view returns (uint16) {
        return _signers[signer].weight;
    }

    /// @inheritdoc IAppraisalOracle
    function appraisalHash(Appraisal calldata appraisal) public view returns (bytes32) {
        return _hashTypedData(appraisal.structHash());
    }

    /// @inheritdoc IAppraisalOracle
    function floorReportHash(FloorReport calldata report) public view returns (bytes32) {
        return _hashTypedData(report.structHash());
    }

    // ---- reading a batch ----

    function _newTally(uint256 count, uint256 signers, uint256 signatures) private pure returns (Tally memory tally) {
        if (count < MIN_SIGNERS) revert QuorumMissing(count, MIN_SIGNERS);
        if (signers != count) revert LengthMismatch(count, signers);
        if (signatures != count) revert LengthMismatch(count, signatures);
        tally.values = new uint256[](count);
        tally.weights = new uint256[](count);
        tally.bits = new uint256[](count);
        tally.observedAt = type(uint40).max;
    }

    /// @dev Strictly ascending by (value, signer): sorted for the median, one order for each round.
    function _requireAscending(uint256 i, uint256 valueBefore, uint256 value, address[] calldata signers) private pure {
        if (value < valueBefore || (value == valueBefore && signers[i] <= signers[i - 1])) revert NotSorted(i);
    }

    function _count(Tally memory tally, uint256 i, address signer, uint256 value) private view {
        if (value == 0 || value > MAX_VALUE) revert AppraisalOutOfRange(value, MAX_VALUE);
        Signer memory known = _signers[signer];
        if (known.weight == 0) revert SignerUnknown(signer);
        uint256 bit = 1 << (known.number - 1);
        if (tally.signers & bit != 0) revert SignerRepeated(signer);
        tally.signers |= bit;
        tally.bits[i] = bit;
        tally.values[i] = value;
        tally.weights[i] = known.weight;
        tally.weight += known.weight;
    }

    function _requireInTime(Tally memory tally, uint256 observedAt, uint256 validUntil) private view {
        if (observedAt > block.timestamp) revert ObservedInFuture(observedAt, block.timestamp);
        if (block.timestamp >= validUntil) revert AppraisalExpired(validUntil, block.timestamp);
        if (observedAt + maxAgeSeconds < block.timestamp) {
            revert AppraisalTooOld(observedAt, block.timestamp - maxAgeSeconds);
        }
        tally.observedAt = tally.observedAt.min(observedAt);
    }

    function _requireSigned(address signer, bytes32 digest, bytes calldata signature) private view {
        if (!SignatureChecker.isValidSignatureNowCalldata(signer, digest, signature)) revert SignatureRejected(signer);
    }

    function _requireQuorum(Tally memory tally) private view {
        if (tally.weight < quorumWeight) revert WeightMissing(tally.weight, quorumWeight);
    }

    // ---- what a batch changes ----

    function _acceptRound(address collection, uint256 tokenId, Tally memory tally) private {
        ItemRecord memory last = _items[collection][tokenId];
        if (last.observedAt != 0) _requireSpaced(tally.observedAt, last.observedAt + ROUND_SPACING_SECONDS);
        ItemRecord memory next = _valued(collection, last, tally);
        bool tripped = _moveBreaker(last, next, tally);
        if (tripped != (last.trippedAt != 0)) emit BreakerMoved(collection, tokenId, tripped);
        _items[collection][tokenId] = next;
        _spots[collection][tokenId].push(last.roundCount, last.spotValue, next.observedAt);
        emit RoundAccepted(
            collection,
            tokenId,
            next.appraisal,
            next.spotValue,
            next.limitedValue,
            next.borrowValue,
            _liquidationValueUp(collection, tokenId, next),
            next.dispersionBps,
            next.observedAt
        );
    }

    /// @dev The values of a round. `last` is empty for the first one, which no growth limits.
    function _valued(address collection, ItemRecord memory last, Tally memory tally)
        private
        view
        returns (ItemRecord memory next)
    {
        Collection memory known = _knownCollection(collection);
        uint256 dispersionBps = WeightedMedian.dispersionBpsDown(tally.values, tally.weights).min(type(uint16).max);
        uint256 appraisal = WeightedMedian.lowerMedian(tally.values, tally.weights);
        uint256 floorTwap = _floorTwapDown(collection, known);
        uint256 spotValue = ValueRules.spotValueDown(appraisal, floorTwap, known.rarityCapBps);
        uint256 limitedValue = last.observedAt == 0
            ? spotValue
            : ValueRules.limitedValueDown(spotValue, last.limitedValue, tally.observedAt - last.observedAt);
        uint256 haircut = ValueRules.haircutBps(HAIRCUT_BASE_BPS, dispersionBps, known.forcedSaleDiscountBps);
        next.appraisal = appraisal.toUint128();
        next.spotValue = spotValue.toUint128();
        next.limitedValue = limitedValue.toUint128();
        next.borrowValue = ValueRules.borrowValueDown(limitedValue, haircut).toUint128();
        // forge-lint: disable-start(unsafe-typecast)
        next.dispersionBps = uint16(dispersionBps); // limited above
        next.observedAt = uint40(tally.observedAt); // given in 40 bits
        next.roundCount = last.roundCount + 1;
        // forge-lint: disable-end(unsafe-typecast)
    }

    /// @dev Trips, stays or clears; writes what it decides into `next`.
    function _moveBreaker(ItemRecord memory last, ItemRecord memory next, Tally memory tally)
        private
        view
        returns (bool tripped)
    {
        uint256 lastAppraisal = last.observedAt == 0 ? next.appraisal : last.appraisal;
        uint256 sinceLast = next.observedAt - last.observedAt;
        if (ValueRules.isTripped(next.appraisal, lastAppraisal, sinceLast, next.dispersionBps)) {
            next.trippedAt = uint40(block.timestamp);
            // forge-lint: disable-next-line(unsafe-typecast)
            next.trippedBy = uint64(tally.signers); // numbers 1..64
            return true;
        }
        bool calm = block.timestamp >= last.trippedAt + CALM_SECONDS;
        if (last.trippedAt == 0 || calm || 2 * _newcomersWeight(last.trippedBy, tally) >= tally.weight) return false;
        (next.trippedAt, next.trippedBy) = (last.trippedAt, last.trippedBy);
        return true;
    }

    function _acceptFloor(address collection, Tally memory tally) private {
        Collection memory known = _knownCollection(collection);
        if (known.observedAt != 0) _requireSpaced(tally.observedAt, known.observedAt + FLOOR_SPACING_SECONDS);
        uint128 price = WeightedMedian.lowerMedian(tally.values, tally.weights).toUint128();
        // forge-lint: disable-next-line(unsafe-typecast)
        uint40 observedAt = uint40(tally.observedAt); // given in 40 bits
        _floors[collection].push(known.observationCount, known.floor, observedAt);
        (known.floor, known.observedAt) = (price, observedAt);
        ++known.observationCount;
        _collections[collection] = known;
        emit FloorAccepted(collection, price, observedAt);
    }

    // ---- what follows from what is stored ----

    /// @dev Over the window, or over what there is of it.
    function _liquidationValueUp(address collection, uint256 tokenId, ItemRecord memory item)
        private
        view
        returns (uint256)
    {
        Observations.Ring storage ring = _spots[collection][tokenId];
        uint256 age = block.timestamp - ring.oldestAt(item.roundCount);
        uint256 window = LIQUIDATION_WINDOW_SECONDS.min(age);
        if (window == 0) return item.spotValue;
        uint256 sumNow = ring.accumulatorAt(item.roundCount, item.spotValue, block.timestamp);
        uint256 sumThen = ring.accumulatorAt(item.roundCount, item.spotValue, block.timestamp - window);
        return ValueRules.liquidationValueUp(item.spotValue, ValueRules.twapUp(sumNow, sumThen, window));
    }

    function _floorTwapDown(address collection, Collection memory known) private view returns (uint256) {
        Observations.Ring storage ring = _floors[collection];
        uint256 count = known.observationCount;
        uint256 have = count == 0 ? 0 : block.timestamp - ring.oldestAt(count);
        if (have < BORROW_WINDOW_SECONDS) revert HistoryTooShort(have, BORROW_WINDOW_SECONDS);
        uint256 sumNow = ring.accumulatorAt(count, known.floor, block.timestamp);
        uint256 sumThen = ring.accumulatorAt(count, known.floor, block.timestamp - BORROW_WINDOW_SECONDS);
        return ValueRules.twapDown(sumNow, sumThen, BORROW_WINDOW_SECONDS);
    }

    /// @dev A silent oracle is as good as a tripped one.
    function _isTripped(ItemRecord memory item) private view returns (bool) {
        if (block.timestamp > item.observedAt + CALM_SECONDS) return true;
        return item.trippedAt != 0 && block.timestamp < item.trippedAt + CALM_SECONDS;
    }

    function _knownCollection(address collection) private view returns (Collection memory known) {
        known = _collections[collection];
        if (known.rarityCapBps == 0) revert CollectionUnknown(collection);
    }

    function _newcomersWeight(uint256 before, Tally memory tally) private pure returns (uint256 weight) {
        for (uint256 i; i < tally.bits.length; ++i) {
            if (before & tally.bits[i] == 0) weight += tally.weights[i];
        }
    }

    function _requireSpaced(uint256 observedAt, uint256 earliestAllowed) private pure {
        if (observedAt < earliestAllowed) revert ObservedNotLater(observedAt, earliestAllowed);
    }

    function _domainNameAndVersion() internal pure override returns (string memory, string memory) {
        return ("Fractional AppraisalOracle", "1");
    }
}
