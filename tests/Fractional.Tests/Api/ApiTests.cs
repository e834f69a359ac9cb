using System.Net;
using System.Text.Json.Nodes;
using Fractional.Core.Proceeds;
using Shouldly;
using Xunit;

namespace Fractional.Tests.Api;

/// <summary>The HTTP face over a real loopback socket, beside what Core says about the same vault.</summary>
public sealed class ApiTests(AuctionOnLoopback stage) : IClassFixture<AuctionOnLoopback>, IAsyncLifetime
{
    public async Task InitializeAsync()
    {
        if (stage.VaultAddress.IsZero) await stage.TellStory();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("/v1/vaults?limit=0", "limit", "0")]
    [InlineData("/v1/vaults?limit=501", "limit", "501")]
    [InlineData("/v1/vaults?limit=-1", "limit", "-1")]
    [InlineData("/v1/vaults?limit=1e3", "limit", "1e3")]
    [InlineData("/v1/vaults?after=0x12", "after", "0x12")]
    [InlineData("/v1/auctions/0x1f", "id", "0x1f")]
    [InlineData("/v1/auctions/-1/quote", "id", "-1")]
    public async Task A_malformed_field_is_named_with_what_was_found(string path, string field, string given)
    {
        var problem = await stage.Problem(path, HttpStatusCode.BadRequest, "malformed");
        problem["field"]!.GetValue<string>().ShouldBe(field);
        problem["given"]!.GetValue<string>().ShouldBe(given);
        problem["detail"]!.GetValue<string>().ShouldContain("expected");
    }

    [Fact]
    public async Task A_long_field_is_not_echoed_whole()
    {
        var problem = await stage.Problem(
            $"/v1/vaults?after={new string('z', 2_000)}", HttpStatusCode.BadRequest, "malformed");
        problem["given"]!.GetValue<string>().Length.ShouldBeLessThan(100);
    }

