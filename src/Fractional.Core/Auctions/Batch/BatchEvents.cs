using System.Numerics;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Units;
using Fractional.Core.Vaults;

namespace Fractional.Core.Auctions.Batch;

/// <summary>Bids may come from now on; sealed ones are committed first. Unsold units may pay up to the given part of
/// the debt.</summary>
public sealed record BatchOpened(
    AuctionId Id, Account Vault, Timestamp EndsAt, Wei ReservePrice, Wei TickSize, Shares Supply, bool IsSealed,
    Wei MaxCredit) : VaultEvent;

/// <summary>A bid for units; with old shares in escrow it is a rollover.</summary>
public sealed record BidPlaced(
    AuctionId Id, int BidId, Account Owner, int Tick, Shares Quantity, Shares Shares, Wei Escrow) : VaultEvent;

public sealed record WholeBidPlaced(
    AuctionId Id, int BidId, Account Owner, Wei Amount, Timestamp EndsAt) : VaultEvent;

/// <summary>Somebody handed in a signed bid, and it was not placed: nothing changed, and its nonce stays what it
/// was.</summary>
/// <param name="Reason">See <see cref="ReasonOf"/>.</param>
public sealed record SignedBidRefused(AuctionId Id, Account Owner, BigInteger Nonce, string Reason) : VaultEvent
{
    /// <summary>Longest reason kept, in characters: a token may revert with a novel.</summary>
    private const int MaxReasonChars = 80;

    /// <summary>The name of the contracts' error, or the words of a token that refused: printable ASCII.</summary>
    public static string ReasonOf(Refusal refusal) => refusal is Refusal.Reverted foreign
        ? string.Concat(foreign.Reason.Where(c => c is >= ' ' and <= '~').Take(MaxReasonChars))
        : refusal.Name;
}

/// <summary>A bid that only its bidder knows, and the deposit that will be enough for it.</summary>
public sealed record BidCommitted(AuctionId Id, Account Bidder, Commitment Commitment, Wei Deposit) : VaultEvent;

/// <summary>The bid is known and in the book; number 0: it was outbid already. What it does not need of its deposit
/// goes back.</summary>
public sealed record BidRevealed(
    AuctionId Id, Account Bidder, Commitment Commitment, int BidId, Wei Refund) : VaultEvent;

/// <summary>The deposit of a bid that nobody got to know, less what silence costs.</summary>
public sealed record DepositReturned(
    AuctionId Id, Account Bidder, Commitment Commitment, Wei Amount, Wei Forfeit) : VaultEvent;

/// <summary>The outcome; price is what the lot raised in cash, 0 when nothing was sold. Credit is the debt that
/// lenders take in unsold units.</summary>
public sealed record BatchClosed(AuctionId Id, BatchStatus Status, Wei Price, Wei Credit) : VaultEvent;

public sealed record BidClaimed(
    AuctionId Id, int BidId, Account Owner, Account To, Shares Units, Wei Paid, Wei Refund, Shares Shares)
    : VaultEvent;

/// <summary>The new vault; its shares are the units.</summary>
public sealed record SeriesFormed(AuctionId Id, Account Series) : VaultEvent;

/// <summary>An item would not move to the new vault; it can be delivered later.</summary>
public sealed record ItemStuck(AuctionId Id, int ItemIndex) : VaultEvent;

public sealed record SeriesClaimed(
    AuctionId Id, Account Lender, Account To, Wei LoanUnits, Shares Units) : VaultEvent;

/// <summary>Every bid is claimed; what rounding up left went to the insurance fund.</summary>
public sealed record SurplusSwept(AuctionId Id, Account To, Wei Amount) : VaultEvent;

/// <summary>No sale: this much debt stays unpaid, and until then anybody may still pay it.</summary>
public sealed record AuctionConverted(AuctionId Id, Wei Debt, Timestamp RedeemableUntil) : VaultEvent;

/// <summary>The converted items are the holders' again; debt and premium went to the lenders.</summary>
public sealed record EquityRedeemed(
    AuctionId Id, Account Payer, Wei Debt, Wei Premium, Wei KeeperReward) : VaultEvent;
