namespace Fractional.Engine.Hosting;

/// <summary>The limits and times of a host. The defaults suit one machine.</summary>
public sealed record HostOptions
{
    /// <summary>
    /// Messages that may wait per shard; then senders are told <see cref="HostRefusal.MailboxFull"/>.
    /// </summary>
    public int MailboxCapacity { get; init; } = 65_536;

    /// <summary>Urgent messages that may wait per shard, beside the normal ones.</summary>
    public int UrgentCapacity { get; init; } = 4_096;

    /// <summary>Commands decided before one commit: it bounds what the first of them waits for.</summary>
    public int MaxBatchCommands { get; init; } = 1_024;

    /// <summary>A frozen owner is replaced after this long; a dead one at once.</summary>
    public TimeSpan LeaseTerm { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How often a standby asks for a shard it has not got.</summary>
    public TimeSpan StandbyPoll { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>An entity gets a snapshot after so many events since the last.</summary>
    public int SnapshotEvery { get; init; } = 256;

    /// <summary>An entity nobody writes to for so long leaves the memory.</summary>
    public TimeSpan IdleAfter { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The first pause of an entity that a bug stopped; every further failure doubles it.</summary>
    public TimeSpan FirstBackOff { get; init; } = TimeSpan.FromMilliseconds(100);

    public TimeSpan MaxBackOff { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Called from the shard's loop when an entity stops; must not block.</summary>
    public Action<EntityFault>? OnFault { get; init; }
}
