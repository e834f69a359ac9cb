using System.Net;
using System.Text.Json;
using Fractional.Client.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Shouldly;
using Xunit;

namespace Fractional.Tests.Client;

/// <summary>The bot of the client's README against a site that only pretends: what it bids, and when not.</summary>
public sealed class ReadmeBotTests
{
    [Fact]
    public void It_has_ten_lines_at_most() => ReadmeBot.Text().Split('\n')
        .Count(line => line.Trim().Length > 1 && !line.StartsWith("using ") && !line.StartsWith("await foreach"))
        .ShouldBeLessThanOrEqualTo(10);

    [Fact]
    public async Task It_bids_once_within_its_limit_and_not_above_it()
    {
        await using var site = await Site.Start();
        var (bot, key) = (ReadmeBot.Compile(), "0x" + new string('7', 64));
        await ReadmeBot.Run(bot, key, site.Address, $"{Samples.AuctionId}", $"{Samples.Wei - 1}");
        site.Bids.ShouldBeEmpty();
        await ReadmeBot.Run(bot, key, site.Address, $"{Samples.AuctionId}", $"{Samples.Wei + 75}");
        using var bid = JsonDocument.Parse(site.Bids.ShouldHaveSingleItem());
        bid.RootElement.GetProperty("bid").GetProperty("tick").GetInt32().ShouldBe(7);
        bid.RootElement.GetProperty("bid").GetProperty("quantity").GetString().ShouldBe("100");
    }

    /// <summary>An auction with a batch, and a desk that takes bids.</summary>
    sealed class Site(WebApplication app, List<string> bids) : IAsyncDisposable
    {
        public string Address => app.Urls.Single();

        public List<string> Bids => bids;

        public static async Task<Site> Start()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
            builder.Logging.ClearProviders();
            var app = builder.Build();
            var bids = new List<string>();
            app.MapGet("/v1/deployment", http => http.Response.WriteAsync(Json(Samples.Deployment)));
            app.MapGet("/v1/auctions/{id}/events", async http =>
            {
                http.Response.ContentType = "text/event-stream";
                await http.Response.WriteAsync($"id: 7\nevent: snapshot\ndata: {Json(Samples.Auction(7))}\n\n");
            });
            app.MapPost("/v1/bids", async http =>
            {
                using var body = new StreamReader(http.Request.Body);
                bids.Add(await body.ReadToEndAsync());
                http.Response.StatusCode = 201;
                await http.Response.WriteAsync(Json(Samples.Bid(http.Request.Headers["Idempotency-Key"]!)));
            });
            await app.StartAsync();
            return new Site(app, bids);
        }

        public ValueTask DisposeAsync() => app.DisposeAsync();

        static string Json<T>(T value) => JsonSerializer.Serialize(value, ClientJson.Options);
    }
}
