using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Fractional.Core.Units;

namespace Fractional.Api.Http;

/// <summary>Whose bucket: an account, or the network somebody comes from.</summary>
readonly record struct BucketKey(Account Account, UInt128 Network)
{
    /// <summary>Bytes of an IPv6 address that a provider gives to one customer.</summary>
    const int PrefixBytes = 8;

    public static BucketKey Of(Account account) => new(account, 0);

    /// <summary>The whole IPv4 address, the /64 of an IPv6 one; sockets without an address share one bucket.</summary>
    public static BucketKey Of(IPAddress? address)
    {
        if (address is null) return default;
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            bytes[10] = bytes[11] = 0xff;
            address.TryWriteBytes(bytes[12..], out _);
        }
        else
        {
            address.TryWriteBytes(bytes, out _);
            bytes[PrefixBytes..].Clear();
        }
        return new BucketKey(default, BinaryPrimitives.ReadUInt128BigEndian(bytes));
    }
}

/// <summary>What taking a token came to.</summary>
/// <param name="Remaining">Tokens left.</param>
/// <param name="FullIn">Until the bucket is full again.</param>
/// <param name="Wait">Until a token is there; zero when one was granted.</param>
readonly record struct Draw(Quota Quota, int Remaining, TimeSpan FullIn, TimeSpan Wait)
{
    public bool IsGranted => Wait == TimeSpan.Zero;

    public int RetryAfterSeconds => RoundUp(Wait);

    public int FullInSeconds => RoundUp(FullIn);

    static int RoundUp(TimeSpan time) => (int)((time.Ticks + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond);
}

/// <summary>One token bucket for each caller, in one number each: the moment at which it is full again.</summary>
/// <remarks>The framework's limiters keep their own time and any number of partitions, and tell no remaining
/// count.</remarks>
sealed class TokenBuckets(Quota quota, TimeProvider time)
{
    /// <summary>Callers that are remembered, some 4 MB. Above it those are forgotten who waited longest: that gives
    /// them a full bucket, which they nearly had.</summary>
    public const int MaxCallers = 65_536;

    readonly long start = time.GetTimestamp();
    readonly long ticksPerToken = TimeSpan.TicksPerMinute / quota.PerMinute;
    readonly Lock gate = new();
    readonly Dictionary<BucketKey, long> fullAt = [];

    public Quota Quota => quota;

    public int Callers
    {
        get
        {
            lock (gate) return fullAt.Count;
        }
    }

    /// <summary>Takes a token if there is one.</summary>
    public Draw Take(BucketKey caller) => Look(caller, takes: true);

    /// <summary>What <see cref="Take"/> would answer.</summary>
    public Draw Peek(BucketKey caller) => Look(caller, takes: false);

    Draw Look(BucketKey caller, bool takes)
    {
        var now = time.GetElapsedTime(start).Ticks;
        var capacity = ticksPerToken * quota.Burst;
        lock (gate)
        {
            var full = Math.Max(now, fullAt.GetValueOrDefault(caller));
            var after = full + ticksPerToken;
            if (after - now > capacity)
                return new Draw(quota, 0, new TimeSpan(full - now), new TimeSpan(after - now - capacity));
            if (takes) Keep(caller, after, now);
            return new Draw(
                quota, (int)((capacity - (after - now)) / ticksPerToken), new TimeSpan(after - now), TimeSpan.Zero);
        }
    }

    void Keep(BucketKey caller, long full, long now)
    {
        fullAt[caller] = full;
        if (fullAt.Count <= MaxCallers) return;
        foreach (var (known, at) in fullAt)
            if (at <= now) fullAt.Remove(known);
        // All still below full: half of them go, so that the next sweep is far.
        if (fullAt.Count <= MaxCallers / 2) return;
        foreach (var (known, _) in fullAt.OrderBy(k => k.Value).Take(fullAt.Count / 2).ToList())
            fullAt.Remove(known);
    }
}