    [Fact]
    public async Task What_does_not_exist_is_not_found()
    {
        await stage.Problem("/v1/auctions/12345", HttpStatusCode.NotFound, "not-found");
        await stage.Problem("/v1/auctions/12345/quote", HttpStatusCode.NotFound, "not-found");
        (await stage.Get("/v2/vaults")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task An_item_index_past_the_end_names_the_limit()
    {
        var problem = await stage.Problem(
            $"/v1/auctions/{stage.Auction.Id}/quote?item=3", HttpStatusCode.BadRequest, "malformed");
        problem["detail"]!.GetValue<string>().ShouldContain("from 0 to 2");
    }

    [Fact]
    public async Task Health_says_which_block_it_stands_on()
    {
        (await stage.Get("/health/live")).Status.ShouldBe(HttpStatusCode.OK);
        var (status, ready) = await stage.Get("/health/ready");
        status.ShouldBe(HttpStatusCode.OK);
        ready["asOf"]!["at"]!["unix"]!.GetValue<ulong>().ShouldBe(stage.Now.Seconds);
    }

    [Fact]
    public async Task Vaults_come_page_by_page_each_once()
    {
        var (_, first) = await stage.Get("/v1/vaults?limit=1");
        var next = first["next"]!.GetValue<string>();
        var (_, second) = await stage.Get($"/v1/vaults?limit=1&after={next}");
        second["next"].ShouldBeNull();
        Addresses(first).Concat(Addresses(second)).ShouldBe(Addresses((await stage.Get("/v1/vaults")).Body));
    }

    [Fact]
    public async Task A_vault_shows_its_loan_and_items_as_the_model_has_them()
    {
        var (_, page) = await stage.Get("/v1/vaults");
        var shown = page["items"]!.AsArray().Single(v => Text(v!, "address") == stage.VaultAddress.ToString())!;
        Text(shown, "state").ShouldBe("Dutch");
        Text(shown, "auction").ShouldBe(stage.Auction.Id.ToString());
        shown["items"]!.AsArray().Select(i => Text(i!, "tokenId")).ShouldBe(["1", "2", "3"]);
        Text(shown["loan"]!, "debt").ShouldBe(stage.Vault.CurrentLoan!.DebtAt(stage.Now).ToString());
    }

    [Fact]
    public async Task An_auction_shows_the_price_a_take_would_pay()
    {
        var (_, shown) = await stage.Get($"/v1/auctions/{stage.Auction.Id}");
        Text(shown, "priceNow").ShouldBe(stage.Auction.PriceAt(stage.Now).ToString());
        shown["items"]!.AsArray().Select(i => Text(i!, "priceNow")).ShouldBe(
            [.. Enumerable.Range(0, 3).Select(i => stage.Auction.ItemPriceAt(i, stage.Now).ToString())]);
    }

    [Fact]
    public async Task A_quote_is_what_the_sale_then_settles_to()
    {
        await using var scene = new OwnStage();
        var own = await scene.Told();
        await own.Take(0);
        var (_, quote) = await own.Get($"/v1/auctions/{own.Auction.Id}/quote?item=1");
        var nextBlock = quote["steps"]!.AsArray().Single(s => s!["inSeconds"]!.GetValue<uint>() == 12)!;
        await own.Take(1);

        Text(nextBlock, "price").ShouldBe(own.Auction.Items[1].Price.ToString());
        ShouldBe(nextBlock["then"]!, own.Auction.Split());
        var (_, settled) = await own.Get($"/v1/auctions/{own.Auction.Id}");
        ShouldBe(settled["soFar"]!, own.Auction.Split());
        await own.Problem(
            $"/v1/auctions/{own.Auction.Id}/quote?item=1", HttpStatusCode.Conflict, "auction-not-running");
    }

    [Fact]
    public async Task A_sold_item_and_a_round_that_ran_out_have_no_quote()
    {
        await using var scene = new OwnStage();
        var own = await scene.Told();
        await own.Take(1);
        var sold = await own.Problem(
            $"/v1/auctions/{own.Auction.Id}/quote?item=1", HttpStatusCode.Conflict, "item-not-for-sale");
        sold["itemIndex"]!.GetValue<int>().ShouldBe(1);
        await own.Mine((uint)(own.Auction.EndsAt - own.Now));
        var over = await own.Problem(
            $"/v1/auctions/{own.Auction.Id}/quote", HttpStatusCode.Conflict, "auction-not-open");
        over["closesAt"]!.GetValue<ulong>().ShouldBe(own.Auction.EndsAt.Seconds);
    }

    [Fact]
    public async Task The_description_lists_every_path_with_its_answers()
    {
        var (_, description) = await stage.Get("/openapi/v1.json");
        var paths = description["paths"]!.AsObject();
        new[] { "/v1/vaults", "/v1/auctions/{id}", "/v1/auctions/{id}/quote", "/health/live", "/health/ready" }
            .ShouldBeSubsetOf(paths.Select(p => p.Key));
        paths["/v1/auctions/{id}/quote"]!["get"]!["responses"]!.AsObject().Select(r => r.Key)
            .ShouldBe(["200", "400", "404", "409", "503"], ignoreOrder: true);
    }

    private static void ShouldBe(JsonNode shown, Split split)
    {
        Text(shown, "proceeds").ShouldBe(split.Proceeds.ToString());
        Text(shown, "keeper").ShouldBe(split.Keeper.ToString());
        Text(shown, "debt").ShouldBe(split.Debt.ToString());
        Text(shown, "penalty").ShouldBe(split.Penalty.ToString());
        Text(shown, "fee").ShouldBe(split.Fee.ToString());
        Text(shown, "royalty").ShouldBe(split.Royalty.ToString());
        Text(shown, "residual").ShouldBe(split.Residual.ToString());
    }

    private static IEnumerable<string?> Addresses(JsonNode page) =>
        page["items"]!.AsArray().Select(v => Text(v!, "address"));

    private static string? Text(JsonNode node, string field) => node[field]?.GetValue<string>();

    /// <summary>A stage of one test's own, for those who move its story on.</summary>
    private sealed class OwnStage : IAsyncDisposable
    {
        private readonly AuctionOnLoopback _stage = new();

        public async Task<AuctionOnLoopback> Told()
        {
            await _stage.InitializeAsync();
            await _stage.TellStory();
            return _stage;
        }

        public async ValueTask DisposeAsync() => await _stage.DisposeAsync();
    }
}
