using System.Net;
using System.Text.Json.Nodes;
using Shouldly;
using Xunit;
using static Fractional.Tests.Chain.SimulatedSetting;

namespace Fractional.Tests.Api;

/// <summary>What holds for every read: a dated answer, a tag, 304 to who has it, pages, and bad input named.</summary>
public sealed class ReadsTests(BatchOnLoopback stage) : IClassFixture<BatchOnLoopback>, IAsyncLifetime
{
    /// <summary>Every GET of the description that shows a resource, with the stage's own vault and auction.</summary>
    public static readonly TheoryData<string> Routes =
    [
        "/v1/deployment", "/v1/vaults", "/v1/vaults/{vault}", "/v1/vaults/{vault}/holders",
        "/v1/vaults/{vault}/appraisals", "/v1/vaults/{vault}/loans", "/v1/vaults/{vault}/history",
        "/v1/vaults/{vault}/preview", "/v1/auctions", "/v1/auctions/{id}", "/v1/auctions/{id}/curve",
        "/v1/auctions/{id}/book", "/v1/accounts/{account}/claims", "/v1/accounts/{account}/positions", "/v1/risk",
        "/v1/keepers",
    ];

    public async Task InitializeAsync()
    {
        if (!stage.VaultAddress.IsZero) return;
        await stage.OpenBatch();
        await stage.Crowd();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("/v1/vaults?after=MHgxMg", "after", "MHgxMg")]
    [InlineData("/v1/vaults?after=%00", "after", "\0")]
    [InlineData("/v1/vaults?state=Dutch", "state", "Dutch")]
    [InlineData("/v1/vaults?state=3", "state", "3")]
    [InlineData("/v1/vaults?holder=0xb0", "holder", "0xb0")]
    [InlineData("/v1/vaults?lender=", "lender", "")]
    [InlineData("/v1/vaults/0x12", "vault", "0x12")]
    [InlineData("/v1/vaults/{vault}/holders?limit=0", "limit", "0")]
    [InlineData("/v1/vaults/{vault}/holders?after=zz", "after", "zz")]
    [InlineData("/v1/vaults/{vault}/loans?limit=+5", "limit", " 5")]
    [InlineData("/v1/vaults/{vault}/loans?after=MHgxMg", "after", "MHgxMg")]
    [InlineData("/v1/vaults/{vault}/history?after=MS8", "after", "MS8")]
    [InlineData("/v1/vaults/{vault}/history?limit=9999999999", "limit", "9999999999")]
    [InlineData("/v1/vaults/{vault}/preview?price=-1", "price", "-1")]
    [InlineData("/v1/vaults/{vault}/preview?price=01", "price", "01")]
    [InlineData("/v1/vaults/{vault}/preview?price=1e18", "price", "1e18")]
    [InlineData("/v1/vaults/{vault}/preview?price=170141183460469231731687303715884105729", "price",
        "170141183460469231731687303715884105729")]
    [InlineData("/v1/vaults/0x12/appraisals", "vault", "0x12")]
    [InlineData("/v1/auctions?status=over", "status", "over")]
    [InlineData("/v1/auctions?kind=english", "kind", "english")]
    [InlineData("/v1/auctions?after=MQ", "after", "MQ")]
    [InlineData("/v1/auctions?limit=501", "limit", "501")]
    [InlineData("/v1/auctions/007", "id", "007")]
    [InlineData("/v1/auctions/{id}/price?at=soon", "at", "soon")]
    [InlineData("/v1/auctions/{id}/price?at=1099511627776", "at", "1099511627776")]
    [InlineData("/v1/auctions/x/curve", "id", "x")]
    [InlineData("/v1/auctions/x/book", "id", "x")]
    [InlineData("/v1/auctions/x/statement", "id", "x")]
    [InlineData("/v1/accounts/ada/claims", "account", "ada")]
    [InlineData("/v1/accounts/{account}/claims?after=MQ", "after", "MQ")]
    [InlineData("/v1/accounts/0x1/positions", "account", "0x1")]
    [InlineData("/v1/risk?token=weth", "token", "weth")]
    public async Task A_malformed_parameter_is_named_with_what_was_found(string path, string field, string given)
    {
        var problem = await stage.Problem(Filled(path), HttpStatusCode.BadRequest, "malformed");
        problem.Text("field").ShouldBe(field);
        problem.Text("given").ShouldBe(given);
        problem.Text("expected").ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task A_wrong_checksum_is_no_address()
    {
        var right = Shown.Address(stage.VaultAddress);
        var wrong = right[..2] + string.Concat(right[2..].Select(c => char.IsLower(c)
            ? char.ToUpperInvariant(c) : char.ToLowerInvariant(c)));
        (await stage.Get($"/v1/vaults/{right}")).Status.ShouldBe(HttpStatusCode.OK);
        (await stage.Get($"/v1/vaults/{right.ToLowerInvariant()}")).Status.ShouldBe(HttpStatusCode.OK);
        var problem = await stage.Problem($"/v1/vaults/{wrong}", HttpStatusCode.BadRequest, "malformed");
        problem.Text("expected").ShouldNotBeNull().ShouldContain("EIP-55");
    }

    [Theory]
    [InlineData("/v1/vaults/{nobody}")]
    [InlineData("/v1/vaults/{nobody}/holders")]
    [InlineData("/v1/vaults/{nobody}/loans")]
    [InlineData("/v1/vaults/{nobody}/appraisals")]
    [InlineData("/v1/vaults/{nobody}/history")]
    [InlineData("/v1/vaults/{nobody}/preview")]
    [InlineData("/v1/auctions/12345/price")]
    [InlineData("/v1/auctions/12345/curve")]
    [InlineData("/v1/auctions/12345/book")]
    [InlineData("/v1/auctions/12345/statement")]
    public async Task What_does_not_exist_is_not_found(string path) =>
        await stage.Problem(
            path.Replace("{nobody}", Shown.Address(Kim), StringComparison.Ordinal), HttpStatusCode.NotFound,
            "not-found");

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task A_resource_is_dated_tagged_and_not_sent_twice(string route)
    {
        using var first = await stage.Answer(Filled(route));
        first.StatusCode.ShouldBe(HttpStatusCode.OK);
        first.Headers.CacheControl!.NoCache.ShouldBeTrue();
        var body = JsonNode.Parse(await first.Content.ReadAsStringAsync())!;
        body["asOf"]!.Text("hash").ShouldBe(stage.Chain.Newest.Hash.ToString());
        body["asOf"]!.Unix("at").ShouldBe(stage.Now.Seconds);
        var seq = route.Contains("{vault}", StringComparison.Ordinal)
            || route.Contains("{id}", StringComparison.Ordinal)
            ? stage.Engine.Board.SeqOf(stage.VaultAddress)
            : stage.Engine.Board.Events;
        body["asOf"]!["seq"]!.GetValue<long>().ShouldBe(seq);
        var tag = first.Headers.ETag!.ToString();
        tag.ShouldBe($"\"{seq}-{stage.Chain.Newest.Hash.ToString()[2..18]}\"");
        using var again = await stage.Answer(Filled(route), tag);
        again.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        (await again.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
        using var other = await stage.Answer(Filled(route), "\"0-0000000000000000\"");
        other.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("/v1/vaults", "address")]
    [InlineData("/v1/vaults?state=open", "address")]
    [InlineData("/v1/vaults/{vault}/holders", "account")]
    [InlineData("/v1/vaults/{vault}/history", "seq")]
    [InlineData("/v1/auctions", "id")]
    [InlineData("/v1/accounts/{account}/claims", "call")]
    public async Task A_list_comes_page_by_page_each_once_along_its_links(string route, string key)
    {
        var all = (await stage.Get(Filled(route))).Body.List("items");
        var found = new List<string>();
        for (var path = Filled(route) + (route.Contains('?', StringComparison.Ordinal) ? "&" : "?") + "limit=1";
             path is not null;)
        {
            using var answer = await stage.Answer(path);
            var page = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
            found.AddRange(page.List("items").Select(item => item![key]!.ToString()));
            page.List("items").Count.ShouldBeLessThanOrEqualTo(1);
            var link = answer.Headers.TryGetValues("Link", out var links) ? links.Single() : null;
            (link is null).ShouldBe(page["next"] is null);
            path = link?[(link.IndexOf('<') + 1)..link.IndexOf('>')];
            if (link is not null) link.ShouldEndWith("; rel=\"next\"");
        }
        found.ShouldBe(all.Select(item => item![key]!.ToString()));
        found.Count.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task The_routes_tested_here_are_in_the_description_and_every_operation_has_its_name()
    {
        var paths = (await stage.Get("/openapi/v1.json")).Body["paths"]!.AsObject();
        Routes.Select<object[], string>(row => (string)row[0]).Except(paths.Select(path => path.Key)).ShouldBeEmpty();
        var operations = paths.Where(path => path.Key.StartsWith("/v1/", StringComparison.Ordinal))
            .SelectMany(path => path.Value!.AsObject()).ToList();
        operations.ShouldAllBe(operation => operation.Value!["operationId"] != null);
        operations.ShouldAllBe(operation => operation.Value!["summary"] != null);
        operations.ShouldAllBe(operation => operation.Value!["tags"] != null);
    }

    private string Filled(string path) => path
        .Replace("{vault}", Shown.Address(stage.VaultAddress), StringComparison.Ordinal)
        .Replace("{id}", stage.Auction.Id.ToString(), StringComparison.Ordinal)
        .Replace("{account}", Shown.Address(Lena), StringComparison.Ordinal);
}
