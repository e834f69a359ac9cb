using System.Net;
using System.Text.Json.Nodes;
using Fractional.Chain.Calls;
using Fractional.Core;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Loans;
using Fractional.Core.Units;
using Fractional.Core.Vaults;
using Shouldly;
using Xunit;
using static Fractional.Tests.Chain.SimulatedSetting;

namespace Fractional.Tests.Api;

/// <summary>Quotes for a take, netted or not, beside what the take then does on the chain.</summary>
public sealed class TakeQuoteTests : IAsyncLifetime
{
    private readonly AuctionOnLoopback stage = new();

    private string Path => $"/v1/auctions/{stage.Auction.Id}/quote";

    public async Task InitializeAsync()
    {
        await stage.InitializeAsync();
        await stage.TellStory();
    }

    public Task DisposeAsync() => stage.DisposeAsync();

    [Theory]
    [InlineData("""{}""", "$")]
    [InlineData("""{"kind":"buy"}""", "$.kind")]
    [InlineData("""{"kind":1}""", "$.kind")]
    [InlineData("""{"kind":"take","item":"0"}""", "$.item")]
    [InlineData("""{"kind":"take","more":1}""", "$.more")]
    [InlineData("""{"kind":"take","kind":"take"}""", "$.kind")]
    [InlineData("""{"kind":"take","from":"0x12"}""", "$.from")]
    [InlineData("""{"kind":"takeNet","shares":"-1"}""", "$.shares")]
    [InlineData("""{"kind":"takeNet","shares":1}""", "$.shares")]
    [InlineData("""{"kind":"take",}""", "$")]
    [InlineData("""null""", "$")]
    [InlineData("""{"kind":"take","item":3}""", "item")]
    [InlineData("""{"kind":"take","item":-1}""", "item")]
    [InlineData("""{"kind":"take","tick":1}""", "tick")]
    [InlineData("""{"kind":"take","amount":"1"}""", "amount")]
    [InlineData("""{"kind":"takeNet"}""", "from")]
    [InlineData("""
        {"kind":"takeNet","from":"0x000000000000000000000000000000000000000b",
         "shares":"340282366920938463463374607431768211456"}
        """, "shares")]
    public async Task A_malformed_question_is_named(string body, string field)
    {
        var problem = await Refused(body, HttpStatusCode.BadRequest, "malformed");
        problem.Text("field").ShouldNotBeNull().ShouldStartWith(field);
    }

    [Fact]
    public async Task What_does_not_exist_has_no_quote()
    {
        var (status, problem) = await stage.Post("/v1/auctions/12345/quote", """{"kind":"take"}""");
        status.ShouldBe(HttpStatusCode.NotFound);
        problem.Text("type").ShouldBe("/problems/not-found");
        (await stage.Get(Path)).Status.ShouldBe(HttpStatusCode.MethodNotAllowed);
    }

    [Fact]
    public async Task A_bid_in_a_Dutch_round_is_refused() =>
        (await Refused("""{"kind":"whole","amount":"1"}""", HttpStatusCode.Conflict, "batch-not-running"))
            .Text("code").ShouldBe("BatchNotRunning");

    [Fact]
    public async Task A_quote_is_what_the_sale_then_settles_to()
    {
        await stage.Take(0);
        var quote = await Quoted("""{"kind":"take","item":1}""");
        quote.List("steps").Select(step => step!.Number("inSeconds")).ShouldBe([0, 12, 60]);
        var nextBlock = quote.List("steps")[1]!;
        await stage.Take(1);

        nextBlock.Text("price").ShouldBe(stage.Auction.Items[1].Price.ToString());
        nextBlock["then"]!.ShouldShow(stage.Auction.Split());
        var (_, settled) = await stage.Get($"/v1/auctions/{stage.Auction.Id}");
        settled["dutch"]!["soFar"]!.ShouldShow(stage.Auction.Split());
        await Refused("""{"kind":"take","item":1}""", HttpStatusCode.Conflict, "auction-not-running");
    }

    [Fact]
    public async Task A_sold_item_and_a_round_that_ran_out_have_no_quote()
    {
        await stage.Take(1);
        var sold = await Refused("""{"kind":"take","item":1}""", HttpStatusCode.Conflict, "item-not-for-sale");
        sold.Number("itemIndex").ShouldBe(1);
        sold.Text("next").ShouldNotBeNullOrEmpty();
        await stage.Mine((uint)(stage.Auction.EndsAt - stage.Now));
        var over = await Refused("""{"kind":"take"}""", HttpStatusCode.Conflict, "auction-not-open");
        over["closesAt"]!.GetValue<ulong>().ShouldBe(stage.Auction.EndsAt.Seconds);
    }

