using System.Net;
using System.Text.Json.Nodes;
using Fractional.Chain.Calls;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Units;
using Shouldly;
using Xunit;
using static Fractional.Tests.Api.BatchOnLoopback;
using static Fractional.Tests.Chain.SimulatedSetting;

namespace Fractional.Tests.Api;

/// <summary>Quotes for bids, beside what the bid comes to once it is placed and the auction closed.</summary>
public sealed class BidQuoteApiTests : IAsyncLifetime
{
    private readonly BatchOnLoopback stage = new();

    private string Path => $"/v1/auctions/{stage.Auction.Id}/quote";

    public async Task InitializeAsync()
    {
        await stage.InitializeAsync();
        await stage.OpenBatch();
    }

    public Task DisposeAsync() => stage.DisposeAsync();

    [Theory]
    [InlineData("""{"kind":"parts"}""", "quantity")]
    [InlineData("""{"kind":"parts","quantity":"5"}""", "tick")]
    [InlineData("""{"kind":"parts","quantity":"5","tick":1,"limitPrice":"9"}""", "tick")]
    [InlineData("""{"kind":"parts","quantity":"5","tick":-1}""", "tick")]
    [InlineData("""{"kind":"parts","quantity":"5","limitPrice":"1"}""", "limitPrice")]
    [InlineData("""{"kind":"parts","quantity":"340282366920938463463374607431768211456","tick":1}""", "quantity")]
    [InlineData("""{"kind":"parts","quantity":"5","tick":1,"shares":"1"}""", "shares")]
    [InlineData("""{"kind":"parts","quantity":"5","tick":1,"item":0}""", "item")]
    [InlineData("""{"kind":"rollover","quantity":"5","tick":1,"shares":"1"}""", "from")]
    [InlineData("""
        {"kind":"rollover","quantity":"5","tick":1,"from":"0x000000000000000000000000000000000000000b"}
        """, "shares")]
    [InlineData("""{"kind":"whole"}""", "amount")]
    [InlineData("""{"kind":"whole","amount":"5","tick":1}""", "tick")]
    public async Task A_malformed_question_is_named(string body, string field)
    {
        var (status, problem) = await stage.Post(Path, body);
        status.ShouldBe(HttpStatusCode.BadRequest);
        problem.Text("field").ShouldBe(field);
    }

    [Fact]
    public async Task A_take_is_refused_once_bids_are_taken()
    {
        var (status, problem) = await stage.Post(Path, """{"kind":"take"}""");
        status.ShouldBe(HttpStatusCode.Conflict);
        problem.Text("type").ShouldBe("/problems/auction-not-running");
    }

    [Fact]
    public async Task Checks_say_what_is_wrong_and_by_how_much()
    {
        await stage.TakeBids();
        await stage.Do(new ProtocolCall.Bid(stage.Batch.Id, 2_000, Units(500_000)), Kim);
        var margin = stage.Batch.Book.Margin!.Value;
        Failed(await Quoted(Parts(margin - 1, Units(100_000)))).ShouldBe(("margin", $"{margin}", $"{margin - 1}"));
        Failed(await Quoted(Parts(65_536, Units(100_000)))).ShouldBe(("topTick", "65535", "65536"));
        var least = stage.Batch.Terms.LeastQuantityUp;
        Failed(await Quoted(Parts(3_000, new Shares(5)))).ShouldBe(("leastQuantity", $"{least}", "5"));
        var supply = stage.Batch.Terms.Supply;
        var tooMuch = await Quoted(Parts(3_000, supply + new Shares(1)));
        Failed(tooMuch).ShouldBe(("supply", $"{supply}", $"{supply + new Shares(1)}"));
        tooMuch["escrow"].ShouldBeNull();
        tooMuch["willClear"]!.GetValue<bool>().ShouldBeFalse();
        Failed(await Quoted("""{"kind":"whole","amount":"5"}""")).Name.ShouldBe("leastWhole");
        await stage.Mine((uint)(stage.Batch.EndsAt - stage.Now));
        Failed(await Quoted(Parts(3_000, Units(100_000)))).ShouldBe(
            ("window", $"{stage.Batch.EndsAt}", $"{stage.Now}"));
    }

    [Fact]
    public async Task A_bid_for_parts_comes_to_what_was_quoted()
    {
        await stage.TakeBids();
        await stage.Do(new ProtocolCall.BidWhole(stage.Batch.Id, Ether(106)), Kim);
        var quote = await Quoted(Parts(1_500, Units(350_000), Ben));
        quote.Text("escrow").ShouldBe(stage.Batch.Terms.EscrowUp(1_500, Units(350_000)).ToString());
        quote.List("steps").ShouldBeEmpty();
        quote["net"].ShouldBeNull();
        quote.List("checks").ShouldAllBe(check => check!["ok"]!.GetValue<bool>());
        quote["willClear"]!.GetValue<bool>().ShouldBeTrue();

        await stage.Do(new ProtocolCall.Bid(stage.Batch.Id, 1_500, Units(350_000)), Ben);
        quote.Text("clearingPriceWith").ShouldBe(stage.Batch.Book.Clear().ClearingPrice.ToString());
        var bid = stage.Batch.Bids.Keys.Last();
        await stage.Close();
        stage.Batch.Status.ShouldBe(BatchStatus.Parts);
        var settled = SettledBid.Of(stage.Vault, stage.Batch, bid);
        quote.Text("fillWith").ShouldBe(settled.Outcome.Units.ToString());
        quote.Text("paidWith").ShouldBe(settled.Outcome.Paid.ToString());
    }

