using System.Net;
using Fractional.Chain.Calls;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Settlements;
using Fractional.Core.Units;
using Fractional.Core.Vaults;
using Fractional.Engine.Projections;
using Shouldly;
using Xunit;
using static Fractional.Tests.Api.BatchOnLoopback;
using static Fractional.Tests.Chain.SimulatedSetting;

namespace Fractional.Tests.Api;

/// <summary>A batch auction that runs, was sold in parts, or found nobody; with its statement and its claims.</summary>
public sealed class EndedReadsTests : IAsyncLifetime
{
    private readonly BatchOnLoopback stage = new();

    private string Path => $"/v1/auctions/{stage.Auction.Id}";

    public async Task InitializeAsync()
    {
        await stage.InitializeAsync();
        await stage.OpenBatch();
    }

    public Task DisposeAsync() => stage.DisposeAsync();

    [Fact]
    public async Task A_running_batch_shows_its_terms_and_its_book()
    {
        await stage.Crowd();
        var (batch, clearing) = (stage.Batch, stage.Batch.Book.Clear());
        var (_, shown) = await stage.Get(Path);
        shown.Text("kind").ShouldBe("batch");
        shown.Text("status").ShouldBe("running");
        var terms = shown["batch"]!;
        terms.Text("status").ShouldBe("bidding");
        terms.Unix("endsAt").ShouldBe(batch.EndsAt.Seconds);
        terms["revealsFrom"].ShouldBeNull();
        terms.Text("supply").ShouldBe(batch.Terms.Supply.ToString());
        terms.Text("leastQuantity").ShouldBe(batch.Terms.LeastQuantityUp.ToString());
        terms.Text("reservePrice").ShouldBe(stage.Grid.ReservePrice.ToString());
        terms.Text("tickSize").ShouldBe(stage.Grid.TickSizeUp.ToString());
        terms.Number("topTick").ShouldBe(TickGrid.TopTick);
        terms.Number("margin").ShouldBe(600);
        terms.Text("clearingPrice").ShouldBe(clearing.ClearingPrice.ToString());
        terms.Text("sold").ShouldBe(clearing.Sold.ToString());
        terms.Number("bids").ShouldBe(5);
        terms.Text("bestWhole").ShouldBe(Ether(100).ToString());
        terms.Text("leastWhole").ShouldBe(batch.LeastWholeAmount.ToString());
        terms["price"].ShouldBeNull();

        var (_, book) = await stage.Get($"{Path}/book");
        book.List("steps").Select(step => step!.Number("tick")).ShouldBe([2_000, 900, 600]);
        book.Each("steps", "quantity").ShouldBe(
            [Units(500_000).ToString(), Units(400_000).ToString(), Units(200_000).ToString()]);
        book.Each("steps", "cumulative").ShouldBe(
            [Units(500_000).ToString(), Units(900_000).ToString(), Units(1_100_000).ToString()]);
        book.Each("steps", "price").ShouldBe(new[] { 2_000, 900, 600 }.Select(t => stage.Grid.PriceOf(t).ToString()));
        book["whole"]!.Text("best").ShouldBe(Ether(100).ToString());
        var ending = batch.End();
        book["provisional"]!.Text("winner").ShouldBe("parts");
        book["provisional"]!.Text("proceeds").ShouldBe(ending.Price.ToString());
        book["provisional"]!.Text("credit").ShouldBe("0");
        (await stage.Get("/v1/auctions")).Body.List("items").Single()!.Text("priceNow")
            .ShouldBe(ending.Price.ToString());
    }

