using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using Fractional.Ethereum.Primitives;

namespace Fractional.Ethereum.Crypto;

/// <summary>Keccak-256 with the padding Ethereum uses (0x01), which SHA3-256 changed. Allocates nothing.</summary>
/// <remarks>Source: the Keccak reference, version 3.0, keccak.team; capacity 512, rate 1088 bits.</remarks>
public static class Keccak256
{
    private const int RateBytes = 136;
    private const int Lanes = 25;
    private const int Rounds = 24;

    private static readonly ulong[] RoundConstants =
    [
        0x0000000000000001, 0x0000000000008082, 0x800000000000808a, 0x8000000080008000,
        0x000000000000808b, 0x0000000080000001, 0x8000000080008081, 0x8000000000008009,
        0x000000000000008a, 0x0000000000000088, 0x0000000080008009, 0x000000008000000a,
        0x000000008000808b, 0x800000000000008b, 0x8000000000008089, 0x8000000000008003,
        0x8000000000008002, 0x8000000000000080, 0x000000000000800a, 0x800000008000000a,
        0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008,
    ];

    public static Bytes32 Hash(ReadOnlySpan<byte> data)
    {
        Span<ulong> state = stackalloc ulong[Lanes];
        state.Clear();
        while (data.Length >= RateBytes)
        {
            Absorb(state, data[..RateBytes]);
            Permute(state);
            data = data[RateBytes..];
        }

        Absorb(state, data);
        state[data.Length / 8] ^= 1UL << (data.Length % 8 * 8);
        state[(RateBytes / 8) - 1] ^= 1UL << 63;
        Permute(state);
        if (!BitConverter.IsLittleEndian)
        {
            BinaryPrimitives.ReverseEndianness(state, state);
        }

        return MemoryMarshal.Read<Bytes32>(MemoryMarshal.AsBytes(state));
    }

    /// <summary>Writes the 32 bytes to <paramref name="destination"/>, which may overlap the data.</summary>
    public static void Hash(ReadOnlySpan<byte> data, Span<byte> destination) => Hash(data).CopyTo(destination);

    private static void Absorb(Span<ulong> state, ReadOnlySpan<byte> part)
    {
        int lane = 0;
        for (; part.Length >= 8; part = part[8..])
        {
            state[lane++] ^= BinaryPrimitives.ReadUInt64LittleEndian(part);
        }

        for (int i = 0; i < part.Length; i++)
        {
            state[lane] ^= (ulong)part[i] << (8 * i);
        }
    }

