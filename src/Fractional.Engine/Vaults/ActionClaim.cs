using Fractional.Chain;
using Fractional.Chain.Calls;
using Fractional.Core.Units;

namespace Fractional.Engine.Vaults;

/// <summary>The right to do one thing once: at most one is open for a wish at any time.</summary>
/// <param name="Key">The idempotency key of its transaction: vault, wish and attempt.</param>
/// <param name="Wish">What is wished, without who and when; see <see cref="Wishes"/>.</param>
/// <param name="Attempt">1, 2, ... counting the claims of this wish.</param>
/// <param name="From">Whose transaction it is.</param>
/// <param name="AtBlock">The head when it was claimed.</param>
/// <param name="Intent">The asker's own name for it: what succeeded under it is never granted again.</param>
public sealed record ActionClaim(
    string Key, string Wish, int Attempt, ProtocolCall Call, Account From, ulong AtBlock, string? Intent)
{
    /// <summary>The transaction that stands for it now; none before it was sent.</summary>
    public Hash32? Transaction { get; init; }

    /// <summary>Where the fact it aimed at was seen; that fact may still be taken back.</summary>
    public FactPlace? ReachedAt { get; init; }

    /// <summary>The contracts refused it in a block that may still be taken back.</summary>
    public bool IsRefused { get; init; }

    /// <summary>Nobody else may be granted the same wish. What the contracts refused may be tried again at once only
    /// where doing it twice is impossible: a reorganisation could still accept the first one. An intent is held until
    /// its end is final.</summary>
    public bool IsHeld => (ReachedAt is null || Intent is not null) && !(IsRefused && Wishes.HappensOnce(Call));
}

/// <summary>How a claim ended.</summary>
public enum ActionEnd
{
    /// <summary>Its transaction did what it was meant to do, finally.</summary>
    Done,

    /// <summary>Somebody else's transaction did it first, finally.</summary>
    Overtaken,

    /// <summary>The contracts refused its transaction, finally.</summary>
    Refused,

    /// <summary>Another transaction took its place.</summary>
    Dropped,

    /// <summary>It was never sent in time and now never will be.</summary>
    Expired,
}
