using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Fractional.Ethereum.Primitives;

namespace Fractional.Ethereum.Crypto;

/// <summary>Keccak-256 with the padding Ethereum uses (0x01), which SHA3-256 changed. Allocates nothing.</summary>
/// <remarks>Source: the Keccak reference, version 3.0, keccak.team; capacity 512, rate 1088 bits.</remarks>
public static class Keccak256
{
    private const int RateBytes = 136;
    private const int Lanes = 25;

    private static readonly ulong[] RoundConstants =
    [
        0x0000000000000001, 0x0000000000008082, 0x800000000000808a, 0x8000000080008000,
        0x000000000000808b, 0x0000000080000001, 0x8000000080008081, 0x8000000000008009,
        0x000000000000008a, 0x0000000000000088, 0x0000000080008009, 0x000000008000000a,
        0x000000008000808b, 0x800000000000008b, 0x8000000000008089, 0x8000000000008003,
        0x8000000000008002, 0x8000000000000080, 0x000000000000800a, 0x800000008000000a,
        0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008,
    ];

    [SkipLocalsInit]
    public static Bytes32 Hash(ReadOnlySpan<byte> data)
    {
        Span<ulong> state = stackalloc ulong[Lanes];
        state.Clear();
        while (data.Length >= RateBytes)
        {
            Absorb(state, data[..RateBytes]);
            data = data[RateBytes..];
        }

        Span<byte> last = stackalloc byte[RateBytes];
        last.Clear();
        data.CopyTo(last);
        last[data.Length] = 0x01;
        last[RateBytes - 1] |= 0x80;
        Absorb(state, last);

        if (!BitConverter.IsLittleEndian)
        {
            BinaryPrimitives.ReverseEndianness(state, state);
        }

        return MemoryMarshal.Read<Bytes32>(MemoryMarshal.AsBytes(state));
    }

    /// <summary>Writes the 32 bytes to <paramref name="destination"/>, which may overlap the data.</summary>
    public static void Hash(ReadOnlySpan<byte> data, Span<byte> destination) => Hash(data).CopyTo(destination);

    private static void Absorb(Span<ulong> state, ReadOnlySpan<byte> block)
    {
        for (int i = 0; i < RateBytes / 8; i++)
        {
            state[i] ^= BinaryPrimitives.ReadUInt64LittleEndian(block[(i * 8)..]);
        }

        Permute(state);
    }

    // The whole state lives in locals for 24 rounds. Lane (x, y) of the reference is number x + 5y here; b.. are the
    // lanes after theta, rho and pi, which chi then writes back.
    private static void Permute(Span<ulong> s)
    {
        ulong s00 = s[0], s01 = s[1], s02 = s[2], s03 = s[3], s04 = s[4], s05 = s[5], s06 = s[6], s07 = s[7];
        ulong s08 = s[8], s09 = s[9], s10 = s[10], s11 = s[11], s12 = s[12], s13 = s[13], s14 = s[14], s15 = s[15];
        ulong s16 = s[16], s17 = s[17], s18 = s[18], s19 = s[19], s20 = s[20], s21 = s[21], s22 = s[22], s23 = s[23];
        ulong s24 = s[24];
        foreach (ulong constant in RoundConstants)
        {
            ulong c0 = s00 ^ s05 ^ s10 ^ s15 ^ s20, c1 = s01 ^ s06 ^ s11 ^ s16 ^ s21;
            ulong c2 = s02 ^ s07 ^ s12 ^ s17 ^ s22;
            ulong c3 = s03 ^ s08 ^ s13 ^ s18 ^ s23, c4 = s04 ^ s09 ^ s14 ^ s19 ^ s24;
            ulong d0 = c4 ^ Rol(c1, 1), d1 = c0 ^ Rol(c2, 1), d2 = c1 ^ Rol(c3, 1), d3 = c2 ^ Rol(c4, 1);
            ulong d4 = c3 ^ Rol(c0, 1);

            ulong b00 = s00 ^ d0, b01 = Rol(s06 ^ d1, 44), b02 = Rol(s12 ^ d2, 43), b03 = Rol(s18 ^ d3, 21);
            ulong b04 = Rol(s24 ^ d4, 14);
            ulong b05 = Rol(s03 ^ d3, 28), b06 = Rol(s09 ^ d4, 20), b07 = Rol(s10 ^ d0, 3), b08 = Rol(s16 ^ d1, 45);
            ulong b09 = Rol(s22 ^ d2, 61);
            ulong b10 = Rol(s01 ^ d1, 1), b11 = Rol(s07 ^ d2, 6), b12 = Rol(s13 ^ d3, 25), b13 = Rol(s19 ^ d4, 8);
            ulong b14 = Rol(s20 ^ d0, 18);
            ulong b15 = Rol(s04 ^ d4, 27), b16 = Rol(s05 ^ d0, 36), b17 = Rol(s11 ^ d1, 10), b18 = Rol(s17 ^ d2, 15);
            ulong b19 = Rol(s23 ^ d3, 56);
            ulong b20 = Rol(s02 ^ d2, 62), b21 = Rol(s08 ^ d3, 55), b22 = Rol(s14 ^ d4, 39), b23 = Rol(s15 ^ d0, 41);
            ulong b24 = Rol(s21 ^ d1, 2);

            s00 = b00 ^ (~b01 & b02) ^ constant;
            s01 = b01 ^ (~b02 & b03);
            s02 = b02 ^ (~b03 & b04);
            s03 = b03 ^ (~b04 & b00);
            s04 = b04 ^ (~b00 & b01);
            s05 = b05 ^ (~b06 & b07);
            s06 = b06 ^ (~b07 & b08);
            s07 = b07 ^ (~b08 & b09);
            s08 = b08 ^ (~b09 & b05);
            s09 = b09 ^ (~b05 & b06);
            s10 = b10 ^ (~b11 & b12);
            s11 = b11 ^ (~b12 & b13);
            s12 = b12 ^ (~b13 & b14);
            s13 = b13 ^ (~b14 & b10);
            s14 = b14 ^ (~b10 & b11);
            s15 = b15 ^ (~b16 & b17);
            s16 = b16 ^ (~b17 & b18);
            s17 = b17 ^ (~b18 & b19);
            s18 = b18 ^ (~b19 & b15);
            s19 = b19 ^ (~b15 & b16);
            s20 = b20 ^ (~b21 & b22);
            s21 = b21 ^ (~b22 & b23);
            s22 = b22 ^ (~b23 & b24);
            s23 = b23 ^ (~b24 & b20);
            s24 = b24 ^ (~b20 & b21);
        }

        (s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7], s[8]) = (s00, s01, s02, s03, s04, s05, s06, s07, s08);
        (s[9], s[10], s[11], s[12], s[13], s[14], s[15], s[16]) = (s09, s10, s11, s12, s13, s14, s15, s16);
        (s[17], s[18], s[19], s[20], s[21], s[22], s[23], s[24]) = (s17, s18, s19, s20, s21, s22, s23, s24);
    }

    private static ulong Rol(ulong lane, int bits) => BitOperations.RotateLeft(lane, bits);
}
