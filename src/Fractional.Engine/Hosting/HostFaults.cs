namespace Fractional.Engine.Hosting;

/// <summary>
/// A bug in an entity's code, or events it cannot read. Only this entity stops; nothing of the command is kept.
/// </summary>
public sealed class EntityFaultException(string entity, Exception bug)
    : Exception($"entity {entity} stopped on a fault: {bug.Message}", bug)
{
    public string Entity { get; } = entity;
}

/// <summary>The commit was refused, so nothing of the batch happened; the entities are read again.</summary>
public sealed class BatchAbortedException(int shard, string reason, Exception? inner = null)
    : Exception($"the batch of shard {shard} was not written: {reason}", inner);

/// <summary>For the log: which entity stopped, for how long, and why.</summary>
public sealed record EntityFault(string Entity, int Failures, DateTimeOffset StoppedUntil, Exception Bug);
