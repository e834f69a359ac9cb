using Fractional.Core;

namespace Fractional.Chain;

/// <summary>What became of a call that was handed to <see cref="IChain.Send"/> under a key.</summary>
public enum SendingStatus
{
    /// <summary>The key was never seen.</summary>
    Unknown,

    /// <summary>The key was burned before anything was signed: it will never be sent.</summary>
    Burned,

    /// <summary>Signed, perhaps sent; in no block of the chain as it is now.</summary>
    Pending,

    /// <summary>In a block, and it did what it was meant to do.</summary>
    Included,

    /// <summary>In a block, and the contracts refused it.</summary>
    Refused,

    /// <summary>Another transaction took its place: it can never enter a block.</summary>
    Dropped,
}

/// <summary>The state of one sending.</summary>
/// <param name="Key">The idempotency key it was sent under.</param>
/// <param name="Transaction">Hash of the transaction that stands for it now; a replacement changes it.</param>
/// <param name="BlockNumber">Where it is included; null while it is not.</param>
/// <param name="Final">It can not change any more: no reorganisation reaches it.</param>
/// <param name="Refusal">Why the contracts refused it, when that is known.</param>
public sealed record Sending(
    string Key, SendingStatus Status, Hash32? Transaction, ulong? BlockNumber, bool Final, Refusal? Refusal)
{
    public static Sending Unknown(string key) => new(key, SendingStatus.Unknown, null, null, false, null);

    public static Sending Burned(string key) => new(key, SendingStatus.Burned, null, null, true, null);
}

/// <summary>What a call would do if it were the next transaction.</summary>
public abstract record Simulation
{
    private Simulation() { }

    /// <param name="Gas">Units it would use.</param>
    /// <param name="FeePerGas">Wei of ether a unit costs now, tip included.</param>
    public sealed record Accepted(ulong Gas, UInt128 FeePerGas) : Simulation;

    /// <summary>The contracts would refuse it.</summary>
    public sealed record Refused(Refusal Refusal) : Simulation;
}

/// <summary>The rule for keys of sendings.</summary>
internal static class SendingKey
{
    /// <summary>The outbox keeps keys in an index.</summary>
    public const int MaxChars = 200;

    /// <exception cref="ArgumentException">Not 1..200 printable ASCII characters.</exception>
    public static void Check(string key)
    {
        if (key.Length is 0 or > MaxChars || key.Any(c => c is <= ' ' or > '~'))
        {
            throw new ArgumentException(
                $"the key '{key}' is not 1 to {MaxChars} printable ASCII characters", nameof(key));
        }
    }
}
