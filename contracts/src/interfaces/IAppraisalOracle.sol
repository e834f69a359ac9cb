// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice What an appraiser signs about one item (EIP-712).
struct Appraisal {
    address collection;
    uint256 tokenId;
    uint128 value; // wei, 1..2^120
    uint16 confidenceBps;
    uint40 observedAt;
    uint40 validUntil;
    uint64 nonce; // greater than the signer's last one for this item
}

/// @notice What a floor reporter signs about one collection (EIP-712).
struct FloorReport {
    address collection;
    uint128 price; // wei, 1..2^120
    uint40 observedAt;
    uint40 validUntil;
    uint64 nonce;
}

/// @notice What the oracle says of one item. Values in wei.
struct Valuation {
    uint128 appraisal; // weighted lower median of the last round
    uint128 spotValue; // min(appraisal, TWAP7d of the floor * rarity cap)
    uint128 limitedValue; // spotValue under the growth cap
    uint128 borrowValue; // after the haircut; the lower value
    uint128 liquidationValue; // max(spotValue, TWAP24h of spotValue, rounded up); the higher value
    uint16 dispersionBps;
    uint40 observedAt; // the oldest appraisal of the round
    bool tripped;
}

/// @title Signed appraisals and floor reports, their medians, and the values to borrow against and to liquidate at.
/// @notice EIP-712 domain: name "Fractional AppraisalOracle", version "1". A value is in force from its round's
/// `observedAt`. Rounds of one item are at least 30 minutes apart and floors of one collection 3 hours, so that the 64
/// kept observations always cover the 24 hours and the 7 days that are averaged. A round needs 7 days of floor history;
/// the 24-hour average of an item known for less runs over what there is. Haircut base h0 = 500 bps.
/// Breaker: a round trips it by a jump of more than 30 % within 6 hours or a dispersion above 2 500 bps. It clears by
/// a later round that does not trip and has at least half of its weight from signers who were not in the tripping
/// round, or 24 hours after the last trip. It also reads as tripped while the last round is older than 24 hours.
interface IAppraisalOracle {
    event SignerWeighted(address indexed signer, uint16 weight);
    event CollectionSet(address indexed collection, uint32 rarityCapBps, uint16 forcedSaleDiscountBps);
    event RoundAccepted(
        address indexed collection,
        uint256 indexed tokenId,
        uint256 appraisal,
        uint256 spotValue,
        uint256 limitedValue,
        uint256 borrowValue,
        uint256 liquidationValue,
        uint256 dispersionBps,
        uint40 observedAt
    );
    event FloorAccepted(address indexed collection, uint256 price, uint40 observedAt);
    event BreakerMoved(address indexed collection, uint256 indexed tokenId, bool tripped);

    error QuorumMissing(uint256 count, uint256 minimum);
    error WeightMissing(uint256 weight, uint256 minimum);
    error LengthMismatch(uint256 left, uint256 right);
    error NotSorted(uint256 index);
    error SignerUnknown(address signer);
    error SignerRepeated(address signer);
    error SignatureRejected(address signer);
    error ObservedInFuture(uint256 observedAt, uint256 timestamp);
    error AppraisalExpired(uint256 validUntil, uint256 timestamp);
    error AppraisalTooOld(uint256 observedAt, uint256 oldestAllowed);
    error NonceNotGreater(uint256 nonce, uint256 last);
    error AppraisalOutOfRange(uint256 appraised, uint256 limit);
    error ItemMixed(uint256 index);
    error ObservedNotLater(uint256 observedAt, uint256 earliestAllowed);
    error HistoryTooShort(uint256 haveSeconds, uint256 needSeconds);
    error NoAppraisal(address collection, uint256 tokenId);
    error SignerLimit(uint256 limit);
    error CollectionUnknown(address collection);
    error SettingOutOfRange(bytes32 setting, uint256 given, uint256 limit);

    /// @notice Accepts one round for one item: appraisals strictly ascending by (value, signer), at least three
    /// different signers and a quorum of weight, all fresh. Anybody may submit.
    function submitRound(Appraisal[] calldata appraisals, address[] calldata signers, bytes[] calldata signatures)
        external;
    /// @notice Accepts one floor observation for one collection by the same rules.
    function submitFloor(FloorReport[] calldata reports, address[] calldata signers, bytes[] calldata signatures)
        external;

    /// @notice Owner: weight of a signer, 0 removes it. Takes effect from the next round.
    function setSigner(address signer, uint16 weight) external;
    /// @notice Owner: a collection's rarity cap (bps of its floor) and expected forced-sale discount.
    function setCollection(address collection, uint32 rarityCapBps, uint16 forcedSaleDiscountBps) external;

    /// @notice The values now. The liquidation value is read with its TWAP up to now; reverts with `NoAppraisal` when
    /// the item was never appraised, and never for age: who needs freshness compares `observedAt`.
    function valuationOf(address collection, uint256 tokenId) external view returns (Valuation memory);
    function maxAgeSeconds() external view returns (uint256);
    /// @notice The EIP-712 digest the appraiser signs.
    function appraisalHash(Appraisal calldata appraisal) external view returns (bytes32);
    /// @notice The EIP-712 digest the reporter signs.
    function floorReportHash(FloorReport calldata report) external view returns (bytes32);
    function quorumWeight() external view returns (uint256);
    function weightOf(address signer) external view returns (uint16);
}
