using System.Collections.Immutable;
using System.Numerics;
using Fractional.Chain;
using Fractional.Core;
using Fractional.Core.Insurance;
using Fractional.Core.Units;
using Fractional.Core.Valuation;
using Fractional.Engine.Facts;

namespace Fractional.Engine.ProtocolFacts;

/// <summary>What the journal keeps of the protocol around the vaults. Names and shapes are storage format.</summary>
public abstract record ProtocolJournal
{
    private ProtocolJournal() { }

    public sealed record FactSeen(Fact.OfProtocol Fact) : ProtocolJournal;

    /// <summary>Every fact above the block never happened.</summary>
    public sealed record BlocksRolledBack(ulong To) : ProtocolJournal;

    /// <summary>Facts up to and with the block stay for ever.</summary>
    public sealed record FactsFinalized(ulong UpTo) : ProtocolJournal;
}

/// <summary>The protocol around the vaults after some facts.</summary>
public sealed record ProtocolView
{
    public static readonly ProtocolView Empty = new();

    public ImmutableHashSet<Account> PaymentTokens { get; private init; } = [];

    /// <summary>Appraisers and floor reporters with their weights.</summary>
    public ImmutableDictionary<Account, ushort> Signers { get; private init; } =
        ImmutableDictionary<Account, ushort>.Empty;

    public ImmutableDictionary<Account, CollectionSet> Collections { get; private init; } =
        ImmutableDictionary<Account, CollectionSet>.Empty;

    public ImmutableDictionary<Account, FloorAccepted> Floors { get; private init; } =
        ImmutableDictionary<Account, FloorAccepted>.Empty;

    /// <summary>The last round of each item.</summary>
    public ImmutableDictionary<Item, RoundAccepted> Rounds { get; private init; } =
        ImmutableDictionary<Item, RoundAccepted>.Empty;

    /// <summary>Items whose breaker is tripped.</summary>
    public ImmutableHashSet<Item> Tripped { get; private init; } = [];

    /// <summary>Offers of a lender below this epoch are void; 0 when not listed.</summary>
    public ImmutableDictionary<Account, ulong> OfferEpochs { get; private init; } =
        ImmutableDictionary<Account, ulong>.Empty;

    /// <summary>Nonces of signed bids that their owners cancelled: by owner and word, a mask of 256 bits.</summary>
    public ImmutableDictionary<Account, ImmutableDictionary<BigInteger, BigInteger>> CancelledNonces
    {
        get;
        private init;
    } = ImmutableDictionary<Account, ImmutableDictionary<BigInteger, BigInteger>>.Empty;

    /// <summary>The owner lets no bid be placed under this nonce.</summary>
    public bool IsCancelled(Account owner, BigInteger nonce) =>
        CancelledNonces.TryGetValue(owner, out var words)
        && !(words.GetValueOrDefault(nonce >> 8) >> (int)(nonce & 0xff)).IsEven;

    public ProtocolView Then(ProtocolEvent happened) => happened switch
    {
        PaymentTokenListed e => this with
        {
            PaymentTokens = e.Listed ? PaymentTokens.Add(e.Token) : PaymentTokens.Remove(e.Token),
        },
        SignerWeighted e => this with
        {
            Signers = e.Weight == 0 ? Signers.Remove(e.Signer) : Signers.SetItem(e.Signer, e.Weight),
        },
        CollectionSet e => this with { Collections = Collections.SetItem(e.Collection, e) },
        FloorAccepted e => this with { Floors = Floors.SetItem(e.Collection, e) },
        RoundAccepted e => this with { Rounds = Rounds.SetItem(e.Item, e) },
        BreakerMoved e => this with { Tripped = e.Tripped ? Tripped.Add(e.Item) : Tripped.Remove(e.Item) },
        FundAbsorbed => this, // who needs the fund's cash asks the token
        OffersCancelled e => this with { OfferEpochs = OfferEpochs.SetItem(e.Lender, e.Epoch) },
        NoncesCancelled e => this with { CancelledNonces = CancelledNonces.SetItem(e.Owner, Cancelled(e)) },
        _ => throw new InvalidOperationException($"no fold for {happened.GetType().Name}"),
    };

    private ImmutableDictionary<BigInteger, BigInteger> Cancelled(NoncesCancelled e)
    {
        var words = CancelledNonces.GetValueOrDefault(e.Owner, ImmutableDictionary<BigInteger, BigInteger>.Empty);
        return words.SetItem(e.Word, words.GetValueOrDefault(e.Word) | e.Mask);
    }
}

/// <summary>The one entity for facts about no vault: folded when final, on a tail before.</summary>
public sealed record FollowedProtocol
{
    public static readonly FollowedProtocol Unknown = new();

    private FollowedProtocol() { }

    public ProtocolView Final { get; private init; } = ProtocolView.Empty;

    public ProtocolView Now { get; private init; } = ProtocolView.Empty;

    public FactTail<Fact.OfProtocol> Tail { get; private init; } = FactTail<Fact.OfProtocol>.Empty;

    public ulong FinalBlock { get; private init; }

    public static FollowedProtocol Evolve(FollowedProtocol state, ProtocolJournal happened) => happened switch
    {
        ProtocolJournal.FactSeen e => state.On(state.Tail.With(e.Fact)),
        ProtocolJournal.BlocksRolledBack e => state.On(state.Tail.UpTo(e.To)),
        ProtocolJournal.FactsFinalized e => state with
        {
            Final = Fold(state.Final, state.Tail.UpTo(e.UpTo)),
            Tail = state.Tail.Above(e.UpTo),
            FinalBlock = e.UpTo,
        },
        _ => throw new InvalidOperationException($"no fold for {happened.GetType().Name}"),
    };

    private FollowedProtocol On(FactTail<Fact.OfProtocol> tail) => this with { Tail = tail, Now = Fold(Final, tail) };

    private static ProtocolView Fold(ProtocolView view, FactTail<Fact.OfProtocol> facts) =>
        facts.Facts.Aggregate(view, (folded, fact) => folded.Then(fact.Event));
}
