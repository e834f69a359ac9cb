using System.Collections.Immutable;
using Fractional.Core.Units;

namespace Fractional.Chain;

/// <summary>A block: its number from genesis, its hash, that of the block it stands on, and its time.</summary>
public readonly record struct Block(ulong Number, Hash32 Hash, Hash32 Parent, Timestamp Timestamp);

/// <summary>Where a fact stands: two facts with the same place are the same fact, however often they are
/// told.</summary>
/// <param name="BlockNumber">Of the block that held the log.</param>
/// <param name="BlockHash">Of the same block; another hash at the same number is another history.</param>
/// <param name="LogIndex">Position of the log in its block.</param>
public readonly record struct FactPlace(ulong BlockNumber, Hash32 BlockHash, uint LogIndex) : IComparable<FactPlace>
{
    /// <summary>The order of the chain: block number, then log index.</summary>
    public int CompareTo(FactPlace other)
    {
        var order = BlockNumber.CompareTo(other.BlockNumber);
        return order != 0 ? order : LogIndex.CompareTo(other.LogIndex);
    }
}

/// <summary>How far a follower came.</summary>
/// <param name="Block">The number of the last block told; none before the first.</param>
/// <param name="State">A JSON text that only the chain reads which wrote it: the way back when blocks are
/// replaced.</param>
public sealed record ChainCursor(ulong? Block, string State)
{
    /// <summary>Nothing was told yet: following starts where the protocol was deployed.</summary>
    public static readonly ChainCursor Start = new(null, "{}");
}

/// <summary>What the follower tells, in the order of the chain. The same block may be told twice, none is passed over
/// that holds a fact.</summary>
/// <param name="Cursor">Where to go on once this was taken in.</param>
public abstract record ChainNews(ChainCursor Cursor)
{
    /// <summary>Every fact up to and with this block is known.</summary>
    /// <param name="Facts">Those of the block, in any order.</param>
    public sealed record Applied(Block Block, ImmutableArray<Fact> Facts, ChainCursor Cursor) : ChainNews(Cursor);

    /// <summary>Every block above this number never happened.</summary>
    public sealed record RolledBack(ulong To, ChainCursor Cursor) : ChainNews(Cursor);

    /// <summary>Blocks up to and with this number can not be rolled back any more.</summary>
    public sealed record Finalized(ulong Number, ChainCursor Cursor) : ChainNews(Cursor);
}
