using System.Net;
using System.Text.Json.Nodes;
using Fractional.Chain.Calls;
using Fractional.Chain.JsonRpc;
using Fractional.Core.Units;
using Shouldly;
using Xunit;
using static Fractional.Tests.Chain.SimulatedSetting;

namespace Fractional.Tests.Api;

/// <summary>What the API prepares to be signed: the very bytes, what they say, what they need, what they would
/// do.</summary>
public sealed class TransactionTests(AuctionOnLoopback stage) : IClassFixture<AuctionOnLoopback>, IAsyncLifetime
{
    public async Task InitializeAsync()
    {
        if (stage.VaultAddress.IsZero) await stage.TellStory();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("""{"type":"mintItem","item":"0x01/1","to":"0x01"}""", "$.call.type")]
    [InlineData("""{"itemIndex":0}""", "$.call.type")]
    [InlineData("""{"type":"kick"}""", "$.call")]
    [InlineData("""{"type":"kick","vault":"0x12"}""", "$.call.vault")]
    [InlineData("""{"type":"kick","vault":"0x0000000000000000000000000000000000000001","too":1}""", "$.call.too")]
    [InlineData("""{"type":"bidWhole","auction":"1","amount":"1e3"}""", "$.call.amount")]
    [InlineData("""[]""", "$.call")]
    public async Task A_malformed_call_is_named_with_its_path(string call, string path)
    {
        var (status, body) = await Ask(call);
        status.ShouldBe(HttpStatusCode.BadRequest, body.ToJsonString());
        body["type"]!.GetValue<string>().ShouldBe("/problems/malformed");
        body["field"]!.GetValue<string>().ShouldStartWith(path);
        body.ToJsonString().ShouldNotContain("System.");
        body.ToJsonString().ShouldNotContain("Fractional.");
    }

    [Fact]
    public async Task A_take_is_the_bytes_of_the_contract_and_reads_back_as_what_was_asked()
    {
        var price = stage.Auction.ItemPriceAt(1, stage.Now);
        var call = new ProtocolCall.Take(stage.Auction.Id, 1, price, Ben, stage.Now + Duration.Day);
        var (status, body) = await Ask($$"""
            {"type":"take","auction":"{{stage.Auction.Id}}","itemIndex":1,"maxPrice":"{{price}}",
            "receiver":"{{Ben}}","deadline":{{stage.Now.Seconds + Duration.Day}}}
            """);

        status.ShouldBe(HttpStatusCode.OK, body.ToJsonString());
        var expected = CallData.Of(call, stage.Chain.Deployment);
        body["transaction"]!["data"]!.GetValue<string>().ShouldBe($"0x{Convert.ToHexStringLower(expected.Data)}");
        body["decoded"]!["contract"]!.GetValue<string>().ShouldBe("DutchAuction");
        body["decoded"]!["function"]!.GetValue<string>().ShouldBe("take");
        Argument(body, "id").ShouldBe(stage.Auction.Id.ToString());
        Argument(body, "maxPrice").ShouldBe(price.ToString());
        var approval = body["approvals"]!.AsArray().Single()!;
        approval["amount"]!.GetValue<string>().ShouldBe(price.ToString());
        approval.Text("token").ShouldBe(Shown.Address(stage.Vault.PaymentToken));
        approval.Text("spender").ShouldBe(Shown.Address(stage.Chain.Deployment.DutchAuction.Address));
        body["simulation"]!["accepted"]!.GetValue<bool>().ShouldBeTrue(body.ToJsonString());
    }

    [Fact]
    public async Task A_hopeless_take_is_refused_by_the_simulation_with_its_numbers()
    {
        var (status, body) = await Ask($$"""
            {"type":"take","auction":"{{stage.Auction.Id}}","itemIndex":0,"maxPrice":"1",
            "receiver":"{{Ben}}","deadline":{{stage.Now.Seconds + Duration.Day}}}
            """);

        status.ShouldBe(HttpStatusCode.OK);
        var simulation = body["simulation"]!;
        simulation["accepted"]!.GetValue<bool>().ShouldBeFalse();
        simulation["refusal"]!["code"]!.GetValue<string>().ShouldBe("PriceAboveMax");
        body["transaction"]!["gas"].ShouldBeNull();
    }

