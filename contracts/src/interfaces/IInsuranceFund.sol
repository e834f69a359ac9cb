// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Line} from "./IDutchAuction.sol";

/// @title First-loss cover for lenders, and tips for keepers whose auction raised nothing. Nobody owns it.
/// @notice Premiums, penalties, dust and forfeits arrive as plain transfers and count once they are absorbed. There is
/// one ledger for each payment token, and no promise beyond its cash.
interface IInsuranceFund {
    /// @notice What had arrived is in the ledger; `cash` is what the ledger holds then, wei.
    event FundAbsorbed(address indexed token, uint256 amount, uint256 cash);
    /// @notice `amount` of a loan's `shortfall` was paid into its vault; `cash` is left.
    event LoanCovered(
        uint256 indexed loanId, address indexed token, uint256 shortfall, uint256 amount, uint256 cash
    );
    event TipCollected(
        uint256 indexed id, Line indexed line, address indexed payee, address to, uint256 amount, uint256 cash
    );

    error NotLoanBook(address caller);
    error NotConverted(uint256 id);
    error NothingToCollect(uint256 id);
    error NotPayee(address caller, address payee);
    error FundLocked();
    error ZeroAddress();

    /// @notice Books what arrived since the last time. Anybody may call.
    function absorb(address token) external returns (uint256 amount);
    /// @notice Pays into the loan's vault the least of its shortfall, 20 % of its principal and 5 % of the cash, both
    /// rounded down. Only the loan book may call, once for each loan.
    /// @param principal at opening, wei.
    function cover(uint256 loanId, uint256 shortfall, uint256 principal) external returns (uint256 amount);
    /// @notice Pays what a conversion left open of a keeper's reward, as far as the cash goes; what it does not pay can
    /// be collected later. Only the payee may name another `to`.
    function collectTip(uint256 id, Line line, address to) external returns (uint256 amount);

    /// @notice Wei in the ledger.
    function cashOf(address token) external view returns (uint256);
    /// @notice What a keeper may still collect, if the cash is there. Both keepers together never get more than the
    /// premium on the loan's principal: else who lends to himself and converts would draw more than he brought. (A
    /// refinanced loan paid none on the interest it took over.)
    function tipOf(uint256 id, Line line) external view returns (address payee, uint256 amount);
    function loanBook() external view returns (address);
}
