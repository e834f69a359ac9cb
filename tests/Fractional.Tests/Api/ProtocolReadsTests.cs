using System.Globalization;
using System.Numerics;
using Fractional.Chain.Calls;
using Fractional.Core.Risk;
using Fractional.Core.Units;
using Fractional.Core.Vaults;
using Fractional.Engine;
using Shouldly;
using Xunit;
using static Fractional.Tests.Chain.SimulatedSetting;

namespace Fractional.Tests.Api;

/// <summary>What is read over all vaults: deployment, risk, keepers.</summary>
public sealed class ProtocolReadsTests : IAsyncLifetime
{
    private readonly AuctionOnLoopback stage = new();

    public Task InitializeAsync() => stage.InitializeAsync();

    public Task DisposeAsync() => stage.DisposeAsync();

    [Fact]
    public async Task Before_the_first_vault_there_is_no_risk()
    {
        await stage.Mine(12);
        var (_, risk) = await stage.Get("/v1/risk");
        risk.Number("loans").ShouldBe(0);
        risk.Text("debt").ShouldBe("0");
        risk.List("buckets").Count.ShouldBe(11);
        risk.List("concentration").ShouldBeEmpty();
        risk["past"]!.Number("auctions").ShouldBe(0);
        risk["past"]!["recoveredBps"].ShouldBeNull();
    }

    [Fact]
    public async Task The_deployment_is_the_manifests()
    {
        await stage.Mine(12);
        var (_, shown) = await stage.Get("/v1/deployment");
        shown.Number("chainId").ShouldBe(1);
        shown["contracts"]!.Text("vaultFactory").ShouldBe(Shown.Address(Deployment.VaultFactory.Address));
        shown["contracts"]!.Text("batchAuction").ShouldBe(Shown.Address(Deployment.BatchAuction.Address));
        shown["contracts"]!.Text("sealedBids").ShouldBe(Shown.Address(Deployment.SealedBids.Address));
        shown["contracts"]!.Text("insuranceFund").ShouldBe(Shown.Address(Insurance));
        shown.Text("feeRecipient").ShouldBe(Shown.Address(FeeRecipient));
        var token = shown.List("paymentTokens").Single()!;
        token.Text("address").ShouldBe(Shown.Address(Weth));
        token.Text("symbol").ShouldBe("WETH");
        token.Number("decimals").ShouldBe(18);
    }

    [Fact]
    public async Task Risk_is_what_core_counts_over_the_same_loans()
    {
        await Loaned();
        var (_, shown) = await stage.Get("/v1/risk");
        var loans = stage.Chain.World.Vaults.Values.Select(vault => OwedLoan.Of(vault, ContextOf(vault)))
            .OfType<OwedLoan>().ToList();
        loans.Count.ShouldBe(2);
        shown.Text("paymentToken").ShouldBe(Shown.Address(Weth));
        shown.Number("loans").ShouldBe(2);
        Number(shown.Text("debt")).ShouldBe(RiskBook.DebtOf(loans));
        shown.List("buckets").Select(bucket => bucket!.Number("loans"))
            .ShouldBe(RiskBook.ByLtv(loans).Select(bucket => bucket.Loans));
        shown.List("buckets").Sum(bucket => bucket!.Number("loans")).ShouldBe(2);
        shown.Each("drops", "debtAtRisk").ShouldBe(RiskBook.ByDrop(loans).Select(drop => drop.DebtAtRisk.ToString()));
        shown.Each("drops", "shortfall").ShouldBe(RiskBook.ByDrop(loans).Select(drop => drop.Shortfall.ToString()));
        shown.List("drops").Select(drop => drop!.Number("dropBps"))
            .ShouldBe(Enumerable.Range(1, 10).Select(i => 500 * i));
        shown.Number("stale").ShouldBe(0);
        var collection = shown.List("concentration").Single()!;
        collection.Text("collection").ShouldBe(Shown.Address(Collection));
        collection.Text("debt").ShouldBe(shown.Text("debt"));
        collection.Number("partBps").ShouldBe(10_000);
        (await stage.Get($"/v1/risk?token={Shown.Address(Collection)}")).Body.Number("loans").ShouldBe(0);
        await stage.Mine(7 * 3_600);
        (await stage.Get("/v1/risk")).Body.Number("stale").ShouldBe(2);
    }

    [Fact]
    public async Task Past_auctions_say_how_much_of_the_debt_came_back()
    {
        await stage.TellStory();
        await stage.Take(0);
        await stage.Take(1);
        stage.Auction.IsEnded.ShouldBeTrue();
        var past = (await stage.Get("/v1/risk")).Body["past"]!;
        past.Number("auctions").ShouldBe(1);
        past.Number("recoveredBps").ShouldBe(10_000);
    }

    [Fact]
    public async Task Keepers_show_claims_and_what_nobody_did()
    {
        var vaults = await Loaned();
        (await stage.Get("/v1/keepers")).Body.List("overdue").ShouldBeEmpty();
        await stage.Mine(34 * Duration.Day);
        var claimed = await stage.Engine.Claim(new ProtocolCall.Kick(vaults[0]), Kim, CancellationToken.None);
        var claim = claimed.ShouldBeOfType<ClaimAnswer.Granted>().Claim;
        var (_, shown) = await stage.Get("/v1/keepers");
        var one = shown.List("claims").Single()!;
        one.Text("wish").ShouldBe("Kick");
        one.Text("vault").ShouldBe(Shown.Address(vaults[0]));
        one.Text("from").ShouldBe(Shown.Address(Kim));
        one.Number("attempt").ShouldBe(1);
        one.Text("state").ShouldBe("claimed");
        one["transaction"].ShouldBeNull();
        one["atBlock"]!.GetValue<ulong>().ShouldBe(claim.AtBlock);
        shown.Each("overdue", "vault").ShouldBe(vaults.Order().Select(Shown.Address));
        shown.List("overdue")[0]!.Unix("since").ShouldBe(Terms.MaturesAtSeconds);

        await stage.Engine.Send(claim, CancellationToken.None);
        (await stage.Get("/v1/keepers")).Body.List("claims").Single()!.Text("state").ShouldBe("sent");
        await stage.Mine(12);
        var after = (await stage.Get("/v1/keepers")).Body;
        after.List("claims").Single()!.Text("state").ShouldBe("reached");
        after.Each("overdue", "vault").ShouldBe([Shown.Address(vaults[1])]);
    }

    /// <summary>Two vaults of two items, lent 70 and 20.</summary>
    private async Task<Account[]> Loaned()
    {
        await stage.Do(CreateVault(1, 2), Ada);
        var first = stage.Chain.World.Vaults.Keys.Single();
        await stage.Do(CreateVault(3, 4), Ada);
        var second = stage.Chain.World.Vaults.Keys.Single(vault => vault != first);
        await stage.Do(OpenLoan(first, Ether(70), stage.Now), Ada);
        await stage.Do(OpenLoan(second, Ether(20), stage.Now, salt: 1), Ada);
        return [first, second];
    }

    private VaultContext ContextOf(Vault vault) => new(
        Account.Zero, stage.Now, Deployment.Protocol,
        [.. vault.Items.Select(item => stage.Chain.World.FactsOf(item, vault.Address))]);

    private static BigInteger Number(string? digits) => BigInteger.Parse(digits!, CultureInfo.InvariantCulture);
}
