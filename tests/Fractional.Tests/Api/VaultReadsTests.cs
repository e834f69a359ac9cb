using System.Net;
using Fractional.Chain.Calls;
using Fractional.Chain.Simulated;
using Fractional.Core.Loans;
using Fractional.Core.Proceeds;
using Fractional.Core.Risk;
using Fractional.Core.Units;
using Fractional.Core.Vaults;
using Shouldly;
using Xunit;
using static Fractional.Tests.Chain.SimulatedSetting;

namespace Fractional.Tests.Api;

/// <summary>Vaults over HTTP, number by number beside Core's own.</summary>
public sealed class VaultReadsTests(AuctionOnLoopback stage) : IClassFixture<AuctionOnLoopback>, IAsyncLifetime
{
    private string Path => $"/v1/vaults/{Shown.Address(stage.VaultAddress)}";

    private VaultContext Context => new(
        Account.Zero, stage.Now, Deployment.Protocol,
        [.. stage.Vault.Items.Select(item => stage.Chain.World.FactsOf(item, stage.VaultAddress))]);

    private Vault Other => stage.Chain.World.Vaults.Values.Single(vault => vault.Address != stage.VaultAddress);

    public async Task InitializeAsync()
    {
        if (stage.VaultAddress.IsZero) await stage.TellStory();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_vault_without_a_loan_has_no_preview()
    {
        var problem = await stage.Problem(
            $"/v1/vaults/{Shown.Address(Other.Address)}/preview", HttpStatusCode.Conflict, "no-loan");
        problem.Text("code").ShouldBe("NoLoan");
        problem.Text("vault").ShouldBe(Shown.Address(Other.Address));
        problem.Text("next").ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task A_vault_shows_itself_as_the_model_has_it()
    {
        var (_, shown) = await stage.Get(Path);
        var vault = stage.Vault;
        shown.Text("address").ShouldBe(Shown.Address(vault.Address));
        shown.Text("name").ShouldBe("Two punks");
        shown["names"]!.List("warnings").ShouldBeEmpty();
        shown.Text("state").ShouldBe("dutch");
        shown.Text("auction").ShouldBe(stage.Auction.Id.ToString());
        shown.Text("totalShares").ShouldBe(vault.TotalShares.ToString());
        shown.Text("outstandingShares").ShouldBe(vault.Shares.Outstanding.ToString());
        shown.Number("holders").ShouldBe(1);
        shown.Text("cash").ShouldBe("0");
        shown.Each("items", "tokenId").ShouldBe(["1", "2", "3"]);
        shown.Each("items", "appraisal").ShouldAllBe(text => text == Ether(100).ToString());
        shown.List("series").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_loan_shows_its_debt_its_health_and_what_lenders_may_take()
    {
        var shown = (await stage.Get(Path)).Body["loan"]!;
        var loan = stage.Vault.CurrentLoan!;
        VaultValues.Read(stage.Vault, Context, out var values).ShouldBeNull();
        var health = LoanHealth.Of(loan, values.LiquidationValue, stage.Now);
        shown.Text("id").ShouldBe(loan.Id.ToString());
        shown.Text("status").ShouldBe("frozen");
        shown.Text("debt").ShouldBe(loan.OpenDebtAt(stage.Now).ToString());
        shown["terms"]!.Number("liquidationLtvBps").ShouldBe(loan.Terms.LiquidationLtvBps.Value);
        shown["terms"]!.Unix("dueAt").ShouldBe(loan.Terms.DueAt.Seconds);
        shown["health"]!.Number("ltvBps").ShouldBe(health.LtvBps!.Value);
        shown["health"]!.Text("word").ShouldBe("liquidating");
        shown["health"]!.Text("collateral").ShouldBe(Ether(300).ToString());
        var lender = shown.List("lenders").Single()!;
        lender.Text("account").ShouldBe(Shown.Address(Lena));
        lender.Text("units").ShouldBe(loan.Positions[Lena].Units.ToString());
        lender.Text("withdrawable").ShouldBe(loan.Withdrawable(Lena).ToString());
        (await stage.Get($"{Path}/loans")).Body.List("items").Single()!.ToJsonString().ShouldBe(shown.ToJsonString());
    }

    [Fact]
    public async Task Filters_leave_only_what_they_ask_for()
    {
        string[] mine = [Shown.Address(stage.VaultAddress)];
        (await stage.Get("/v1/vaults?state=dutch")).Body.Each("items", "address").ShouldBe(mine);
        (await stage.Get($"/v1/vaults?lender={Shown.Address(Lena)}")).Body.Each("items", "address").ShouldBe(mine);
        (await stage.Get($"/v1/vaults?lender={Shown.Address(Ada)}")).Body.List("items").ShouldBeEmpty();
        (await stage.Get($"/v1/vaults?holder={Shown.Address(Ada)}")).Body.List("items").Count.ShouldBe(2);
        (await stage.Get($"/v1/vaults?holder={Shown.Address(Ben)}&state=open")).Body.List("items").ShouldBeEmpty();
        (await stage.Get("/v1/vaults")).Body.Each("items", "address").ShouldBe(
            stage.Chain.World.Vaults.Keys.Order().Select(Shown.Address));
    }

    [Fact]
    public async Task Holders_show_what_the_ledger_holds()
    {
        var shown = (await stage.Get($"{Path}/holders")).Body.List("items").Single()!;
        shown.Text("account").ShouldBe(Shown.Address(Ada));
        shown.Text("shares").ShouldBe(stage.Vault.Shares.BalanceOf(Ada).ToString());
        shown.Number("partBps").ShouldBe(10_000);
    }

    [Fact]
    public async Task Appraisals_are_what_the_contracts_would_read()
    {
        var (_, shown) = await stage.Get($"{Path}/appraisals");
        shown["maxAgeSeconds"]!.GetValue<ulong>().ShouldBe(Deployment.Protocol.MaxAgeSeconds);
        var item = shown.List("items")[1]!;
        item.Text("tokenId").ShouldBe("2");
        item.Text("appraisal").ShouldBe(Ether(100).ToString());
        item.Text("borrowValue").ShouldBe(Ether(100).ToString());
        item.Text("liquidationValue").ShouldBe(Ether(100).ToString());
        item.Unix("observedAt").ShouldBe(Start.Seconds);
        item["ageSeconds"]!.GetValue<ulong>().ShouldBe(stage.Now - Start);
        item["fresh"]!.GetValue<bool>().ShouldBeFalse();
        item["tripped"]!.GetValue<bool>().ShouldBeFalse();
    }

    [Fact]
    public async Task Another_block_shows_another_appraisal()
    {
        await using var own = new OwnStage();
        await own.Stage.InitializeAsync();
        await own.Stage.TellStory();
        var path = $"/v1/vaults/{Shown.Address(own.Stage.VaultAddress)}/appraisals";
        (await own.Stage.Get(path)).Body.List("items")[0]!.Text("appraisal").ShouldBe(Ether(100).ToString());
        own.Stage.Chain.Appraise(ItemOf(1), Worth(Ether(90), own.Stage.Now));
        await own.Stage.Mine(12);
        (await own.Stage.Get(path)).Body.List("items")[0]!.Text("appraisal").ShouldBe(Ether(90).ToString());
    }

    [Fact]
    public async Task A_preview_is_cores_row_by_row()
    {
        Preview.Of(stage.Vault, Context, out var preview).ShouldBeNull();
        var (_, shown) = await stage.Get($"{Path}/preview");
        shown.Text("debtCoveredPrice").ShouldBe(preview.DebtCoveredPrice.ToString());
        shown.Text("equityPrice").ShouldBe(preview.EquityPrice().ToString());
        shown.Each("rows", "price").ShouldBe(preview.PricesToShow().Select(price => price.ToString()));
        shown.List("rows").Count.ShouldBe(10);
        var one = (await stage.Get($"{Path}/preview?price={Ether(250)}")).Body.List("rows").Single()!;
        var row = preview.At(Ether(250));
        one.Text("keeper").ShouldBe(row.Split.Keeper.ToString());
        one.Text("debt").ShouldBe(row.Split.Debt.ToString());
        one.Text("penalty").ShouldBe(row.Split.Penalty.ToString());
        one.Text("fee").ShouldBe(row.Split.Fee.ToString());
        one.Text("royalty").ShouldBe(row.Split.Royalty.ToString());
        one.Text("residual").ShouldBe(row.Split.Residual.ToString());
        one.Text("perShare").ShouldBe(row.PerShare.Down(new Shares(Wei.One.Value)).ToString());
    }

    [Fact]
    public async Task History_tells_every_event_newest_first_with_its_place()
    {
        var shown = (await stage.Get($"{Path}/history")).Body.List("items");
        shown.Select(entry => entry!.Text("event")).Reverse().ShouldBe([
            "VaultCreated", "Transfer", "OfferFunded", "StateMoved", "LoanOpened", "DebtFrozen", "StateMoved",
            "AuctionKicked", "ItemSampled", "ItemSampled", "ItemSampled",
        ], ignoreOrder: true);
        shown.Select(entry => entry!["seq"]!.GetValue<long>()).ShouldBeInOrder(SortDirection.Descending);
        var kicked = shown.Single(entry => entry!.Text("event") == "AuctionKicked")!;
        kicked["data"]!.Text("debt").ShouldBe(stage.Auction.Debt.ToString());
        kicked["data"]!.Text("id").ShouldBe(stage.Auction.Id.ToString());
        kicked["data"]!.Text("keeper").ShouldBe(Shown.Address(Kim));
        var created = shown.Single(entry => entry!.Text("event") == "VaultCreated")!;
        created["data"]!.List("items")[2]!.ToJsonString().ShouldBe(
            $$"""{"collection":"{{Shown.Address(Collection)}}","tokenId":"3"}""");
        kicked.Text("transaction").ShouldNotBeNull().Length.ShouldBe(66);
        kicked["block"]!.GetValue<ulong>().ShouldBeGreaterThan(0ul);
    }

    [Fact]
    public async Task A_loan_that_is_due_after_the_year_9999_hides_no_vault()
    {
        await using var own = new OwnStage();
        await own.Stage.InitializeAsync();
        await own.Stage.Do(CreateVault(1), Ada);
        var vault = own.Stage.Chain.World.Vaults.Keys.Single();
        var terms = Terms with { DueAt = new Timestamp(Timestamp.MaxSeconds), Options = LoanOptions.MaturityOnly };
        var offer = new LoanOffer(Lena, vault, Ether(10), terms, 0, 0, own.Stage.Now + Duration.Day);
        await own.Stage.Do(new ProtocolCall.Open(vault, [SimulatedWorld.Sign(offer)], Ada), Ada);
        var (status, page) = await own.Stage.Get("/v1/vaults");
        status.ShouldBe(HttpStatusCode.OK, page.ToJsonString());
        var dueAt = page.List("items").Single()!["loan"]!["terms"]!["dueAt"]!;
        dueAt["unix"]!.GetValue<ulong>().ShouldBe(Timestamp.MaxSeconds);
        dueAt.Text("rfc3339").ShouldBe("9999-12-31T23:59:59Z");
    }

    /// <summary>A stage of one test's own, for one that moves its story on.</summary>
    private sealed class OwnStage : IAsyncDisposable
    {
        public AuctionOnLoopback Stage { get; } = new();

        public async ValueTask DisposeAsync() => await Stage.DisposeAsync();
    }
}
