using System.Numerics;
using Fractional.Ethereum.Primitives;

namespace Fractional.Tests.Ethereum;

/// <summary>SplitMix64: small, deterministic, the same on every machine, so a failing seed can be run again.</summary>
internal sealed class Seeded(ulong seed)
{
    private ulong _state = seed;

    public ulong NextUInt64()
    {
        unchecked
        {
            _state += 0x9e3779b97f4a7c15;
            ulong mixed = (_state ^ (_state >> 30)) * 0xbf58476d1ce4e5b9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
            return mixed ^ (mixed >> 31);
        }
    }

    /// <summary>0 up to but not including <paramref name="limit"/>.</summary>
    public int Below(int limit) => (int)(NextUInt64() % (ulong)limit);

    public bool Coin() => (NextUInt64() & 1) == 0;

    public byte[] Bytes(int count)
    {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++)
        {
            bytes[i] = (byte)(NextUInt64() & 0xff);
        }

        return bytes;
    }

    public Address Address() => new(Bytes(20));

    public Bytes32 Bytes32() => new(Bytes(32));

    /// <summary>Of every length, with runs of ones and zeros, so that carries and limits are met often.</summary>
    public UInt256 UInt256()
    {
        byte[] bytes = Bytes(32);
        for (int i = 0; i < 32; i += 8)
        {
            int kind = Below(4);
            if (kind < 2)
            {
                bytes.AsSpan(i, 8).Fill(kind == 0 ? (byte)0 : (byte)0xff);
            }
        }

        return Fractional.Ethereum.Primitives.UInt256.ReadBigEndian(bytes) >> Below(256);
    }

    /// <summary>A number of at most that many bits.</summary>
    public BigInteger Bits(int bits) =>
        Fractional.Ethereum.Primitives.UInt256.ReadBigEndian(Bytes(32)) >> (256 - bits);
}
