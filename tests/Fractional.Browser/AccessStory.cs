using Fractional.Browser.Harness;
using Fractional.Chain.Calls;
using Fractional.Cli.Demo;
using Fractional.Core.Units;
using Fractional.Core.Vaults;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Fractional.Browser;

/// <summary>With a screen reader, by keyboard, in a narrow window or in the dark it is the same page.</summary>
[Collection(World.Name)]
public sealed class AccessStory(World world)
{
    /// <summary>Presses of Tab after which there is no way to a thing.</summary>
    const int MostPresses = 80;

    [BrowserFact]
    public async Task Every_page_is_accessible_and_fits_in_every_window()
    {
        var me = world.Cast.Holders[0].Account;
        var healthy = await world.OpenLoan("Healthy");
        var dutch = await world.Kick(world.TakeRipe());
        var batch = await world.OpenBatch(world.TakeRipe());
        await world.Bid(world.Cast.Crowd[5], batch, 300, 1_000);
        var ended = await world.Close(batch.Id);
        (string Name, string Path)[] pages =
        [
            ("gallery", ""), ("vault", $"vaults/{healthy.Address}"), ("lend", $"vaults/{healthy.Address}/lend"),
            ("create", "create"), ("auctions", "auctions"), ("dutch", $"auctions/{dutch.Id.ToNumber()}"),
            ("batch", $"auctions/{ended.Id.ToNumber()}"), ("claims", $"claims/{world.Cast.Lenders[0].Account}"),
            ("portfolio", $"portfolio/{me}"), ("statement", $"auctions/{ended.Id.ToNumber()}/statement"),
            ("history", "history"), ("absent", "nowhere"),
        ];
        foreach (var look in Look.All)
        {
            await using var visit = await world.Visit(look: look);
            foreach (var (name, path) in pages)
            {
                await visit.Open(path);
                await visit.Page.ShouldBeAccessible();
                await visit.Page.ShouldFit();
                await Screens.Take(visit.Page, name, look);
            }
            visit.ShouldBeWithoutComplaint();
        }
    }

    [BrowserFact]
    public async Task A_claim_is_made_by_keyboard_alone()
    {
        var holder = await HolderOfSold(world.TakeRipe());
        await using var visit = await world.Visit(world.WalletOf(holder));
        await visit.Open("");
        var before = await world.WethOf(holder.Account);

        await TabTo(visit, "Connect a wallet");
        await visit.Page.Keyboard.PressAsync("Enter");
        await visit.Sheet().Sees("Test wallet");
        await TabTo(visit, "Test wallet test.fractional.wallet");
        await visit.Page.Keyboard.PressAsync("Space");
        await ShouldBeOn(visit, "Account ");

        await visit.Sees("See and claim");
        await TabTo(visit, "See and claim");
        await visit.Page.Keyboard.PressAsync("Enter");
        await visit.Settles();
        await ShouldBeOn(visit, "main");
        await TabTo(visit, "Claim");
        await visit.Page.Keyboard.PressAsync("Enter");
        await visit.Sheet().Sees("Burns shares of the settled vault and pays their part.");
        await ShouldBeOn(visit, "Claim: ");
        await visit.Page.Keyboard.PressAsync("Escape");
        await Expect(visit.Sheet()).ToHaveCountAsync(0);
        await ShouldBeOn(visit, "Claim");

        await visit.Page.Keyboard.PressAsync("Enter");
        await visit.Sheet().Sees("Burns shares");
        await TabTo(visit, "Sign in the wallet");
        await visit.Page.Keyboard.PressAsync("Enter");
        await visit.Sheet().Sees("In block");
        await visit.Hears("1 of 1 claimed.");
        await visit.Sees("Nothing waits for");
        await TabTo(visit, "Close");
        await visit.Page.Keyboard.PressAsync("Enter");
        (await world.WethOf(holder.Account)).ShouldBeGreaterThan(before);
        await ShouldBeOn(visit, "main");
        visit.ShouldBeWithoutComplaint();
    }

    /// <summary>Somebody with shares of a vault that was sold, and nothing else to claim.</summary>
    async Task<Actor> HolderOfSold(Vault vault)
    {
        var (seller, holder) = (world.Cast.Holders[0], world.Cast.Crowd[20]);
        var shares = new Shares(vault.Shares.BalanceOf(seller.Account).Value / 2);
        await world.Do(seller, new ProtocolCall.TransferShares(vault.Address, holder.Account, shares));
        await world.Buy(world.Cast.Crowd[6], await world.Kick(vault));
        return holder;
    }

    /// <summary>Presses Tab until the focus is on what has this name; wherever it stops on the way, it can be
    /// seen.</summary>
    static async Task TabTo(Visit visit, string name)
    {
        for (var presses = 0; presses < MostPresses; presses++)
        {
            await visit.Page.Keyboard.PressAsync("Tab");
            var focus = await Focus(visit);
            if (focus.Name != "") focus.IsSeen.ShouldBeTrue($"the focus cannot be seen on '{focus.Name}'");
            if (focus.Name == name) return;
        }
        throw new ShouldAssertException($"there is no way to '{name}' by keyboard");
    }

    static async Task ShouldBeOn(Visit visit, string name)
    {
        var found = "";
        await Steps.Eventually(
            async () => (found = (await Focus(visit)).Name).StartsWith(name),
            () => $"the focus is on '{found}' instead of '{name}'");
    }

    /// <summary>The name of what has the focus, empty when nothing has it, and whether its ring is drawn in the
    /// window.</summary>
    static async Task<(string Name, bool IsSeen)> Focus(Visit visit)
    {
        var found = await visit.Page.EvaluateAsync<string[]>("""
            () => {
              const on = document.activeElement
              if (!on || on === document.body) return ['', '']
              const { outlineStyle, outlineWidth } = getComputedStyle(on)
              const { top, bottom } = on.getBoundingClientRect()
              const isDrawn = outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2
              const name = on.id === 'main' ? 'main'
                : on.labels?.[0]?.textContent ?? on.getAttribute('aria-label') ?? on.innerText
              return [name.replace(/\s+/g, ' ').trim(), isDrawn && top < innerHeight && bottom > 0 ? 'seen' : '']
            }
            """);
        return (found[0], found[1] == "seen");
    }
}
