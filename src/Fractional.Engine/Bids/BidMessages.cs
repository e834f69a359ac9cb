using System.Collections.Immutable;
using Fractional.Chain;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Units;
using Fractional.Core.Vaults;
using Fractional.Engine.Bids;

namespace Fractional.Engine.Vaults;

// Signed bids; see Fractional.Engine.Bids.
public abstract partial record VaultMessage
{
    /// <summary>Takes a bid whose signature was checked.</summary>
    /// <param name="Hash">Of its typed data.</param>
    /// <param name="Signature">In hex.</param>
    /// <param name="Key">The owner's own name for it.</param>
    /// <param name="Context">The owner as sender, at the head's time.</param>
    public sealed record AcceptBid(SignedBid Bid, Hash32 Hash, string Signature, string Key, VaultContext Context)
        : VaultMessage
    {
        /// <summary>Without the signature.</summary>
        public override string ToString() => $"accept bid {Hash}";
    }

    /// <summary>Its owner takes back a bid.</summary>
    /// <param name="Caller">Who asks.</param>
    /// <param name="At">The head's time.</param>
    public sealed record WithdrawBid(Hash32 Bid, Account Caller, Timestamp At) : VaultMessage;

    /// <summary>The relay is about to send these, as far as they are still accepted.</summary>
    /// <param name="At">The head's time.</param>
    /// <param name="Head">The head's number.</param>
    public sealed record RelayBids(ImmutableArray<Hash32> Bids, Timestamp At, ulong Head) : VaultMessage;

    /// <summary>This became of a sending of bids.</summary>
    /// <param name="At">The head's time.</param>
    /// <param name="Head">The head's number: all facts up to there were told.</param>
    public sealed record NoteBidSending(Sending Sending, Timestamp At, ulong Head) : VaultMessage;

    /// <summary>The chain says that the nonce of a bid is used up.</summary>
    /// <param name="IsFinal">For ever.</param>
    /// <param name="At">The head's time.</param>
    public sealed record NoteNonceUsed(Hash32 Bid, bool IsFinal, Timestamp At) : VaultMessage;

    /// <summary>The relay will not send this bid.</summary>
    /// <param name="Life">Refused or expired.</param>
    /// <param name="Reason">Of a refusal.</param>
    /// <param name="At">The head's time.</param>
    public sealed record EndBid(Hash32 Bid, BidLife Life, string? Reason, Timestamp At) : VaultMessage;
}

public abstract partial record VaultJournal
{
    /// <param name="Signature">In hex.</param>
    /// <param name="Key">The owner's own name for it.</param>
    /// <param name="Replaces">The accepted bid under the same nonce that it takes the place of.</param>
    /// <param name="At">The head's time.</param>
    public sealed record BidAccepted(
        Hash32 Hash, SignedBid Bid, string Signature, string Key, Hash32? Replaces, Timestamp At) : VaultJournal
    {
        /// <summary>Without the signature.</summary>
        public override string ToString() => $"BidAccepted {Hash}";
    }

    /// <summary>These go to the chain in one transaction under this key, in this order.</summary>
    /// <param name="At">The head's time.</param>
    /// <param name="Head">The head's number.</param>
    public sealed record BidsRelayed(string Key, ImmutableArray<Hash32> Bids, Timestamp At, ulong Head) : VaultJournal;

    /// <summary>The transaction that stands for a sending of bids: again when it was replaced.</summary>
    public sealed record BidsSent(string Key, Hash32 Transaction) : VaultJournal;

    /// <summary>The sending is over; those of its bids that no log speaks of wait again.</summary>
    /// <param name="Reason">A word for what became of it.</param>
    /// <param name="At">The head's time.</param>
    public sealed record BidsReturned(string Key, string Reason, Timestamp At) : VaultJournal;

    /// <summary>The bid is on chain without us: its nonce is used, and this number is all that it says.</summary>
    public sealed record BidFound(Hash32 Hash, int Number) : VaultJournal;

    /// <param name="At">The head's time.</param>
    public sealed record BidWithdrawn(Hash32 Hash, Timestamp At) : VaultJournal;

    /// <summary>We will not send it.</summary>
    /// <param name="Life">Refused or expired.</param>
    /// <param name="Reason">Of a refusal: the name of the contracts' error.</param>
    /// <param name="At">The head's time.</param>
    public sealed record BidEnded(Hash32 Hash, BidLife Life, string? Reason, Timestamp At) : VaultJournal;
}
