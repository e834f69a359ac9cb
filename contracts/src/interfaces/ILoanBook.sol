// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice What a borrower and all lenders of a loan agree on; every lender signs all of it. Frozen at opening.
struct LoanTerms {
    uint16 rateBps; // simple interest a year, <= 10 000
    uint16 lateRateBps; // added after dueAt, <= 2 000
    uint40 dueAt;
    uint24 graceSeconds; // after dueAt, before rule M
    uint24 cureSeconds; // from the flag to the kick
    uint24 confirmSeconds; // the confirming round is at least this younger than the flag
    uint16 maxLtvBps; // at opening, of the borrow value
    uint16 cureLtvBps; // unflag at or below, of the liquidation value
    uint16 liquidationLtvBps; // flag above; >= maxLtvBps + 1 000
    uint16 penaltyBps; // of the debt, to the insurance fund, <= 1 000
    uint16 conversionBps; // of the debt: the reserve never falls below it, <= 10 000
    uint24 auctionSeconds; // duration of each Dutch round, 24 h..14 d
    uint8 options; // a sum of the flags in LoanOptions, <= 7
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
    LoanTerms terms;
    uint128 principal; // outstanding; once frozen: the frozen debt, and it stays so
    uint40 accruedAt;
    uint40 flaggedAt; // 0 when not flagged
    bool frozen; // an auction runs or ran: interest stopped
    uint128 units; // principal at opening = loan units of all lenders
    uint128 repaid; // cumulative, to lenders
    uint192 interestNumerator; // unrounded, over BPS * YEAR
    address vault;
}

/// @title Loans over vaults: signed offers, simple interest, margin calls, default, lenders' withdrawals.
/// @notice A loan's id is `uint160(vault) << 96 | n`, n = 1, 2, ... counting that vault's loans.
/// EIP-712 domain: name "Fractional LoanBook", version "1".
/// Holds no token: principal goes from lender to borrower, repayments into the vault, withdrawals out of it.
interface ILoanBook {
    /// @notice A loan exists. For one made by `refinance`: `borrower` is the arranger, `receiver` the vault, `premium`
    /// 0.
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
    /// @notice `amount` was paid against the debt; post-state follows. Once frozen, `principal` stays the frozen debt
    /// and what is open is `principal` less the amounts booked since `DebtFrozen`.
    event DebtPaid(
        uint256 indexed loanId,
        address indexed payer,
        uint256 amount,
        uint256 principal,
        uint256 interestNumerator,
        uint256 repaid
    );
    event LoanRefinanced(uint256 indexed oldLoanId, uint256 indexed newLoanId, address indexed payer, uint256 debt);
    event LoanFlagged(uint256 indexed loanId, address indexed flagger, uint256 debt, uint256 liquidationValue);
    event LoanUnflagged(uint256 indexed loanId, address indexed caller, uint256 debt, uint256 liquidationValue);
    /// @notice Interest stopped and joined the principal: `principal` is `debt` from here on, the numerator 0.
    event DebtFrozen(uint256 indexed loanId, uint256 debt);
    /// @notice The auction ended and `badDebt` wei of the frozen debt stays unpaid for ever.
    event LoanClosed(uint256 indexed loanId, uint256 badDebt);
    /// @notice The insurance fund could not pay: its token refused, say. The settlement went on without it.
    event CoverFailed(uint256 indexed loanId);
    event LenderWithdrawn(uint256 indexed loanId, address indexed lender, address indexed to, uint256 amount);
    event PositionMoved(
        uint256 indexed loanId, address indexed from, address indexed to, uint256 units, uint256 withdrawn
    );
    /// @notice Every lender of an ended loan was paid; what flooring left went to the insurance fund.
    event LoanSwept(uint256 indexed loanId, address indexed to, uint256 amountPaid);
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
    error ZeroAmount();
    error RefinanceWorse(bytes32 term, uint256 given, uint256 limit);
    error MaturityOnly(uint256 loanId);
    error StillHealthy(uint256 debt, uint256 limit);
    error StillUnhealthy(uint256 debt, uint256 limit);
    error NotInDefault(uint256 earliestAt, uint256 timestamp);
    error RoundNotConfirming(uint256 observedAt, uint256 requiredAt);
    error NothingToWithdraw(uint256 loanId, address lender);
    error LoanNotEnded(uint256 loanId);
    error LenderUnpaid(uint256 loanId, address lender, uint256 amount);
    error LendersMissing(uint256 units, uint256 required);
    error NothingToSweep();
    error PositionConverted(uint256 loanId, address lender);
    error PositionUnconverted(uint256 loanId, address lender);
    error NotPositionOwner(uint256 loanId, address caller);
    error ZeroAddress();
    error DebtPaymentTooLarge(uint256 amount, uint256 debt);

