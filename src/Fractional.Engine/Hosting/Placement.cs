using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Fractional.Engine.Hosting;

/// <summary>
/// Entity to shard. This is storage format: another answer for the same name would put an entity's new events into
/// another shard than its old ones.
/// </summary>
public static class Placement
{
    const ulong Seed = 0x9E37_79B9_7F4A_7C15, Prime = 0xD6E8_FEB8_6659_FD93;

    /// <summary>The shard of the entity kind/id, 0 to <paramref name="shards"/> - 1.</summary>
    public static int ShardOf(string kind, string id, int shards) => Shard(Hash(Hash(Seed, kind), id), shards);

    internal static ulong Start(string kind) => Hash(Seed, kind);

    internal static int ShardOf(ulong start, string id, int shards) => Shard(Hash(start, id), shards);

    /// <summary>
    /// Multiply and fold over four UTF-16 units at a time, little-endian; the length closes the last block.
    /// </summary>
    static ulong Hash(ulong hash, string text)
    {
        unchecked
        {
            var bytes = MemoryMarshal.AsBytes(text.AsSpan());
            while (bytes.Length >= 8)
            {
                hash = (hash ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes)) * Prime;
                hash ^= hash >> 32;
                bytes = bytes[8..];
            }
            ulong last = 0;
            for (var i = 0; i < bytes.Length; i++) last |= (ulong)bytes[i] << (8 * i);
            hash = (hash ^ last ^ ((ulong)text.Length << 56)) * Prime;
            return hash ^ (hash >> 32);
        }
    }

    /// <summary>The high bits choose the shard, so every bit of the hash is first spread over them.</summary>
    static int Shard(ulong hash, int shards)
    {
        unchecked
        {
            hash *= Seed;
            hash = (hash ^ (hash >> 29)) * Prime;
        }
        return (int)Math.BigMul(hash, (ulong)shards, out _);
    }
}