    [Fact]
    public async Task A_bidder_learns_what_the_auction_may_not_take_yet()
    {
        var spender = stage.Chain.Deployment.BatchAuction.Address;
        await stage.Do(new ProtocolCall.Bid(stage.Batch.Id, 4_000, Units(400_000)), Ben);
        await stage.Do(new ProtocolCall.Bid(stage.Batch.Id, 3_900, Units(350_000)), Kim);
        await stage.Do(new ProtocolCall.ApproveToken(Weth, spender, new Wei(5)), Ada);
        await stage.Do(new ProtocolCall.ApproveToken(stage.VaultAddress, spender, new Wei(7)), Ada);
        var shares = Units(250_000);
        var quote = await Quoted(Rolled(3_800, shares, shares, Ada, Ether(100)));
        var short_ = quote.List("checks").Where(check => !check!["ok"]!.GetValue<bool>())
            .Select(check => (check!.Text("name"), check!.Text("needed"), check!.Text("has")));
        short_.ShouldBe([("shareAllowance", $"{shares}", "7"), ("allowance", quote.Text("escrow"), "5")]);
        quote["willClear"]!.GetValue<bool>().ShouldBeTrue("it is what the bid would come to once they are given");
    }

    [Fact]
    public async Task A_limit_price_means_the_highest_tick_at_or_below_it()
    {
        var at = stage.Grid.PriceOf(701);
        var below = at - new Wei(1);
        (await Quoted($$"""{"kind":"parts","quantity":"{{Units(1_000)}}","limitPrice":"{{below}}"}"""))
            .Number("tick").ShouldBe(700);
        (await Quoted($$"""{"kind":"parts","quantity":"{{Units(1_000)}}","limitPrice":"{{at}}"}"""))
            .Number("tick").ShouldBe(701);
    }

    [Fact]
    public async Task A_rollover_comes_to_what_was_quoted()
    {
        await stage.Do(new ProtocolCall.Bid(stage.Batch.Id, 4_000, Units(400_000)), Ben);
        await stage.Do(new ProtocolCall.Bid(stage.Batch.Id, 3_900, Units(350_000)), Kim);
        var (units, shares) = (Units(250_000), Units(250_000));
        var escrow = Rollover.EscrowUp(stage.Auction, stage.Batch.Terms, 3_800, units, shares);
        var quote = await Quoted(Rolled(3_800, units, shares, Ada, escrow));
        quote.Text("escrow").ShouldBe(escrow.ToString());
        quote["willClear"]!.GetValue<bool>().ShouldBeTrue();
        Failed(await Quoted(Rolled(3_800, units, shares, Ada, escrow - new Wei(1)))).Name.ShouldBe("maxEscrow");
        Failed(await Quoted(Rolled(3_800, units, shares, Kim, escrow))).ShouldBe(("shares", $"{shares}", "0"));

        await stage.Do(new ProtocolCall.BidRollover(stage.Batch.Id, 3_800, units, shares, escrow), Ada);
        await stage.Close();
        var settled = SettledBid.Of(stage.Vault, stage.Batch, 3);
        settled.IsRolledOver.ShouldBeTrue();
        settled.Credit.IsZero.ShouldBeFalse();
        quote.Text("credit").ShouldBe(settled.Credit.ToString());
        quote.Text("fillWith").ShouldBe(settled.Outcome.Units.ToString());
        quote.Text("paidWith").ShouldBe(settled.Outcome.Paid.ToString());
    }

    [Fact]
    public async Task A_bid_for_the_whole_wins_against_a_crowd_that_is_too_small()
    {
        await stage.Do(new ProtocolCall.Bid(stage.Batch.Id, 900, Units(400_000)), Ben);
        var quote = await Quoted($$"""{"kind":"whole","amount":"{{Ether(101)}}","from":"{{Kim}}"}""");
        quote.Text("escrow").ShouldBe(Ether(101).ToString());
        quote.Text("paidWith").ShouldBe(Ether(101).ToString());
        quote["willClear"]!.GetValue<bool>().ShouldBeTrue();
        quote["tick"].ShouldBeNull();
        await stage.Do(new ProtocolCall.BidWhole(stage.Batch.Id, Ether(101)), Kim);
        await stage.Close();
        stage.Batch.Status.ShouldBe(BatchStatus.Whole);
        var (status, over) = await stage.Post(Path, """{"kind":"whole","amount":"1"}""");
        status.ShouldBe(HttpStatusCode.Conflict);
        over.Text("type").ShouldBe("/problems/batch-not-running");
    }

    private static string Parts(int tick, Shares quantity, Account? from = null) =>
        new JsonObject
        {
            ["kind"] = "parts", ["tick"] = tick, ["quantity"] = quantity.ToString(), ["from"] = from?.ToString(),
        }.ToJsonString();

    private static string Rolled(int tick, Shares quantity, Shares shares, Account from, Wei most) =>
        new JsonObject
        {
            ["kind"] = "rollover", ["tick"] = tick, ["quantity"] = quantity.ToString(),
            ["shares"] = shares.ToString(), ["from"] = from.ToString(), ["amount"] = most.ToString(),
        }.ToJsonString();

    private static (string? Name, string? Needed, string? Has) Failed(JsonNode quote)
    {
        quote["willClear"]!.GetValue<bool>().ShouldBeFalse();
        var failed = quote.List("checks").Single(check => !check!["ok"]!.GetValue<bool>())!;
        return (failed.Text("name"), failed.Text("needed"), failed.Text("has"));
    }

    private async Task<JsonNode> Quoted(string body)
    {
        var (status, quote) = await stage.Post(Path, body);
        status.ShouldBe(HttpStatusCode.OK, quote.ToJsonString());
        return quote;
    }
}
