using System.Text.Json.Nodes;
using Fractional.Chain.Calls;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Loans;
using Shouldly;
using Xunit;
using static Fractional.Tests.Api.BatchOnLoopback;
using static Fractional.Tests.Chain.SimulatedSetting;

namespace Fractional.Tests.Api;

/// <summary>Batches whose lenders chose sealed bids or a backstop.</summary>
public sealed class LoanOptionReadsTests : IAsyncLifetime
{
    private readonly BatchOnLoopback stage = new();

    private string Path => $"/v1/auctions/{stage.Auction.Id}";

    public Task InitializeAsync() => stage.InitializeAsync();

    public Task DisposeAsync() => stage.DisposeAsync();

    [Fact]
    public async Task A_sealed_bid_learns_its_escrow_and_its_window_but_no_outcome()
    {
        await stage.OpenBatch(LoanOptions.SealedBids);
        var batch = (await stage.Get(Path)).Body["batch"]!;
        batch.Text("status").ShouldBe("sealed");
        batch.Unix("revealsFrom").ShouldBe(stage.Batch.RevealsFrom.Seconds);
        (await stage.Get($"/v1/vaults/{Shown.Address(stage.VaultAddress)}")).Body["loan"]!["terms"]!["options"]!
            .ToJsonString().ShouldBe("""["sealedBids"]""");
        var quote = await Quoted();
        quote.Text("escrow").ShouldBe(stage.Batch.Terms.EscrowUp(900, Units(1_000)).ToString());
        quote["willClear"].ShouldBeNull();
        quote["clearingPriceWith"].ShouldBeNull();
        var window = quote.List("checks")[0]!;
        window.Text("name").ShouldBe("window");
        window.Text("needed").ShouldBe(stage.Batch.RevealsFrom.ToString());
        window["ok"]!.GetValue<bool>().ShouldBeTrue();
        await stage.Mine((uint)(stage.Batch.RevealsFrom - stage.Now));
        (await Quoted()).List("checks")[0]!["ok"]!.GetValue<bool>().ShouldBeFalse();
    }

    [Fact]
    public async Task A_backstop_clears_a_crowd_that_is_too_small_and_its_credit_shows()
    {
        await stage.OpenBatch(LoanOptions.Backstop);
        (await Quoted())["willClear"]!.GetValue<bool>().ShouldBeTrue();
        await stage.Do(new ProtocolCall.Bid(stage.Batch.Id, 900, Units(1_000)), Ben);
        var provisional = (await stage.Get($"{Path}/book")).Body["provisional"]!;
        provisional.Text("winner").ShouldBe("parts");
        provisional.Text("credit").ShouldBe(stage.Batch.End().Credit.ToString());
        (await stage.Get(Path)).Body["batch"]!.Text("maxCredit").ShouldBe(stage.Batch.MaxCredit.ToString());
        await stage.Close();
        stage.Batch.Status.ShouldBe(BatchStatus.Parts);
        var after = (await stage.Get($"{Path}/book")).Body["provisional"]!;
        after.ToJsonString().ShouldBe(provisional.ToJsonString());
        var statement = (await stage.Get($"{Path}/statement")).Body.Text("document")!;
        statement.ShouldContain($"\"credit\": \"{provisional.Text("credit")}\"");
    }

    private async Task<JsonNode> Quoted() =>
        (await stage.Post($"{Path}/quote", $$"""{"kind":"parts","tick":900,"quantity":"{{Units(1_000)}}"}""")).Body;
}