    [Fact]
    public async Task Sold_in_parts_it_shows_what_everybody_gets_and_its_statement()
    {
        await stage.Crowd();
        var before = stage.Vault;
        await stage.Close();
        var (_, shown) = await stage.Get(Path);
        shown.Text("status").ShouldBe("ended");
        shown.Text("outcome").ShouldBe("settled");
        shown["batch"]!.Text("status").ShouldBe("parts");
        shown["batch"]!.Text("price").ShouldBe(stage.Batch.Price.ToString());
        shown["dutch"]!["soFar"]!.ShouldShow(stage.Auction.Split());
        (await stage.Get($"{Path}/book")).Body["provisional"]!.Text("winner").ShouldBe("parts");
        var summary = (await stage.Get("/v1/auctions?status=ended")).Body.List("items").Single()!;
        summary.Text("price").ShouldBe(stage.Auction.Raised.ToString());
        summary["priceNow"].ShouldBeNull();

        var settlement = Settlement.Of(AtSettlement(before), stage.Auction.Id, Deployment.Protocol);
        var (_, statement) = await stage.Get($"{Path}/statement");
        var hash = Fractional.Chain.StatementHash.Of(settlement).ToString();
        statement.Text("hash").ShouldBe(hash);
        statement.Text("document").ShouldBe(SettlementJson.Of(settlement, hash));

        // Shares that move later are not in it.
        await stage.Do(new ProtocolCall.TransferShares(stage.VaultAddress, Kim, Units(10)), Ada);
        (await stage.Get($"{Path}/statement")).Body.Text("document").ShouldBe(statement.Text("document"));
    }

    [Fact]
    public async Task Claims_are_what_the_board_says_with_the_call_that_pays()
    {
        await stage.Crowd();
        await stage.Close();
        await stage.Do(new ProtocolCall.FormSeries(stage.Auction.Id), Kim);
        foreach (var account in new[] { Ada, Ben, Kim, Lena, Creator, Insurance, FeeRecipient })
        {
            var due = Due.Of(stage.Vault, account, Deployment.Protocol, Wei.Zero).ToList();
            var shown = (await stage.Get($"/v1/accounts/{Shown.Address(account)}/claims")).Body.List("items");
            shown.Select(claim => (claim!.Text("call"), claim!.Text("amount"), claim!.Text("units")))
                .ShouldBe(due.Select(d => ((string?)d.Call.Name, (string?)$"{d.Amount}", (string?)$"{d.Units}")),
                    ignoreOrder: true);
            shown.ShouldAllBe(claim => claim!["transaction"]!.Text("data")!.StartsWith("0x"));
        }
        var bid = (await stage.Get($"/v1/accounts/{Shown.Address(Ben)}/claims")).Body.List("items").Single()!;
        bid.Text("kind").ShouldBe("bid");
        bid.Text("vaultName").ShouldBe("Two punks");
        bid["onlyOwner"]!.GetValue<bool>().ShouldBeFalse();
        bid["transaction"]!.Text("to").ShouldBe(Shown.Address(Deployment.BatchAuction.Address));
        bid["transaction"]!.Text("value").ShouldBe("0");
    }

    [Fact]
    public async Task Positions_show_shares_loans_and_what_a_claim_would_pay()
    {
        await stage.TakeBids();
        var path = $"/v1/accounts/{Shown.Address(Ada)}/positions";
        var running = (await stage.Get(path)).Body;
        running.List("holds").Single(h => h!.Text("vault") == Shown.Address(stage.VaultAddress))!.Text("shares")
            .ShouldBe(stage.Vault.TotalShares.ToString(), "escrowed shares are hers");
        (await stage.Get($"/v1/accounts/{Shown.Address(stage.VaultAddress)}/positions")).Body.List("holds")
            .ShouldBeEmpty("and not the vault's");
        running.List("owes").Single()!.Text("debt")
            .ShouldBe(stage.Vault.CurrentLoan!.OpenDebtAt(stage.Now).ToString());
        running.List("owes").Single()!["health"]!.Text("word").ShouldBe("liquidating");
        (await stage.Get($"/v1/accounts/{Shown.Address(Lena)}/positions")).Body.List("lends").Single()!
            .Text("units").ShouldBe(Ether(115).ToString());

        await stage.Do(new ProtocolCall.Bid(stage.Batch.Id, 4_000, Units(900_000)), Kim);
        await stage.Do(new ProtocolCall.Bid(stage.Batch.Id, 3_900, Units(100_000)), Kim);
        await stage.Close();
        await stage.Do(new ProtocolCall.ClaimBid(stage.Auction.Id, 3, Ada), Ada);
        var held = (await stage.Get(path)).Body.List("holds").Single(h => h!.Text("state") == "settled")!;
        held.Text("shares").ShouldBe(stage.Vault.Shares.BalanceOf(Ada).ToString());
        stage.Vault.Cash.IsZero.ShouldBeFalse();
        held.Text("value").ShouldBe(Due.Of(stage.Vault, Ada, Deployment.Protocol)
            .Single(due => due.Call is ProtocolCall.Claim).Amount.ToString());
    }

