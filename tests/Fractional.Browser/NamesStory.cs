using Fractional.Browser.Harness;
using Fractional.Core.Vaults;
using Fractional.Ethereum.Primitives;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Fractional.Browser;

/// <summary>Anybody may choose any name: on the page it is text beside an address, and what is odd about it is
/// said.</summary>
[Collection(World.Name)]
public sealed class NamesStory(World world)
{
    const string Hidden = "The name holds hidden characters, shown as ▯.";
    const string Mixed = "The name mixes alphabets that look alike. Trust the address.";
    const string Alike = "The name is written in letters that look like others. Trust the address.";

    /// <summary>Sets `ran` as soon as anything of it is taken for more than text.</summary>
    const string Picture = "<img src=x onerror=\"ran=1\">";

    /// <summary>What somebody wrote, what is shown of it, and the doubt that stands below.</summary>
    static readonly (string Name, string Shown, string? Doubt)[] Corpus =
    [
        ("<script>window.ran=1</script>", "<script>window.ran=1</script>", null),
        ("\"><svg/onload=ran=1>", "\"><svg/onload=ran=1>", null),
        ("javascript:ran=1//", "javascript:ran=1//", null),
        ("</bdi></h2><iframe srcdoc=x>", "</bdi></h2><iframe srcdoc=x>", null),
        ("${ran=1}{{ran=1}}&lt;b&gt;", "${ran=1}{{ran=1}}&lt;b&gt;", null),
        ("Gold \u202Etfn.dab", "Gold ▯tfn.dab", Hidden),
        ("Rip\u200Be 0", "Rip▯e 0", Hidden),
        ("nul\0line\nfeed", "nul▯line▯feed", Hidden),
        ("R\u0456pe 0", "R\u0456pe 0", Mixed),
        ("\u0421\u041E\u0420\u0415", "\u0421\u041E\u0420\u0415", Alike),
        ("\uFF32\uFF49\uFF50\uFF45", "\uFF32\uFF49\uFF50\uFF45", Alike),
        ("\u200B\u200B", "▯▯", "The name has no visible letter."),
        (new string('W', 64), new string('W', 64), null),
        ("Z" + string.Concat(Enumerable.Repeat("\u0301", 31)), "Z\u0301\u0301", null),
    ];

    [BrowserFact]
    public async Task A_name_is_text_beside_its_address_and_its_doubts_are_told()
    {
        var vaults = new List<Vault>();
        foreach (var (name, _, _) in Corpus) vaults.Add(await world.CreateVault(name, "<b>S</b>"));
        await using var visit = await world.Visit(look: Look.Narrow);
        foreach (var (vault, (_, shown, doubt)) in vaults.Zip(Corpus))
        {
            await visit.Open($"vaults/{vault.Address}");
            await Expect(visit.Page.Locator("h1 .name").First).ToHaveTextAsync(shown);
            await visit.Sees("<b>S</b>");
            await Expect(visit.Page.Locator($"main code[title='{Spelled(vault)}']").First).ToBeVisibleAsync();
            if (doubt is null) await Expect(visit.Page.Locator(".doubt")).ToHaveCountAsync(0);
            else await Expect(visit.Page.Locator(".doubt", new() { HasText = doubt })).ToHaveCountAsync(1);
            await ShouldBeOnlyText(visit);
        }
        foreach (var path in (string[])["", $"portfolio/{world.Cast.Owners[0].Account}"])
        {
            await visit.Open(path);
            foreach (var (vault, (_, shown, _)) in vaults.Zip(Corpus))
                await ShouldStandBesideItsAddress(visit, vault, shown);
            await ShouldBeOnlyText(visit);
            await visit.Show(path is "" ? "names-gallery" : "names-portfolio");
        }
    }

    [BrowserFact]
    public async Task A_name_is_text_through_a_whole_auction()
    {
        var vault = await world.OpenRipe(Picture);
        var auction = await world.Kick(vault);
        await using var visit = await world.Visit(look: Look.Narrow);
        var seller = vault.Shares.Balances.Keys.First();
        await ShouldBeTextAt(
            visit, vault, "auctions", $"auctions/{auction.Id.ToNumber()}", $"vaults/{vault.Address}/lend");

        await world.Buy(world.Cast.Crowd[4], auction);
        await ShouldBeTextAt(
            visit, vault, "history", $"claims/{seller}", $"portfolio/{seller}",
            $"auctions/{auction.Id.ToNumber()}/statement");
    }

    static async Task ShouldBeTextAt(Visit visit, Vault vault, params string[] paths)
    {
        foreach (var path in paths)
        {
            await visit.Open(path);
            await ShouldStandBesideItsAddress(visit, vault, Picture);
            await ShouldBeOnlyText(visit);
        }
    }

    /// <summary>The nearest thing around the name that holds an address holds this one.</summary>
    static async Task ShouldStandBesideItsAddress(Visit visit, Vault vault, string shown)
    {
        var address = $".address code[title='{Spelled(vault)}']";
        var beside = visit.Page.Locator($":is(.who, .row, article, .head, .vaulthead):has({address})");
        await Expect(beside.Locator(".name", new() { HasText = shown }).First).ToBeVisibleAsync();
    }

    /// <summary>As the page writes it, with the checksum of EIP-55.</summary>
    static string Spelled(Vault vault) => Address.Parse($"{vault.Address}").ToString();

    static async Task ShouldBeOnlyText(Visit visit)
    {
        (await visit.Page.EvaluateAsync<bool>("() => 'ran' in window")).ShouldBeFalse(visit.Page.Url);
        await Expect(visit.Page.Locator("main").Locator("img, script, iframe, b, a[href^='javascript']"))
            .ToHaveCountAsync(0);
        await visit.Page.ShouldFit();
        visit.ShouldBeWithoutComplaint();
    }
}
