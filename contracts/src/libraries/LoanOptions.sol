// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title The flags that `LoanTerms.options` is a sum of.
library LoanOptions {
    uint8 internal constant MATURITY_ONLY = 1; // rules U1 and U2 are off
    uint8 internal constant BACKSTOP = 2; // lenders take what a batch does not sell in kind
    uint8 internal constant SEALED_BIDS = 4; // a batch auction commits and reveals
    uint8 internal constant ALL = 7;
}
