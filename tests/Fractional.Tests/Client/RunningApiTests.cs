using System.Numerics;
using Fractional.Client;
using Fractional.Core.Auctions.Dutch;
using Fractional.Ethereum.Primitives;
using Fractional.Tests.Api;
using Shouldly;
using Xunit;

namespace Fractional.Tests.Client;

/// <summary>The client against the API itself: what the model says arrives in its types, to the wei.</summary>
public sealed class RunningApiTests(AuctionOnLoopback stage) : IClassFixture<AuctionOnLoopback>, IAsyncLifetime
{
    FractionalClient client = null!;

    Address Vault => Address.Parse($"{stage.VaultAddress}");

    DutchAuction Model => stage.Auction;

    UInt256 Auction => (UInt256)Model.Id.ToNumber();

    public async Task InitializeAsync()
    {
        if (stage.VaultAddress.IsZero) await stage.TellStory();
        client = new FractionalClient(stage.Site);
    }

    public Task DisposeAsync()
    {
        client.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task What_does_not_exist_is_a_problem_with_its_code()
    {
        var problem = await Should.ThrowAsync<ProblemException>(client.Auction(12_345));
        (problem.Status, problem.Code).ShouldBe((404, "not-found"));
    }

    [Fact]
    public async Task A_vault_and_its_loan_are_as_in_the_model()
    {
        var vault = await client.Vault(Vault);
        vault.State.ShouldBe(VaultState.Dutch);
        vault.Items.Select(i => i.TokenId).ShouldBe([1, 2, 3]);
        vault.TotalShares.ShouldBe(stage.Vault.TotalShares.Value);
        vault.Loan!.Debt.ShouldBe(stage.Vault.CurrentLoan!.DebtAt(stage.Now).Value);
        vault.Auction.ShouldBe(Auction);
        var vaults = new List<Vault>();
        await foreach (var listed in client.Vaults()) vaults.Add(listed);
        vaults.Select(v => v.Address).ShouldContain(Vault);
        vaults.Count.ShouldBe(2);
        await foreach (var loan in client.Loans(Vault)) loan.Terms.DueAt.Unix.ShouldBeLessThan(stage.Now.Seconds);
        await foreach (var holder in client.Holders(Vault)) holder.PartBps.ShouldBe(10_000);
    }

    [Fact]
    public async Task An_auctions_price_curve_and_waterfall_are_as_in_the_model()
    {
        var auction = await client.Auction(Auction);
        auction.Dutch.PriceNow.ShouldBe(Model.PriceAt(stage.Now).Value);
        auction.Dutch.Items.Select(i => i.PriceNow!.Value)
            .ShouldBe(Enumerable.Range(0, 3).Select(i => (BigInteger)Model.ItemPriceAt(i, stage.Now).Value));
        (await client.Price(Auction, stage.Now.Seconds + 600)).Price.ShouldBe(Model.PriceAt(stage.Now + 600).Value);
        var curve = await client.Curve(Auction);
        curve.Points[0].Price.ShouldBe(Model.Top.Value);
        var preview = await client.Preview(Vault, Model.Top.Value);
        var row = preview.Rows.ShouldHaveSingleItem();
        (row.Keeper + row.Debt + row.Penalty + row.Fee + row.Royalty + row.Residual).ShouldBe(Model.Top.Value);
        await foreach (var summary in client.Auctions(AuctionPhase.Running, AuctionKind.Dutch))
            summary.Id.ShouldBe(Auction);
    }

    [Fact]
    public async Task A_quote_is_the_price_of_the_next_blocks()
    {
        var quote = await client.Quote(Auction, new QuoteRequest(QuoteKind.Take) { ItemIndex = 1 });
        quote.Steps.Select(s => s.Price).ShouldBe(
            quote.Steps.Select(s => (BigInteger)Model.ItemPriceAt(1, stage.Now + s.InSeconds).Value));
        quote.Steps[0].InSeconds.ShouldBe(0U);
    }

    /// <summary>Reading is the test: every member of every resource is one that was promised.</summary>
    [Fact]
    public async Task Every_other_resource_is_read()
    {
        (await client.Deployment()).ChainId.ShouldBe(Chain.SimulatedSetting.Deployment.ChainId);
        (await client.Appraisals(Vault)).Items.Count.ShouldBe(3);
        (await client.Risk()).Buckets.ShouldNotBeEmpty();
        (await client.Keepers()).Claims.ShouldNotBeNull();
        var owner = Address.Parse($"{Chain.SimulatedSetting.Ada}");
        (await client.Positions(owner)).Holds.ShouldNotBeEmpty();
        await foreach (var claim in client.Claims(owner)) claim.Transaction.Data.Length.ShouldBeGreaterThan(3);
        var seen = new List<string>();
        await foreach (var entry in client.History(Vault)) seen.Add(entry.Event);
        seen.ShouldContain("AuctionKicked");
        (await Should.ThrowAsync<ProblemException>(client.Book(Auction))).Status.ShouldBeInRange(404, 409);
        (await Should.ThrowAsync<ProblemException>(client.Statement(Auction))).Status.ShouldBeInRange(404, 409);
    }
}
