namespace Fractional.Store;

/// <summary>The right to write one shard. <paramref name="NextOffset"/> is the offset its next event gets.</summary>
public sealed record Lease(int Shard, long Epoch, string Owner, long NextOffset);

public enum AppendOutcome
{
    Written,

    /// <summary>The epoch is not the shard's epoch any more: another owner has it. Nothing was written.</summary>
    Fenced,

    /// <summary>An offset, a sequence number or a cursor position was not the next one. Nothing was written.</summary>
    Conflict,
}
