// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice What a borrower and all lenders of a loan agree on; every lender signs all of it. Frozen at opening.
struct LoanTerms {
    uint16 rateBps; // simple interest a year, <= 10 000
    uint16 lateRateBps; // added after dueAt, <= 2 000
    uint40 dueAt;
    uint32 graceSeconds; // after dueAt, before rule M
    uint32 cureSeconds; // from the flag to the kick
    uint32 confirmSeconds; // the confirming round is at least this younger than the flag
    uint16 maxLtvBps; // at opening, of the borrow value
    uint16 cureLtvBps; // unflag at or below, of the liquidation value
    uint16 liquidationLtvBps; // flag above; >= maxLtvBps + 1 000
    uint16 penaltyBps; // of the debt, to the insurance fund, <= 1 000
    uint16 conversionBps; // of the debt: the reserve never falls below it, <= 10 000
    uint32 auctionSeconds; // duration of each Dutch round, 24 h..14 d
    bool maturityOnly; // rules U1 and U2 are off
}

/// @notice A lender's EIP-712 signed offer to fund part of one loan on one vault. Used at most once.
struct LoanOffer {
    address lender;
    address vault;
    uint128 principal;
    LoanTerms terms;
    uint64 epoch; // must equal the lender's epoch; one bump cancels every older offer
    uint64 salt;
    uint40 validUntil;
}

/// @notice A loan. Money in wei of the vault's payment token.
struct Loan {
    address vault;
    uint40 accruedAt;
    bool frozen; // an auction runs: interest stopped
    uint128 principal; // outstanding
    uint128 units; // principal at opening = loan units of all lenders
    uint192 interestNumerator; // unrounded, over BPS * YEAR
    uint128 repaid; // cumulative, to lenders
    uint40 flaggedAt; // 0 when not flagged
    LoanTerms terms;
}

/// @title Loans over vaults: signed offers, simple interest, margin calls, default, lenders' withdrawals.
/// @notice Holds no token: principal goes from lender to borrower, repayments into the vault, withdrawals out of it.
interface ILoanBook {
    event LoanOpened(
        uint256 indexed loanId,
        address indexed vault,
        address indexed borrower,
        address receiver,
        uint256 principal,
        uint256 premium,
        LoanTerms terms
    );
    event OfferFunded(uint256 indexed loanId, address indexed lender, bytes32 indexed offerHash, uint256 principal);
    /// @notice `amount` was paid against the debt; post-state follows.
    event DebtPaid(
        uint256 indexed loanId, address indexed payer, uint256 amount, uint256 principal, uint256 interestNumerator, uint256 repaid
    );
    event LoanRefinanced(uint256 indexed oldLoanId, uint256 indexed newLoanId, address indexed payer, uint256 debt);
    event LoanFlagged(uint256 indexed loanId, address indexed flagger, uint256 debt, uint256 liquidationValue);
    event LoanUnflagged(uint256 indexed loanId, address indexed caller, uint256 debt, uint256 liquidationValue);
    event DebtFrozen(uint256 indexed loanId, uint256 debt);
    /// @notice The auction ended and `badDebt` wei of the frozen debt stays unpaid for ever.
    event LoanClosed(uint256 indexed loanId, uint256 badDebt);
    event LenderWithdrawn(uint256 indexed loanId, address indexed lender, address indexed to, uint256 amount);
    event PositionMoved(uint256 indexed loanId, address indexed from, address indexed to, uint256 units, uint256 withdrawn);
    event OffersCancelled(address indexed lender, uint64 epoch);

