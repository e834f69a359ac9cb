using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Fractional.Api.Auctions;
using Fractional.Api.Vaults;
using Fractional.Chain;

namespace Fractional.Api.Streams;

/// <summary><c>event: change</c>: one event of the vault's journal.</summary>
/// <param name="Seq">Its number, the message's id.</param>
/// <param name="Kind">FactSeen, BlocksRolledBack, FactsFinalized or another kind of docs/events.md.</param>
/// <param name="Event">Of a FactSeen: the name of the contracts' event.</param>
/// <param name="Data">Its members; times are unix seconds. Kinds that are nobody's business have none.</param>
/// <param name="Block">Of a FactSeen: the block it stands in.</param>
/// <param name="Transaction">Of a FactSeen: the hash of the transaction that caused it.</param>
/// <param name="At">The block's time of a fact, else when it was written.</param>
public abstract record Change(
    long Seq, string Kind,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Event,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] JsonObject? Data,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ulong? Block,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] HashText? Transaction,
    Moment At);

/// <param name="Vault">After the change. Left out while no block is known, when the vault is gone, and in resumed
/// changes that are not the newest.</param>
public sealed record VaultChange(
    long Seq, string Kind, string? Event, JsonObject? Data, ulong? Block, HashText? Transaction, Moment At,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] VaultResource? Vault)
    : Change(Seq, Kind, Event, Data, Block, Transaction, At);

/// <param name="Auction">After the change. Left out while no block is known, when the auction is gone, and in resumed
/// changes that are not the newest.</param>
public sealed record AuctionChange(
    long Seq, string Kind, string? Event, JsonObject? Data, ulong? Block, HashText? Transaction, Moment At,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] AuctionResource? Auction)
    : Change(Seq, Kind, Event, Data, Block, Transaction, At);

/// <summary><c>event: change</c> of the stream over all vaults.</summary>
/// <param name="Bid">The id of the bid it is about.</param>
public sealed record AnyChange(
    ChecksumAddress Vault, long Seq, string Kind,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Event,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Bid,
    Moment At);

/// <summary><c>event: snapshot</c> of the stream over all vaults.</summary>
public sealed record VaultSeqs(AsOf AsOf, IReadOnlyList<VaultSeq> Vaults);

/// <param name="Seq">Events in the vault's journal.</param>
public sealed record VaultSeq(ChecksumAddress Vault, long Seq);

/// <summary><c>event: head</c>: the newest block.</summary>
/// <param name="PriceNow">Wei for all items of the auction at this block; left out when none is for sale.</param>
/// <param name="Finality">Of the vault's facts; left out in the stream over all vaults.</param>
public sealed record HeadMessage(
    ulong Block, HashText Hash, Moment At,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Digits? PriceNow,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Finality? Finality)
{
    internal static HeadMessage Of(Block head, Digits? priceNow, Finality? finality) =>
        new(head.Number, head.Hash, Moment.Of(head.Timestamp), priceNow, finality);
}

/// <summary><c>event: dropped</c>: the last message of a stream that ends here.</summary>
public sealed record DroppedMessage(string Reason);
