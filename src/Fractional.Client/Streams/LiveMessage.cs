using System.Numerics;
using System.Text.Json;
using Fractional.Ethereum.Primitives;

namespace Fractional.Client;

/// <summary>What a stream over one resource says. Changes come each once and in order, over broken connections
/// too.</summary>
/// <typeparam name="T"><see cref="Auction"/> or <see cref="Vault"/>.</typeparam>
public abstract record LiveMessage<T> where T : class
{
    LiveMessage()
    {
    }

    /// <summary>The resource after it; null where the message does not carry it.</summary>
    public abstract T? Resource { get; }

    /// <summary>The whole resource. What was told before is in it.</summary>
    /// <param name="Seq">Events of the vault that are in it.</param>
    /// <param name="Now">The resource.</param>
    /// <param name="IsReset">True when changes were missed for good: what you derived from them, derive again.</param>
    public sealed record Snapshot(long Seq, T Now, bool IsReset) : LiveMessage<T>
    {
        public override T? Resource => Now;
    }

    /// <summary>One event of the vault's journal.</summary>
    /// <param name="Seq">Its number: one more than of the change before.</param>
    /// <param name="Kind">FactSeen, BlocksRolledBack, FactsFinalized or another kind of docs/events.md.</param>
    /// <param name="Event">Of a FactSeen: the name of the contracts' event.</param>
    /// <param name="Data">Its members; undefined when it has none.</param>
    /// <param name="At">The block's time of a fact, else when it was written.</param>
    /// <param name="After">The resource after it; null in resumed changes that are not the newest.</param>
    public sealed record Change(long Seq, string Kind, string? Event, JsonElement Data, Moment At, T? After)
        : LiveMessage<T>
    {
        public override T? Resource => After;
    }

    /// <summary>A new block.</summary>
    /// <param name="PriceNow">Wei for all items of the auction at this block; null when none is for sale.</param>
    /// <param name="Finality">Of the vault's facts.</param>
    public sealed record Head(ulong Block, Bytes32 Hash, Moment At, BigInteger? PriceNow, Finality? Finality)
        : LiveMessage<T>
    {
        public override T? Resource => null;
    }
}

/// <summary>What the stream over all vaults says.</summary>
public abstract record AnyMessage
{
    AnyMessage()
    {
    }

    /// <summary>Where every vault stands: at the beginning, and again after each broken connection.</summary>
    public sealed record Snapshot(AsOf AsOf, IReadOnlyList<VaultSeq> Vaults) : AnyMessage;

    /// <summary>One event of some vault's journal.</summary>
    /// <param name="Bid">Id of the bid it is about.</param>
    public sealed record Change(
        Address Vault, long Seq, string Kind, Moment At, string? Event = null, string? Bid = null) : AnyMessage;

    /// <summary>A new block.</summary>
    public sealed record Head(ulong Block, Bytes32 Hash, Moment At) : AnyMessage;
}

/// <param name="Seq">Events in the vault's journal.</param>
public sealed record VaultSeq(Address Vault, long Seq);
