// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {IAppraisalOracle} from "./interfaces/IAppraisalOracle.sol";
import {IInsuranceFund} from "./interfaces/IInsuranceFund.sol";
import {ILoanBook, Loan, LoanOffer, LoanTerms} from "./interfaces/ILoanBook.sol";
import {IVault, VaultState} from "./interfaces/IVault.sol";
import {IVaultFactory} from "./interfaces/IVaultFactory.sol";
import {DefaultRules} from "./libraries/DefaultRules.sol";
import {FixedMath} from "./libraries/FixedMath.sol";
import {Interest} from "./libraries/Interest.sol";
import {LoanOptions} from "./libraries/LoanOptions.sol";
import {RefinanceGuard} from "./libraries/RefinanceGuard.sol";
import {Values, VaultValues} from "./libraries/VaultValues.sol";
import {LoanLedger} from "./LoanLedger.sol";

/// @title Loans over vaults.
/// @dev Every function that works on a vault takes the vault's lock for its whole length. Ledgers first, tokens last.
contract LoanBook is LoanLedger {
    using DefaultRules for LoanTerms;
    using FixedMath for uint256;
    using SafeTransferLib for address;
    using VaultValues for IAppraisalOracle;

    /// @dev With rates up to 120 % a year and times below 2^40 s, no debt and no auction price over it leaves 128 bits.
    uint256 private constant MAX_PRINCIPAL = 2 ** 110;

    address public immutable factory;
    address public immutable dutchAuction;
    address public immutable oracle;

    /// @param factory_ predicted from the deployer's nonce, like `dutchAuction_`; the factory's constructor checks.
    constructor(address factory_, address dutchAuction_, address oracle_, address insuranceFund_)
        LoanLedger(insuranceFund_)
    {
        factory = factory_;
        dutchAuction = dutchAuction_;
        oracle = oracle_;
    }

    /// @dev For what needs a loan that no auction has frozen.
    modifier onLiveLoan(address vault) {
        _lockLive(vault);
        _;
        IVault(vault).unlock();
    }

    modifier onlyAuction() {
        if (msg.sender != dutchAuction) revert NotAuction(msg.sender);
        _;
    }

    // ---- borrowers, lenders, anybody ----

    /// @inheritdoc ILoanBook
    function open(address vault, LoanOffer[] calldata offers, bytes[] calldata signatures, address receiver)
        external
        returns (uint256 loanId)
    {
        if (!IVaultFactory(factory).isVault(vault)) revert NotVault(vault);
        if (receiver == address(0)) revert ZeroAddress();
        IVault(vault).lock();
        VaultState state = IVault(vault).state();
        if (state != VaultState.Open) revert StateForbids(uint8(state));
        _requireSoleHolder(vault);
        // What is still on its way from an old vault could be written off here first, and then arrive for nobody.
        IVault(vault).requireInCustody();

        uint256 principal;
        (loanId, principal) = _originate(vault, offers, signatures, receiver, Interest.PREMIUM_BPS);
        _requireCovered(vault, principal, _loans[loanId].terms.maxLtvBps);
        IVault(vault).moveTo(VaultState.Loaned);

        _pull(vault, offers, receiver, Interest.premiumUp(principal, Interest.PREMIUM_BPS));
        IVault(vault).unlock();
    }

    /// @inheritdoc ILoanBook
    function repay(address vault, uint256 amount) external onLiveLoan(vault) returns (uint256 paid) {
        if (amount == 0) revert ZeroAmount();
        paid = _repay(vault, amount);
    }

    /// @inheritdoc ILoanBook
    function repayAndRedeem(address vault, address to, uint16 leftBehind) external onLiveLoan(vault) {
        _requireSoleHolder(vault);
        _repay(vault, type(uint256).max);
        IVault(vault).redeemFor(msg.sender, to, leftBehind);
    }

    /// @inheritdoc ILoanBook
    function refinance(address vault, LoanOffer[] calldata offers, bytes[] calldata signatures)
        external
        onLiveLoan(vault)
        returns (uint256 loanId)
    {
        Loan memory old = _loans[loanIdOf(vault)];
        uint256 debt = _payOff(vault);
        uint256 principal;
        (loanId, principal) = _originate(vault, offers, signatures, vault, 0);
        RefinanceGuard.requireNoWorse(old.principal, debt, old.terms, principal, _loans[loanId].terms);
        _requireCovered(vault, principal, _loans[loanId].terms.maxLtvBps);
        emit LoanRefinanced(loanId - 1, loanId, msg.sender, debt); // a vault's loans are numbered
        if (old.flaggedAt != 0) IVault(vault).moveTo(VaultState.Loaned);

        _pull(vault, offers, vault, 0);
        if (debt != principal) _pullFromCaller(vault, debt - principal);
    }

    /// @inheritdoc ILoanBook
    function flag(address vault) external onLiveLoan(vault) {
        uint256 loanId = loanIdOf(vault);
        Loan storage loan_ = _loans[loanId];
        if (loan_.flaggedAt != 0) revert StateForbids(uint8(VaultState.MarginCall));
        if (loan_.terms.options & LoanOptions.MATURITY_ONLY != 0) revert MaturityOnly(loanId);
        uint256 value = _oracle().readFresh(IVault(vault)).liquidationValue;
        uint256 debt = _debtNow(loan_);
        loan_.terms.requireUnhealthy(debt, value);
        loan_.flaggedAt = uint40(block.timestamp);
        emit LoanFlagged(loanId, msg.sender, debt, value);
        IVault(vault).moveTo(VaultState.MarginCall);
    }

    /// @inheritdoc ILoanBook
    function unflag(address vault) external onLiveLoan(vault) {
        uint256 loanId = loanIdOf(vault);
        Loan storage loan_ = _loans[loanId];
        if (loan_.flaggedAt == 0) revert StateForbids(uint8(VaultState.Loaned));
        uint256 value = _oracle().read(IVault(vault)).liquidationValue;
        uint256 debt = _debtNow(loan_);
        loan_.terms.requireCured(debt, value);
        loan_.flaggedAt = 0;
        emit LoanUnflagged(loanId, msg.sender, debt, value);
        IVault(vault).moveTo(VaultState.Loaned);
    }

    // ---- what only an auction may call, while it holds the vault's lock ----

    /// @inheritdoc ILoanBook
    function freeze(address vault) external onlyAuction returns (uint256 loanId) {
        if (!_current[vault].exists) revert NoLoan(vault);
        loanId = loanIdOf(vault);
        Loan storage loan_ = _loans[loanId];
        if (loan_.frozen) revert StateForbids(uint8(IVault(vault).state()));
        uint256 debt = _debtNow(loan_);
        loan_.terms.requireDefault(loan_.flaggedAt, debt, _oracle(), IVault(vault));
        loan_.principal = debt.toUint128();
        loan_.interestNumerator = 0;
        loan_.accruedAt = uint40(block.timestamp);
        loan_.frozen = true;
        emit DebtFrozen(loanId, debt);
    }

    /// @inheritdoc ILoanBook
    function bookProceeds(address vault, uint256 amount, address payer) external onlyAuction {
        _bookFrozen(loanIdOf(vault), amount, payer);
    }

    /// @inheritdoc ILoanBook
    function close(address vault, uint256 badDebt, bool inKind) external onlyAuction {
        uint256 loanId = loanIdOf(vault);
        if (badDebt != 0 && !inKind) badDebt -= _cover(loanId, badDebt);
        emit LoanClosed(loanId, badDebt);
        _current[vault] = Current(_current[vault].count, false, inKind);
    }

    /// @inheritdoc ILoanBook
    function drawFor(uint256 loanId, address lender) external onlyAuction returns (uint256 amount) {
        amount = withdrawable(loanId, lender);
        if (amount != 0) _draw(loanId, lender, lender, amount);
    }

    /// @inheritdoc ILoanBook
    function convertPosition(uint256 loanId, address lender)
        external
        onlyAuction
        returns (uint256 units, uint256 allUnits)
    {
        Position storage held = _positions[loanId][lender];
        if (held.units == 0) revert NotPositionOwner(loanId, lender);
        if (held.isConverted) revert PositionConverted(loanId, lender);
        held.isConverted = true;
        return (held.units, _loans[loanId].units);
    }

    // ---- views ----

    /// @inheritdoc ILoanBook
    function loan(uint256 loanId) external view returns (Loan memory found) {
        found = _loans[loanId];
        if (found.units != 0) found.vault = _vaultOf(loanId);
    }

    /// @inheritdoc ILoanBook
    function auctionTerms(uint256 loanId)
        external
        view
        returns (
            uint256 debt,
            uint256 penaltyBps,
            uint256 conversionBps,
            uint256 auctionSeconds,
            uint256 options
        )
    {
        LoanTerms memory terms = _loans[loanId].terms;
        return (
            _loans[loanId].principal,
            terms.penaltyBps,
            terms.conversionBps,
            terms.auctionSeconds,
            terms.options
        );
    }

    /// @inheritdoc ILoanBook
    function debtOf(address vault) external view returns (uint256) {
        return _current[vault].exists ? _debtNow(_loans[loanIdOf(vault)]) : 0;
    }

    /// @inheritdoc ILoanBook
    function valuesOf(address vault)
        external
        view
        returns (uint256 borrowValue, uint256 liquidationValue, uint256 observedAt, bool tripped)
    {
        Values memory values = _oracle().read(IVault(vault));
        return (values.borrowValue, values.liquidationValue, values.observedAt, values.tripped);
    }

    // ---- origination ----

    /// @dev Uses up the offers and books what they make as the vault's loan; moves no token and no state.
    function _originate(
        address vault,
        LoanOffer[] calldata offers,
        bytes[] calldata signatures,
        address receiver,
        uint256 premiumBps
    ) private returns (uint256 loanId, uint256 principal) {
        bytes32[] memory hashes;
        (principal, hashes) = _useOffers(vault, offers, signatures);
        if (principal > MAX_PRINCIPAL) revert PrincipalAboveLimit(principal, MAX_PRINCIPAL);
        loanId = _record(vault, principal, offers[0].terms);
        LoanTerms memory terms = offers[0].terms;
        uint256 premium = Interest.premiumUp(principal, premiumBps);
        emit LoanOpened(loanId, vault, msg.sender, receiver, principal, premium, terms);
        for (uint256 i; i < offers.length; ++i) {
            // forge-lint: disable-next-line(unsafe-typecast)
            _positions[loanId][offers[i].lender].units += uint120(offers[i].principal); // at most MAX_PRINCIPAL
            emit OfferFunded(loanId, offers[i].lender, hashes[i], offers[i].principal);
        }
    }

    function _record(address vault, uint256 principal, LoanTerms memory terms) private returns (uint256 loanId) {
        uint16 n = _current[vault].count + 1;
        _current[vault] = Current(n, true, false);
        loanId = _idOf(vault, n);
        Loan storage made = _loans[loanId];
        made.terms = terms;
        made.principal = principal.toUint128();
        made.units = principal.toUint128();
        made.accruedAt = uint40(block.timestamp);
    }

    /// @dev Every lender signed a limit; it holds whenever the money is lent, or an offer made for a sound vault could
    /// be used to let the lenders of a failing one out.
    function _requireCovered(address vault, uint256 principal, uint256 maxLtvBps) private view {
        uint256 borrowValue = _oracle().readFresh(IVault(vault)).borrowValue;
        uint256 limit = Interest.maxPrincipalDown(borrowValue, maxLtvBps);
        if (principal > limit) revert PrincipalAboveLimit(principal, limit);
    }

    /// @dev Each lender's principal goes to `receiver`, less the premium, which is taken from the first ones.
    function _pull(address vault, LoanOffer[] calldata offers, address receiver, uint256 premium) private {
        address token = IVault(vault).paymentToken();
        for (uint256 i; i < offers.length; ++i) {
            uint256 toFund = premium.min(offers[i].principal);
            uint256 toReceiver = offers[i].principal - toFund;
            premium -= toFund;
            if (toFund != 0) token.safeTransferFrom(offers[i].lender, insuranceFund, toFund);
            if (toReceiver != 0) token.safeTransferFrom(offers[i].lender, receiver, toReceiver);
        }
    }

    // ---- paying ----

    /// @dev Pays at most the debt from the caller; the last wei opens the vault.
    function _repay(address vault, uint256 amount) private returns (uint256 paid) {
        uint256 debt = _accrue(_loans[loanIdOf(vault)]);
        paid = amount.min(debt);
        _book(vault, paid);
        if (paid == debt) {
            _current[vault].exists = false;
            IVault(vault).moveTo(VaultState.Open);
        }
        _pullFromCaller(vault, paid);
    }

    function _pullFromCaller(address vault, uint256 amount) private {
        IVault(vault).paymentToken().safeTransferFrom(msg.sender, vault, amount);
    }

    /// @dev Books the whole debt as paid by the caller; the money follows.
    function _payOff(address vault) private returns (uint256 debt) {
        debt = _accrue(_loans[loanIdOf(vault)]);
        _book(vault, debt);
    }

    /// @dev Interest first; accrued by the caller of this.
    function _book(address vault, uint256 amount) private {
        uint256 loanId = loanIdOf(vault);
        Loan storage loan_ = _loans[loanId];
        (uint256 principal, uint256 numerator) = Interest.pay(loan_.principal, loan_.interestNumerator, amount);
        uint128 repaid = loan_.repaid + amount.toUint128();
        loan_.principal = principal.toUint128();
        // forge-lint: disable-next-line(unsafe-typecast)
        loan_.interestNumerator = uint192(numerator); // below 2^185, see MAX_PRINCIPAL
        loan_.repaid = repaid;
        emit DebtPaid(loanId, msg.sender, amount, principal, numerator, repaid);
    }

    /// @dev After the kick: the debt stays what it was, what is paid of it adds up.
    function _bookFrozen(uint256 loanId, uint256 amount, address payer) private {
        Loan storage loan_ = _loans[loanId];
        uint256 debt = loan_.principal;
        if (amount > debt) revert DebtPaymentTooLarge(amount, debt);
        uint128 repaid = loan_.repaid + amount.toUint128();
        loan_.repaid = repaid;
        emit DebtPaid(loanId, payer, amount, debt, 0, repaid);
    }

    /// @dev Tried, so that no settlement hangs on the fund or its token. Too little gas for it is too little for what
    /// the auction does after it.
    function _cover(uint256 loanId, uint256 shortfall) private returns (uint256 amount) {
        try IInsuranceFund(insuranceFund).cover(loanId, shortfall, _loans[loanId].units) returns (uint256 paid) {
            amount = paid;
            if (paid != 0) _bookFrozen(loanId, paid, insuranceFund);
        } catch {
            emit CoverFailed(loanId);
        }
    }

    function _accrue(Loan storage loan_) private returns (uint256 debt) {
        uint256 numerator = _numeratorNow(loan_);
        // forge-lint: disable-next-line(unsafe-typecast)
        loan_.interestNumerator = uint192(numerator); // below 2^185, see MAX_PRINCIPAL
        loan_.accruedAt = uint40(block.timestamp);
        return Interest.debtUp(loan_.principal, numerator);
    }

    function _debtNow(Loan storage loan_) private view returns (uint256) {
        return Interest.debtUp(loan_.principal, _numeratorNow(loan_));
    }

    function _numeratorNow(Loan storage loan_) private view returns (uint256) {
        if (loan_.frozen) return 0;
        LoanTerms memory terms = loan_.terms;
        return loan_.interestNumerator
            + Interest.accruedBetween(
                loan_.principal, terms.rateBps, terms.lateRateBps, terms.dueAt, loan_.accruedAt, block.timestamp
            );
    }

    // ---- small things ----

    /// @dev A function, because a modifier's code is in the contract once for every use.
    function _lockLive(address vault) private {
        if (!_current[vault].exists) revert NoLoan(vault);
        IVault(vault).lock();
        if (_loans[loanIdOf(vault)].frozen) revert StateForbids(uint8(IVault(vault).state()));
    }

    function _requireSoleHolder(address vault) private view {
        uint256 held = IERC20(vault).balanceOf(msg.sender);
        uint256 required = IVault(vault).totalShares();
        if (held != required) revert NotSoleHolder(held, required);
    }

    function _oracle() private view returns (IAppraisalOracle) {
        return IAppraisalOracle(oracle);
    }
}