    error NotVault(address account);
    error NotAuction(address caller);
    error NotSoleHolder(uint256 held, uint256 required);
    error StateForbids(uint8 state);
    error OfferCountOutOfRange(uint256 count, uint256 limit);
    error SignatureCountMismatch(uint256 offers, uint256 signatures);
    error OfferForOtherVault(address offered, address vault);
    error OfferTermsDiffer(uint256 offerIndex);
    error OfferExpired(uint256 validUntil, uint256 timestamp);
    error OfferEpochStale(uint256 epoch, uint256 required);
    error OfferUsed(bytes32 offerHash);
    error SignatureRejected(address signer);
    error ZeroPrincipal();
    error PrincipalAboveLimit(uint256 principal, uint256 limit);
    error AppraisalStale(uint256 observedAt, uint256 maxAgeSeconds);
    error BreakerTripped(address collection, uint256 tokenId);
    error TermOutOfRange(bytes32 term, uint256 given, uint256 limit);
    error NoLoan(address vault);
    error NoDebt(uint256 loanId);
    error ZeroAmount();
    error RefinanceWorse(bytes32 term, uint256 given, uint256 limit);
    error MaturityOnly(uint256 loanId);
    error StillHealthy(uint256 debt, uint256 limit);
    error StillUnhealthy(uint256 debt, uint256 limit);
    error NotInDefault(uint256 earliestAt, uint256 timestamp);
    error RoundNotConfirming(uint256 observedAt, uint256 requiredAt);
    error NothingToWithdraw(uint256 loanId, address lender);
    error NotPositionOwner(uint256 loanId, address caller);
    error ZeroAddress();
    error DebtPaymentTooLarge(uint256 amount, uint256 debt);

    /// @notice Opens a loan: 1..64 signed offers with identical terms fund it; the caller must hold every share.
    /// Principal less the premium (rounded up, to the insurance fund) goes from the lenders to `receiver`.
    function open(address vault, LoanOffer[] calldata offers, bytes[] calldata signatures, address receiver)
        external
        returns (uint256 loanId);
    /// @notice Pays `min(amount, debt)` from the caller; interest first. Open in Loaned and MarginCall, never pausable.
    function repay(address vault, uint256 amount) external returns (uint256 paid);
    /// @notice Pays the whole debt and redeems the vault for the caller, who must hold every share.
    function repayAndRedeem(address vault, address to, uint16 leftBehind) external;
    /// @notice Replaces the loan by one that is no worse for share holders in any term; anybody may arrange it. The
    /// caller pays what the new principal leaves open of the old debt.
    function refinance(address vault, LoanOffer[] calldata offers, bytes[] calldata signatures) external returns (uint256 loanId);
    /// @notice Rule U1: marks an unhealthy loan. Needs a fresh round and an untripped breaker.
    function flag(address vault) external;
    /// @notice Ends the margin call when the debt is at or below cureLtvBps of the liquidation value.
    function unflag(address vault) external;
    /// @notice Pays `lender`'s cumulative entitlement less earlier withdrawals. `to` other than the lender: lender only.
    function withdraw(uint256 loanId, address lender, address to) external returns (uint256 amount);
    /// @notice Moves the caller's whole position (units and withdrawn) to `to`.
    function movePosition(uint256 loanId, address to) external;
    /// @notice Cancels every offer the caller has signed so far.
    function cancelOffers() external;

    // ---- what only an auction may call ----

    /// @notice Checks rule M or U2, accrues, stops interest. Reverts when neither rule holds.
    function freeze(address vault) external returns (uint256 debt);
    /// @notice Books `amount` wei that already lies in the vault against the frozen debt.
    function bookProceeds(address vault, uint256 amount, address payer) external;
    /// @notice Closes the loan; debt still open becomes bad debt.
    function close(address vault) external;

    // ---- views ----
    /// @notice The id of the vault's loan now, 0 when it has none.
    function loanIdOf(address vault) external view returns (uint256);
    function loan(uint256 loanId) external view returns (Loan memory);
    /// @notice Principal plus interest rounded up once, now (frozen debt while an auction runs). 0 without a loan.
    function debtOf(address vault) external view returns (uint256);
    function position(uint256 loanId, address lender) external view returns (uint256 units, uint256 withdrawn);
    function withdrawable(uint256 loanId, address lender) external view returns (uint256);
    function epochOf(address lender) external view returns (uint64);
    function offerHash(LoanOffer calldata offer) external view returns (bytes32);
    /// @notice Sums over the vault's items not yet delivered: value to borrow against, value to liquidate at (wei), the
    /// oldest round, and whether any item's breaker is tripped.
    function valuesOf(address vault)
        external
        view
        returns (uint256 borrowValue, uint256 liquidationValue, uint256 observedAt, bool tripped);
}
