using System.Collections.Immutable;
using Fractional.Chain;
using Fractional.Chain.Calls;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Units;

namespace Fractional.Engine.Bids;

/// <summary>Where a signed bid is in its life.</summary>
public enum BidLife
{
    /// <summary>In our journal; the next block's transaction may take it.</summary>
    Accepted,

    /// <summary>Handed to a transaction of ours: it can not be taken back.</summary>
    Relayed,

    /// <summary>Placed, in a block that may still be replaced.</summary>
    Included,

    /// <summary>Placed for ever.</summary>
    Final,

    /// <summary>The contract refused it, or the relay knew that it would.</summary>
    Refused,

    /// <summary>Its owner took it back in time.</summary>
    Withdrawn,

    /// <summary>Its owner signed another one under the same nonce in time.</summary>
    Replaced,

    /// <summary>Its deadline was over before it was relayed.</summary>
    Expired,
}

/// <summary>A step of a bid's life.</summary>
/// <param name="At">The time of the block it rests on.</param>
/// <param name="Transaction">That placed or refused it.</param>
/// <param name="Reason">Of a refusal or a return: the name of the contracts' error, or the relay's word.</param>
public readonly record struct BidStep(BidLife Life, Timestamp At, Hash32? Transaction = null, string? Reason = null);

/// <summary>What the chain says of a bid.</summary>
/// <param name="Place">Of the log that says it.</param>
/// <param name="Number">The bid's number in its auction; none when it was refused.</param>
/// <param name="Reason">Why it was refused; none when it was placed.</param>
public sealed record BidOutcome(FactPlace Place, Timestamp At, Hash32 Transaction, int? Number, string? Reason);

/// <summary>A bid that its owner signed and gave to us.</summary>
/// <param name="Hash">Of its typed data: its id.</param>
/// <param name="Signature">In hex.</param>
/// <param name="Key">The owner's own name for it: idempotency.</param>
/// <param name="Order">1, 2, ... in the order of acceptance in its vault.</param>
public sealed record KnownBid(Hash32 Hash, SignedBid Bid, string Signature, string Key, long Order)
{
    /// <summary>At least one.</summary>
    public ImmutableArray<BidStep> Steps { get; private init; } = [];

    /// <summary>The key of the sending that took it; none while none has.</summary>
    public string? Sending { get; init; }

    public BidOutcome? Outcome { get; init; }

    /// <summary>The bid under the same nonce whose place it took.</summary>
    public Hash32? Replaces { get; init; }

    public Hash32? ReplacedBy { get; init; }

    public BidLife Life => Steps[^1].Life;

    /// <summary>What we did last: where it stands again when the chain takes back what it said.</summary>
    public BidLife Ours { get; private init; }

    /// <summary>It lies in its auction, finally or not.</summary>
    public bool IsPlaced => Outcome?.Number is not null;

    /// <summary>Accepted or relayed, and nothing is known of it yet.</summary>
    public bool IsOpen => Life is BidLife.Accepted or BidLife.Relayed;

    /// <summary>As the contract takes it.</summary>
    public Signed<SignedBid> Signed => new(Bid, Bid.Owner, [.. Convert.FromHexString(Signature)]);

    public KnownBid Then(BidStep step) => this with
    {
        Steps = Steps.Length < BidLimits.Steps ? Steps.Add(step) : Steps.RemoveAt(1).Add(step),
        Ours = step.Transaction is null ? step.Life : Ours,
    };

    /// <summary>Without the signature, which belongs into no log.</summary>
    public override string ToString() => $"bid {Hash} of {Bid.Owner}, {Life}";
}

/// <summary>A bid that lies in an auction, whoever placed it.</summary>
/// <param name="Place">Of the log that says so.</param>
/// <param name="Quantity">Units; wei for the whole.</param>
/// <param name="Shares">Old shares of a rollover, which nobody can sign.</param>
/// <param name="Bid">The signed bid that it is, when we know one.</param>
public sealed record PlacedRecord(
    FactPlace Place, Timestamp At, Hash32 Transaction, Account Owner, bool IsWhole, int Tick, UInt128 Quantity,
    Shares Shares, Hash32? Bid)
{
    /// <summary>It is not known as another bid, and nothing in it differs from this one.</summary>
    public bool CanBe(KnownBid known) =>
        (Bid is null || Bid == known.Hash) && Owner == known.Bid.Owner && Shares.IsZero
        && (IsWhole, Quantity) == (known.Bid.IsWhole, known.Bid.Quantity) && (IsWhole || Tick == known.Bid.Tick);
}

/// <summary>A transaction of ours with bids of one vault that is not over.</summary>
/// <param name="Bids">In the order in which they are placed.</param>
/// <param name="AtBlock">The head when it was decided.</param>
/// <param name="Transaction">That stands for it now; none before it was sent.</param>
/// <param name="Facts">What that transaction did to bids, in order.</param>
public sealed record BidSending(
    string Key, ImmutableArray<Hash32> Bids, ulong AtBlock, Hash32? Transaction, ImmutableArray<Fact.OfVault> Facts);
