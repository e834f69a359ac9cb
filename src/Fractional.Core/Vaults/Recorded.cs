using Fractional.Core.Units;

namespace Fractional.Core.Vaults;

/// <summary>An event where the chain put it.</summary>
/// <param name="Event">What happened.</param>
/// <param name="At">Its block's time.</param>
/// <param name="Block">Its block's number.</param>
/// <param name="LogIndex">Its place among the logs of the block.</param>
public readonly record struct Recorded<TEvent>(TEvent Event, Timestamp At, ulong Block, uint LogIndex)
{
    /// <summary>True when it happened before the other.</summary>
    public bool IsBefore<TOther>(Recorded<TOther> other) =>
        (Block, LogIndex).CompareTo((other.Block, other.LogIndex)) < 0;
}
