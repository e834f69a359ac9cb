using Fractional.Ethereum.Primitives;

namespace Fractional.Ethereum.Sending;

/// <summary>An outbox that lives as long as the process: for tests, demonstrations and read-only modes.</summary>
public sealed class MemoryOutbox : IOutbox
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, OutboxEntry> _entries = [];

    public Task<OutboxEntry> Prepare(OutboxEntry entry, ulong lowestNonce, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_gate)
        {
            if (_entries.TryGetValue(entry.Id, out OutboxEntry? known) && known.State != OutboxState.Dropped)
            {
                return Task.FromResult(known);
            }

            HashSet<ulong> held = [.. _entries.Values
                .Where(other => other.Account == entry.Account && other.State != OutboxState.Dropped)
                .Select(other => other.Nonce)];
            ulong nonce = lowestNonce;
            while (held.Contains(nonce))
            {
                nonce++;
            }

            // A dropped entry is written over, so the version goes on: whoever still holds the old one is fenced off.
            int version = (known?.Version ?? 0) + 1;
            OutboxEntry prepared = entry with { Nonce = nonce, State = OutboxState.Prepared, Version = version };
            _entries[entry.Id] = prepared;
            return Task.FromResult(prepared);
        }
    }

    public Task Update(OutboxEntry next, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_gate)
        {
            int stored = _entries.TryGetValue(next.Id, out OutboxEntry? known) ? known.Version : 0;
            if (stored != next.Version - 1)
            {
                return Task.FromException(new OutboxConflictException(
                    $"outbox entry '{next.Id}' is at version {stored}; version {next.Version} does not follow it"));
            }

            _entries[next.Id] = next;
            return Task.CompletedTask;
        }
    }

    public Task<OutboxEntry?> Find(string id, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return Task.FromResult(_entries.GetValueOrDefault(id));
        }
    }

    public Task<IReadOnlyList<OutboxEntry>> Unfinished(Address account, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_gate)
        {
            IReadOnlyList<OutboxEntry> open = [.. _entries.Values
                .Where(entry => entry.Account == account && !entry.IsOver)
                .OrderBy(entry => entry.Nonce)];
            return Task.FromResult(open);
        }
    }
}