    [Fact]
    public async Task A_payer_learns_whether_its_money_is_enough()
    {
        var price = stage.Auction.ItemPriceAt(0, stage.Now).ToString();
        var checks = (await Quoted($$"""{"kind":"take","from":"{{Ben}}"}""")).List("checks");
        checks.Select(check => check!.Text("name")).ShouldBe(["balance", "allowance"]);
        checks.ShouldAllBe(check => check!.Text("needed") == price && check!["ok"]!.GetValue<bool>());
        var spender = stage.Chain.Deployment.DutchAuction.Address;
        checks.Select(check => check!.Text("has")).ShouldBe(
        [
            $"{stage.Chain.World.BalanceOf(Weth, Ben)}", $"{stage.Chain.World.AllowanceOf(Weth, Ben, spender)}",
        ]);
        var poor = (await Quoted($$"""{"kind":"take","from":"{{Creator}}"}""")).List("checks")[0]!;
        poor["ok"]!.GetValue<bool>().ShouldBeFalse();
        poor.Text("has").ShouldBe("0");
    }

    [Fact]
    public async Task A_lender_who_takes_pays_what_the_sale_does_not_bring_it()
    {
        var net = (await Quoted($$"""{"kind":"takeNet","item":2,"from":"{{Lena}}"}""")).NetOf();
        var decided = Decided(new TakeNet(Purchase(2, Lena, stage.Now), Shares.Zero), Lena, stage.Now);
        net.ShouldBe(Netting.Of(decided.Events));
        net.Withdrawn.ShouldBe(decided.Events.OfType<LenderWithdrawn>().Single().Amount);
        net.Pays.ShouldBe(net.Price - net.Withdrawn);

        // The same money moves when it is really done, in the next block at that block's price.
        var before = stage.Chain.World.BalanceOf(Weth, Lena);
        var call = new ProtocolCall.TakeNet(
            stage.Auction.Id, 2, Ether(500), Shares.Zero, Lena, stage.Now + Duration.Day);
        var next = Netting.Of(
            Decided(new TakeNet(Purchase(2, Lena, stage.Now + 12), Shares.Zero), Lena, stage.Now + 12).Events);
        await stage.Do(call, Lena);
        stage.Chain.World.BalanceOf(Weth, Lena).ShouldBe(before + next.Gets - next.Pays);
    }

    [Fact]
    public async Task Shares_can_not_be_claimed_with_while_items_are_left()
    {
        var body = $$"""{"kind":"takeNet","item":0,"from":"{{Ada}}","shares":"1"}""";
        var open = await Refused(body, HttpStatusCode.Conflict, "state-forbids");
        open.Text("state").ShouldBe("dutch");
    }

    private Take Purchase(int item, Account buyer, Timestamp at) =>
        new(stage.Auction.Id, item, new Wei(UInt128.MaxValue), buyer, at);

    private Decision<VaultEvent> Decided(VaultCommand command, Account sender, Timestamp at) => Vault.Decide(
        stage.Vault, command, new VaultContext(
            sender, at, Deployment.Protocol,
            [.. stage.Vault.Items.Select(item => stage.Chain.World.FactsOf(item, stage.VaultAddress))])
        {
            FundCash = stage.Chain.World.BalanceOf(Weth, Insurance),
        });

    private async Task<JsonNode> Quoted(string body)
    {
        var (status, quote) = await stage.Post(Path, body);
        status.ShouldBe(HttpStatusCode.OK, quote.ToJsonString());
        return quote;
    }

    private async Task<JsonNode> Refused(string body, HttpStatusCode expected, string name)
    {
        var (status, problem) = await stage.Post(Path, body);
        status.ShouldBe(expected, problem.ToJsonString());
        problem.Text("type").ShouldBe($"/problems/{name}");
        return problem;
    }
}

file static class NetShown
{
    /// <summary>The netting as it was shown; its price is the first step's.</summary>
    public static Netting NetOf(this JsonNode quote)
    {
        var net = quote["net"]!;
        var found = new Netting(
            Wei.Parse(quote.List("steps")[0]!.Text("price")!), Wei.Parse(net.Text("withdrawn")!),
            Wei.Parse(net.Text("claimed")!));
        net.Text("pays").ShouldBe(found.Pays.ToString());
        net.Text("gets").ShouldBe(found.Gets.ToString());
        return found;
    }
}
