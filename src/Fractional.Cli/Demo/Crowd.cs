using Fractional.Chain;
using Fractional.Chain.Calls;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Units;
using Fractional.Core.Vaults;
using Fractional.Ethereum.Primitives;
using BidOrder = Fractional.Client.BidOrder;

namespace Fractional.Cli.Demo;

/// <summary>Who bid when nobody took: collectors for parts, bidders for the whole, holders who want to stay
/// in.</summary>
sealed class Crowd(Stage stage, Story story)
{
    const uint LastMinutesSeconds = 600;

    /// <summary>The play looks at a batch every six hours, and a look takes some minutes at most.</summary>
    const uint LookSeconds = 6 * 3_600 + 600;

    /// <summary>Limits of the collectors: 90 % to 136 % above the reserve price.</summary>
    const int LowestTick = 900, TickStep = 20;

    readonly HashSet<AuctionId> opened = [];
    readonly HashSet<AuctionId> raised = [];
    readonly List<(Actor Bidder, SealedBid Bid)> hidden = [];
    int nonce;

    public async Task Act(CancellationToken stop)
    {
        foreach (var (vault, batch) in stage.Engine.Board.RunningBatches.ToList())
        {
            if (opened.Add(batch.Id)) await Open(vault, batch, stop);
            if (vault.Name == Plot.WonByWhole.Name) await RaiseLate(batch, stop);
            if (vault.Name == Plot.SealedAndBacked.Name && stage.Now >= batch.RevealsFrom) await Tell(batch, stop);
        }
    }

    Task Open(Vault vault, BatchAuction batch, CancellationToken stop) => vault.Name switch
    {
        _ when vault.Name == Plot.WonByParts.Name => BidForParts(vault, batch, stop),
        _ when vault.Name == Plot.WonByWhole.Name => BidForWhole(batch, stop),
        _ when vault.Name == Plot.LendersKeep.Name => BidTooLittle(batch, stop),
        _ when vault.Name == Plot.SealedAndBacked.Name => Commit(batch, stop),
        _ when vault.Name == Plot.StillBidding.Name => BidAnew(vault, batch, stop),
        _ => Task.CompletedTask,
    };

    /// <summary>Enough for all units and more: the last ones are outbid, the marginal ones get a part.</summary>
    async Task BidForParts(Vault vault, BatchAuction batch, CancellationToken stop)
    {
        foreach (var holder in stage.Cast.Holders.Take(Plot.Rollovers))
        {
            var shares = vault.Shares.BalanceOf(holder.Account);
            await stage.Do(holder, new ProtocolCall.ApproveToken(
                vault.Address, stage.Deployment.BatchAuction.Address, new Wei(shares.Value)), stop);
            var tick = LowestTick + TickStep * Plot.CrowdSize;
            await stage.Do(holder, new ProtocolCall.BidRollover(
                batch.Id, tick, shares, shares, Stage.Tokens(Plot.CrowdTokens)), stop);
        }
        await BidAll(stage.Cast.Bidders[0], batch, stop);
        var signed = new List<(Actor, BidOrder)>();
        for (var i = 0; i < Plot.CrowdSize; i++)
        {
            var (tick, quantity) = (LowestTick + TickStep * i, Part(batch, 28 + i % 7));
            if (i % 2 == 0) signed.Add((stage.Cast.Crowd[i], Order(batch, tick, quantity)));
            else await stage.Do(stage.Cast.Crowd[i], new ProtocolCall.Bid(batch.Id, tick, quantity), stop);
        }
        await stage.HandIn(signed, stop);
        story.CrowdBids(vault.Name, Plot.CrowdSize + Plot.Rollovers, signed.Count, Plot.Rollovers);
        await stage.Quiet(stop);
    }

    async Task BidForWhole(BatchAuction batch, CancellationToken stop)
    {
        foreach (var collector in stage.Cast.Crowd.Take(4))
            await stage.Do(collector, new ProtocolCall.Bid(batch.Id, 200, Part(batch, 150)), stop);
        await BidAll(stage.Cast.Bidders[1], batch, stop);
        await stage.Quiet(stop);
    }

    async Task BidTooLittle(BatchAuction batch, CancellationToken stop)
    {
        foreach (var collector in stage.Cast.Crowd.Skip(4).Take(3))
            await stage.Do(collector, new ProtocolCall.Bid(batch.Id, 50, Part(batch, 100)), stop);
        await stage.Quiet(stop);
    }

