// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ILoanBook, LoanOffer, LoanTerms} from "../interfaces/ILoanBook.sol";
import {LoanOptions} from "./LoanOptions.sol";

/// @title What a lender signs, and the ranges of the terms that the protocol accepts.
library LoanRules {
    uint256 private constant MAX_RATE_BPS = 10_000;
    uint256 private constant MAX_LATE_RATE_BPS = 2_000;
    uint256 private constant MAX_PENALTY_BPS = 1_000;
    uint256 private constant MAX_CONVERSION_BPS = 10_000;
    uint256 private constant LTV_GAP_BPS = 1_000; // so that a fresh loan is not liquidated at the same values
    uint256 private constant MIN_AUCTION_SECONDS = 24 hours;
    uint256 private constant MAX_AUCTION_SECONDS = 14 days;

    bytes private constant TERMS_TYPE = "LoanTerms(uint16 rateBps,uint16 lateRateBps,uint40 dueAt,uint24 graceSeconds,"
        "uint24 cureSeconds,uint24 confirmSeconds,uint16 maxLtvBps,uint16 cureLtvBps,uint16 liquidationLtvBps,"
        "uint16 penaltyBps,uint16 conversionBps,uint24 auctionSeconds,uint8 options)";
    bytes32 private constant TERMS_TYPEHASH = keccak256(TERMS_TYPE);
    bytes32 private constant OFFER_TYPEHASH = keccak256(
        abi.encodePacked(
            "LoanOffer(address lender,address vault,uint128 principal,LoanTerms terms,uint64 epoch,uint64 salt,"
            "uint40 validUntil)",
            TERMS_TYPE
        )
    );

    /// @notice EIP-712 `hashStruct` of the terms.
    function structHash(LoanTerms calldata terms) internal pure returns (bytes32) {
        return keccak256(abi.encode(TERMS_TYPEHASH, terms));
    }

    /// @notice EIP-712 `hashStruct` of the offer.
    function structHash(LoanOffer calldata offer) internal pure returns (bytes32) {
        return keccak256(
            abi.encode(
                OFFER_TYPEHASH,
                offer.lender,
                offer.vault,
                offer.principal,
                structHash(offer.terms),
                offer.epoch,
                offer.salt,
                offer.validUntil
            )
        );
    }

    /// @notice Reverts with `TermOutOfRange` for terms that no loan may have.
    function requireInRange(LoanTerms calldata terms) internal view {
        _atMost("rateBps", terms.rateBps, MAX_RATE_BPS);
        _atMost("lateRateBps", terms.lateRateBps, MAX_LATE_RATE_BPS);
        _atLeast("dueAt", terms.dueAt, block.timestamp + 1);
        _atLeast("liquidationLtvBps", terms.liquidationLtvBps, terms.maxLtvBps + LTV_GAP_BPS);
        _atLeast("liquidationLtvBps", terms.liquidationLtvBps, uint256(terms.cureLtvBps) + 1);
        _atMost("penaltyBps", terms.penaltyBps, MAX_PENALTY_BPS);
        _atMost("conversionBps", terms.conversionBps, MAX_CONVERSION_BPS);
        _atLeast("auctionSeconds", terms.auctionSeconds, MIN_AUCTION_SECONDS);
        _atMost("auctionSeconds", terms.auctionSeconds, MAX_AUCTION_SECONDS);
        _atMost("options", terms.options, LoanOptions.ALL);
    }

    function _atMost(bytes32 term, uint256 given, uint256 limit) private pure {
        if (given > limit) revert ILoanBook.TermOutOfRange(term, given, limit);
    }

    function _atLeast(bytes32 term, uint256 given, uint256 limit) private pure {
        if (given < limit) revert ILoanBook.TermOutOfRange(term, given, limit);
    }
}
