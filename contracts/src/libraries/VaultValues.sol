// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAppraisalOracle, Valuation} from "../interfaces/IAppraisalOracle.sol";
import {ILoanBook} from "../interfaces/ILoanBook.sol";
import {IVault, Item} from "../interfaces/IVault.sol";
import {FixedMath} from "./FixedMath.sol";

/// @notice What the items still in a vault are worth together. Wei.
struct Values {
    uint256 borrowValue;
    uint256 liquidationValue;
    uint256 observedAt; // the oldest round
    bool tripped;
    Item trippedItem; // the first one, when tripped
}

/// @title Sums the oracle's values over the items a vault still holds.
library VaultValues {
    using FixedMath for uint256;

    /// @notice The values, whatever their age.
    function read(IAppraisalOracle oracle, IVault vault) internal view returns (Values memory values) {
        uint256 delivered = vault.deliveredMask();
        uint256 count = vault.itemCount();
        values.observedAt = type(uint40).max;
        for (uint256 i; i < count; ++i) {
            if (delivered >> i & 1 != 0) continue;
            Item memory item = vault.item(i);
            Valuation memory value = oracle.valuationOf(item.collection, item.tokenId);
            values.borrowValue += value.borrowValue;
            values.liquidationValue += value.liquidationValue;
            values.observedAt = values.observedAt.min(value.observedAt);
            if (value.tripped && !values.tripped) (values.tripped, values.trippedItem) = (true, item);
        }
    }

    /// @notice The values when every round is fresh and no breaker is tripped; reverts otherwise.
    function readFresh(IAppraisalOracle oracle, IVault vault) internal view returns (Values memory values) {
        values = read(oracle, vault);
        uint256 maxAge = oracle.maxAgeSeconds();
        if (values.observedAt + maxAge < block.timestamp) {
            revert ILoanBook.AppraisalStale(values.observedAt, maxAge);
        }
        if (values.tripped) {
            revert ILoanBook.BreakerTripped(values.trippedItem.collection, values.trippedItem.tokenId);
        }
    }
}
