using System.Collections.Immutable;
using Fractional.Chain;
using Fractional.Chain.Calls;
using Fractional.Chain.Simulated;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Units;
using static Fractional.Tests.Chain.SimulatedSetting;

namespace Fractional.Tests.Chain.Simulated;

public sealed class SimulatedFormTests : ChainConformance
{
    const int Always = 10_000;

    readonly SimulatedChain chain = new(1, World(), SimulatedFaults.None, Start);

    protected override IChain Chain => chain;

    protected override Account Owner => Ada;

    protected override ImmutableArray<Item> Items => [ItemOf(1), ItemOf(2), ItemOf(3)];

    protected override Account Token => Weth;

    protected override Task<Signed<SignedBid>> Sign(SignedBid bid) => Task.FromResult(SimulatedWorld.Sign(bid));

    protected override Task Open() => Task.CompletedTask;

    protected override Task Close() => Task.CompletedTask;

    protected override Task Mine(int blocks)
    {
        for (var i = 0; i < blocks; i++) chain.Mine();
        return Task.CompletedTask;
    }

    protected override Task TakeBack(int blocks)
    {
        chain.Faults = SimulatedFaults.None with { HoldBackBps = Always };
        chain.Reorganise(blocks);
        chain.Faults = SimulatedFaults.None;
        return Task.CompletedTask;
    }

    protected override void Vanish(bool isAway) =>
        chain.Faults = SimulatedFaults.None with { SilenceBps = isAway ? Always : 0 };
}
