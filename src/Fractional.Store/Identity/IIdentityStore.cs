using Fractional.Core.Units;

namespace Fractional.Store;

/// <summary>A person's session; <paramref name="Hash"/> is the SHA-256 of its token, <paramref name="Id"/> its
/// beginning in hex.</summary>
public sealed record StoredSession(
    string Id, byte[] Hash, Account Account, DateTimeOffset SignedInAt, DateTimeOffset EndsAt);

/// <summary>A bot's key; <paramref name="Hash"/> and <paramref name="Id"/> as of a session. It lasts until it is
/// dropped.</summary>
public sealed record StoredKey(string Id, byte[] Hash, Account Account, string Label, DateTimeOffset MadeAt);

/// <summary>Whether a key found room.</summary>
public enum KeyRoom
{
    Added,

    /// <summary>The account has <see cref="IdentityLimits.MaxKeysPerAccount"/> already.</summary>
    AccountIsFull,

    /// <summary>There are <see cref="IdentityLimits.MaxKeys"/> in all.</summary>
    StoreIsFull,
}

/// <summary>Bounds of what strangers may make us remember.</summary>
public static class IdentityLimits
{
    /// <summary>Challenges that wait for their sign-in, five minutes of thirty a second; above it the oldest
    /// ends.</summary>
    public const int MaxNonces = 10_000;

    /// <summary>Sessions of one account, one for each of a person's devices; above it the oldest ends.</summary>
    public const int MaxSessionsPerAccount = 16;

    /// <summary>Sessions in all, some 20 MB; above it the oldest ends.</summary>
    public const int MaxSessions = 100_000;

    /// <summary>Keys of one account: a bot for each strategy, and some to change over.</summary>
    public const int MaxKeysPerAccount = 20;

    /// <summary>Keys in all, some 20 MB; above it none is made, since a key that ends would stop a bot.</summary>
    public const int MaxKeys = 100_000;

    /// <summary>Characters of a key's label.</summary>
    public const int MaxLabelChars = 64;
}

/// <summary>Who may call the API: challenges of a sign-in, sessions, keys. Two forms: <see
/// cref="PostgresIdentityStore"/> and <see cref="MemoryIdentityStore"/>.</summary>
/// <remarks>Time comes from the caller. Each call that adds makes room by <see cref="IdentityLimits"/>.</remarks>
public interface IIdentityStore
{
    /// <summary>Remembers a challenge until it is used or over.</summary>
    Task AddNonce(string nonce, DateTimeOffset now, DateTimeOffset endsAt, CancellationToken stop = default);

    /// <summary>True for one caller only, and only before the challenge is over.</summary>
    Task<bool> TakeNonce(string nonce, DateTimeOffset now, CancellationToken stop = default);

    Task AddSession(StoredSession session, CancellationToken stop = default);

    /// <returns>None when it is unknown, ended or over.</returns>
    Task<StoredSession?> FindSession(string id, DateTimeOffset now, CancellationToken stop = default);

    /// <summary>Ends a session; one that is unknown stays so.</summary>
    Task EndSession(string id, CancellationToken stop = default);

    Task<KeyRoom> AddKey(StoredKey key, CancellationToken stop = default);

    Task<StoredKey?> FindKey(string id, CancellationToken stop = default);

    /// <summary>The account's keys, oldest first.</summary>
    Task<IReadOnlyList<StoredKey>> KeysOf(Account account, CancellationToken stop = default);

    /// <returns>False when the account has no such key; another's key is not touched.</returns>
    Task<bool> DropKey(Account account, string id, CancellationToken stop = default);
}
