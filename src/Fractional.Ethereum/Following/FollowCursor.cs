using System.Buffers.Binary;
using System.Collections.Immutable;
using Fractional.Ethereum.Primitives;
using Fractional.Ethereum.Rpc;

namespace Fractional.Ethereum.Following;

/// <summary>How far a follower is, with the hashes it needs to notice that the chain changed under it.</summary>
public sealed record FollowCursor
{
    /// <summary>More blocks without finality are not remembered; a deeper reorg counts as broken finality.</summary>
    public const int MaxRecent = 1024;

    private const byte Version = 1;
    private const int HeadBytes = 1 + 8 + 1 + 8;
    private const int BlockBytes = 8 + Bytes32.Size;

    private FollowCursor(ulong nextBlock, ulong? finalized, ImmutableArray<BlockRef> recent)
    {
        NextBlock = nextBlock;
        FinalizedBlock = finalized;
        Recent = recent;
    }

    /// <summary>The first block that was not applied yet.</summary>
    public ulong NextBlock { get; }

    /// <summary>The last block handed out as final, or too old to be remembered; null before the first.</summary>
    public ulong? FinalizedBlock { get; }

    /// <summary>What the next block may stand on, oldest first: the newest final block and all above it.</summary>
    public ImmutableArray<BlockRef> Recent { get; }

    /// <summary>The last applied block; null at the very start.</summary>
    public BlockRef? Top => Recent.IsEmpty ? null : Recent[^1];

    /// <summary>Nothing applied yet; <paramref name="block"/> will be the first.</summary>
    public static FollowCursor StartAt(ulong block) => new(block, null, []);

    /// <summary>Reads <see cref="Encode"/>'s bytes.</summary>
    /// <exception cref="EthereumFormatException">They are not.</exception>
    public static FollowCursor Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeadBytes || bytes[0] != Version || (bytes.Length - HeadBytes) % BlockBytes != 0)
        {
            throw new EthereumFormatException($"{bytes.Length} bytes are no follower's cursor of version {Version}");
        }

        ulong? finalized = bytes[9] == 0 ? null : BinaryPrimitives.ReadUInt64BigEndian(bytes[10..]);
        ImmutableArray<BlockRef>.Builder recent = ImmutableArray.CreateBuilder<BlockRef>();
        for (ReadOnlySpan<byte> rest = bytes[HeadBytes..]; rest.Length > 0; rest = rest[BlockBytes..])
        {
            recent.Add(new BlockRef(BinaryPrimitives.ReadUInt64BigEndian(rest), new Bytes32(rest[8..BlockBytes])));
        }

        return new FollowCursor(BinaryPrimitives.ReadUInt64BigEndian(bytes[1..]), finalized, recent.ToImmutable());
    }

    /// <summary>A storage format: 40 bytes for each recent block, about 3 KB on a chain that finalizes.</summary>
    public byte[] Encode()
    {
        byte[] bytes = new byte[HeadBytes + (Recent.Length * BlockBytes)];
        bytes[0] = Version;
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(1), NextBlock);
        bytes[9] = FinalizedBlock is null ? (byte)0 : (byte)1;
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(10), FinalizedBlock ?? 0);
        Span<byte> rest = bytes.AsSpan(HeadBytes);
        foreach (BlockRef block in Recent)
        {
            BinaryPrimitives.WriteUInt64BigEndian(rest, block.Number);
            block.Hash.CopyTo(rest[8..]);
            rest = rest[BlockBytes..];
        }

        return bytes;
    }

    /// <summary>True if the block can be applied next: it stands on <see cref="Top"/>.</summary>
    public bool Carries(BlockHeader block) =>
        block.Number == NextBlock && (Top is not { } top || block.ParentHash == top.Hash);

    /// <summary>After a block that it <see cref="Carries"/>.</summary>
    public FollowCursor Apply(BlockHeader block)
    {
        var top = new BlockRef(block.Number, block.Hash);
        return Recent.Length < MaxRecent
            ? new(block.Number + 1, FinalizedBlock, Recent.Add(top))
            : new(block.Number + 1, Math.Max(Recent[0].Number, FinalizedBlock ?? 0), Recent.RemoveAt(0).Add(top));
    }

    /// <summary>Passes over final blocks: none of those before it is needed any more.</summary>
    public FollowCursor Jump(BlockHeader block) =>
        new(block.Number + 1, FinalizedBlock, [new BlockRef(block.Number, block.Hash)]);

    /// <summary>Keeps the first blocks of <see cref="Recent"/>.</summary>
    public FollowCursor Keep(int count) => new(
        count < Recent.Length ? Recent[count].Number : NextBlock, FinalizedBlock, Recent[..count]);

    /// <summary>With this block and all below it final.</summary>
    public FollowCursor Finalize(ulong number) =>
        new(NextBlock, number, Recent.RemoveAll(block => block.Number < number));
}
