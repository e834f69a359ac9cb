using System.Collections.Immutable;
using System.Numerics;
using Fractional.Chain;
using Fractional.Chain.Calls;
using Fractional.Chain.Signing;
using Fractional.Chain.Simulated;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Loans;
using Fractional.Core.Units;
using Fractional.Core.Vaults;
using Fractional.Engine.Bids;
using Fractional.Engine.Vaults;
using static Fractional.Tests.Chain.SimulatedSetting;

namespace Fractional.Tests.Engine.Bids;

/// <summary>A vault in a batch auction, bids on it, and facts about them as a chain would tell them.</summary>
internal static class BidStory
{
    public const uint Round = 72 * 3_600 + 60;

    private static readonly ImmutableArray<Fact.OfVault> Opening = Tell(LoanOptions.None);

    /// <summary>The vault's facts up to the opening, all of them final.</summary>
    public static readonly FollowedVault Opened = After(FollowedVault.Unknown,
        new VaultMessage.SeeFacts(Opening), new VaultMessage.Finalize(Opening[^1].Place.BlockNumber));

    public static readonly FollowedVault OpenedSealed = After(FollowedVault.Unknown,
        new VaultMessage.SeeFacts(Tell(LoanOptions.SealedBids)));

    public static BatchAuction Batch => Opened.Now.Vault.Batches[1];

    public static AuctionId Auction => Batch.Id;

    /// <summary>An hour into the auction.</summary>
    public static Timestamp Now => Opening[^1].At + 3_600;

    /// <summary>The first block after the opening.</summary>
    public static ulong Next => Opening[^1].Place.BlockNumber + 1;

    public static Hash32 Transaction(uint number) => new(
        [.. new byte[28], .. BitConverter.GetBytes(number)]);

    public static SignedBid Bid(Account owner, BigInteger nonce, int tick = 5, int thousandths = 100) => new(
        owner, Auction, IsWhole: false, tick, Batch.Terms.Supply.Value / 1_000 * (UInt128)thousandths, nonce,
        Batch.EndsAt);

    public static SignedBid Whole(Account owner, BigInteger nonce) => new(
        owner, Auction, IsWhole: true, 0, Batch.LeastWholeAmount.Value, nonce, Batch.EndsAt);

    public static Hash32 HashOf(SignedBid bid) => new BidHash(Chain.SimulatedSetting.Deployment).Of(bid);

    public static VaultMessage.AcceptBid Accept(SignedBid bid, string? key = null, Timestamp? now = null) => new(
        bid, HashOf(bid), Convert.ToHexStringLower(SimulatedWorld.Sign(bid).Signature.AsSpan()),
        key ?? $"key-{bid.Nonce}",
        new VaultContext(bid.Owner, now ?? Now, Chain.SimulatedSetting.Deployment.Protocol, []));

    public static VaultMessage.RelayBids Relay(params SignedBid[] bids) => new([.. bids.Select(HashOf)], Now, Next);

    public static VaultMessage.NoteBidSending Note(
        int sending, SendingStatus status, uint? transaction = null, bool final = false, ulong? block = null) => new(
        new Sending(
            KeyOf(sending), status, transaction is { } t ? Transaction(t) : null, block, final, null), Now, Next + 100);

    public static string KeyOf(int sending) => $"{Auction.Vault}/BidFor/{sending}";

    public static FollowedVault After(this FollowedVault state, params VaultMessage[] messages) =>
        messages.Aggregate(state, (s, message) => VaultEntity.Decide(s, message).Aggregate(s, FollowedVault.Evolve));

    public static KnownBid Known(this FollowedVault state, SignedBid bid) => state.Bids.Known[HashOf(bid)];

    public static BidLife LifeOf(this FollowedVault state, SignedBid bid) => state.Known(bid).Life;

    /// <summary>A log in the n-th block after the opening.</summary>
    public static Fact.OfVault Fact(uint block, uint log, uint transaction, VaultEvent happened) => new(
        new FactPlace(Next - 1 + block, Transaction(1_000 + block), log), Opening[^1].At + 12 * block,
        Transaction(transaction), Auction.Vault, happened);

    public static BidPlaced Placed(int number, SignedBid bid) => new(
        bid.Auction, number, bid.Owner, bid.Tick, new Shares(bid.Quantity), Shares.Zero,
        Batch.Terms.EscrowUp(bid.Tick, new Shares(bid.Quantity)));

    public static SignedBidRefused Refused(SignedBid bid, string reason) =>
        new(bid.Auction, bid.Owner, bid.Nonce, reason);

    public static VaultMessage.SeeFacts See(params ImmutableArray<Fact.OfVault> facts) => new(facts);

    /// <summary>A vault whose loan nobody paid and whose item nobody took, in its batch auction.</summary>
    public static async Task<AuctionId> OpenBatch(SimulatedChain chain, LoanOptions options = LoanOptions.None)
    {
        await Do(chain, CreateVault(1), Ada);
        var vault = chain.World.Vaults.Keys.Single();
        var now = chain.Newest.Timestamp;
        var offer = new LoanOffer(
            Lena, vault, Ether(30), Terms with { Options = options, DueAt = now + 30 * Duration.Day }, 0, 0,
            now + Duration.Day);
        await Do(chain, new ProtocolCall.Open(vault, [SimulatedWorld.Sign(offer)], Ada), Ada);
        chain.Mine(34 * Duration.Day);
        await Do(chain, new ProtocolCall.Kick(vault), Lena);
        var auction = new AuctionId(vault, 1);
        chain.Mine(Round);
        await Do(chain, new ProtocolCall.Redo(auction), Lena);
        chain.Mine(Round);
        await Do(chain, new ProtocolCall.ToBatch(auction), Lena);
        return auction;
    }

    private static ImmutableArray<Fact.OfVault> Tell(LoanOptions options)
    {
        var chain = new SimulatedChain(1, World(), SimulatedFaults.None, Start);
        OpenBatch(chain, options).GetAwaiter().GetResult();
        return [.. chain.CanonicalFacts.OfType<Fact.OfVault>()];
    }

    private static async Task Do(SimulatedChain chain, ProtocolCall call, Account from)
    {
        await chain.Send(call, from, call.Name, CancellationToken.None);
        chain.Mine();
        if ((await chain.SendingOf(call.Name, CancellationToken.None)).Refusal is { } refusal)
            throw new InvalidOperationException($"{call.Name}: {refusal}");
    }
}
