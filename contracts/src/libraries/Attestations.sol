// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Appraisal, FloorReport} from "../interfaces/IAppraisalOracle.sol";

/// @title What appraisers and floor reporters sign: EIP-712 `hashStruct` of each kind.
library Attestations {
    bytes32 private constant APPRAISAL_TYPEHASH = keccak256(
        "Appraisal(address collection,uint256 tokenId,uint128 value,uint16 confidenceBps,uint40 observedAt,"
        "uint40 validUntil,uint64 nonce)"
    );
    bytes32 private constant FLOOR_TYPEHASH = keccak256(
        "FloorReport(address collection,uint128 price,uint40 observedAt,uint40 validUntil,uint64 nonce)"
    );

    function structHash(Appraisal calldata appraisal) internal pure returns (bytes32) {
        return keccak256(abi.encode(APPRAISAL_TYPEHASH, appraisal));
    }

    function structHash(FloorReport calldata report) internal pure returns (bytes32) {
        return keccak256(abi.encode(FLOOR_TYPEHASH, report));
    }
}
