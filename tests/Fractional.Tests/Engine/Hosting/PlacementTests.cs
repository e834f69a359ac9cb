using Fractional.Engine.Hosting;
using Shouldly;
using Xunit;

namespace Fractional.Tests.Engine.Hosting;

public sealed class PlacementTests
{
    /// <summary>Storage format: if this test fails, journals that exist would be read in the wrong shard.</summary>
    [Theory]
    [InlineData("vault", "0x8ba1f109551bd432803012645ac136ddd64dba72", 8, 3)]
    [InlineData("vault", "0x0000000000000000000000000000000000000000", 8, 0)]
    [InlineData("vault", "a", 8, 3)]
    [InlineData("v", "aulta", 8, 0)]
    [InlineData("vault", "1", 4, 2)]
    [InlineData("cursor", "follower", 4, 1)]
    public void An_entity_stays_in_its_shard_for_ever(string kind, string id, int shards, int shard) =>
        Placement.ShardOf(kind, id, shards).ShouldBe(shard);

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(7)]
    [InlineData(16)]
    public void Numbered_and_hexadecimal_ids_spread_evenly(int shards)
    {
        const int count = 16_000;
        foreach (var format in new[] { "{0}", "0x{0:x40}", "auction-{0}-x" })
        {
            var counts = new int[shards];
            for (var n = 0; n < count; n++) counts[Placement.ShardOf("vault", string.Format(format, n), shards)]++;
            counts.ShouldAllBe(c => Math.Abs(c - count / shards) < count / shards / 5, format);
        }
    }
}
