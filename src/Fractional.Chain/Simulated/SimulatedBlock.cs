using System.Collections.Immutable;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using Fractional.Chain.Calls;
using Fractional.Core;
using Fractional.Core.Units;

namespace Fractional.Chain.Simulated;

/// <summary>A transaction handed in under a key: waiting, in a block, or displaced.</summary>
/// <param name="call">None for what happens around the protocol without a call of ours.</param>
internal sealed class SimulatedTransaction(
    string key, ProtocolCall? call, Account from, Func<SimulatedWorld, Timestamp, WorldOutcome> run)
{
    public string Key { get; } = key;

    public ProtocolCall? Call { get; } = call;

    public Account From { get; } = from;

    public Hash32 Hash { get; } = SimulatedHash.Of($"transaction {key}");

    /// <summary>The block that holds it, or that holds what displaced it; null while it waits.</summary>
    public ulong? BlockNumber { get; private set; }

    public bool IsDisplaced { get; private set; }

    public Refusal? Refusal { get; private set; }

    public WorldOutcome Run(SimulatedWorld world, Timestamp now) => run(world, now);

    public bool IsWaiting => BlockNumber is null;

    public void Include(ulong block, Refusal? refusal) => (BlockNumber, Refusal, IsDisplaced) = (block, refusal, false);

    public void Displace(ulong block) => (BlockNumber, Refusal, IsDisplaced) = (block, null, true);

    /// <summary>Its block was taken back: it waits again.</summary>
    public void Return() => (BlockNumber, Refusal, IsDisplaced) = (null, null, false);

    public Sending Sending(ulong final) => new(
        Key,
        IsWaiting ? SendingStatus.Pending
            : IsDisplaced ? SendingStatus.Dropped
            : Refusal is null ? SendingStatus.Included : SendingStatus.Refused,
        Hash, IsDisplaced ? null : BlockNumber, BlockNumber <= final, Refusal);
}

/// <summary>A block with the state of the protocol after it.</summary>
internal sealed record SimulatedBlock(
    Block Block, SimulatedWorld World, ImmutableArray<SimulatedTransaction> Transactions, ImmutableArray<Fact> Facts);

/// <summary>Names made of texts, where a real chain has hashes of bytes.</summary>
internal static class SimulatedHash
{
    public static Hash32 Of(string text) => new(Bytes(text));

    public static byte[] Bytes(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    public static BigInteger Number(string text) => new(Bytes(text), isUnsigned: true);

    public static Account Account(string text) => new(Bytes(text).AsSpan(0, Core.Units.Account.Length));
}
