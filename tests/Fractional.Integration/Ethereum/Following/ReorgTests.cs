using System.Diagnostics;
using Fractional.Ethereum.Anvil;
using Fractional.Ethereum.Following;
using Fractional.Ethereum.Primitives;
using Fractional.Ethereum.Rpc;
using Fractional.Integration.Ethereum.Anvil;
using Fractional.Tests.Ethereum;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Fractional.Integration.Ethereum.Following;

/// <summary>The follower against a real chain that reorganises under it at any moment.</summary>
public sealed class ReorgTests(ITestOutputHelper output)
{
    /// <summary>For a longer campaign: FRACTIONAL_REORG_CYCLES.</summary>
    private static readonly int Cycles =
        int.TryParse(Environment.GetEnvironmentVariable("FRACTIONAL_REORG_CYCLES"), out int cycles) ? cycles : 40;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task After_any_reorgs_the_follower_holds_what_a_replay_of_the_chain_gives(ulong seed)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        // Finality at 64 blocks: no reorg here reaches it.
        await using AnvilNode node = await AnvilNode.Start(new AnvilOptions { SlotsInAnEpoch = 32 }, limit.Token);
        await Emitter.Place(node, limit.Token);
        await node.Mine(64, limit.Token);
        var replica = new Replica();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token);
        Task following = Follow(node, replica, new Seeded(seed + 100), stop.Token);

        await Disturb(node, new Seeded(seed), limit.Token);
        await Emit(node, 1, limit.Token);

        BlockHeader head = (await node.Rpc.Call(Eth.Header(BlockTag.Latest), limit.Token)).ShouldNotBeNull();
        var watch = Stopwatch.StartNew();
        while (replica.Cursor.Top?.Hash != head.Hash)
        {
            following.IsCompleted.ShouldBeFalse();
            string where = $"follower at {replica.Cursor.Top}, chain at {head}";
            watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(30), where);
            await Task.Delay(20, limit.Token);
        }

        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(following);
        Log[] replay = await node.Rpc.Call(Eth.Logs(Emitter.Filter, 0, head.Number), limit.Token);
        replica.Logs.ShouldBe(replay.Select(Replica.Text));
        replica.RollBacks.ShouldBeGreaterThan(0);
        output.WriteLine($"{replica.RollBacks} roll-backs, deepest {replica.Deepest}, {replay.Length} logs");
    }

    /// <summary>Restarts from the saved cursor now and then, as a process that crashes does.</summary>
    private static async Task Follow(AnvilNode node, Replica replica, Seeded random, CancellationToken cancellation)
    {
        var options = new FollowOptions { Filter = Emitter.Filter, PollInterval = TimeSpan.FromMilliseconds(5) };
        while (true)
        {
            int life = 1 + random.Below(200);
            var follower = new ChainFollower(node.Rpc, options, TimeProvider.System);
            await foreach (ChainStep step in follower.Follow(replica.Cursor, cancellation))
            {
                replica.Take(step);
                if (--life == 0)
                {
                    break;
                }
            }
        }
    }

    private static async Task Disturb(AnvilNode node, Seeded random, CancellationToken cancellation)
    {
        for (int i = 0; i < Cycles; i++)
        {
            switch (random.Below(4))
            {
                case 0:
                    await node.Mine((ulong)(1 + random.Below(20)), cancellation);
                    break;
                case 1:
                    await node.Reorg((ulong)(1 + random.Below(64)), [], cancellation);
                    break;
                default:
                    await Emit(node, 1 + random.Below(4), cancellation);
                    break;
            }

            await Task.Delay(random.Below(30), cancellation);
        }

        await node.Reorg(64, [], cancellation);
    }

    private static async Task Emit(AnvilNode node, int logs, CancellationToken cancellation)
    {
        Address from = Address.Parse("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266");
        await node.SetAutomine(false, cancellation);
        for (int i = 0; i < logs; i++)
        {
            await node.SendAs(from, new CallRequest(Emitter.Address, new byte[] { 1, (byte)i }), cancellation);
        }

        await node.Mine(1, cancellation);
        await node.SetAutomine(true, cancellation);
    }
}
