using Fractional.Api.Auctions;
using Fractional.Api.Vaults;
using Fractional.Chain;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Units;
using Fractional.Engine;
using Fractional.Engine.Projections;

namespace Fractional.Api.Streams;

/// <summary>What a stream is about, and the resources its messages carry: the very ones of the REST routes.</summary>
abstract class StreamSubject
{
    /// <summary>Streams of one name tell the same.</summary>
    public abstract string Name { get; }

    /// <summary>Whose changes it tells; none for all vaults.</summary>
    public abstract Account? Vault { get; }

    /// <summary>The resource; null when there is nothing to show any more.</summary>
    /// <exception cref="ChainException">The chain did not say what the items are worth.</exception>
    public abstract Task<object?> Resource(Reading now);

    /// <param name="resource">After the change, when it can be shown.</param>
    public abstract object Change(ChangeTelling told, object? resource);

    public abstract HeadMessage Head(Reading now);

    /// <summary>The block a vault is shown at: a fact of the newest block is on the board before its block is the
    /// head, and no debt can be counted until a time before it began.</summary>
    public static Block? BlockOf(BoardView board, Account vault, Block? head)
    {
        if (!board.Followed.TryGetValue(vault, out var followed) || followed.Tail.Facts.IsEmpty) return head;
        var newest = followed.Tail.Facts[^1];
        return head is { } known && known.Number >= newest.Place.BlockNumber
            ? head
            : new Block(newest.Place.BlockNumber, newest.Place.BlockHash, default, newest.At);
    }

    protected static Finality FinalityOf(BoardView board, Account vault) =>
        board.IsFinal(vault) ? Finality.Finalized : Finality.Pending;
}

sealed class VaultSubject(FractionalEngine engine, Account vault) : StreamSubject
{
    public override string Name => $"vault {vault}";

    public override Account? Vault => vault;

    public override async Task<object?> Resource(Reading now) => now.Board.Find(vault) is { } found
        ? await VaultShown.Of(engine, now, found, CancellationToken.None) // it is written for many readers
        : null;

    public override object Change(ChangeTelling told, object? resource) => new VaultChange(
        told.Seq, told.Kind, told.Event, told.Data, told.Block, told.Transaction, told.At, (VaultResource?)resource);

    public override HeadMessage Head(Reading now) => HeadMessage.Of(now.Head, null, FinalityOf(now.Board, vault));
}

sealed class AuctionSubject(AuctionId id) : StreamSubject
{
    public override string Name => $"auction {id}";

    public override Account? Vault => id.Vault;

    public override Task<object?> Resource(Reading now) => Task.FromResult<object?>(now.Board.AuctionOf(id) is { } found
        ? AuctionShown.Of(now, now.Board.Find(id.Vault)!, found)
        : null);

    public override object Change(ChangeTelling told, object? resource) => new AuctionChange(
        told.Seq, told.Kind, told.Event, told.Data, told.Block, told.Transaction, told.At, (AuctionResource?)resource);

    public override HeadMessage Head(Reading now)
    {
        var auction = now.Board.AuctionOf(id);
        var sells = auction is not null && AuctionShown.IsOpenAt(auction, now.Now);
        return HeadMessage.Of(
            now.Head, sells ? auction!.PriceAt(now.Now) : null, FinalityOf(now.Board, id.Vault));
    }
}

sealed class AllVaultsSubject : StreamSubject
{
    public override string Name => "all vaults";

    public override Account? Vault => null;

    public override Task<object?> Resource(Reading now) => Task.FromResult<object?>(new VaultSeqs(
        now.AsOf(),
        [
            .. now.Board.Vaults.OrderBy(v => v.Address)
                .Select(v => new VaultSeq(v.Address, now.Board.SeqOf(v.Address))),
        ]));

    public override object Change(ChangeTelling told, object? resource) =>
        new AnyChange(told.Vault, told.Seq, told.Kind, told.Event, told.Bid, told.At);

    public override HeadMessage Head(Reading now) => HeadMessage.Of(now.Head, null, null);
}
