// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {WETH} from "solady/tokens/WETH.sol";

/// @title Wrapped ether for demonstrations and tests on a fresh chain.
contract DemoWeth is WETH {}
