using System.Collections.Immutable;
using System.Numerics;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Loans;
using Fractional.Core.Units;
using Fractional.Core.Valuation;

namespace Fractional.Chain.Calls;

/// <summary>The closed list of what we ask the contracts to do: one record for each function, with its name and its
/// arguments in its order.</summary>
public abstract record ProtocolCall
{
    private ProtocolCall() { }

    /// <summary>The function's name, with a capital.</summary>
    public string Name => GetType().Name;

    // ---- VaultFactory

    /// <summary>Moves 1..16 items of the caller into a new vault; the caller gets all shares.</summary>
    public sealed record Create(
        ImmutableArray<Item> Items, Shares TotalShares, Account PaymentToken, string VaultName, string Symbol)
        : ProtocolCall;

    public sealed record ListPaymentToken(Account Token, bool Listed) : ProtocolCall;

    // ---- LoanBook

    public sealed record Open(Account Vault, ImmutableArray<Signed<LoanOffer>> Offers, Account Receiver) : ProtocolCall;

    /// <summary>Pays <c>min(amount, debt)</c>.</summary>
    public sealed record Repay(Account Vault, Wei Amount) : ProtocolCall;

    public sealed record RepayAndRedeem(Account Vault, Account To, ushort LeftBehind) : ProtocolCall;

    public sealed record Refinance(Account Vault, ImmutableArray<Signed<LoanOffer>> Offers) : ProtocolCall;

    public sealed record Flag(Account Vault) : ProtocolCall;

    public sealed record Unflag(Account Vault) : ProtocolCall;

    public sealed record Withdraw(LoanId Loan, Account Lender, Account To) : ProtocolCall;

    public sealed record MovePosition(LoanId Loan, Account To) : ProtocolCall;

    /// <param name="Loan">An ended one.</param>
    /// <param name="Lenders">All who hold a position; each has withdrawn everything.</param>
    public sealed record SweepLoan(LoanId Loan, ImmutableArray<Account> Lenders) : ProtocolCall;

    public sealed record CancelOffers : ProtocolCall;

    // ---- DutchAuction

    public sealed record Kick(Account Vault) : ProtocolCall;

    /// <param name="MaxPrice">The call is refused above it.</param>
    /// <param name="Deadline">The call is refused after it.</param>
    public sealed record Take(
        AuctionId Auction, int ItemIndex, Wei MaxPrice, Account Receiver, Timestamp Deadline) : ProtocolCall;

    /// <summary>Take, withdrawal and claim of shares in one: only the difference is paid.</summary>
    public sealed record TakeNet(
        AuctionId Auction, int ItemIndex, Wei MaxPrice, Shares Shares, Account Receiver, Timestamp Deadline)
        : ProtocolCall;

    public sealed record Redo(AuctionId Auction) : ProtocolCall;

    public sealed record Cure(AuctionId Auction) : ProtocolCall;

    public sealed record WriteOff(AuctionId Auction, int ItemIndex) : ProtocolCall;

    public sealed record Collect(AuctionId Auction, Line Line, Account To) : ProtocolCall;

    public sealed record CollectRoyalty(AuctionId Auction, int ItemIndex, Account To) : ProtocolCall;

    public sealed record ToBatch(AuctionId Auction) : ProtocolCall;

    /// <summary>Pays debt, keeper reward and 1 % of both within seven days of a conversion.</summary>
    public sealed record RedeemEquity(AuctionId Auction) : ProtocolCall;

    // ---- BatchAuction

    public sealed record Bid(AuctionId Auction, int Tick, Shares Quantity) : ProtocolCall;

    /// <param name="Shares">Old shares given for the units.</param>
    /// <param name="MaxEscrow">The call is refused when the cash part is above it.</param>
    public sealed record BidRollover(
        AuctionId Auction, int Tick, Shares Quantity, Shares Shares, Wei MaxEscrow) : ProtocolCall;

    public sealed record BidWhole(AuctionId Auction, Wei Amount) : ProtocolCall;

