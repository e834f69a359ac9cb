using System.Net;
using Fractional.Core.Auctions.Dutch;
using Shouldly;
using Xunit;

namespace Fractional.Tests.Api;

/// <summary>A Dutch auction over HTTP: price, curve, quote, beside Core and beside what then happens.</summary>
public sealed class DutchReadsTests(AuctionOnLoopback stage) : IClassFixture<AuctionOnLoopback>, IAsyncLifetime
{
    private string Path => $"/v1/auctions/{stage.Auction.Id}";

    public async Task InitializeAsync()
    {
        if (stage.VaultAddress.IsZero) await stage.TellStory();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Outside_the_round_there_is_no_price()
    {
        foreach (var at in new[] { stage.Auction.StartsAt.Seconds - 1, stage.Auction.EndsAt.Seconds })
        {
            var problem = await stage.Problem($"{Path}/price?at={at}", HttpStatusCode.Conflict, "auction-not-open");
            problem["timestamp"]!.GetValue<ulong>().ShouldBe(at);
            problem["opensAt"]!.GetValue<ulong>().ShouldBe(stage.Auction.StartsAt.Seconds);
            problem["closesAt"]!.GetValue<ulong>().ShouldBe(stage.Auction.EndsAt.Seconds);
        }
    }

    [Fact]
    public async Task What_is_not_there_yet_says_so()
    {
        (await stage.Problem($"{Path}/book", HttpStatusCode.Conflict, "batch-not-running"))
            .Text("id").ShouldBe(stage.Auction.Id.ToString());
        (await stage.Problem($"{Path}/statement", HttpStatusCode.Conflict, "not-ended"))
            .Text("code").ShouldBe("NotEnded");
    }

    [Fact]
    public async Task An_auction_shows_the_price_a_take_would_pay()
    {
        var (_, shown) = await stage.Get(Path);
        shown.Text("kind").ShouldBe("dutch");
        shown.Text("status").ShouldBe("running");
        shown["outcome"].ShouldBeNull();
        shown["batch"].ShouldBeNull();
        var (dutch, auction) = (shown["dutch"]!, stage.Auction);
        dutch.Text("priceNow").ShouldBe(auction.PriceAt(stage.Now).ToString());
        dutch.Text("debt").ShouldBe(auction.Debt.ToString());
        dutch.Text("top").ShouldBe(auction.Top.ToString());
        dutch.Unix("endsAt").ShouldBe(auction.EndsAt.Seconds);
        dutch["nextStep"]!.Unix("at").ShouldBe(auction.NextStepAt(stage.Now)!.Value.Seconds);
        dutch["nextStep"]!.Text("price").ShouldBe(auction.PriceAt(auction.NextStepAt(stage.Now)!.Value).ToString());
        dutch.Each("items", "priceNow").ShouldBe(
            Enumerable.Range(0, 3).Select(i => auction.ItemPriceAt(i, stage.Now).ToString()));
        dutch["soFar"]!.ShouldShow(auction.Split());
    }

    [Fact]
    public async Task A_price_at_a_moment_is_cores()
    {
        var at = stage.Auction.StartsAt + 3_601;
        var (_, shown) = await stage.Get($"{Path}/price?at={at}");
        shown.Unix("at").ShouldBe(at.Seconds);
        shown.Text("price").ShouldBe(stage.Auction.PriceAt(at).ToString());
        shown.Each("items", "price").ShouldBe(
            Enumerable.Range(0, 3).Select(i => stage.Auction.ItemPriceAt(i, at).ToString()));
        (await stage.Get($"{Path}/price")).Body.Text("price")
            .ShouldBe(stage.Auction.PriceAt(stage.Now).ToString());
    }

    [Fact]
    public async Task The_curve_is_the_price_at_its_points_from_start_to_last_step()
    {
        var (_, shown) = await stage.Get($"{Path}/curve");
        var points = shown.List("points");
        points.Count.ShouldBeInRange(400, 512);
        shown["stepSeconds"]!.GetValue<uint>().ShouldBe(DutchCurve.StepSeconds);
        points[0]!["at"]!.GetValue<ulong>().ShouldBe(stage.Auction.StartsAt.Seconds);
        points[^1]!["at"]!.GetValue<ulong>().ShouldBe(stage.Auction.EndsAt.Seconds - DutchCurve.StepSeconds);
        foreach (var point in points)
        {
            var at = point!["at"]!.GetValue<ulong>();
            point.Text("price").ShouldBe(stage.Auction.PriceAt(new(at)).ToString());
        }
    }

    [Fact]
    public async Task Lists_tell_running_from_ended()
    {
        var summary = (await stage.Get("/v1/auctions?status=running&kind=dutch")).Body.List("items").Single()!;
        summary.Text("id").ShouldBe(stage.Auction.Id.ToString());
        summary.Text("vaultName").ShouldBe("Two punks");
        summary.Text("priceNow").ShouldBe(stage.Auction.PriceAt(stage.Now).ToString());
        summary.Text("appraisal").ShouldBe(stage.Auction.LiquidationValue.ToString());
        summary["price"].ShouldBeNull();
        (await stage.Get("/v1/auctions?status=ended")).Body.List("items").ShouldBeEmpty();
        (await stage.Get("/v1/auctions?kind=batch")).Body.List("items").ShouldBeEmpty();
    }
}
