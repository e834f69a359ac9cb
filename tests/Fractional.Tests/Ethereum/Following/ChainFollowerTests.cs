using System.Collections.Concurrent;
using Fractional.Ethereum.Following;
using Fractional.Ethereum.Primitives;
using Fractional.Ethereum.Rpc;
using Fractional.Tests.Ethereum.Rpc;
using Shouldly;
using Xunit;

namespace Fractional.Tests.Ethereum.Following;

/// <summary>Against a node that lags, forks, refuses ranges and lies.</summary>
public sealed class ChainFollowerTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly FakeNode _node = new();
    private readonly FakeChain _chain;
    private readonly JsonRpcClient _rpc;
    private readonly ConcurrentQueue<string> _notices = [];

    public ChainFollowerTests()
    {
        _chain = new FakeChain(_node, head: 20);
        _rpc = _node.Client();
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        _rpc.Dispose();
        await _node.DisposeAsync();
    }

    [Fact]
    public async Task An_empty_answer_of_a_node_that_lags_is_not_progress()
    {
        _chain.LogsBehind = 3;
        FollowCursor cursor = (await Drain(FollowCursor.StartAt(0), blocks: 17)).Cursor;
        cursor.NextBlock.ShouldBe(17UL);

        await Should.ThrowAsync<RpcErrorException>(Follower().Advance(cursor, None));

        _chain.LogsBehind = 0;
        (await Drain(cursor, blocks: 4)).Numbers.ShouldBe([17UL, 18, 19, 20]);
    }

    [Fact]
    public async Task A_range_whose_last_block_the_node_does_not_have_is_not_progress()
    {
        _chain.Final = 20;
        ChainFollower follower = Follower();
        var asked = 0;
        Func<System.Text.Json.JsonElement, string> honest = _node.Results["eth_getBlockByNumber"];
        _node.Results["eth_getBlockByNumber"] = parameters =>
            parameters[0].GetString() == "0x14" && asked++ == 0 ? "null" : honest(parameters);

        var refused = await Should.ThrowAsync<RpcFormatException>(follower.Advance(FollowCursor.StartAt(1), None));

        refused.Message.ShouldContain("it lags");
    }

    [Theory]
    [InlineData("\"blockNumber\":\"0x5\"", "\"blockNumber\":\"0x63\"", "answered")]
    [InlineData("\"0x07070707", "\"0x08070707", "nobody asked")]
    [InlineData("\"blockHash\":\"0x00", "\"blockHash\":\"0xff", "is of block")]
    public async Task A_log_that_contradicts_its_block_or_the_question_is_refused(
        string honest, string spoilt, string why)
    {
        _chain.Spoil = log => log.Contains("\"blockNumber\":\"0x5\"") ? log.Replace(honest, spoilt) : log;
        _chain.Final = 10;

        (await Should.ThrowAsync<RpcFormatException>(Follower().Advance(FollowCursor.StartAt(1), None)))
            .Message.ShouldContain(why);
    }

    [Fact]
    public async Task A_log_that_comes_twice_is_refused()
    {
        _chain.Spoil = log => $"{log},{log}";

        (await Should.ThrowAsync<RpcFormatException>(Follower().Advance(FollowCursor.StartAt(1), None)))
            .Message.ShouldContain("twice");
    }

    [Fact]
    public async Task A_final_block_that_changes_stops_the_follower()
    {
        _chain.Final = 18;
        FollowCursor cursor = (await Drain(FollowCursor.StartAt(0), blocks: 21)).Cursor;
        cursor.FinalizedBlock.ShouldBe(18UL);
        _chain.Fork(depth: 3, more: 1);
        _chain.Final = 17;

        (await Should.ThrowAsync<FinalityBrokenException>(Follower().Advance(cursor, None)))
            .Message.ShouldContain("block 18");
    }

    [Fact]
    public async Task Ranges_shrink_until_the_node_takes_them_and_grow_again()
    {
        _chain.Extend(3_000);
        _chain.Final = _chain.Head;
        _chain.MaxRange = 300;

        Seen seen = await Drain(FollowCursor.StartAt(0), blocks: (int)_chain.Head + 1);

        seen.Numbers.ShouldBe(Enumerable.Range(0, (int)_chain.Head + 1).Select(i => (ulong)i));
        seen.Cursor.FinalizedBlock.ShouldBe(_chain.Head);
        _chain.RangesAsked.ShouldBeInRange(12, 40);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(1, 5)]
    [InlineData(5, 0)]
    [InlineData(18, 1)]
    public async Task A_fork_is_rolled_back_to_the_common_ancestor_and_no_further(int depth, int more)
    {
        _chain.Final = 2;
        FollowCursor cursor = (await Drain(FollowCursor.StartAt(0), blocks: 21)).Cursor;
        BlockRef ancestor = _chain[20 - (ulong)depth];
        BlockRef[] doomed = [.. Enumerable.Range(0, depth).Select(i => _chain[20 - (ulong)i])];
        _chain.Fork((ulong)depth, (ulong)more);

        IReadOnlyList<ChainStep> steps = await Follower().Advance(cursor, None);

        var fallen = steps.ShouldHaveSingleItem().ShouldBeOfType<RolledBack>();
        fallen.To.ShouldBe(ancestor);
        fallen.Dropped.ShouldBe(doomed);
        Seen seen = await Drain(fallen.Cursor, blocks: depth + more);
        seen.Hashes.ShouldBe(Enumerable.Range(21 - depth, depth + more).Select(i => _chain[(ulong)i].Hash));
    }

    [Fact]
    public async Task A_fork_below_the_first_followed_block_starts_anew()
    {
        FollowCursor cursor = (await Drain(FollowCursor.StartAt(19), blocks: 2)).Cursor;
        _chain.Fork(depth: 5, more: 1);

        var fallen = (await Follower().Advance(cursor, None)).ShouldHaveSingleItem().ShouldBeOfType<RolledBack>();

        fallen.To.ShouldBe(new BlockRef(18, default));
        (await Drain(fallen.Cursor, blocks: 3)).Numbers.ShouldBe([19UL, 20, 21]);
    }

    [Fact]
    public async Task A_node_that_is_merely_behind_rolls_nothing_back()
    {
        FollowCursor cursor = (await Drain(FollowCursor.StartAt(0), blocks: 21)).Cursor;
        _chain.Shrink(4);

        (await Follower().Advance(cursor, None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_step_carries_the_cursor_to_go_on_from()
    {
        _chain.Final = 9;
        List<ChainStep> whole = await Steps(FollowCursor.StartAt(0), count: 22);

        foreach (ChainStep step in whole)
        {
            FollowCursor restored = FollowCursor.Decode(step.Cursor.Encode());
            IEnumerable<Applied> after = whole.SkipWhile(other => other != step).Skip(1).OfType<Applied>();
            List<ulong> rest = [.. after.Select(applied => applied.Block.Number)];

            (await Drain(restored, rest.Count)).Numbers.ShouldBe(rest);
        }
    }

    [Fact]
    public async Task A_node_that_fails_is_waited_out_and_mentioned()
    {
        _node.Next("oops", status: 500);
        _node.Next("oops", status: 500);
        _node.Next("oops", status: 500);
        _node.Next("oops", status: 500);

        (await Drain(FollowCursor.StartAt(0), blocks: 21)).Numbers.Count.ShouldBe(21);

        _notices.ShouldContain(line => line.Contains("following stopped before block 0") && line.Contains("HTTP 500"));
    }

    private ChainFollower Follower() => new(_rpc, new FollowOptions
    {
        Filter = FakeChain.Filter,
        PollInterval = TimeSpan.FromMilliseconds(10),
        Notice = _notices.Enqueue,
    }, TimeProvider.System);

    private async Task<List<ChainStep>> Steps(FollowCursor cursor, int count)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var steps = new List<ChainStep>();
        await foreach (ChainStep step in Follower().Follow(cursor, limit.Token))
        {
            steps.Add(step);
            if (steps.Count == count)
            {
                break;
            }
        }

        return steps;
    }

    /// <summary>Follows until that many blocks were applied and the head is reached.</summary>
    private async Task<Seen> Drain(FollowCursor cursor, int blocks)
    {
        var seen = new Seen([], [], cursor);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        if (blocks == 0)
        {
            return seen;
        }

        await foreach (ChainStep step in Follower().Follow(cursor, limit.Token))
        {
            seen = seen with { Cursor = step.Cursor };
            if (step is Applied applied)
            {
                applied.Logs.ShouldHaveSingleItem().BlockHash.ShouldBe(applied.Block.Hash);
                seen.Numbers.Add(applied.Block.Number);
                seen.Hashes.Add(applied.Block.Hash);
            }

            bool finalityDue = cursor.NextBlock <= _chain.Final && (step.Cursor.FinalizedBlock ?? 0) < _chain.Final;
            if (seen.Numbers.Count >= blocks && !finalityDue)
            {
                break;
            }
        }

        return seen;
    }

    private sealed record Seen(List<ulong> Numbers, List<Bytes32> Hashes, FollowCursor Cursor);
}
