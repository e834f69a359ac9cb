using Fractional.Core.Units;

namespace Fractional.Store;

/// <summary>Sessions and keys of one run: the same rules as <see cref="PostgresIdentityStore"/>.</summary>
public sealed class MemoryIdentityStore : IIdentityStore
{
    readonly Lock gate = new();
    readonly Dictionary<string, DateTimeOffset> nonces = [];
    readonly Dictionary<string, StoredSession> sessions = [];
    readonly Dictionary<string, StoredKey> keys = [];

    public Task AddNonce(string nonce, DateTimeOffset now, DateTimeOffset endsAt, CancellationToken stop = default)
    {
        lock (gate)
        {
            RemoveAll(nonces, n => n.Value <= now);
            if (nonces.Count >= IdentityLimits.MaxNonces) nonces.Remove(nonces.MinBy(n => n.Value).Key);
            nonces.Add(nonce, endsAt);
        }
        return Task.CompletedTask;
    }

    public Task<bool> TakeNonce(string nonce, DateTimeOffset now, CancellationToken stop = default)
    {
        lock (gate) return Task.FromResult(nonces.Remove(nonce, out var endsAt) && endsAt > now);
    }

    public Task AddSession(StoredSession session, CancellationToken stop = default)
    {
        lock (gate)
        {
            RemoveAll(sessions, s => s.Value.EndsAt <= session.SignedInAt);
            var own = sessions.Values.Where(s => s.Account == session.Account).ToList();
            if (own.Count >= IdentityLimits.MaxSessionsPerAccount) sessions.Remove(own.MinBy(s => s.EndsAt)!.Id);
            if (sessions.Count >= IdentityLimits.MaxSessions)
                sessions.Remove(sessions.MinBy(s => s.Value.EndsAt).Key);
            sessions.Add(session.Id, session);
        }
        return Task.CompletedTask;
    }

    public Task<StoredSession?> FindSession(string id, DateTimeOffset now, CancellationToken stop = default)
    {
        lock (gate)
            return Task.FromResult(sessions.TryGetValue(id, out var found) && found.EndsAt > now ? found : null);
    }

    public Task EndSession(string id, CancellationToken stop = default)
    {
        lock (gate) sessions.Remove(id);
        return Task.CompletedTask;
    }

    public Task<KeyRoom> AddKey(StoredKey key, CancellationToken stop = default)
    {
        lock (gate)
        {
            if (keys.Values.Count(k => k.Account == key.Account) >= IdentityLimits.MaxKeysPerAccount)
                return Task.FromResult(KeyRoom.AccountIsFull);
            if (keys.Count >= IdentityLimits.MaxKeys) return Task.FromResult(KeyRoom.StoreIsFull);
            keys.Add(key.Id, key);
            return Task.FromResult(KeyRoom.Added);
        }
    }

    public Task<StoredKey?> FindKey(string id, CancellationToken stop = default)
    {
        lock (gate) return Task.FromResult(keys.GetValueOrDefault(id));
    }

    public Task<IReadOnlyList<StoredKey>> KeysOf(Account account, CancellationToken stop = default)
    {
        lock (gate)
            return Task.FromResult<IReadOnlyList<StoredKey>>(
                [.. keys.Values.Where(k => k.Account == account).OrderBy(k => k.MadeAt).ThenBy(k => k.Id)]);
    }

    public Task<bool> DropKey(Account account, string id, CancellationToken stop = default)
    {
        lock (gate)
            return Task.FromResult(
                keys.TryGetValue(id, out var found) && found.Account == account && keys.Remove(id));
    }

    static void RemoveAll<T>(Dictionary<string, T> from, Func<KeyValuePair<string, T>, bool> which)
    {
        foreach (var (key, _) in from.Where(which).ToList()) from.Remove(key);
    }
}
