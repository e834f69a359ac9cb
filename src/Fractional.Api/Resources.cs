using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using Fractional.Api.Streams;
using Fractional.Chain;
using Fractional.Core.Units;
using Fractional.Engine;
using Fractional.Engine.Projections;

namespace Fractional.Api;

/// <summary>Whether what is told can still be replaced.</summary>
[JsonConverter(typeof(Word<Finality>))]
public enum Finality
{
    /// <summary>A reorganisation could take a fact of it back.</summary>
    Pending,

    /// <summary>No fact of it can be replaced any more.</summary>
    Finalized,
}

/// <summary>What every resource rests on.</summary>
/// <param name="Block">Number of the newest block that is in it.</param>
/// <param name="Hash">Of that block.</param>
/// <param name="At">The block's time.</param>
/// <param name="Finality">Whether a fact in it can still be replaced.</param>
/// <param name="Seq">Journal events in it: of the vault it belongs to, or of all for a list over vaults; ADR
/// 0010.</param>
public sealed record AsOf(ulong Block, HashText Hash, Moment At, Finality Finality, long Seq)
{
    /// <summary>Of what belongs to one vault.</summary>
    public static AsOf Of(BoardView board, Block head, Account vault) =>
        Of(head, board.IsFinal(vault), board.SeqOf(vault));

    /// <summary>Of what is read over all vaults.</summary>
    public static AsOf Of(BoardView board, Block head) =>
        Of(head, board.Followed.Keys.All(board.IsFinal), board.Events);

    private static AsOf Of(Block head, bool final, long seq) => new(
        head.Number, head.Hash, Moment.Of(head.Timestamp), final ? Finality.Finalized : Finality.Pending, seq);

    /// <summary>Another one means another content: it shows prices of the head and facts of the journal.</summary>
    internal string Tag => $"\"{Seq}-{Hash.ToString()[2..18]}\"";
}

/// <summary>A resource that can be read conditionally.</summary>
public interface IDated
{
    AsOf AsOf { get; }
}

/// <summary>A moment, twice: for people and for machines.</summary>
/// <param name="Rfc3339">UTC; the last second of the year 9999 for any later moment, which has no such text.</param>
/// <param name="Unix">Seconds since 1970.</param>
public sealed record Moment(string Rfc3339, ulong Unix)
{
    /// <summary>Contracts take times of 40 bits, some of them from anybody: a loan may be due in the year
    /// 36812.</summary>
    private static readonly ulong LastWithText = (ulong)DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    public static Moment Of(Timestamp at) => new(
        DateTimeOffset.FromUnixTimeSeconds((long)Math.Min(at.Seconds, LastWithText))
            .ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
        at.Seconds);
}

/// <summary>A part of a list.</summary>
/// <param name="Items">In the order that the list's route names.</param>
/// <param name="Next">Give it as <c>after</c> to read on; null at the end. Opaque.</param>
public sealed record Page<T>(AsOf AsOf, IReadOnlyList<T> Items, string? Next) : IDated;

/// <summary>One view of everything and the block it is shown at: all of an answer is read from it.</summary>
readonly record struct Reading(BoardView Board, Block Head)
{
    public Timestamp Now => Head.Timestamp;

    /// <returns>Why nothing can be read yet, or null.</returns>
    public static IResult? Open(FractionalEngine engine, out Reading now)
    {
        // The head first: the board then holds everything up to it.
        var head = engine.Head;
        now = Of(engine.Board, head.GetValueOrDefault());
        return head is null ? Problems.NotReady("no block was followed yet") : null;
    }

    /// <summary>Shown at the newest block that any fact is of: the board may be ahead of the head.</summary>
    public static Reading Of(BoardView board, Block head) => new(
        board, NewestFacts.GetValue(board, NewestFact).Value is { } newest && newest.Number > head.Number
            ? newest
            : head);

    /// <summary>A view never changes: whoever reads it first looks through it for all.</summary>
    static readonly ConditionalWeakTable<BoardView, StrongBox<Block?>> NewestFacts = [];

    static StrongBox<Block?> NewestFact(BoardView board) => new(board.Followed.Keys.Aggregate(
        (Block?)null, (newest, vault) => StreamSubject.BlockOf(board, vault, newest)));

    public AsOf AsOf() => Api.AsOf.Of(Board, Head);

    public AsOf AsOf(Account vault) => Api.AsOf.Of(Board, Head, vault);
}
