using System.Text.Json.Nodes;

namespace Fractional.Api.Vaults;

/// <summary>One event of a vault.</summary>
/// <param name="Seq">Its number in the vault's journal: the same as the <c>id</c> of the stream.</param>
/// <param name="Event">The contract's event, <c>LotTaken</c>.</param>
/// <param name="Data">Its arguments by name: amounts and ids as digits, times as unix seconds.</param>
/// <param name="Block">Number of its block.</param>
/// <param name="Finality">Whether it can still be replaced.</param>
public sealed record HistoryEntryResource(
    long Seq, string Event, JsonObject Data, ulong Block, HashText Transaction, Moment At, Finality Finality);
