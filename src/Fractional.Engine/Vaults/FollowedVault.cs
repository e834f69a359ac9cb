using System.Collections.Immutable;
using Fractional.Chain;
using Fractional.Core.Vaults;
using Fractional.Engine.Bids;
using Fractional.Engine.Facts;

namespace Fractional.Engine.Vaults;

/// <summary>A vault as far as we followed it: Core's vault folded over final facts, the facts on top of it that are not
/// final, and what we do about it.</summary>
public sealed record FollowedVault
{
    public static readonly FollowedVault Unknown = new();

    private FollowedVault() { }

    /// <summary>After the final facts.</summary>
    public Folded Final { get; private init; } = Folded.Nothing;

    /// <summary>After all facts.</summary>
    public Folded Now { get; private init; } = Folded.Nothing;

    /// <summary>The facts that are not final.</summary>
    public FactTail<Fact.OfVault> Tail { get; private init; } = FactTail<Fact.OfVault>.Empty;

    /// <summary>Facts up to and with this block are folded for ever.</summary>
    public ulong FinalBlock { get; private init; }

    /// <summary>Open claims by key.</summary>
    public ImmutableSortedDictionary<string, ActionClaim> Claims { get; private init; } =
        ImmutableSortedDictionary<string, ActionClaim>.Empty.WithComparers(StringComparer.Ordinal);

    /// <summary>How many claims each wish had.</summary>
    public ImmutableSortedDictionary<string, int> Attempts { get; private init; } =
        ImmutableSortedDictionary<string, int>.Empty.WithComparers(StringComparer.Ordinal);

    /// <summary>The key under which each intent of an asker succeeded, by wish.</summary>
    public ImmutableSortedDictionary<string, string> DoneIntents { get; private init; } =
        ImmutableSortedDictionary<string, string>.Empty.WithComparers(StringComparer.Ordinal);

    /// <summary>Signed bids that we were given.</summary>
    public VaultBids Bids { get; private init; } = VaultBids.None;

    /// <summary>The claim that forbids another one for the same wish.</summary>
    public ActionClaim? HeldClaim(string wish) => Claims.Values.FirstOrDefault(c => c.Wish == wish && c.IsHeld);

    /// <summary>The state after one event of the journal.</summary>
    public static FollowedVault Evolve(FollowedVault state, VaultJournal happened) => happened switch
    {
        VaultJournal.FactSeen e => state.Seen(e.Fact),
        VaultJournal.BlocksRolledBack e => state.RolledBack(e.To),
        VaultJournal.FactsFinalized e => state.Finalized(e.UpTo),
        VaultJournal.ActionClaimed e => state with
        {
            Claims = state.Claims.Add(e.Claim.Key, e.Claim),
            Attempts = state.Attempts.SetItem(e.Claim.Wish, e.Claim.Attempt),
        },
        VaultJournal.ActionSent e => state.Sent(e),
        VaultJournal.ActionEnded e => state.Ended(e),
        VaultJournal.BidAccepted or VaultJournal.BidsRelayed or VaultJournal.BidsSent or VaultJournal.BidsReturned
            or VaultJournal.BidFound or VaultJournal.BidWithdrawn or VaultJournal.BidEnded => state with
        {
            Bids = state.Bids.Then(happened, state.Tail.Facts, state.FinalBlock),
        },
        _ => throw new InvalidOperationException($"no fold for {happened.GetType().Name}"),
    };

    private FollowedVault Seen(Fact.OfVault fact)
    {
        var tail = Tail.With(fact);
        return this with
        {
            Tail = tail,
            Now = Tail.IsNewest(fact) ? Now.Then(fact) : Final.Then(tail.Facts),
            Bids = Bids.Seen(fact),
            Claims = Each(claim => claim.ReachedAt is null && Wishes.IsReached(claim, fact)
                ? claim with { ReachedAt = fact.Place }
                : claim),
        };
    }

    private FollowedVault RolledBack(ulong to)
    {
        var tail = Tail.UpTo(to);
        return this with
        {
            Tail = tail,
            Now = Final.Then(tail.Facts),
            Bids = Bids.RolledBack(to),
            Claims = Each(claim => claim.ReachedAt?.BlockNumber > to ? claim with { ReachedAt = null } : claim),
        };
    }

    private FollowedVault Finalized(ulong upTo) => this with
    {
        Final = Final.Then(Tail.UpTo(upTo).Facts),
        Tail = Tail.Above(upTo),
        FinalBlock = upTo,
        Bids = Bids.Finalized(upTo),
    };

    private FollowedVault Sent(VaultJournal.ActionSent sent)
    {
        if (!Claims.TryGetValue(sent.Key, out var claim)) return this;
        // The fact may have come before the answer that named the transaction.
        var fact = Tail.Facts.FirstOrDefault(f => f.Transaction == sent.Transaction);
        var known = claim with
        {
            Transaction = sent.Transaction, IsRefused = sent.Refused, ReachedAt = claim.ReachedAt ?? fact?.Place,
        };
        return this with { Claims = Claims.SetItem(sent.Key, known) };
    }

    private FollowedVault Ended(VaultJournal.ActionEnded ended)
    {
        if (!Claims.TryGetValue(ended.Key, out var claim)) return this;
        var done = claim.Intent is not null && ended.End == ActionEnd.Done;
        return this with
        {
            Claims = Claims.Remove(ended.Key),
            DoneIntents = done ? DoneIntents.SetItem(claim.Wish, claim.Key) : DoneIntents,
        };
    }

    private ImmutableSortedDictionary<string, ActionClaim> Each(Func<ActionClaim, ActionClaim> change)
    {
        var claims = Claims;
        foreach (var claim in Claims.Values)
        {
            var changed = change(claim);
            if (!ReferenceEquals(changed, claim)) claims = claims.SetItem(claim.Key, changed);
        }
        return claims;
    }
}

/// <summary>Core's vault after some facts, or the fact that could not be folded: it is not trusted from there
/// on.</summary>
/// <param name="Fault">What was wrong with which fact; null while all is well.</param>
public sealed record Folded(Vault Vault, string? Fault)
{
    public static readonly Folded Nothing = new(Vault.Empty, null);

    public Folded Then(IEnumerable<Fact.OfVault> facts) => facts.Aggregate(this, (folded, fact) => folded.Then(fact));

    /// <summary>A fact that contradicts the rules is either a node's lie, and will be taken back, or a bug of ours: the
    /// vault is set apart, the others go on, and a replay with mended code heals it.</summary>
    public Folded Then(Fact.OfVault fact)
    {
        if (Fault is not null) return this;
        try
        {
            return this with { Vault = Vault.Evolve(Vault, fact.Event, fact.At) };
        }
        catch (Exception wrong) when (wrong is ArithmeticException or ArgumentException or InvalidOperationException
            or KeyNotFoundException or IndexOutOfRangeException)
        {
            var place = $"block {fact.Place.BlockNumber}, log {fact.Place.LogIndex}";
            return this with { Fault = $"{fact.Event.GetType().Name} at {place}: {wrong.Message}" };
        }
    }
}
