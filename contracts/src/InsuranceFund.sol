// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {BatchState, BatchStatus, IBatchAuction} from "./interfaces/IBatchAuction.sol";
import {DutchTerms, IDutchAuction, Line, Proceeds} from "./interfaces/IDutchAuction.sol";
import {IInsuranceFund} from "./interfaces/IInsuranceFund.sol";
import {ILoanBook} from "./interfaces/ILoanBook.sol";
import {IVault} from "./interfaces/IVault.sol";
import {FixedMath} from "./libraries/FixedMath.sol";
import {FundCaps} from "./libraries/FundCaps.sol";
import {Rest, RestOfLot} from "./libraries/RestOfLot.sol";

/// @title The insurance fund.
/// @dev Cash leaves by `cover` and by `collectTip` only. The ledger moves before the token does.
contract InsuranceFund is IInsuranceFund {
    using FixedMath for uint256;
    using RestOfLot for Rest;
    using SafeTransferLib for address;

    address public immutable loanBook;
    mapping(address token => uint256) public cashOf;
    mapping(uint256 id => mapping(Line => uint256)) private _tipsPaid;
    /// @dev A token that calls back before it has moved what was paid would have it absorbed a second time.
    bool private transient _locked;

    /// @param loanBook_ predicted from the deployer's nonce; the factory's constructor checks.
    constructor(address loanBook_) {
        loanBook = loanBook_;
    }

    modifier locked() {
        if (_locked) revert FundLocked();
        _locked = true;
        _;
        _locked = false;
    }

    /// @inheritdoc IInsuranceFund
    function absorb(address token) external locked returns (uint256 amount) {
        return _absorb(token);
    }

    /// @inheritdoc IInsuranceFund
    function cover(uint256 loanId, uint256 shortfall, uint256 principal) external locked returns (uint256 amount) {
        if (msg.sender != loanBook) revert NotLoanBook(msg.sender);
        // forge-lint: disable-next-line(unsafe-typecast)
        address vault = address(uint160(loanId >> 96)); // all the bits there are
        address token = IVault(vault).paymentToken();
        _absorb(token);
        uint256 cash = cashOf[token];
        amount = FundCaps.coverDown(shortfall, principal, cash);
        if (amount == 0) return 0;
        cashOf[token] = cash - amount;
        emit LoanCovered(loanId, token, shortfall, amount, cash - amount);
        token.safeTransfer(vault, amount);
    }

    /// @inheritdoc IInsuranceFund
    function collectTip(uint256 id, Line line, address to) external locked returns (uint256 amount) {
        if (to == address(0)) revert ZeroAddress();
        address payee;
        (payee, amount) = tipOf(id, line);
        if (to != payee && msg.sender != payee) revert NotPayee(msg.sender, payee);
        // forge-lint: disable-next-line(unsafe-typecast)
        address token = IVault(address(uint160(id >> 96))).paymentToken(); // all the bits there are
        _absorb(token);
        uint256 cash = cashOf[token];
        amount = amount.min(cash);
        if (amount == 0) revert NothingToCollect(id);
        _tipsPaid[id][line] += amount;
        cashOf[token] = cash - amount;
        emit TipCollected(id, line, payee, to, amount, cash - amount);
        token.safeTransfer(to, amount);
    }

    // ---- views ----

    /// @inheritdoc IInsuranceFund
    function tipOf(uint256 id, Line line) public view returns (address payee, uint256 amount) {
        IDutchAuction dutch = IDutchAuction(ILoanBook(loanBook).dutchAuction());
        BatchState memory batch = IBatchAuction(dutch.batchAuction()).stateOf(id);
        // Only the end of a conversion makes a new vault where nothing was sold.
        if (batch.status != BatchStatus.Failed || batch.series == address(0)) revert NotConverted(id);
        DutchTerms memory terms = dutch.terms(id);
        Proceeds memory proceeds = RestOfLot.read(dutch, id).proceeds();
        uint256 open = uint256(terms.keeperReward) - proceeds.keeper;
        uint256 openToKicker = terms.kickReward - proceeds.keeper.min(terms.kickReward);
        (uint256 toKicker, uint256 toRedoer) =
            FundCaps.tips(openToKicker, open - openToKicker, ILoanBook(loanBook).loan(terms.loanId).units);
        if (line == Line.Keeper) (payee, amount) = (terms.keeper, toKicker);
        else if (line == Line.RedoKeeper) (payee, amount) = (terms.redoKeeper, toRedoer);
        amount -= _tipsPaid[id][line];
    }

    // ---- inside ----

    function _absorb(address token) private returns (uint256 amount) {
        uint256 cash = cashOf[token];
        amount = token.balanceOf(address(this)) - cash;
        if (amount == 0) return 0;
        cashOf[token] = cash + amount;
        emit FundAbsorbed(token, amount, cash + amount);
    }
}
