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

    /// <summary>Null when there is nothing to show any more.</summary>
    /// <exception cref="ChainException">The chain did not say what the items are worth.</exception>
    public abstract Task<object?> Snapshot(BoardView board, Block head, CancellationToken stop);

    /// <param name="head">The block that the resource in it is shown at; none for no resource.</param>
    /// <exception cref="ChainException">The chain did not say what the items are worth.</exception>
    public abstract Task<object> Change(
        ChangeTelling told, BoardView after, Block? head, CancellationToken stop);

    public abstract HeadMessage Head(BoardView board, Block head);

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

    protected static string FinalityOf(BoardView board, Account vault) =>
        board.IsFinal(vault) ? "finalized" : "pending";
}

sealed class VaultSubject(FractionalEngine engine, Account vault) : StreamSubject
{
    public override string Name => $"vault {vault}";

    public override Account? Vault => vault;

    public override async Task<object?> Snapshot(BoardView board, Block head, CancellationToken stop) =>
        await Resource(board, head, stop);

    public override async Task<object> Change(
        ChangeTelling told, BoardView after, Block? head, CancellationToken stop) => new VaultChange(
        told.Seq, told.Kind, told.Event, told.Data, told.Block, told.Transaction, told.At,
        head is { } block ? await Resource(after, block, stop) : null);

    public override HeadMessage Head(BoardView board, Block head) =>
        HeadMessage.Of(head, null, FinalityOf(board, vault));

    async Task<VaultResource?> Resource(BoardView board, Block head, CancellationToken stop) =>
        board.Find(vault) is { } found
            ? await VaultShown.Of(engine, new Reading(board, head), found, stop)
            : null;
}

sealed class AuctionSubject(AuctionId id) : StreamSubject
{
    public override string Name => $"auction {id}";

    public override Account? Vault => id.Vault;

    public override Task<object?> Snapshot(BoardView board, Block head, CancellationToken stop) =>
        Task.FromResult<object?>(Resource(board, head));

    public override Task<object> Change(
        ChangeTelling told, BoardView after, Block? head, CancellationToken stop) =>
        Task.FromResult<object>(new AuctionChange(
            told.Seq, told.Kind, told.Event, told.Data, told.Block, told.Transaction, told.At,
            head is { } block ? Resource(after, block) : null));

    public override HeadMessage Head(BoardView board, Block head)
    {
        var auction = board.AuctionOf(id);
        var sells = auction is { Status: AuctionStatus.Running } && auction.IsOpenAt(head.Timestamp);
        return HeadMessage.Of(
            head, sells ? auction!.PriceAt(head.Timestamp).ToString() : null, FinalityOf(board, id.Vault));
    }

    AuctionResource? Resource(BoardView board, Block head) =>
        board.AuctionOf(id) is { } found
            ? AuctionShown.Of(new Reading(board, head), board.Find(id.Vault)!, found)
            : null;
}

sealed class AllVaultsSubject : StreamSubject
{
    public override string Name => "all vaults";

    public override Account? Vault => null;

    public override Task<object?> Snapshot(BoardView board, Block head, CancellationToken stop) =>
        Task.FromResult<object?>(new VaultSeqs(
            AsOf.Of(board, head),
            [
                .. board.Vaults.OrderBy(v => v.Address)
                    .Select(v => new VaultSeq(((ChecksumAddress)v.Address).ToString(), board.SeqOf(v.Address))),
            ]));

    public override Task<object> Change(
        ChangeTelling told, BoardView after, Block? head, CancellationToken stop) => Task.FromResult<object>(
        new AnyChange(((ChecksumAddress)told.Vault).ToString(), told.Seq, told.Kind, told.Event, told.Bid, told.At));

    public override HeadMessage Head(BoardView board, Block head) => HeadMessage.Of(head, null, null);
}
