// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ILoanBook, Loan} from "./interfaces/ILoanBook.sol";
import {IVault} from "./interfaces/IVault.sol";
import {Claims} from "./libraries/Claims.sol";
import {FixedMath} from "./libraries/FixedMath.sol";
import {LoanOffers} from "./LoanOffers.sol";

/// @title What is stored of the loans, and what their lenders draw from it.
/// @dev The money itself lies in the vault, which pays it out.
abstract contract LoanLedger is LoanOffers {
    using FixedMath for uint256;

    /// @dev One slot. The vault's loan now is number `count`, while there is one.
    struct Current {
        uint16 count;
        bool exists;
        bool isConverted; // the last one ended in units of a new series for its lenders
    }

    /// @dev One slot; units are at most 2^110.
    struct Position {
        uint120 units;
        bool isConverted; // its part of a new series is claimed
        uint128 withdrawn;
    }

    address public immutable insuranceFund;

    mapping(address vault => Current) internal _current;
    mapping(uint256 loanId => Loan) internal _loans; // `vault` stays empty: the id says it
    mapping(uint256 loanId => mapping(address lender => Position)) internal _positions;

    constructor(address insuranceFund_) {
        if (insuranceFund_ == address(0)) revert ZeroAddress();
        insuranceFund = insuranceFund_;
    }

    // ---- lenders ----

    /// @inheritdoc ILoanBook
    function withdraw(uint256 loanId, address lender, address to) external returns (uint256 amount) {
        if (to == address(0)) revert ZeroAddress();
        if (to != lender && msg.sender != lender) revert NotPositionOwner(loanId, msg.sender);
        amount = withdrawable(loanId, lender);
        if (amount == 0) revert NothingToWithdraw(loanId, lender);
        address vault = _vaultOf(loanId);
        IVault(vault).lock();
        _draw(loanId, lender, to, amount);
        IVault(vault).pay(to, amount);
        IVault(vault).unlock();
    }

    /// @inheritdoc ILoanBook
    function movePosition(uint256 loanId, address to) external {
        Position memory moved = _positions[loanId][msg.sender];
        if (moved.units == 0) revert NotPositionOwner(loanId, msg.sender);
        if (to == address(0)) revert ZeroAddress();
        if (moved.isConverted) revert PositionConverted(loanId, msg.sender);
        if (_positions[loanId][to].isConverted) revert PositionConverted(loanId, to);
        delete _positions[loanId][msg.sender]; // before the credit: `to` may be the caller
        _positions[loanId][to].units += moved.units;
        _positions[loanId][to].withdrawn += moved.withdrawn;
        emit PositionMoved(loanId, msg.sender, to, moved.units, moved.withdrawn);
    }

    /// @inheritdoc ILoanBook
    function sweepLoan(uint256 loanId, address[] calldata lenders) external returns (uint256 amount) {
        address vault = _vaultOf(loanId);
        if (loanIdOf(vault) == loanId) revert LoanNotEnded(loanId);
        amount = _loans[loanId].repaid;
        bool isConverted = _current[vault].isConverted && _idOf(vault, _current[vault].count) == loanId;
        uint256 units;
        for (uint256 i; i < lenders.length; ++i) {
            uint256 due = withdrawable(loanId, lenders[i]);
            if (due != 0) revert LenderUnpaid(loanId, lenders[i], due);
            Position memory paid = _positions[loanId][lenders[i]];
            // Its units are the claim on the new series, too.
            if (isConverted && paid.units != 0 && !paid.isConverted) revert PositionUnconverted(loanId, lenders[i]);
            units += paid.units;
            amount -= paid.withdrawn;
            // Joined later, two positions could be due a wei more: no position outlives the dust.
            delete _positions[loanId][lenders[i]];
        }
        if (units != _loans[loanId].units) revert LendersMissing(units, _loans[loanId].units);
        if (amount == 0) revert NothingToSweep();
        IVault(vault).lock();
        emit LoanSwept(loanId, insuranceFund, amount);
        IVault(vault).pay(insuranceFund, amount);
        IVault(vault).unlock();
    }

    // ---- views ----

    /// @inheritdoc ILoanBook
    function loanIdOf(address vault) public view returns (uint256) {
        Current memory current = _current[vault];
        return current.exists ? _idOf(vault, current.count) : 0;
    }

    /// @inheritdoc ILoanBook
    function position(uint256 loanId, address lender) external view returns (uint256 units, uint256 withdrawn) {
        return (_positions[loanId][lender].units, _positions[loanId][lender].withdrawn);
    }

    /// @inheritdoc ILoanBook
    function withdrawable(uint256 loanId, address lender) public view returns (uint256) {
        Position memory held = _positions[loanId][lender];
        if (held.units == 0) return 0;
        Loan storage loan_ = _loans[loanId];
        return Claims.entitledDown(loan_.repaid, held.units, loan_.units) - held.withdrawn;
    }

    // ---- inside ----

    function _draw(uint256 loanId, address lender, address to, uint256 amount) internal {
        _positions[loanId][lender].withdrawn += amount.toUint128();
        emit LenderWithdrawn(loanId, lender, to, amount);
    }

    function _idOf(address vault, uint256 n) internal pure returns (uint256) {
        return uint256(uint160(vault)) << 96 | n;
    }

    function _vaultOf(uint256 loanId) internal pure returns (address) {
        // forge-lint: disable-next-line(unsafe-typecast)
        return address(uint160(loanId >> 96)); // all the bits there are
    }
}
