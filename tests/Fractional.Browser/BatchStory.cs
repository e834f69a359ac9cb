using Fractional.Browser.Harness;
using Fractional.Cli.Demo;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Units;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Fractional.Browser;

/// <summary>One bidder's way through a batch auction, counted on the chain to the wei.</summary>
[Collection(World.Name)]
public sealed class BatchStory(World world)
{
    const int LowTick = 500, RivalTick = 800, HighTick = 900;

    Actor Bidder => world.Cast.Guest;

    Actor Rival => world.Cast.Crowd[2];

    [BrowserFact]
    public async Task A_bid_is_signed_outbid_and_refunded_and_a_higher_one_wins_and_is_claimed()
    {
        var batch = await world.OpenBatch(world.TakeRipe());
        await world.Fund(Bidder, batch.Terms.EscrowUp(HighTick, batch.Terms.Supply));
        var before = await world.WethOf(Bidder.Account);
        await using var visit = await world.Visit(world.WalletOf(Bidder));
        await visit.Open($"auctions/{batch.Id.ToNumber()}");
        await visit.Connect();

        await SignBid(visit, LowTick, 100);
        var (_, low) = Newest(batch.Id);
        (await world.WethOf(Bidder.Account)).ShouldBe(before - low.Escrow);
        await world.Bid(Rival, batch, RivalTick, 1_000);
        await LeaveEarly(visit);
        (await world.WethOf(Bidder.Account)).ShouldBe(before);

        await SendBid(visit, HighTick, 50);
        var (number, high) = Newest(batch.Id);
        (await world.WethOf(Bidder.Account)).ShouldBe(before - high.Escrow);
        var closed = await world.Close(batch.Id);
        await visit.Hears("The auction ended: the crowd bought the parts.");
        await visit.Show("batch-ended");
        var outcome = closed.OutcomeOf(number);
        outcome.Units.ShouldBe(new Shares(batch.Terms.Supply.Value / 2));
        outcome.Paid.ShouldBe(batch.Terms.EscrowUp(RivalTick, outcome.Units));

        await Claim(visit);
        (await world.WethOf(Bidder.Account)).ShouldBe(before - outcome.Paid);
        (await world.Stage.Chain.TokenBalance(closed.Series, Bidder.Account, world.Stop))
            .ShouldBe(new Wei(outcome.Units.Value));
        visit.ShouldBeWithoutComplaint();
    }

    /// <summary>Free of gas: the server sends it.</summary>
    async Task SignBid(Visit visit, int tick, int percent)
    {
        await Draft(visit, tick, percent);
        await visit.Show("bid-draft");
        await visit.Button("Review and sign the bid").ClickAsync();
        await visit.SignStep("Lets the contract take exactly this amount, and nothing more");
        await visit.Sheet().Sees("What you are about to sign");
        await visit.Show("bid-sign");
        await visit.Sign();
        await visit.Hears("The server has accepted your bid.");
        await MyBids(visit).Sees("accepted");
        await visit.Show("bid-accepted");
        await world.NextBlock();
        await MyBids(visit).Sees("winning");
        await visit.Show("bid-placed");
    }

    async Task LeaveEarly(Visit visit)
    {
        await visit.Hears("is outbid.");
        await MyBids(visit).Sees("outbid");
        await visit.Show("bid-outbid");
        await MyBids(visit).Button("Leave early").ClickAsync();
        await visit.Sheet().Sees("Pays what this bid is owed: units, refund and shares.");
        await visit.Show("bid-leave");
        await visit.Sign();
        await visit.Sheet().Sees("In block");
        await visit.CloseSheet();
        await MyBids(visit).Sees("paid out");
    }

    /// <summary>Without any server, but for the bytes.</summary>
    async Task SendBid(Visit visit, int tick, int percent)
    {
        await Draft(visit, tick, percent);
        await visit.Page.GetByLabel("Send it myself").CheckAsync();
        await visit.Button("Review the bid").ClickAsync();
        await visit.SignStep("Step 1 of 2");
        await visit.Sheet().Sees("a live bid cannot be taken back");
        await visit.Show("bid-direct");
        await visit.Sign();
        await visit.Hears("Your bid is on chain.");
        await visit.CloseSheet();
        await MyBids(visit).Sees("winning");
    }

    async Task Claim(Visit visit)
    {
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "What I may claim" }).ClickAsync();
        await visit.Settles();
        var claim = visit.Page.GetByRole(AriaRole.Listitem)
            .Filter(new() { HasText = "Your bid: what it won, and what is refunded." });
        await visit.Show("claims");
        await claim.Button("Claim").ClickAsync();
        await visit.Sheet().Sees("Pays what this bid is owed: units, refund and shares.");
        await visit.Sign();
        await visit.Sheet().Sees("In block");
        await visit.CloseSheet();
        await visit.Hears("1 of 1 claimed.");
        await Assertions.Expect(claim).ToHaveCountAsync(0);
        await visit.Show("claims-done");
    }

    static async Task Draft(Visit visit, int tick, int percent)
    {
        var byTick = visit.Button("Give the limit as a tick");
        if (await byTick.IsVisibleAsync()) await byTick.ClickAsync();
        await visit.Fill("Limit as a tick", $"{tick}");
        await visit.Fill("How much of the lot", $"{percent}");
        await visit.Sees("It would win something.");
    }

    static ILocator MyBids(Visit visit) => visit.Page.GetByRole(AriaRole.Region, new() { Name = "My bids" });

    KeyValuePair<int, PlacedBid> Newest(AuctionId id) => world.VaultOf(id.Vault).Batches[id.Number].Bids.Last();
}
