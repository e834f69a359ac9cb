using Fractional.Chain;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Units;
using Fractional.Core.Vaults;
using Fractional.Engine.Vaults;

namespace Fractional.Engine.Bids;

/// <summary>What the chain says now of a bid that waits.</summary>
/// <param name="IsSigned">The contract would take its signature.</param>
internal readonly record struct AskedOfBid(NonceUse Nonce, bool IsSigned);

/// <summary>Chooses the bids of one vault that go into the next transaction: those that the contract would take after
/// one another and that their owners can pay.</summary>
/// <param name="followed">The vault.</param>
/// <param name="head">The newest block.</param>
/// <param name="protocol">The deployment.</param>
internal sealed class RelayRound(FollowedVault followed, Block head, Protocol protocol)
{
    /// <summary>What the contract says when the token refuses the transfer.</summary>
    private const string Unpaid = "TransferFromFailed";

    private readonly Dictionary<Account, Wei> left = [];
    private Vault after = followed.Now.Vault;
    private int signatureBytes;

    public List<Hash32> Chosen { get; } = [];

    public bool IsFull => Chosen.Count == BidLimits.PerSending;

    /// <summary>A bid that can not be placed any more ends without a question to the chain.</summary>
    public VaultMessage.EndBid? Hopeless(KnownBid known)
    {
        // The next block is later than this one.
        if (known.Bid.Deadline <= head.Timestamp) return End(known, BidLife.Expired, null);
        // The next of the blocks that replace its auction's may bring it back.
        if (followed.Now.Vault.BatchOf(known.Bid.Auction) is null) return null;
        var refusal = BidRules.WhyRefused(followed.Now.Vault, known.Bid, ContextOf(known));
        return refusal is null ? null : End(known, BidLife.Refused, refusal.Name);
    }

    /// <summary>Takes the bid along if it can be placed and paid behind those chosen already.</summary>
    /// <param name="funds">What its owner has and has approved, the smaller of both.</param>
    /// <returns>The end of a bid that its owner can not pay; nothing when it was chosen, or must wait for what is under
    /// way.</returns>
    public VaultMessage.EndBid? Consider(KnownBid known, Wei funds)
    {
        var escrow = EscrowOf(known.Bid);
        if (escrow > funds) return End(known, BidLife.Refused, Unpaid);
        var decision = BidRules.Decided(after, known.Bid, ContextOf(known));
        var bytes = signatureBytes + known.Signature.Length / 2;
        if (!left.TryGetValue(known.Bid.Owner, out var rest)) rest = LessUnderWay(known.Bid.Owner, funds);
        if (IsFull || decision.IsRefused || escrow > rest || bytes > BidLimits.SignatureBytesPerSending) return null;
        (left[known.Bid.Owner], signatureBytes) = (rest - escrow, bytes);
        after = decision.Events.Aggregate(after, (vault, e) => Vault.Evolve(vault, e, head.Timestamp));
        Chosen.Add(known.Hash);
        return null;
    }

    private VaultContext ContextOf(KnownBid known) => new(known.Bid.Owner, head.Timestamp, protocol, []);

    private VaultMessage.EndBid End(KnownBid known, BidLife life, string? reason) =>
        new(known.Hash, life, reason, head.Timestamp);

    /// <summary>Bids that are relayed and in no block take what they need first.</summary>
    private Wei LessUnderWay(Account owner, Wei funds)
    {
        var bids = followed.Bids;
        var relayed = bids.Sendings.Values.SelectMany(s => s.Bids).Select(hash => bids.Known[hash])
            .Where(b => b.Life == BidLife.Relayed && b.Bid.Owner == owner).Select(b => EscrowOf(b.Bid));
        return relayed.Aggregate(funds, (rest, escrow) => escrow > rest ? Wei.Zero : rest - escrow);
    }

    private Wei EscrowOf(SignedBid bid) => bid.IsWhole
        ? new Wei(bid.Quantity)
        : followed.Now.Vault.BatchOf(bid.Auction) is { } batch
            ? batch.Terms.EscrowUp(bid.Tick, new Shares(bid.Quantity))
            : Wei.Zero;
}
