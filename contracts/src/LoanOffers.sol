// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {EIP712} from "solady/utils/EIP712.sol";
import {ILoanBook, LoanOffer} from "./interfaces/ILoanBook.sol";
import {LoanRules} from "./libraries/LoanRules.sol";

/// @title The lenders' signed offers: each is used at most once, and one bump of the epoch cancels all older ones.
/// @dev An offer is used up by its digest, never by its signature's bytes, so no second form of a signature helps.
abstract contract LoanOffers is ILoanBook, EIP712 {
    using LoanRules for *;

    uint256 private constant MAX_OFFERS = 64;

    mapping(bytes32 offerHash => bool) private _used;
    mapping(address lender => uint64) public epochOf;

    /// @inheritdoc ILoanBook
    function cancelOffers() external {
        emit OffersCancelled(msg.sender, ++epochOf[msg.sender]);
    }

    /// @inheritdoc ILoanBook
    function offerHash(LoanOffer calldata offer) public view returns (bytes32) {
        return _hashTypedData(offer.structHash());
    }

    /// @dev Checks that all offers are alive, signed, for this vault and with equal terms, and uses them up.
    /// @return principal the sum, wei. @return hashes of the offers.
    function _useOffers(address vault, LoanOffer[] calldata offers, bytes[] calldata signatures)
        internal
        returns (uint256 principal, bytes32[] memory hashes)
    {
        if (offers.length == 0 || offers.length > MAX_OFFERS) revert OfferCountOutOfRange(offers.length, MAX_OFFERS);
        if (signatures.length != offers.length) revert SignatureCountMismatch(offers.length, signatures.length);
        offers[0].terms.requireInRange();
        hashes = new bytes32[](offers.length);
        bytes32 termsHash = offers[0].terms.structHash();
        for (uint256 i; i < offers.length; ++i) {
            if (offers[i].vault != vault) revert OfferForOtherVault(offers[i].vault, vault);
            if (offers[i].terms.structHash() != termsHash) revert OfferTermsDiffer(i);
            hashes[i] = _useOffer(offers[i], signatures[i]);
            principal += offers[i].principal;
        }
    }

    function _useOffer(LoanOffer calldata offer, bytes calldata signature) private returns (bytes32 hash) {
        if (offer.principal == 0) revert ZeroPrincipal();
        if (block.timestamp >= offer.validUntil) revert OfferExpired(offer.validUntil, block.timestamp);
        if (offer.epoch != epochOf[offer.lender]) revert OfferEpochStale(offer.epoch, epochOf[offer.lender]);
        hash = offerHash(offer);
        if (_used[hash]) revert OfferUsed(hash);
        if (!SignatureChecker.isValidSignatureNowCalldata(offer.lender, hash, signature)) {
            revert SignatureRejected(offer.lender);
        }
        _used[hash] = true;
    }

    function _domainNameAndVersion() internal pure override returns (string memory, string memory) {
        return ("Fractional LoanBook", "1");
    }
}
