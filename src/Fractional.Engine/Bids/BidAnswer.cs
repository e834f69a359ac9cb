using Fractional.Chain;
using Fractional.Core;
using Fractional.Core.Units;

namespace Fractional.Engine.Bids;

/// <summary>The answer to who gives us a signed bid, or takes one back.</summary>
public abstract record BidAnswer
{
    private BidAnswer() { }

    /// <summary>It is in the journal.</summary>
    /// <param name="Seq">How many events its vault has with it.</param>
    /// <param name="IsReplayed">It was there before.</param>
    public sealed record Taken(KnownBid Bid, long Seq, bool IsReplayed) : BidAnswer;

    /// <summary>As the contracts would refuse it now.</summary>
    public sealed record Refused(Refusal Refusal) : BidAnswer;

    /// <summary>The owner has given this key to another bid of the same vault.</summary>
    public sealed record KeyReused(string Key, Hash32 Bid) : BidAnswer;

    /// <summary>The bid that has this nonce, or that was to be taken back, is in a transaction already.</summary>
    public sealed record BidRelayed(Hash32 Bid) : BidAnswer;

    /// <summary>It can not be taken back any more: this became of it.</summary>
    public sealed record BidOver(Hash32 Bid, BidLife Life) : BidAnswer;

    /// <summary>We keep no more: <see cref="BidLimits"/>.</summary>
    /// <param name="Limit">Its name.</param>
    public sealed record LimitReached(string Limit, int Most) : BidAnswer;

    /// <summary>We know no such bid.</summary>
    public sealed record BidUnknown(Hash32 Bid) : BidAnswer;

    /// <summary>Only its owner may do this.</summary>
    public sealed record NotOwner(Account Caller, Account Owner) : BidAnswer;

    /// <summary>The vault's facts contradict the rules.</summary>
    public sealed record VaultNotFollowed(Account Vault, string Reason) : BidAnswer;

    /// <summary>Later: no relay runs here, or chain or journal are away. What was asked may have been written: ask
    /// again under the same key.</summary>
    public sealed record NotReady(string Reason) : BidAnswer;
}
