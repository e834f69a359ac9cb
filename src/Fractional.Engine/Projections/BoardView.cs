using System.Collections.Immutable;
using System.Numerics;
using Fractional.Chain;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Loans;
using Fractional.Core.Units;
using Fractional.Core.Vaults;
using Fractional.Engine.Bids;
using Fractional.Engine.Journal;
using Fractional.Engine.ProtocolFacts;
using Fractional.Engine.Vaults;

namespace Fractional.Engine.Projections;

/// <summary>Everything we followed, at one moment: a value that never changes under its reader.</summary>
public sealed record BoardView
{
    public static readonly BoardView Empty = new();

    /// <summary>All vaults we ever heard of, also those whose facts were all taken back.</summary>
    public ImmutableDictionary<Account, FollowedVault> Followed { get; init; } =
        ImmutableDictionary<Account, FollowedVault>.Empty;

    public FollowedProtocol FollowedProtocol { get; init; } = FollowedProtocol.Unknown;

    /// <summary>Entities whose journal this build can not read, with the reason: they are set apart, the others go
    /// on.</summary>
    public ImmutableDictionary<string, string> Unreadable { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>How many events of each entity are in this view.</summary>
    internal ImmutableDictionary<string, long> Seqs { get; init; } = ImmutableDictionary<string, long>.Empty;

    /// <summary>How many events are in this view: it grows with every one of them.</summary>
    public long Events { get; internal init; }

    /// <summary>Every vault that exists, as of the newest block.</summary>
    public IEnumerable<Vault> Vaults => Followed.Values.Select(f => f.Now.Vault).Where(v => !v.Address.IsZero);

    public ProtocolView Protocol => FollowedProtocol.Now;

    /// <summary>Every claim that is not over.</summary>
    public IEnumerable<ActionClaim> OpenClaims => Followed.Values.SelectMany(f => f.Claims.Values);

    public Vault? Find(Account vault) =>
        Followed.TryGetValue(vault, out var followed) && !followed.Now.Vault.Address.IsZero ? followed.Now.Vault : null;

    /// <summary>How many events of a vault are in this view: the number of the newest one, 0 without any.</summary>
    public long SeqOf(Account vault) => Seqs.GetValueOrDefault(Entities.NameOf(vault));

    /// <summary>No fact of the vault can be taken back any more.</summary>
    public bool IsFinal(Account vault) =>
        Followed.GetValueOrDefault(vault, FollowedVault.Unknown).Tail.Facts.IsEmpty;

    /// <summary>The vault of a bid that somebody gave us, and the bid.</summary>
    public (Account Vault, KnownBid Bid)? FindBid(Hash32 hash)
    {
        foreach (var (vault, followed) in Followed)
            if (followed.Bids.Known.TryGetValue(hash, out var bid)) return (vault, bid);
        return null;
    }

    public Loan? LoanOf(LoanId id) => Find(id.Vault)?.LoanOf(id);

    public DutchAuction? AuctionOf(AuctionId id) => Find(id.Vault)?.AuctionOf(id);

    /// <summary>The auction of an id as the chain writes it; none when it is no id of an auction we know.</summary>
    public DutchAuction? AuctionOf(BigInteger id) =>
        ChainIds.TryAuction(id, out var auction) ? AuctionOf(auction) : null;

    /// <summary>Auctions that run, with their vaults.</summary>
    public IEnumerable<(Vault Vault, DutchAuction Auction)> RunningAuctions =>
        from vault in Vaults
        from auction in vault.Auctions.Values
        where auction.Status == AuctionStatus.Running
        select (vault, auction);

    /// <summary>Batch auctions that take bids or wait to be closed, with their vaults.</summary>
    public IEnumerable<(Vault Vault, BatchAuction Batch)> RunningBatches =>
        from vault in Vaults
        from batch in vault.Batches.Values
        where batch.IsRunning
        select (vault, batch);

    /// <summary>What an account may take out now, everywhere: never pushed, always theirs to pull. A tip is paid as far
    /// as the insurance fund's cash goes.</summary>
    public IEnumerable<Due> DueTo(Account account, Protocol protocol) =>
        Vaults.SelectMany(vault => Due.Of(vault, account, protocol));

    /// <summary>When the latest auction with an item of this collection starts or started.</summary>
    public Timestamp? LastStartOf(Account collection)
    {
        var starts =
            from vault in Vaults
            where vault.Items.Any(i => i.Collection == collection)
            from auction in vault.Auctions.Values
            select auction.FirstStartsAt;
        return starts.Cast<Timestamp?>().Max();
    }
}
