using System.Globalization;
using Fractional.Chain;
using Fractional.Core.Units;
using Fractional.Engine.Projections;

namespace Fractional.Api;

/// <summary>What every resource rests on.</summary>
/// <param name="Block">Number of the newest block that is in it.</param>
/// <param name="Hash">Of that block.</param>
/// <param name="At">The block's time.</param>
/// <param name="Finality"><c>finalized</c> when no fact in it can be replaced any more, else <c>pending</c>.</param>
/// <param name="Seq">Journal events in it: of the vault it belongs to, or of all for a list over vaults; ADR
/// 0010.</param>
public sealed record AsOf(ulong Block, string Hash, Moment At, string Finality, long Seq)
{
    /// <summary>Of what belongs to one vault.</summary>
    public static AsOf Of(BoardView board, Block head, Account vault) =>
        Of(head, board.IsFinal(vault), board.SeqOf(vault));

    /// <summary>Of what is read over all vaults.</summary>
    public static AsOf Of(BoardView board, Block head) =>
        Of(head, board.Followed.Keys.All(board.IsFinal), board.Events);

    private static AsOf Of(Block head, bool final, long seq) => new(
        head.Number, head.Hash.ToString(), Moment.Of(head.Timestamp), final ? "finalized" : "pending", seq);

    /// <summary>Another one means another content: it shows prices of the head and facts of the journal.</summary>
    internal string Tag => $"\"{Seq}-{Hash[2..18]}\"";
}

/// <summary>A resource that can be read conditionally.</summary>
public interface IDated
{
    AsOf AsOf { get; }
}

/// <summary>A moment, twice: for people and for machines.</summary>
/// <param name="Rfc3339">UTC.</param>
/// <param name="Unix">Seconds since 1970.</param>
public sealed record Moment(string Rfc3339, ulong Unix)
{
    public static Moment Of(Timestamp at) => new(
        DateTimeOffset.FromUnixTimeSeconds((long)at.Seconds).ToString("yyyy-MM-ddTHH:mm:ssZ",
            CultureInfo.InvariantCulture),
        at.Seconds);
}

/// <summary>A part of a list.</summary>
/// <param name="Items">In the order of their addresses or ids.</param>
/// <param name="Next">Give it as <c>after</c> to read on; null at the end.</param>
public sealed record Page<T>(AsOf AsOf, IReadOnlyList<T> Items, string? Next) : IDated;
