using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Fractional.Browser.Harness;
using Fractional.Core.Auctions.Dutch;
using Shouldly;
using Xunit;

namespace Fractional.Browser;

/// <summary>A window whose clock is wrong: the page has the chain's time from the server, and no other.</summary>
[Collection(World.Name)]
public sealed class ClockStory(World world)
{
    const ulong SecondsLeft = 1_800;

    /// <summary>What a machine under load may take between the server's word and ours: far below the error.</summary>
    const int SecondsOff = 30;

    [BrowserTheory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task Price_and_time_left_are_the_servers_on_a_clock_that_is_an_hour_off(int hours)
    {
        var auction = await world.Kick(await world.OpenRipe($"Clock {hours}"));
        await using var visit = await world.Visit(clockError: TimeSpan.FromHours(hours));
        await visit.Open($"auctions/{auction.Id.ToNumber()}");
        await world.PassTo(auction.StartsAt + SecondsLeft);
        var price = visit.Page.Locator("[data-live=price] data");
        await Steps.Eventually(
            async () => Digits((await price.GetAttributeAsync("value"))!) == await PriceNow(auction),
            () => "the page has another price than the server");
        await visit.Sees("On sale until");

        await world.PassTo(new(auction.EndsAt.Seconds - SecondsLeft));
        await visit.Open("auctions");
        var row = await visit.Page.Locator("tr", new() { HasText = $"Clock {hours}" }).InnerTextAsync();
        var (minutes, seconds) = (Figure(row, @"ends in (\d+) min"), Figure(row, @"(\d+) sec"));
        (minutes * 60 + seconds).ShouldBeInRange((int)SecondsLeft - SecondsOff, (int)SecondsLeft);
        visit.ShouldBeWithoutComplaint();
    }

    static int Figure(string text, string pattern) => Regex.Match(text, pattern) is { Success: true } found
        ? int.Parse(found.Groups[1].Value, CultureInfo.InvariantCulture)
        : 0;

    /// <summary>Of a whole token, as wei.</summary>
    static string Digits(string amount)
    {
        const int decimals = 18;
        var parts = amount.Split('.');
        return (parts[0] + (parts.Length > 1 ? parts[1] : "").PadRight(decimals, '0')).TrimStart('0');
    }

    async Task<string> PriceNow(DutchAuction auction)
    {
        using var client = new HttpClient { BaseAddress = world.Site };
        using var told = JsonDocument.Parse(await client.GetStringAsync($"v1/auctions/{auction.Id.ToNumber()}"));
        return told.RootElement.GetProperty("dutch").GetProperty("priceNow").GetString()!;
    }
}