    [Fact]
    public async Task Without_a_bid_the_lenders_get_it_unless_it_is_redeemed()
    {
        (await stage.Get($"{Path}/book")).Body["provisional"]!.Text("winner").ShouldBe("lenders");
        await stage.Close();
        var (_, shown) = await stage.Get(Path);
        shown.Text("outcome").ShouldBe("converted");
        shown["batch"]!.Unix("redeemableUntil").ShouldBe(stage.Auction.RedeemableUntil.Seconds);
        await stage.Problem($"{Path}/statement", HttpStatusCode.Conflict, "not-ended");
        var vault = $"/v1/vaults/{Shown.Address(stage.VaultAddress)}";
        (await stage.Problem($"{vault}/preview", HttpStatusCode.Conflict, "state-forbids"))
            .Text("state").ShouldBe("converted");
        await stage.Do(new ProtocolCall.RedeemEquity(stage.Auction.Id), Ben);
        (await stage.Get(Path)).Body.Text("outcome").ShouldBe("cured");
        await stage.Problem($"{Path}/statement", HttpStatusCode.Conflict, "nothing-settled");
        (await stage.Get(vault)).Body.Text("state").ShouldBe("open");
    }

    [Fact]
    public async Task A_lapsed_conversion_names_its_series_and_pays_the_tip()
    {
        await stage.Close();
        await stage.Mine(Redemption.Seconds);
        await stage.Do(new ProtocolCall.FormSeries(stage.Auction.Id), Kim);
        var series = stage.Batch.Series;
        var (_, vault) = await stage.Get($"/v1/vaults/{Shown.Address(stage.VaultAddress)}");
        vault.List("series").Single()!.GetValue<string>().ShouldBe(Shown.Address(series));
        vault["loan"].ShouldBeNull();
        var loan = (await stage.Get($"/v1/vaults/{Shown.Address(stage.VaultAddress)}/loans")).Body
            .List("items").Single()!;
        loan.Text("status").ShouldBe("ended");
        loan.Text("debt").ShouldBe("0");
        loan["health"].ShouldBeNull();
        var fund = stage.Chain.World.BalanceOf(Weth, Insurance);
        fund.IsZero.ShouldBeFalse();
        var tip = (await stage.Get($"/v1/accounts/{Shown.Address(Kim)}/claims")).Body.List("items")
            .First(claim => claim!.Text("kind") == "tip")!;
        tip.Text("amount").ShouldBe(Due.Of(stage.Vault, Kim, Deployment.Protocol, fund)
            .First(due => due.Call is ProtocolCall.CollectTip).Amount.ToString());
    }

    /// <summary>The vault as it stood in the transaction that settled it, before its last event.</summary>
    private Vault AtSettlement(Vault before)
    {
        var decision = Vault.Decide(before, new CloseBatch(stage.Auction.Id), new VaultContext(
            Kim, stage.Now, Deployment.Protocol,
            [.. before.Items.Select(item => stage.Chain.World.FactsOf(item, stage.VaultAddress))])
        {
            FundCash = stage.Chain.World.BalanceOf(Weth, Insurance),
        });
        return decision.Events.TakeWhile(happened => happened is not AuctionSettled)
            .Aggregate(before, (vault, happened) => Vault.Evolve(vault, happened, stage.Now));
    }
}
