using Fractional.Chain.Calls;
using Fractional.Chain.Simulated;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Insurance;
using Fractional.Core.Units;
using Fractional.Core.Vaults;
using Fractional.Engine.Projections;
using Fractional.Keepers.Strategies;
using Shouldly;
using Xunit;
using static Fractional.Tests.Chain.SimulatedSetting;

namespace Fractional.Tests.Keepers;

/// <summary>What nobody took goes to its end by the keepers alone, and everybody finds what is theirs.</summary>
public sealed class KeeperBatchTests
{
    const uint Round = 72 * 3_600 + 60;

    static readonly LiquidationStrategy Keeping = new();

    [Fact]
    public async Task After_the_last_round_a_keeper_opens_the_batch_and_closes_it()
    {
        await using var rig = await KeeperRig.Open();
        await rig.Kicked(Round);
        await Acts(rig, "Redo/1");
        await rig.Mine(3_600);
        (await rig.Look(Keeping))["ToBatch/1"].Detail.ShouldContain("AuctionStillOpen");
        await rig.Mine(Round);
        await Acts(rig, "ToBatch/1");
        rig.Vault.State.ShouldBe(VaultState.Batch);
        (await rig.Look(Keeping))["Close/1"].Detail.ShouldContain("BiddingOpen");
        await rig.Mine(BatchAuction.BiddingSeconds);
        await Acts(rig, "Close/1");
        rig.Vault.State.ShouldBe(VaultState.Converted);
        (await rig.Look(Keeping))["FormSeries/1"].Detail.ShouldContain("RedemptionOpen");
        await rig.Mine(Redemption.Seconds);
        await Acts(rig, "FormSeries/1");
        rig.Vault.State.ShouldBe(VaultState.Settled);
    }

    /// <summary>No sale paid for the kick and the redo: the fund does, as far as the loan's own premium.</summary>
    [Fact]
    public async Task A_keeper_of_a_conversion_collects_its_own_tip_and_no_others()
    {
        await using var rig = await KeeperRig.Open();
        await Batch(rig);
        await rig.Mine(BatchAuction.BiddingSeconds);
        await Acts(rig, "Close/1");
        await rig.Mine(Redemption.Seconds);
        await Acts(rig, "FormSeries/1");
        var fund = Deployment.Protocol.InsuranceFund;
        var cash = rig.Chain.World.BalanceOf(Weth, fund);
        var tips = OpenTips.Of(rig.Vault).ToDictionary(tip => tip.Line, tip => tip.Amount);
        var (kicker, redoKeeper) = (rig.Vault.Auctions[1].Keeper, rig.Vault.Auctions[1].RedoKeeper);
        TipsOf(rig, redoKeeper).Single().Amount.ShouldBe(tips[Line.RedoKeeper]);
        await Acts(rig, "CollectTip/1/RedoKeeper");
        TipsOf(rig, redoKeeper).ShouldBeEmpty();
        (await rig.Look(Keeping)).ShouldBeEmpty("the kicker's tip is not this bot's");
        await rig.Do(TipsOf(rig, kicker).Single().Call, Ben);
        (cash - rig.Chain.World.BalanceOf(Weth, fund)).ShouldBe(tips[Line.Keeper] + tips[Line.RedoKeeper]);
        rig.Chain.World.Fund[Weth].ShouldBe(
            new FundAccount(cash, Wei.Zero, tips[Line.Keeper] + tips[Line.RedoKeeper]));
    }

    static List<Due> TipsOf(KeeperRig rig, Account keeper) =>
        [.. rig.Engine.Board.DueTo(keeper, Deployment.Protocol).Where(d => d.Call is ProtocolCall.CollectTip)];