    /// @notice Opens a loan: 1..64 signed offers with identical terms fund it; the caller must hold every share.
    /// Principal less the premium (rounded up, to the insurance fund, out of the first offers) goes from the lenders to
    /// `receiver`. Principal is at most `maxLtvBps` of the borrow value and at most 2^110: so no debt leaves 128 bits.
    function open(address vault, LoanOffer[] calldata offers, bytes[] calldata signatures, address receiver)
        external
        returns (uint256 loanId);
    /// @notice Pays `min(amount, debt)` from the caller; interest first. Open in Loaned and MarginCall, never pausable.
    function repay(address vault, uint256 amount) external returns (uint256 paid);
    /// @notice Pays the whole debt and redeems the vault for the caller, who must hold every share.
    function repayAndRedeem(address vault, address to, uint16 leftBehind) external;
    /// @notice Replaces the loan by one that is no worse for share holders in any term; anybody may arrange it. The
    /// caller pays what the new principal leaves open of the old debt. A margin call ends. No premium; fresh appraisals
    /// and `maxLtvBps` as at opening, because the new lenders signed for them.
    function refinance(address vault, LoanOffer[] calldata offers, bytes[] calldata signatures)
        external
        returns (uint256 loanId);
    /// @notice Rule U1: marks an unhealthy loan. Needs a fresh round and an untripped breaker.
    function flag(address vault) external;
    /// @notice Ends the margin call when the debt is at or below cureLtvBps of the liquidation value.
    function unflag(address vault) external;
    /// @notice Pays `lender`'s cumulative entitlement less earlier withdrawals. `to` other than the lender: lender
    /// only.
    function withdraw(uint256 loanId, address lender, address to) external returns (uint256 amount);
    /// @notice Moves the caller's whole position (units and withdrawn) to `to`.
    function movePosition(uint256 loanId, address to) external;
    /// @notice Sends what flooring left of an ended loan to the insurance fund, once; fewer wei than lenders. Anybody
    /// may call; the positions are gone after it.
    /// @param lenders all who hold a position, in any order; each has withdrawn everything.
    function sweepLoan(uint256 loanId, address[] calldata lenders) external returns (uint256 amount);
    /// @notice Cancels every offer the caller has signed so far.
    function cancelOffers() external;

    // ---- what only an auction may call ----

    /// @notice Checks rule M or U2, adds the interest to the principal and stops it. Reverts when neither rule holds.
    function freeze(address vault) external returns (uint256 loanId);
    /// @notice Books `amount` wei that already lies in the vault against the frozen debt.
    function bookProceeds(address vault, uint256 amount, address payer) external;
    /// @notice Closes the loan; `badDebt` wei of the frozen debt was not raised. The insurance fund then pays its part
    /// of it, unless the lenders took items or units in kind.
    function close(address vault, uint256 badDebt, bool inKind) external;
    /// @notice `withdraw` without the payment, which the caller nets against what the lender owes it.
    function drawFor(uint256 loanId, address lender) external returns (uint256 amount);
    /// @notice Uses up `lender`'s position for its part of a new series, once; it can be paid but not moved any more.
    function convertPosition(uint256 loanId, address lender) external returns (uint256 units, uint256 allUnits);

    // ---- views ----
    /// @notice The id of the vault's loan now, 0 when it has none.
    function loanIdOf(address vault) external view returns (uint256);
    function loan(uint256 loanId) external view returns (Loan memory);
    /// @notice What an auction needs of a frozen loan, for ever: the frozen debt in wei and terms it was opened with.
    function auctionTerms(uint256 loanId)
        external
        view
        returns (
            uint256 debt,
            uint256 penaltyBps,
            uint256 conversionBps,
            uint256 auctionSeconds,
            uint256 options
        );
    /// @notice Principal plus interest rounded up once, now (frozen debt while an auction runs). 0 without a loan.
    function debtOf(address vault) external view returns (uint256);
    function position(uint256 loanId, address lender) external view returns (uint256 units, uint256 withdrawn);
    function withdrawable(uint256 loanId, address lender) external view returns (uint256);
    function epochOf(address lender) external view returns (uint64);
    /// @notice The EIP-712 digest the lender signs; also the key by which an offer is used up.
    function offerHash(LoanOffer calldata offer) external view returns (bytes32);
    /// @notice Sums over the vault's items not yet delivered: value to borrow against, value to liquidate at (wei), the
    /// oldest round, and whether any item's breaker is tripped.
    function valuesOf(address vault)
        external
        view
        returns (uint256 borrowValue, uint256 liquidationValue, uint256 observedAt, bool tripped);
    function factory() external view returns (address);
    function dutchAuction() external view returns (address);
    function oracle() external view returns (address);
    function insuranceFund() external view returns (address);
}
