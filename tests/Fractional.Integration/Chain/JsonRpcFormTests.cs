using System.Collections.Immutable;
using Fractional.Chain;
using Fractional.Chain.Calls;
using Fractional.Cli.Demo;
using Fractional.Core;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Units;
using Fractional.Ethereum.Rpc;
using Fractional.Ethereum.Sending;
using Fractional.Integration.Ethereum.Sending;
using Fractional.Integration.Keeper;
using Fractional.Tests.Chain;
using Xunit;

namespace Fractional.Integration.Chain;

[Collection(RipeWorld.Name)]
public sealed class JsonRpcFormTests(RipeWorld world) : ChainConformance
{
    FaultyProxy proxy = null!;
    JsonRpcClient rpc = null!;
    JsonRpcChain chain = null!;

    /// <summary>Whose three items are in no vault in this world.</summary>
    Actor Actor => world.Stage.Cast.Owners[Plot.LiquidatedByPrice.Owner];

    protected override IChain Chain => chain;

    protected override Account Owner => Actor.Account;

    protected override ImmutableArray<Item> Items => [.. world.Stage.ItemsOf(Plot.LiquidatedByPrice)];

    protected override Account Token => world.Stage.Weth;

    protected override async Task<Signed<SignedBid>> Sign(SignedBid bid) =>
        await world.Stage.Signing.Sign(bid, Actor.Signer, Stop);

    protected override async Task Open()
    {
        await world.Rewind(Stop);
        await world.Node.SetAutomine(false, Stop);
        proxy = new FaultyProxy(world.Node.Url);
        rpc = new JsonRpcClient(
            new RpcOptions
            {
                Endpoints = [proxy.Url], ChainId = world.Node.Options.ChainId,
                FirstRest = TimeSpan.FromMilliseconds(10), LongestRest = TimeSpan.FromMilliseconds(50),
            },
            TimeProvider.System);
        var options = new JsonRpcChainOptions { PollInterval = TimeSpan.FromMilliseconds(10) };
        chain = await JsonRpcChain.Open(
            rpc, world.Stage.Deployment, new MemoryOutbox(), [Actor.Signer], options, TimeProvider.System, Stop);
    }

    protected override async Task Close()
    {
        if (chain is not null) await chain.DisposeAsync();
        rpc?.Dispose();
        if (proxy is not null) await proxy.DisposeAsync();
    }

    [Fact]
    public async Task More_ether_than_an_account_has_is_refused_and_no_silence()
    {
        var most = new ProtocolCall.DepositEther(Token, new Wei(UInt128.MaxValue));
        Assert.Equal(
            new Simulation.Refused(new Refusal.InsufficientBalance()),
            await chain.Simulate(most, Owner, Stop));
    }

    protected override Task Mine(int blocks) => world.Node.Mine((ulong)blocks, Stop);

    protected override Task TakeBack(int blocks) => world.Node.Reorg((ulong)blocks, [], Stop);

    protected override void Vanish(bool isAway) => proxy.Choose = _ => isAway ? Fault.CutBefore : Fault.None;
}
