using Fractional.Ethereum.Primitives;
using Fractional.Ethereum.Sending;
using Fractional.Store;

namespace Fractional.Engine.Outbox;

/// <summary>The sender's outbox in the journal's database: what was signed survives this process.</summary>
public sealed class StoredOutbox(PostgresOutbox rows) : IOutbox
{
    public async Task<OutboxEntry> Prepare(OutboxEntry entry, ulong lowestNonce, CancellationToken cancellation) =>
        EntryOf(await rows.Prepare(RowOf(entry), checked((long)lowestNonce), cancellation));

    public async Task Update(OutboxEntry next, CancellationToken cancellation)
    {
        if (!await rows.Update(RowOf(next), cancellation))
            throw new OutboxConflictException(
                $"outbox entry '{next.Id}' is not at version {next.Version - 1}: somebody else changed it");
    }

    public async Task<OutboxEntry?> Find(string id, CancellationToken cancellation) =>
        await rows.Find(id, cancellation) is { } row ? EntryOf(row) : null;

    public async Task<IReadOnlyList<OutboxEntry>> Unfinished(Address account, CancellationToken cancellation) =>
        [.. (await rows.Unfinished(account.ToArray(), cancellation)).Select(EntryOf)];

    static OutboxRow RowOf(OutboxEntry entry) => new()
    {
        Id = entry.Id,
        Account = entry.Account.ToArray(),
        To = entry.To?.ToArray(),
        Data = entry.Data.ToArray(),
        Wei = entry.Value,
        GasLimit = checked((long)entry.GasLimit),
        MaxFeePerGasWei = entry.MaxFeePerGas,
        Deadline = entry.Deadline is { } deadline ? checked((long)deadline) : null,
        Nonce = checked((long)entry.Nonce),
        State = (short)entry.State,
        Version = entry.Version,
        Attempts =
        [
            .. entry.Attempts.Select(a => new OutboxAttempt(
                a.Hash.ToArray(), a.Encoded.ToArray(), a.Fees.MaxFeePerGas, a.Fees.MaxPriorityFeePerGas, a.Cancels,
                checked((long)a.SignedAtBlock))),
        ],
        Inclusion = entry.Inclusion is { } i
            ? new OutboxInclusion(i.TransactionHash.ToArray(), checked((long)i.BlockNumber), i.BlockHash.ToArray(),
                i.Succeeded)
            : null,
        CancelWanted = entry.CancelWanted,
        Reason = entry.Reason,
    };

    static OutboxEntry EntryOf(OutboxRow row) => new()
    {
        Id = row.Id,
        Account = new Address(row.Account),
        To = row.To is { } to ? new Address(to) : null,
        Data = row.Data,
        Value = (UInt256)row.Wei,
        GasLimit = checked((ulong)row.GasLimit),
        MaxFeePerGas = (UInt256)row.MaxFeePerGasWei,
        Deadline = row.Deadline is { } deadline ? checked((ulong)deadline) : null,
        Nonce = checked((ulong)row.Nonce),
        State = (OutboxState)row.State,
        Version = row.Version,
        Attempts =
        [
            .. row.Attempts.Select(a => new SignedAttempt(
                new Bytes32(a.Hash), a.Encoded,
                new Fees((UInt256)a.MaxFeePerGasWei, (UInt256)a.MaxPriorityFeePerGasWei), a.Cancels,
                checked((ulong)a.SignedAtBlock))),
        ],
        Inclusion = row.Inclusion is { } i
            ? new Inclusion(new Bytes32(i.Hash), checked((ulong)i.Block), new Bytes32(i.BlockHash), i.Succeeded)
            : null,
        CancelWanted = row.CancelWanted,
        Reason = row.Reason,
    };
}
