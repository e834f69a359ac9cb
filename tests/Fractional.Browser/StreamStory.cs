using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Fractional.Browser.Harness;
using Fractional.Chain.Calls;
using Fractional.Cli.Demo;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Units;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Fractional.Browser;

/// <summary>A page that stays open while its server goes away and comes back.</summary>
[Collection(World.Name)]
public sealed class StreamStory(World world)
{
    Actor Bidder => world.Cast.Crowd[3];

    [BrowserFact]
    public async Task After_a_restart_a_page_shows_what_happened_meanwhile_each_event_once()
    {
        var batch = await world.OpenBatch(world.TakeRipe());
        await using var visit = await world.Visit();
        var resumed = new ConcurrentQueue<string?>();
        visit.Page.Request += (_, request) =>
        {
            if (request.Url.EndsWith("/events")) resumed.Enqueue(request.Headers.GetValueOrDefault("last-event-id"));
        };
        await visit.Open($"vaults/{batch.Id.Vault}");
        var footer = visit.Page.GetByRole(AriaRole.Contentinfo);
        await footer.Sees("Live.");
        await world.Bid(Bidder, batch, 100, 1);
        await ShowsTheJournal(visit, batch.Id.Vault);
        var before = await Journal(batch.Id.Vault);

        var noticed = footer.Sees("Reconnecting; figures may be old.");
        var restart = world.Stage.RestartServer(world.Stop);
        while (!restart.IsCompleted) await BidUnheard(batch);
        await Task.WhenAll(restart, noticed);
        await world.Bid(Bidder, batch, 102, 1);
        await footer.Sees("Live.");
        await world.Bid(Bidder, batch, 103, 1);
        await ShowsTheJournal(visit, batch.Id.Vault);
        resumed.First().ShouldBeNull();
        resumed.Last().ShouldNotBeNull("the stream began anew");
        long.Parse(resumed.Last()!, CultureInfo.InvariantCulture).ShouldBeGreaterThanOrEqualTo(before.Seq);
        (await Journal(batch.Id.Vault)).Events.Count(e => e.StartsWith("BidPlaced")).ShouldBeGreaterThan(3);
    }

    /// <summary>On the chain alone: nobody follows it now.</summary>
    Task BidUnheard(BatchAuction batch) => world.Stage.Do(
        Bidder, new ProtocolCall.Bid(batch.Id, 101, batch.Terms.LeastQuantityUp), world.Stop);

    async Task ShowsTheJournal(Visit visit, Account vault)
    {
        await world.Stage.Quiet(world.Stop);
        var expected = (await Journal(vault)).Events;
        IReadOnlyList<string> shown = [];
        await Steps.Eventually(
            async () => (shown = await Shown(visit)).SequenceEqual(expected),
            () => $"the page shows\n{string.Join('\n', shown)}\nand the journal has\n{string.Join('\n', expected)}");
    }

    static async Task<IReadOnlyList<string>> Shown(Visit visit)
    {
        var older = visit.Page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("older event") });
        if (await older.IsVisibleAsync()) await older.ClickAsync();
        var rows = await visit.Page.Locator("ol.history > li").AllInnerTextsAsync();
        return [.. rows.Select(row => $"{Word(row, "Arguments of ")} {Word(row, "block ")}")];
    }

    static string Word(string text, string before) => Regex.Match(text, before + @"(\w+)").Groups[1].Value;

    /// <summary>A vault's history by the API, newest first, and up to which of the journal's events.</summary>
    async Task<(long Seq, IReadOnlyList<string> Events)> Journal(Account vault)
    {
        using var client = new HttpClient { BaseAddress = world.Site };
        using var told = JsonDocument.Parse(await client.GetStringAsync($"v1/vaults/{vault}/history?limit=500"));
        var events = told.RootElement.GetProperty("items").EnumerateArray()
            .Select(e => $"{e.GetProperty("event").GetString()} {e.GetProperty("block").GetUInt64()}");
        return (told.RootElement.GetProperty("asOf").GetProperty("seq").GetInt64(), [.. events]);
    }
}