    [Fact]
    public async Task Sold_parts_become_a_new_vault_and_their_owners_are_told()
    {
        await using var rig = await KeeperRig.Open();
        var batch = await Batch(rig);
        await rig.Do(new ProtocolCall.Bid(batch.Id, 500, Half(batch)), Ben);
        await rig.Do(new ProtocolCall.Bid(batch.Id, 400, Half(batch)), Kim);
        await rig.Do(new ProtocolCall.BidWhole(batch.Id, batch.LeastWholeAmount), Lena);
        await rig.Mine(BatchAuction.BiddingSeconds);
        await Acts(rig, "Close/1");
        rig.Vault.State.ShouldBe(VaultState.Settled);
        DuesOf(rig, Kim).ShouldBeEmpty("there is no new vault yet");
        await Acts(rig, "FormSeries/1");

        var series = rig.Vault.Batches[1].Series;
        rig.Engine.Board.Find(series)!.Name.ShouldBe("Two punks+");
        rig.Chain.World.Owners[ItemOf(1)].ShouldBe(series);
        var due = DuesOf(rig, Ben).Single();
        (due.Units, due.Call).ShouldBe((Half(batch), new ProtocolCall.ClaimBid(batch.Id, 1, Ben)));
        var refunded = DuesOf(rig, Lena).Single(d => d.Call is ProtocolCall.ClaimBid);
        refunded.Amount.ShouldBe(batch.LeastWholeAmount);
        var before = rig.Chain.World.BalanceOf(Weth, Ben);
        // Ada claims for Ben: anybody may.
        await rig.Do(due.Call, Ada);
        (rig.Chain.World.BalanceOf(Weth, Ben) - before).ShouldBe(due.Amount);
        rig.Engine.Board.Find(series)!.Shares.BalanceOf(Ben).ShouldBe(Half(batch));
        DuesOf(rig, Ben).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_outbid_bid_is_due_at_once_and_a_live_one_is_not()
    {
        await using var rig = await KeeperRig.Open();
        var batch = await Batch(rig);
        await rig.Do(new ProtocolCall.Bid(batch.Id, 1, Half(batch)), Ben);
        DuesOf(rig, Ben).ShouldBeEmpty();
        await rig.Do(new ProtocolCall.Bid(batch.Id, 2, batch.Terms.Supply), Kim);
        var due = DuesOf(rig, Ben).Single();
        due.Amount.ShouldBe(batch.Terms.EscrowUp(1, Half(batch)));
        DuesOf(rig, Kim).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_winner_of_the_whole_finds_its_items_and_lenders_their_part_of_a_series()
    {
        await using var rig = await KeeperRig.Open();
        var batch = await Batch(rig);
        await rig.Do(new ProtocolCall.BidWhole(batch.Id, batch.LeastWholeAmount), Ben);
        await rig.Mine(BatchAuction.BiddingSeconds);
        await Acts(rig, "Close/1");
        var due = DuesOf(rig, Ben).Single();
        (due.ItemIndex, due.Call).ShouldBe((0, new ProtocolCall.Deliver(batch.Id, 0, Ben)));
        await rig.Do(due.Call, Ada);
        rig.Chain.World.Owners[ItemOf(1)].ShouldBe(Ben);
        DuesOf(rig, Ben).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_lender_of_a_converted_vault_finds_its_part_of_the_series()
    {
        await using var rig = await KeeperRig.Open();
        var batch = await Batch(rig);
        await rig.Mine(BatchAuction.BiddingSeconds);
        await Acts(rig, "Close/1");
        await rig.Mine(Redemption.Seconds);
        await Acts(rig, "FormSeries/1");
        var due = DuesOf(rig, Lena).Single();
        due.Units.ShouldBe(batch.Terms.Supply);
        await rig.Do(due.Call, Ada);
        rig.Engine.Board.Find(rig.Vault.Batches[1].Series)!.Shares.BalanceOf(Lena).ShouldBe(batch.Terms.Supply);
    }

    [Fact]
    public async Task Signed_bids_are_placed_one_by_one_and_a_used_nonce_places_nothing()
    {
        await using var rig = await KeeperRig.Open();
        var batch = await Batch(rig);
        var bid = new SignedBid(Ben, batch.Id, IsWhole: false, 3, Half(batch).Value, 7, batch.EndsAt);
        var signed = SimulatedWorld.Sign(bid);
        var forged = SimulatedWorld.Sign(bid with { Nonce = 8 }) with { Payload = bid with { Nonce = 9 } };
        await rig.Do(new ProtocolCall.BidFor([signed, forged, signed]), Ada);
        var placed = rig.Vault.Batches[1].Bids;
        placed.Count.ShouldBe(1);
        placed[1].Owner.ShouldBe(Ben);
    }

    [Fact]
    public async Task A_bidder_buys_only_from_the_collections_it_wants()
    {
        await using var rig = await KeeperRig.Open();
        await rig.Kicked(60 * 3_600);
        var elsewhere = new BidderTerms(new Bps(10_000), Ether(1_000), [Named(99)]);
        (await rig.Look(new BidderStrategy(elsewhere))).ShouldBeEmpty();
        var here = elsewhere with { Collections = [Collection] };
        (await rig.Look(new BidderStrategy(here))).Single().Value.Acted.ShouldBeTrue();
    }

    static async Task<BatchAuction> Batch(KeeperRig rig)
    {
        await rig.Kicked(Round);
        await Acts(rig, "Redo/1");
        await rig.Mine(Round);
        await Acts(rig, "ToBatch/1");
        return rig.Vault.Batches[1];
    }

    static async Task Acts(KeeperRig rig, string action)
    {
        var record = (await rig.Look(Keeping))[action];
        record.Acted.ShouldBeTrue(record.Detail);
        await rig.Mine(12);
    }

    static List<Due> DuesOf(KeeperRig rig, Account owner) =>
        [.. rig.Engine.Board.DueTo(owner, Deployment.Protocol).Where(d =>
            d.Call is ProtocolCall.ClaimBid or ProtocolCall.Deliver or ProtocolCall.ClaimSeries)];

    static Shares Half(BatchAuction batch) => new(batch.Terms.Supply.Value / 2);
}
