using System.Numerics;

namespace Fractional.Store;

/// <summary>
/// A transaction to be sent, as the table keeps it. Bytes are raw: accounts 20, hashes 32. Amounts are wei, exact.
/// States are numbered as in Schema/0002_outbox.sql; a version is one more than the one before it. </summary>
public sealed record OutboxRow
{
    /// <summary>The state of a row that gave its nonce back.</summary>
    public const short Dropped = 7;

    public required string Id { get; init; }

    public required byte[] Account { get; init; }

    /// <summary>Null: it creates a contract.</summary>
    public byte[]? To { get; init; }

    public required byte[] Data { get; init; }

    public required BigInteger Wei { get; init; }

    public required long GasLimit { get; init; }

    public required BigInteger MaxFeePerGasWei { get; init; }

    /// <summary>Unix seconds of block time.</summary>
    public long? Deadline { get; init; }

    public long Nonce { get; init; }

    public short State { get; init; }

    public int Version { get; init; }

    /// <summary>Oldest first; a later version may add, never change.</summary>
    public IReadOnlyList<OutboxAttempt> Attempts { get; init; } = [];

    public OutboxInclusion? Inclusion { get; init; }

    public bool CancelWanted { get; init; }

    public string? Reason { get; init; }
}

/// <summary>One signed form of a transaction, with what it offers.</summary>
public sealed record OutboxAttempt(
    byte[] Hash, byte[] Encoded, BigInteger MaxFeePerGasWei, BigInteger MaxPriorityFeePerGasWei, bool Cancels,
    long SignedAtBlock);

/// <summary>Which attempt was mined, and where.</summary>
public sealed record OutboxInclusion(byte[] Hash, long Block, byte[] BlockHash, bool Succeeded);
