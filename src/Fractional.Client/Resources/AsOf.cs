using Fractional.Ethereum.Primitives;

namespace Fractional.Client;

/// <summary>What a resource rests on.</summary>
/// <param name="Block">Number of the newest block that is in it.</param>
/// <param name="Hash">Of that block.</param>
/// <param name="At">The block's time.</param>
/// <param name="Finality">Whether a fact in it can still be replaced.</param>
/// <param name="Seq">Events of the vault it belongs to, the same number as in the stream; of a list over vaults all
/// events in it.</param>
public sealed record AsOf(ulong Block, Bytes32 Hash, Moment At, Finality Finality, long Seq);

/// <summary>A moment by the chain's clock.</summary>
/// <param name="Rfc3339">UTC, for people.</param>
/// <param name="Unix">Seconds since 1970.</param>
public sealed record Moment(string Rfc3339, ulong Unix);

public enum Finality
{
    Pending,
    Finalized,
}

/// <summary>A part of a list.</summary>
/// <param name="Next">Opaque: where the next part begins; null at the end.</param>
sealed record Page<T>(AsOf AsOf, IReadOnlyList<T> Items, string? Next);