    // The whole state lives in locals for 24 rounds, and two rounds at a time pass it from s to e and back, so that
    // nothing is copied. Lane (x, y) of the reference is number x + 5y here. b0..b4 are a row after theta, rho and pi;
    // chi makes a row of the next state of it.
    private static void Permute(Span<ulong> s)
    {
        ulong c0, c1, c2, c3, c4, d0, d1, d2, d3, d4, b0, b1, b2, b3, b4;
        ulong e0, e1, e2, e3, e4, e5, e6, e7, e8, e9, e10, e11, e12;
        ulong e13, e14, e15, e16, e17, e18, e19, e20, e21, e22, e23, e24;
        ulong s0 = s[0], s1 = s[1], s2 = s[2], s3 = s[3], s4 = s[4], s5 = s[5], s6 = s[6], s7 = s[7];
        ulong s8 = s[8], s9 = s[9], s10 = s[10], s11 = s[11], s12 = s[12], s13 = s[13], s14 = s[14], s15 = s[15];
        ulong s16 = s[16], s17 = s[17], s18 = s[18], s19 = s[19], s20 = s[20], s21 = s[21], s22 = s[22], s23 = s[23];
        ulong s24 = s[24];
        for (int round = 0; round < Rounds; round += 2)
        {
            c0 = s0 ^ s5 ^ s10 ^ s15 ^ s20; c1 = s1 ^ s6 ^ s11 ^ s16 ^ s21;
            c2 = s2 ^ s7 ^ s12 ^ s17 ^ s22; c3 = s3 ^ s8 ^ s13 ^ s18 ^ s23;
            c4 = s4 ^ s9 ^ s14 ^ s19 ^ s24;
            d0 = c4 ^ R(c1, 1); d1 = c0 ^ R(c2, 1); d2 = c1 ^ R(c3, 1); d3 = c2 ^ R(c4, 1); d4 = c3 ^ R(c0, 1);
            b0 = s0 ^ d0; b1 = R(s6 ^ d1, 44); b2 = R(s12 ^ d2, 43); b3 = R(s18 ^ d3, 21); b4 = R(s24 ^ d4, 14);
            e0 = b0 ^ (~b1 & b2) ^ RoundConstants[round]; e1 = b1 ^ (~b2 & b3); e2 = b2 ^ (~b3 & b4);
            e3 = b3 ^ (~b4 & b0); e4 = b4 ^ (~b0 & b1);
            b0 = R(s3 ^ d3, 28); b1 = R(s9 ^ d4, 20); b2 = R(s10 ^ d0, 3); b3 = R(s16 ^ d1, 45); b4 = R(s22 ^ d2, 61);
            e5 = b0 ^ (~b1 & b2); e6 = b1 ^ (~b2 & b3); e7 = b2 ^ (~b3 & b4);
            e8 = b3 ^ (~b4 & b0); e9 = b4 ^ (~b0 & b1);
            b0 = R(s1 ^ d1, 1); b1 = R(s7 ^ d2, 6); b2 = R(s13 ^ d3, 25); b3 = R(s19 ^ d4, 8); b4 = R(s20 ^ d0, 18);
            e10 = b0 ^ (~b1 & b2); e11 = b1 ^ (~b2 & b3); e12 = b2 ^ (~b3 & b4);
            e13 = b3 ^ (~b4 & b0); e14 = b4 ^ (~b0 & b1);
            b0 = R(s4 ^ d4, 27); b1 = R(s5 ^ d0, 36); b2 = R(s11 ^ d1, 10); b3 = R(s17 ^ d2, 15); b4 = R(s23 ^ d3, 56);
            e15 = b0 ^ (~b1 & b2); e16 = b1 ^ (~b2 & b3); e17 = b2 ^ (~b3 & b4);
            e18 = b3 ^ (~b4 & b0); e19 = b4 ^ (~b0 & b1);
            b0 = R(s2 ^ d2, 62); b1 = R(s8 ^ d3, 55); b2 = R(s14 ^ d4, 39); b3 = R(s15 ^ d0, 41); b4 = R(s21 ^ d1, 2);
            e20 = b0 ^ (~b1 & b2); e21 = b1 ^ (~b2 & b3); e22 = b2 ^ (~b3 & b4);
            e23 = b3 ^ (~b4 & b0); e24 = b4 ^ (~b0 & b1);

            c0 = e0 ^ e5 ^ e10 ^ e15 ^ e20; c1 = e1 ^ e6 ^ e11 ^ e16 ^ e21;
            c2 = e2 ^ e7 ^ e12 ^ e17 ^ e22; c3 = e3 ^ e8 ^ e13 ^ e18 ^ e23;
            c4 = e4 ^ e9 ^ e14 ^ e19 ^ e24;
            d0 = c4 ^ R(c1, 1); d1 = c0 ^ R(c2, 1); d2 = c1 ^ R(c3, 1); d3 = c2 ^ R(c4, 1); d4 = c3 ^ R(c0, 1);
            b0 = e0 ^ d0; b1 = R(e6 ^ d1, 44); b2 = R(e12 ^ d2, 43); b3 = R(e18 ^ d3, 21); b4 = R(e24 ^ d4, 14);
            s0 = b0 ^ (~b1 & b2) ^ RoundConstants[round + 1]; s1 = b1 ^ (~b2 & b3); s2 = b2 ^ (~b3 & b4);
            s3 = b3 ^ (~b4 & b0); s4 = b4 ^ (~b0 & b1);
            b0 = R(e3 ^ d3, 28); b1 = R(e9 ^ d4, 20); b2 = R(e10 ^ d0, 3); b3 = R(e16 ^ d1, 45); b4 = R(e22 ^ d2, 61);
            s5 = b0 ^ (~b1 & b2); s6 = b1 ^ (~b2 & b3); s7 = b2 ^ (~b3 & b4);
            s8 = b3 ^ (~b4 & b0); s9 = b4 ^ (~b0 & b1);
            b0 = R(e1 ^ d1, 1); b1 = R(e7 ^ d2, 6); b2 = R(e13 ^ d3, 25); b3 = R(e19 ^ d4, 8); b4 = R(e20 ^ d0, 18);
            s10 = b0 ^ (~b1 & b2); s11 = b1 ^ (~b2 & b3); s12 = b2 ^ (~b3 & b4);
            s13 = b3 ^ (~b4 & b0); s14 = b4 ^ (~b0 & b1);
            b0 = R(e4 ^ d4, 27); b1 = R(e5 ^ d0, 36); b2 = R(e11 ^ d1, 10); b3 = R(e17 ^ d2, 15); b4 = R(e23 ^ d3, 56);
            s15 = b0 ^ (~b1 & b2); s16 = b1 ^ (~b2 & b3); s17 = b2 ^ (~b3 & b4);
            s18 = b3 ^ (~b4 & b0); s19 = b4 ^ (~b0 & b1);
            b0 = R(e2 ^ d2, 62); b1 = R(e8 ^ d3, 55); b2 = R(e14 ^ d4, 39); b3 = R(e15 ^ d0, 41); b4 = R(e21 ^ d1, 2);
            s20 = b0 ^ (~b1 & b2); s21 = b1 ^ (~b2 & b3); s22 = b2 ^ (~b3 & b4);
            s23 = b3 ^ (~b4 & b0); s24 = b4 ^ (~b0 & b1);
        }

        (s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7], s[8]) = (s0, s1, s2, s3, s4, s5, s6, s7, s8);
        (s[9], s[10], s[11], s[12], s[13], s[14], s[15], s[16]) = (s9, s10, s11, s12, s13, s14, s15, s16);
        (s[17], s[18], s[19], s[20], s[21], s[22], s[23], s[24]) = (s17, s18, s19, s20, s21, s22, s23, s24);
    }

    // Rotates to the left.
    private static ulong R(ulong lane, int bits) => BitOperations.RotateLeft(lane, bits);
}
