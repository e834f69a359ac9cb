using Fractional.Chain;
using Fractional.Chain.Calls;
using Fractional.Chain.Simulated;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Units;
using Fractional.Engine.Bids;
using Fractional.Engine.Hosting;
using Fractional.Store;
using Fractional.Tests.Engine.Simulation;
using static Fractional.Tests.Chain.SimulatedSetting;

namespace Fractional.Tests.Engine.Bids;

/// <summary>One seeded story of an auction: bidders give their signed bids to an engine that crashes, place some of
/// them alone, cancel nonces and run out of money, over a chain that misbehaves.</summary>
internal sealed class BidRun
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly Account[] Bidders = [Ada, Ben, Lena];

    private readonly Dice dice;
    private readonly VirtualTime clock = new(DateTimeOffset.FromUnixTimeSeconds((long)Start.Seconds));
    private readonly List<SimulatedProcess> frozen = [];
    private readonly List<(SignedBid Bid, string Key)> posted = [];
    private readonly SimulatedFaults faults;
    private readonly AuctionId auction;
    private int awayBps;
    private int sent;
    private int lives;

    public BidRun(ulong seed)
    {
        dice = new Dice(seed);
        faults = SimulatedFaults.Drawn(dice);
        awayBps = dice.Chance(5_000) ? dice.Below(300) : 0;
        Chain = new SimulatedChain(dice.Next(), World(), SimulatedFaults.None, Start);
        auction = BidStory.OpenBatch(Chain).GetAwaiter().GetResult();
        for (var block = 0; block < SimulatedChain.FinalityDepth; block++) Chain.Mine();
        Journal = new MemoryEventStore(1 + dice.Below(3), clock);
        Process = Live();
    }

    public SimulatedChain Chain { get; }

    public MemoryEventStore Journal { get; }

    public SimulatedProcess Process { get; private set; }

    public int Crashes { get; private set; }

    /// <summary>What a bidder was told is taken.</summary>
    public HashSet<Hash32> Promised { get; } = [];

    public VaultBids Bids => Process.Engine!.Board.Followed[auction.Vault].Bids;

    public BatchAuction Batch => Chain.World.Vaults[auction.Vault].Batches[auction.Number];

    public void Story(int steps)
    {
        Chain.Faults = faults;
        for (var step = 0; step < steps; step++)
        {
            BidderActs();
            Chain.Mine((uint)dice.Between(2, 240));
            Process.Pump(dice.Below(90));
            if (Process.HasFailed || dice.Chance(700)) Crash();
            // A frozen process wakes for a moment and believes it still owns everything.
            if (frozen.Count > 0 && dice.Chance(2_000)) dice.Of(frozen).Pump(dice.Below(40));
        }
    }

    /// <summary>No more faults, to the end of the auction and until all of it is final.</summary>
    public void Calm()
    {
        Chain.Faults = SimulatedFaults.None;
        (awayBps, Process.Store.AwayBps) = (0, 0);
        if (Process.HasFailed) Crash();
        for (var block = 0; block < SimulatedChain.FinalityDepth + 30; block++) Settle(SimulatedChain.BlockSeconds);
        Settle((uint)(Batch.EndsAt - Chain.Newest.Timestamp));
        for (var block = 0; block < SimulatedChain.FinalityDepth + 5; block++) Settle(SimulatedChain.BlockSeconds);
    }

    /// <summary>Which signed bids the chain as it is has placed, under which number: a call's bids and its logs come in
    /// one order.</summary>
    public List<(Hash32 Bid, int Number)> Placed()
    {
        var placed = new List<(Hash32, int)>();
        foreach (var (key, _, call) in Chain.CanonicalCalls)
        {
            if (call is not ProtocolCall.BidFor { Bids: var bids }) continue;
            var logs = Chain.CanonicalFacts.Where(f => f.Transaction == SimulatedHash.Of($"transaction {key}"));
            foreach (var (signed, log) in bids.Zip(logs.Cast<Fact.OfVault>()))
                if (NumberIn(log) is { } number) placed.Add((Chain.HashOf(signed.Payload), number));
        }
        return placed;
    }

    private static int? NumberIn(Fact.OfVault log) => log.Event switch
    {
        BidPlaced e => e.BidId,
        WholeBidPlaced e => e.BidId,
        _ => null,
    };

    private void BidderActs()
    {
        var bidder = dice.Of(Bidders);
        switch (dice.Below(12))
        {
            case 0 or 1 or 2 or 3 or 4:
                Post(NewBid(bidder, posted.Count + 1), $"key-{posted.Count}");
                break;
            case 5 or 6 when posted.Count > 0:
                var (bid, key) = dice.Of(posted);
                Post(bid, key);
                break;
            case 7 when posted.Count > 0:
                var old = dice.Chance(3_000) ? dice.Of(posted).Bid : NewBid(bidder, posted.Count + 1);
                Post(old, $"key-{posted.Count}");
                Process.Pump(dice.Below(60));
                Post(NewBid(old.Owner, old.Nonce), $"key-{posted.Count}");
                break;
            case 8 when posted.Count > 0 && Process.Engine is not null:
                // Mostly before the relay takes it.
                Post(NewBid(bidder, posted.Count + 1), $"key-{posted.Count}");
                Process.Pump(dice.Below(60));
                var regretted = dice.Chance(8_000) ? posted[^1].Bid : dice.Of(posted).Bid;
                _ = Process.Begin(e => e.Withdraw(Chain.HashOf(regretted), regretted.Owner, None));
                break;
            case 9 when posted.Count > 0:
                Send(new ProtocolCall.BidFor([SimulatedWorld.Sign(dice.Of(posted).Bid)]), bidder);
                break;
            case 10 when posted.Count > 0:
                var cancelled = dice.Of(posted).Bid;
                Send(new ProtocolCall.CancelNonces(0, 1 << (int)cancelled.Nonce), cancelled.Owner);
                break;
            case 11:
                var allowed = Ether((ulong)dice.Of(new[] { 0, 20, 1_000 }));
                Send(new ProtocolCall.ApproveToken(Weth, Chain.Deployment.BatchAuction.Address, allowed), bidder);
                break;
        }
    }

    /// <summary>No two bids say the same: then the chain itself shows which one was placed.</summary>
    private SignedBid NewBid(Account owner, System.Numerics.BigInteger nonce)
    {
        var end = dice.Chance(3_000) ? Chain.Newest.Timestamp + (uint)dice.Between(1, 900) : Batch.EndsAt;
        var isWhole = dice.Chance(1_500);
        var amount = isWhole
            ? Batch.LeastWholeAmount.Value + (UInt128)(1 + posted.Count)
            : Batch.Terms.Supply.Value / 1_000 * (UInt128)dice.Between(1, 300) + (UInt128)posted.Count;
        return new SignedBid(owner, auction, isWhole, isWhole ? 0 : dice.Below(40), amount, nonce, end);
    }

    private void Post(SignedBid bid, string key)
    {
        posted.Add((bid, key));
        if (Process.Engine is null) return;
        _ = Process.Begin(async engine =>
        {
            var answer = await engine.Accept(bid, SimulatedWorld.Sign(bid).Signature, key, None);
            if (answer is BidAnswer.Taken taken) Promised.Add(taken.Bid.Hash);
            return answer;
        });
    }

    private void Send(ProtocolCall call, Account from)
    {
        try
        {
            _ = Chain.Send(call, from, $"people/{sent++}", None);
        }
        catch (ChainException)
        {
            // A wallet shows the error to its owner, who goes on with something else.
        }
    }

    /// <summary>The process dies where it stands; what it began is never ended, unless it was only frozen.</summary>
    private void Crash()
    {
        Crashes++;
        frozen.Add(Process);
        Journal.LoseSession(Process.Name);
        Process = Live();
        Process.Pump(dice.Below(100));
    }

    private SimulatedProcess Live() => new(Chain, Journal, clock, dice.Fork(), awayBps, $"life-{lives++}", Kim);

    private void Settle(uint seconds)
    {
        Chain.Mine(seconds);
        Process.PumpUntil(() => Process.Engine?.Head?.Hash == Chain.Newest.Hash, "the newest block");
        Process.Pump(150);
    }
}