    /// <summary>With fresh money, for nine tenths of the units, and one for the whole: there is room for a
    /// guest.</summary>
    async Task BidAnew(Vault vault, BatchAuction batch, CancellationToken stop)
    {
        var signed = new List<(Actor, BidOrder)>();
        foreach (var (collector, i) in stage.Cast.Crowd.Take(Plot.LateBidders).Select((c, i) => (c, i)))
        {
            var (tick, quantity) = (LowestTick + TickStep * i, Part(batch, 900 / Plot.LateBidders));
            await stage.Do(
                collector, new ProtocolCall.DepositEther(stage.Weth, batch.Terms.EscrowUp(tick, quantity)), stop);
            signed.Add((collector, Order(batch, tick, quantity)));
        }
        await stage.HandIn(signed, stop);
        await BidAll(stage.Cast.Bidders[1], batch, stop);
        story.CrowdBids(vault.Name, signed.Count, signed.Count, 0);
        await stage.Quiet(stop);
    }

    /// <summary>Three bids for less than half of the units, each behind a deposit that hides its size.</summary>
    async Task Commit(BatchAuction batch, CancellationToken stop)
    {
        var bidders = stage.Cast.Crowd.Skip(7).Take(Plot.SealedBidders).ToList();
        foreach (var bidder in bidders)
        {
            var bid = new SealedBid(
                batch.Id, bidder.Account, BidKind.Parts, 50, Part(batch, 100).Value, Shares.Zero, nonce++);
            var deposit = batch.Terms.EscrowUp(bid.Tick, new Shares(bid.Quantity)) + Stage.Tokens(1);
            var commitment = CommitmentHash.Of(
                bid, stage.Deployment.ChainId, stage.Deployment.SealedBids.Address);
            await stage.Do(bidder, new ProtocolCall.Commit(batch.Id, commitment, deposit), stop);
            hidden.Add((bidder, bid));
        }
        story.SealedBids(Plot.SealedAndBacked.Name, hidden.Count);
        await stage.Quiet(stop);
    }

    /// <summary>All but the last, once: silence costs it 5 % of its deposit.</summary>
    async Task Tell(BatchAuction batch, CancellationToken stop)
    {
        if (hidden.Count == 0) return;
        foreach (var (bidder, bid) in hidden.SkipLast(1))
            await stage.Do(bidder, new ProtocolCall.Reveal(
                bid.Auction, bid.Kind, bid.Tick, bid.Quantity, bid.Shares, bid.Salt), stop);
        story.SealedBidsTold(Plot.SealedAndBacked.Name, hidden.Count - 1, 1);
        hidden.Clear();
        await stage.Quiet(stop);
    }

    /// <summary>A higher bid ten minutes before the end: the others get time to answer.</summary>
    async Task RaiseLate(BatchAuction batch, CancellationToken stop)
    {
        var lastMinutes = new Timestamp(batch.EndsAt.Seconds - LastMinutesSeconds);
        if (stage.Now + LookSeconds < lastMinutes || !raised.Add(batch.Id)) return;
        await stage.AdvanceTo(lastMinutes, stop);
        await BidAll(stage.Cast.Bidders[2], batch, stop);
        await stage.Quiet(stop);
    }

    /// <summary>The least that beats the best bid for the whole, with fresh money.</summary>
    async Task BidAll(Actor bidder, BatchAuction batch, CancellationToken stop)
    {
        await stage.Do(bidder, new ProtocolCall.DepositEther(stage.Weth, batch.LeastWholeAmount), stop);
        await stage.Do(bidder, new ProtocolCall.BidWhole(batch.Id, batch.LeastWholeAmount), stop);
    }

    BidOrder Order(BatchAuction batch, int tick, Shares quantity) =>
        BidOrder.Parts((UInt256)batch.Id.ToNumber(), tick, quantity.Value, batch.EndsAt.Seconds)
            with { Nonce = (ulong)nonce++ };

    /// <summary>Thousandths of the supply, floored, and one unit: so that nothing divides evenly.</summary>
    static Shares Part(BatchAuction batch, int thousandths) =>
        new(Rounding.MulDivDown(batch.Terms.Supply.Value, (uint)thousandths, 1_000) + 1);
}
