using System.Globalization;
using Fractional.Chain;
using Fractional.Core.Units;

namespace Fractional.Api;

/// <summary>What every resource rests on.</summary>
/// <param name="Block">Number of the newest block that is in it.</param>
/// <param name="Hash">Of that block.</param>
/// <param name="At">The block's time.</param>
public sealed record AsOf(ulong Block, string Hash, Moment At)
{
    public static AsOf Of(Block head) => new(head.Number, head.Hash.ToString(), Moment.Of(head.Timestamp));
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
public sealed record Page<T>(AsOf AsOf, IReadOnlyList<T> Items, string? Next);
