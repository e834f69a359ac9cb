// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {vm} from "../utils/Vm.sol";
import {Handler} from "./Handler.sol";

/// @notice The core properties over the whole life of vaults, each a campaign of its own (its own seed, so that no two
/// walk the same way). Every campaign ends with all properties and with the end of every vault.
contract InvariantsTest {
    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    Handler private _world;

    function setUp() external {
        _world = new Handler();
        _world.setUp();
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_world);
    }

    function targetSelectors() external view returns (FuzzSelector[] memory targets) {
        targets = new FuzzSelector[](1);
        targets[0].addr = address(_world);
        targets[0].selectors = _world.actions();
    }

    function afterInvariant() external {
        _world.checkDonationBlind(); // before the end, while there is still something to decide
        _world.checkUniformPrice();
        _world.checkNoEnvy();
        _world.checkSupplyCap();
        _world.drain(block.timestamp);
        bytes32[24] memory properties = _names();
        for (uint256 i; i < properties.length; ++i) {
            _world.checkUnbroken(properties[i]);
        }
        _world.checkSolvent();
        _world.checkPerLotZeroSum();
        _world.checkLedgerAdds();
        _world.checkCustody();
        _world.checkTermsFrozen();
        _world.checkWaterfallExact();
        _world.checkRoundDownToUsers();
        _world.checkNoEnvy();
        _world.checkSupplyCap();
    }

    /// forge-config: default.fuzz.seed = "0x1"
    function invariant_solvent() external view {
        _world.checkSolvent();
    }

    /// forge-config: default.fuzz.seed = "0x2"
    function invariant_ledgerAdds() external view {
        _world.checkLedgerAdds();
    }

    /// forge-config: default.fuzz.seed = "0x3"
    function invariant_perLotZeroSum() external view {
        _world.checkPerLotZeroSum();
    }

    /// forge-config: default.fuzz.seed = "0x4"
    function invariant_custody() external view {
        _world.checkCustody();
    }

    /// forge-config: default.fuzz.seed = "0x5"
    function invariant_oneLivePerNft() external view {
        _world.checkOneLivePerNft();
    }

    /// forge-config: default.fuzz.seed = "0x6"
    function invariant_legalMoves() external view {
        _world.checkUnbroken("legalMoves");
    }

    /// forge-config: default.fuzz.seed = "0x7"
    function invariant_termsFrozen() external view {
        _world.checkTermsFrozen();
    }

    /// forge-config: default.fuzz.seed = "0x8"
    function invariant_consent() external view {
        _world.checkUnbroken("consent");
    }

    /// forge-config: default.fuzz.seed = "0x9"
    function invariant_onlyXPaysX() external view {
        _world.checkUnbroken("onlyXPaysX");
    }

    /// forge-config: default.fuzz.seed = "0xa"
    function invariant_paidOnce() external view {
        _world.checkUnbroken("paidOnce");
    }

    /// forge-config: default.fuzz.seed = "0xb"
    function invariant_debtOnlyFallsByPayment() external view {
        _world.checkUnbroken("debtOnlyFallsByPayment");
    }

    /// forge-config: default.fuzz.seed = "0xc"
    function invariant_healthyNotSeizable() external view {
        _world.checkUnbroken("healthyNotSeizable");
    }

    /// forge-config: default.fuzz.seed = "0xd"
    function invariant_waterfallExact() external view {
        _world.checkWaterfallExact();
    }

    /// forge-config: default.fuzz.seed = "0xe"
    function invariant_roundDownToUsers() external view {
        _world.checkRoundDownToUsers();
    }

    /// forge-config: default.fuzz.seed = "0xf"
    function invariant_floorRespected() external view {
        _world.checkUnbroken("floorRespected");
    }

    /// forge-config: default.fuzz.seed = "0x10"
    function invariant_priceCurve() external view {
        _world.checkUnbroken("priceCurve");
    }

    /// forge-config: default.fuzz.seed = "0x11"
    function invariant_maxPriceHonoured() external view {
        _world.checkUnbroken("maxPriceHonoured");
    }

    /// forge-config: default.fuzz.seed = "0x12"
    function invariant_claimOrderFree() external view {
        _world.checkUnbroken("claimOrderFree");
    }

    /// forge-config: default.fuzz.seed = "0x13"
    function invariant_settleTotal() external view {
        _world.checkUnbroken("settleTotal");
    }

    /// forge-config: default.fuzz.seed = "0x14"
    function invariant_donationBlind() external {
        _world.checkDonationBlind();
    }

    /// forge-config: default.fuzz.seed = "0x15"
    function invariant_isolation() external view {
        _world.checkUnbroken("isolation");
    }

    /// forge-config: default.fuzz.seed = "0x16"
    function invariant_drain() external view {
        _world.checkUnbroken("drain");
    }

    /// forge-config: default.fuzz.seed = "0x17"
    function invariant_adversaryFirst() external view {
        _world.checkUnbroken("adversaryFirst");
    }

    /// forge-config: default.fuzz.seed = "0x18"
    function invariant_sigOnce() external view {
        _world.checkUnbroken("sigOnce");
    }

    /// forge-config: default.fuzz.seed = "0x19"
    function invariant_revertIff() external view {
        _world.checkUnbroken("revertIff");
    }

    /// forge-config: default.fuzz.seed = "0x1a"
    function invariant_lockedInside() external view {
        _world.checkUnbroken("lockedInside");
    }

    /// forge-config: default.fuzz.seed = "0x1b"
    function invariant_uniformPrice() external view {
        _world.checkUniformPrice();
    }

    /// forge-config: default.fuzz.seed = "0x1c"
    function invariant_noEnvy() external view {
        _world.checkNoEnvy();
    }

    /// forge-config: default.fuzz.seed = "0x1d"
    function invariant_supplyCap() external view {
        _world.checkSupplyCap();
    }

    function _names() private pure returns (bytes32[24] memory) {
        return [
            bytes32("ledgerAdds"),
            "custody",
            "legalMoves",
            "termsFrozen",
            "consent",
            "onlyXPaysX",
            "paidOnce",
            "debtOnlyFallsByPayment",
            "healthyNotSeizable",
            "waterfallExact",
            "roundDownToUsers",
            "floorRespected",
            "priceCurve",
            "maxPriceHonoured",
            "claimOrderFree",
            "settleTotal",
            "isolation",
            "drain",
            "adversaryFirst",
            "sigOnce",
            "revertIff",
            "lockedInside",
            "uniformPrice",
            "supplyCap"
        ];
    }
}
