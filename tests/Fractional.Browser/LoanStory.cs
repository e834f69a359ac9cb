using Fractional.Browser.Harness;
using Fractional.Cli.Demo;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Units;
using Fractional.Core.Vaults;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Fractional.Browser;

/// <summary>From an NFT in one wallet to another's, by way of a loan: all of it signed on the page.</summary>
[Collection(World.Name)]
public sealed class LoanStory(World world)
{
    const string Name = "The Long Way";

    const int DueDays = 1, GraceDays = 2;

    static readonly Wei Principal = Stage.Tokens(5);

    Actor Owner => world.Cast.Holders[5];

    Actor Lender => world.Cast.Holders[4];

    Actor Buyer => world.Cast.Guest;

    [BrowserFact]
    public async Task An_item_is_locked_lent_on_defaulted_on_and_sold_and_its_buyer_owns_it()
    {
        var item = await world.Mint(Owner);
        await Fractionalize(item);
        var vault = world.Stage.Vaults.Single(v => v.Name == Name);
        vault.Items.ShouldBe([item]);
        vault.Shares.BalanceOf(Owner.Account).ShouldBe(vault.TotalShares);

        await world.Fund(Lender, Principal);
        var offer = await SignOffer(vault);
        var before = await world.WethOf(Owner.Account);
        await Borrow(vault, offer);
        // Half a percent of it is the insurance fund's.
        (await world.WethOf(Owner.Account) - before).ShouldBe(new Wei(Principal.Value / 1_000 * 995));

        await world.PassTo(world.VaultOf(vault.Address).CurrentLoan!.Terms.DueAt + GraceDays * Duration.Day);
        var auction = await world.Kick(world.VaultOf(vault.Address));
        await Take(auction, item);
        world.VaultOf(vault.Address).State.ShouldBe(VaultState.Settled);
    }

    async Task Fractionalize(Item item)
    {
        await using var visit = await world.Visit(world.WalletOf(Owner));
        await visit.Open("");
        await visit.Connect();
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Fractionalize" }).ClickAsync();
        await visit.Page.GetByLabel("Collection").WaitForAsync();
        await visit.Show("create-empty");
        await visit.Fill("Collection", $"{item.Collection}");
        await visit.Fill("Token ids", $"{item.TokenId}");
        await visit.Fill("Name of the vault", Name);
        await visit.Fill("Symbol of its shares", "LONG");
        await visit.Show("create-filled");
        await visit.Button("Review the new vault").ClickAsync();
        await visit.SignStep("Lets the vault factory move your items of this collection");
        await visit.Sheet().Sees("Moves these items into a new vault");
        await visit.Show("create-review");
        await visit.Sign();
        await visit.Sheet().Sees("It becomes final when that block cannot be replaced any more.");
        await visit.CloseSheet();
        await visit.Sees("The vault is made, and its shares are yours.");
        await visit.Show("create-done");
        await world.Stage.Quiet(world.Stop);
        visit.ShouldBeWithoutComplaint();
    }

    /// <returns>What the lender hands to the borrower.</returns>
    async Task<string> SignOffer(Vault vault)
    {
        await using var visit = await world.Visit(world.WalletOf(Lender));
        await visit.Open($"vaults/{vault.Address}/lend");
        await visit.Connect();
        await visit.Page.GetByLabel("Amount", new() { Exact = true }).First.FillAsync("5");
        await visit.Fill("Due in", $"{DueDays}");
        await visit.Page.GetByText("More terms").ClickAsync();
        await visit.Fill("Grace after that", $"{GraceDays}");
        await visit.Show("lend-offer");
        await visit.Button("Review and sign the offer").ClickAsync();
        await visit.SignStep("Lets the contract take exactly this amount, and nothing more");
        await visit.Sheet().Sees("What you are about to sign");
        await visit.Show("lend-sign");
        await visit.Sign();
        await visit.Hears("The offer is signed.");
        await visit.Show("lend-signed");
        visit.ShouldBeWithoutComplaint();
        return await visit.Page.Locator("pre.kept").InnerTextAsync();
    }

    async Task Borrow(Vault vault, string offer)
    {
        await using var visit = await world.Visit(world.WalletOf(Owner));
        await visit.Open($"vaults/{vault.Address}/lend");
        await visit.Connect();
        await visit.Fill("Signed offers", offer);
        await visit.Button("Read the offers").ClickAsync();
        await visit.Sees("What the lenders offer");
        await visit.Show("borrow-offers");
        await visit.Button("Review the loan").ClickAsync();
        await visit.Sheet().Sees("Opens the loan on these offers");
        await visit.Show("borrow-review");
        await visit.Sign();
        await visit.Sheet().Sees("In block");
        await visit.CloseSheet();
        await visit.Sees("Owed now");
        await visit.Show("borrow-done");
        await world.Stage.Quiet(world.Stop);
        visit.ShouldBeWithoutComplaint();
    }

    async Task Take(DutchAuction auction, Item item)
    {
        await world.Fund(Buyer, auction.Top);
        await using var visit = await world.Visit(world.WalletOf(Buyer));
        await visit.Open($"auctions/{auction.Id.ToNumber()}");
        await visit.Connect();
        await visit.Button("The price now").ClickAsync();
        await visit.Sees("What it would cost");
        await visit.Show("take-form");
        await visit.Button("Review the take").ClickAsync();
        await visit.SignStep("Step 1 of 2");
        await visit.Hears("Allowance for: Take item 0: In block");
        await visit.Sheet().Sees("Step 2 of 2");
        await visit.Sheet().Sees("Buys one item at the price of the block it lands in, at most what you said.");
        await visit.Show("take-review");
        (await world.Owns(Buyer, item)).ShouldBeFalse();

        await world.HoldBlocks();
        await visit.Sign();
        await visit.Sheet().Sees("Sent; waiting for a block.");
        await visit.Show("take-waiting");
        await world.Include();
        await visit.Sheet().Sees("It becomes final when that block cannot be replaced any more.");
        await visit.Hears("Everything is sold.");
        (await world.Owns(Buyer, item)).ShouldBeTrue();
        await visit.Show("take-included");
        await visit.CloseSheet();
        await world.Finalize();
        var tracked = visit.Page.GetByRole(AriaRole.Region, new() { Name = "Your transactions" });
        await tracked.Sees(", final.");
        await visit.Sees("Everything is sold.");
        await visit.Show("take-final");
        visit.ShouldBeWithoutComplaint();
    }
}