    [Theory]
    [InlineData("redeem", "\"to\":\"{ada}\",\"leftBehind\":0")]
    [InlineData("transferShares", "\"to\":\"{ada}\",\"shares\":\"1\"")]
    [InlineData("claim", "\"to\":\"{ada}\",\"shares\":\"1\"")]
    [InlineData("kick", "")]
    public async Task A_vault_that_we_do_not_know_is_not_found(string type, string members)
    {
        var rest = members.Length == 0 ? "" : "," + members.Replace("{ada}", $"{Ada}", StringComparison.Ordinal);
        var (status, body) = await Ask($"{{\"type\":\"{type}\",\"vault\":\"{Named(666)}\"{rest}}}");
        status.ShouldBe(HttpStatusCode.NotFound, body.ToJsonString());
        body.Text("type").ShouldBe("/problems/not-found");
    }

    [Theory]
    [InlineData("""{"type":"approveToken","token":"{weth}","spender":"{stranger}","amount":"1"}""", "spender")]
    [InlineData("""{"type":"approveToken","token":"{weth}","spender":"{factory}","amount":"1"}""", "spender")]
    [InlineData("""{"type":"approveToken","token":"{stranger}","spender":"{book}","amount":"1"}""", "token")]
    [InlineData(
        """{"type":"approveCollection","collection":"{weth}","spender":"{book}","approved":true}""", "spender")]
    [InlineData("""{"type":"depositEther","token":"{stranger}","amount":"1"}""", "token")]
    public async Task No_stranger_is_approved_and_no_strange_token_is_paid(string call, string field)
    {
        var (status, body) = await Ask(call
            .Replace("{weth}", $"{Weth}", StringComparison.Ordinal)
            .Replace("{stranger}", $"{Named(666)}", StringComparison.Ordinal)
            .Replace("{factory}", $"{stage.Chain.Deployment.VaultFactory.Address}", StringComparison.Ordinal)
            .Replace("{book}", $"{stage.Chain.Deployment.LoanBook.Address}", StringComparison.Ordinal));
        status.ShouldBe(HttpStatusCode.UnprocessableEntity, body.ToJsonString());
        body.Text("type").ShouldBe($"/problems/unknown-{field}");
        body.Text("field").ShouldBe($"$.call.{field}");
        body.Text("given").ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task A_deadline_after_the_year_9999_is_a_deadline()
    {
        var (status, body) = await Ask($$"""
            {"type":"take","auction":"{{stage.Auction.Id}}","itemIndex":1,"maxPrice":"1","receiver":"{{Ben}}",
            "deadline":{{Timestamp.MaxSeconds}}}
            """);
        status.ShouldBe(HttpStatusCode.OK, body.ToJsonString());
    }

    [Fact]
    public async Task A_signed_offer_comes_as_hex()
    {
        var (status, body) = await Ask($$$"""
            {"type":"open","vault":"{{{stage.VaultAddress}}}","receiver":"{{{Ada}}}","offers":[{"signer":"{{{Ben}}}",
            "signature":"0x{{{new string('1', 130)}}}","payload":{"lender":"{{{Ben}}}",
            "vault":"{{{stage.VaultAddress}}}","principal":"5","epoch":"0","salt":"18446744073709551615",
            "validUntil":9000000000,
            "terms":{"rateBps":1,"lateRateBps":1,"dueAt":9000000000,"graceSeconds":1,"cureSeconds":1,"confirmSeconds":1,
            "maxLtvBps":1,"cureLtvBps":1,
            "liquidationLtvBps":1,"penaltyBps":1,"conversionBps":1,"auctionSeconds":1,"options":3} } }]}
            """);

        status.ShouldBe(HttpStatusCode.OK, body.ToJsonString());
        body["decoded"]!["function"]!.GetValue<string>().ShouldBe("open");
        body["decoded"]!["arguments"]!.ToJsonString().ShouldContain(new string('1', 130));
    }

    private static string? Argument(JsonNode body, string name) => body["decoded"]!["arguments"]!.AsArray()
        .Single(argument => argument!["name"]!.GetValue<string>() == name)!["value"]!.GetValue<string>();

    private Task<(HttpStatusCode Status, JsonNode Body)> Ask(string call) =>
        stage.Post("/v1/transactions", $$"""{"from":"{{Ben}}","call":{{call}}}""");
}
