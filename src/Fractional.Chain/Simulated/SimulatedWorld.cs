using System.Collections.Immutable;
using System.Numerics;
using Fractional.Core;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Insurance;
using Fractional.Core.Loans;
using Fractional.Core.Units;
using Fractional.Core.Valuation;
using Fractional.Core.Vaults;

namespace Fractional.Chain.Simulated;

/// <summary>What a call did to the world.</summary>
/// <param name="After">The same world when it was refused.</param>
/// <param name="Facts">In order, not yet placed in a block.</param>
public sealed record WorldOutcome(SimulatedWorld After, ImmutableArray<Fact> Facts, Refusal? Refusal);

/// <summary>Everything the protocol's contracts and the tokens around them would hold: Core's vaults, who owns which
/// item, who has how many tokens, what the oracle says. A value: a block keeps the world after it.</summary>
public sealed partial record SimulatedWorld
{
    /// <summary>An empty protocol on an empty chain.</summary>
    public static SimulatedWorld Empty(Deployment deployment) => new() { Deployment = deployment };

    private SimulatedWorld() { }

    public required Deployment Deployment { get; init; }

    public Protocol Protocol => Deployment.Protocol;

    public ImmutableDictionary<Account, Vault> Vaults { get; init; } = ImmutableDictionary<Account, Vault>.Empty;

    /// <summary>Owners of items; unknown items do not exist yet.</summary>
    public ImmutableDictionary<Item, Account> Owners { get; init; } = ImmutableDictionary<Item, Account>.Empty;

    public ImmutableDictionary<(Account Token, Account Holder), Wei> Balances { get; init; } =
        ImmutableDictionary<(Account Token, Account Holder), Wei>.Empty;

    /// <summary>What the batch auction may still take, of whoever set a limit: everybody else has approved the protocol
    /// without one.</summary>
    public ImmutableDictionary<(Account Token, Account Owner), Wei> BidAllowances { get; init; } =
        ImmutableDictionary<(Account Token, Account Owner), Wei>.Empty;

    /// <summary>The insurance fund's own book.</summary>
    public InsuranceFund Fund { get; init; } = InsuranceFund.Empty;

    public ImmutableDictionary<Item, ItemValuation> Valuations { get; init; } =
        ImmutableDictionary<Item, ItemValuation>.Empty;

    /// <summary>What each collection answers when asked for its royalty.</summary>
    public ImmutableDictionary<Account, RoyaltyAnswer> Royalties { get; init; } =
        ImmutableDictionary<Account, RoyaltyAnswer>.Empty;

    /// <summary>When the latest auction with an item of the collection starts or started.</summary>
    public ImmutableDictionary<Account, Timestamp> LastStarts { get; init; } =
        ImmutableDictionary<Account, Timestamp>.Empty;

    public ImmutableDictionary<Account, ulong> OfferEpochs { get; init; } = ImmutableDictionary<Account, ulong>.Empty;

    public ImmutableHashSet<OfferHash> UsedOffers { get; init; } = [];

    public ImmutableHashSet<(Account Owner, BigInteger Nonce)> UsedNonces { get; init; } = [];
}
