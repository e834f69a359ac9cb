using Fractional.Ethereum;
using Fractional.Ethereum.Following;
using Fractional.Ethereum.Primitives;
using Fractional.Ethereum.Rpc;
using Shouldly;
using Xunit;

namespace Fractional.Tests.Ethereum.Following;

public sealed class FollowCursorTests
{
    [Fact]
    public void Foreign_bytes_are_refused()
    {
        byte[] good = Grown(3).Encode();
        foreach (byte[] bad in new[] { [], good[..^1], [.. good, 0], [2, .. good[1..]] })
        {
            Should.Throw<EthereumFormatException>(() => FollowCursor.Decode(bad));
        }
    }

    [Fact]
    public void A_cursor_survives_its_storage_format()
    {
        foreach (FollowCursor cursor in new[] { FollowCursor.StartAt(7), Grown(1), Grown(100).Finalize(50) })
        {
            FollowCursor read = FollowCursor.Decode(cursor.Encode());

            read.NextBlock.ShouldBe(cursor.NextBlock);
            read.FinalizedBlock.ShouldBe(cursor.FinalizedBlock);
            read.Recent.ShouldBe(cursor.Recent);
        }
    }

    [Fact]
    public void The_memory_of_a_cursor_is_bounded_and_what_it_forgets_counts_as_final()
    {
        FollowCursor cursor = Grown(FollowCursor.MaxRecent + 5);

        cursor.Recent.Length.ShouldBe(FollowCursor.MaxRecent);
        cursor.FinalizedBlock.ShouldBe(4UL);
    }

    [Fact]
    public void A_final_block_stays_as_the_ground_for_the_next()
    {
        FollowCursor cursor = Grown(10).Finalize(6);

        cursor.Recent.Select(block => block.Number).ShouldBe([6UL, 7, 8, 9]);
    }

    private static FollowCursor Grown(int blocks)
    {
        FollowCursor cursor = FollowCursor.StartAt(0);
        for (int i = 0; i < blocks; i++)
        {
            cursor = cursor.Apply(new BlockHeader((ulong)i, Bytes32.From((ulong)i), default, 0, default, 0, 0));
        }

        return cursor;
    }
}
