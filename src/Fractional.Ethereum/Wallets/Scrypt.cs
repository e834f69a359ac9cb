using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Fractional.Ethereum.Wallets;

/// <summary>scrypt (RFC 7914), which key files use and the framework lacks.</summary>
static class Scrypt
{
    const int WordsPerBlock = 16;

    /// <summary>128 * r * N: key files of the field need 256 MiB; a hostile one could ask for anything.</summary>
    const long MemoryLimit = 1L << 30;

    /// <summary>Everybody uses 8, a few 1; more only serves to make r * p large.</summary>
    const int MostBlocks = 64;

    /// <param name="n">CPU and memory cost, a power of two above 1.</param>
    /// <param name="r">Block size.</param>
    /// <param name="p">Parallelism.</param>
    /// <exception cref="EthereumFormatException">Parameters outside their range or above 1 GiB of memory.</exception>
    public static byte[] DeriveKey(
        ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, int n, int r, int p, int length)
    {
        if (n < 2 || !BitOperations.IsPow2(n) || r is < 1 or > MostBlocks || p is < 1 or > 16
            || 128L * r * n > MemoryLimit)
            throw new EthereumFormatException(
                $"scrypt n={n}, r={r}, p={p}: n is a power of two above 1, r at most {MostBlocks}, p at most 16, "
                + $"128*n*r at most {MemoryLimit} bytes");
        var blocks = Rfc2898DeriveBytes.Pbkdf2(password, salt, 1, HashAlgorithmName.SHA256, 128 * r * p);
        var table = new uint[32 * r * (long)n];
        for (var i = 0; i < p; i++) Mix(blocks.AsSpan(128 * r * i, 128 * r), table, n, r);
        var key = Rfc2898DeriveBytes.Pbkdf2(password, blocks, 1, HashAlgorithmName.SHA256, length);
        CryptographicOperations.ZeroMemory(blocks);
        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(table.AsSpan()));
        return key;
    }

    /// <summary>ROMix: fills the table with n states, then n reads at places that the state itself chooses.</summary>
    static void Mix(Span<byte> block, uint[] table, int n, int r)
    {
        var words = 32 * r;
        var state = new uint[words];
        var scratch = new uint[words];
        for (var i = 0; i < words; i++) state[i] = BinaryPrimitives.ReadUInt32LittleEndian(block[(4 * i)..]);
        for (var i = 0; i < n; i++)
        {
            state.CopyTo(table.AsSpan(i * words));
            BlockMix(state, scratch, r);
        }
        for (var i = 0; i < n; i++)
        {
            var place = (int)(state[words - WordsPerBlock] & (uint)(n - 1));
            Xor(state, table.AsSpan(place * words, words));
            BlockMix(state, scratch, r);
        }
        for (var i = 0; i < words; i++) BinaryPrimitives.WriteUInt32LittleEndian(block[(4 * i)..], state[i]);
    }

    /// <summary>Even results go to the first half, odd ones to the second.</summary>
    static void BlockMix(uint[] state, uint[] scratch, int r)
    {
        Span<uint> x = stackalloc uint[WordsPerBlock];
        state.AsSpan(state.Length - WordsPerBlock).CopyTo(x);
        for (var i = 0; i < 2 * r; i++)
        {
            Xor(x, state.AsSpan(i * WordsPerBlock, WordsPerBlock));
            Salsa8(x);
            x.CopyTo(scratch.AsSpan((i / 2 + (i & 1) * r) * WordsPerBlock));
        }
        scratch.CopyTo(state, 0);
    }

    static void Xor(Span<uint> target, ReadOnlySpan<uint> source)
    {
        for (var i = 0; i < target.Length; i++) target[i] ^= source[i];
    }

    /// <summary>Salsa20 with 8 rounds: four times columns, then rows.</summary>
    static void Salsa8(Span<uint> block)
    {
        Span<uint> x = stackalloc uint[WordsPerBlock];
        block.CopyTo(x);
        for (var round = 0; round < 4; round++)
        {
            Quarter(x, 0, 4, 8, 12);
            Quarter(x, 5, 9, 13, 1);
            Quarter(x, 10, 14, 2, 6);
            Quarter(x, 15, 3, 7, 11);
            Quarter(x, 0, 1, 2, 3);
            Quarter(x, 5, 6, 7, 4);
            Quarter(x, 10, 11, 8, 9);
            Quarter(x, 15, 12, 13, 14);
        }
        unchecked
        {
            for (var i = 0; i < WordsPerBlock; i++) block[i] += x[i];
        }
    }

    static void Quarter(Span<uint> x, int a, int b, int c, int d)
    {
        unchecked
        {
            x[b] ^= BitOperations.RotateLeft(x[a] + x[d], 7);
            x[c] ^= BitOperations.RotateLeft(x[b] + x[a], 9);
            x[d] ^= BitOperations.RotateLeft(x[c] + x[b], 13);
            x[a] ^= BitOperations.RotateLeft(x[d] + x[c], 18);
        }
    }
}