    /// <summary>Places bids their owners signed, of any auctions.</summary>
    public sealed record BidFor(ImmutableArray<Signed<SignedBid>> Bids) : ProtocolCall;

    /// <summary>Lets no bid of the caller be placed under these nonces: <c>256 * Word + i</c> for each bit i of the
    /// mask.</summary>
    public sealed record CancelNonces(BigInteger Word, BigInteger Mask) : ProtocolCall;

    /// <summary>Ends a batch auction.</summary>
    public sealed record Close(AuctionId Auction) : ProtocolCall;

    public sealed record ClaimBid(AuctionId Auction, int BidId, Account To) : ProtocolCall;

    public sealed record FormSeries(AuctionId Auction) : ProtocolCall;

    public sealed record Deliver(AuctionId Auction, int ItemIndex, Account To) : ProtocolCall;

    public sealed record ClaimSeries(AuctionId Auction, Account Lender, Account To) : ProtocolCall;

    public sealed record SweepSurplus(AuctionId Auction) : ProtocolCall;

    // ---- SealedBids

    /// <param name="Deposit">At least the escrow the bid will need; more hides how much that is.</param>
    public sealed record Commit(AuctionId Auction, Commitment Commitment, Wei Deposit) : ProtocolCall;

    /// <summary>Tells the caller's own bid: its commitment follows from these.</summary>
    /// <param name="Tick">Means nothing for the whole.</param>
    /// <param name="Quantity">Units; wei for the whole.</param>
    /// <param name="Shares">Old shares of a rollover.</param>
    public sealed record Reveal(
        AuctionId Auction, BidKind Kind, int Tick, UInt128 Quantity, Shares Shares, BigInteger Salt) : ProtocolCall;

    public sealed record ReturnDeposit(AuctionId Auction, Account Bidder, Commitment Commitment) : ProtocolCall;

    // ---- InsuranceFund

    /// <summary>Books what lies in the fund as its income.</summary>
    public sealed record Absorb(Account Token) : ProtocolCall;

    /// <summary>Pays a keeper of a conversion what no sale paid.</summary>
    public sealed record CollectTip(AuctionId Auction, Line Line, Account To) : ProtocolCall;

    // ---- Vault

    public sealed record Redeem(Account Vault, Account To, ushort LeftBehind) : ProtocolCall;

    public sealed record Claim(Account Vault, Shares Shares, Account To) : ProtocolCall;

    public sealed record Sweep(Account Vault) : ProtocolCall;

    public sealed record TransferShares(Account Vault, Account To, Shares Shares) : ProtocolCall;

    // ---- AppraisalOracle

    /// <summary>Rounds are sorted by (value, signer) on the way to the chain.</summary>
    public sealed record SubmitRound(ImmutableArray<Signed<Appraisal>> Appraisals) : ProtocolCall;

    public sealed record SubmitFloor(ImmutableArray<Signed<FloorReport>> Reports) : ProtocolCall;

    /// <summary>Weight 0 removes the signer.</summary>
    public sealed record SetSigner(Account Signer, ushort Weight) : ProtocolCall;

    public sealed record SetCollection(
        Account Collection, uint RarityCapBps, ushort ForcedSaleDiscountBps) : ProtocolCall;

    // ---- tokens and collections around the protocol

    public sealed record ApproveToken(Account Token, Account Spender, Wei Amount) : ProtocolCall;

    public sealed record TransferToken(Account Token, Account To, Wei Amount) : ProtocolCall;

    /// <summary>Wraps ether into the token.</summary>
    public sealed record DepositEther(Account Token, Wei Amount) : ProtocolCall;

    public sealed record ApproveCollection(Account Collection, Account Spender, bool Approved) : ProtocolCall;

    /// <summary>Only where everybody may mint: the demo collection.</summary>
    public sealed record MintItem(Item Item, Account To) : ProtocolCall;
}

/// <summary>What somebody signed, with who did it.</summary>
/// <param name="Signature">65 bytes r, s, v; more or fewer for an account that is a contract.</param>
public readonly record struct Signed<T>(T Payload, Account Signer, ImmutableArray<byte> Signature);
