using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Fractional.Api;
using Fractional.Api.Http;
using Fractional.Ethereum.Crypto;
using Shouldly;
using Xunit;

namespace Fractional.Tests.Api.Edge;

/// <summary>Who may call what: a row for each route of the running description, and a request for each cell.</summary>
public sealed class RoleMatrixTests : IAsyncLifetime
{
    /// <summary>What each role is told: 0 for "may", else the status that refuses it.</summary>
    sealed record Row(int Anonymous, int Session, int Key)
    {
        public int For(Role role) => role switch
        {
            Role.Session => Session,
            Role.Key => Key,
            _ => Anonymous,
        };
    }

    static readonly Row Everybody = new(0, 0, 0);
    static readonly Row Sessions = new(401, 0, 403);
    static readonly Row SignedIn = new(401, 0, 0);

    static readonly Dictionary<string, Row> Rows = new()
    {
        ["GET /v1/deployment"] = Everybody,
        ["GET /v1/vaults"] = Everybody,
        ["GET /v1/vaults/{vault}"] = Everybody,
        ["GET /v1/vaults/{vault}/holders"] = Everybody,
        ["GET /v1/vaults/{vault}/appraisals"] = Everybody,
        ["GET /v1/vaults/{vault}/loans"] = Everybody,
        ["GET /v1/vaults/{vault}/history"] = Everybody,
        ["GET /v1/vaults/{vault}/preview"] = Everybody,
        ["GET /v1/vaults/{vault}/events"] = Everybody,
        ["GET /v1/auctions"] = Everybody,
        ["GET /v1/auctions/{id}"] = Everybody,
        ["GET /v1/auctions/{id}/price"] = Everybody,
        ["GET /v1/auctions/{id}/curve"] = Everybody,
        ["GET /v1/auctions/{id}/book"] = Everybody,
        ["GET /v1/auctions/{id}/bids"] = Everybody,
        ["GET /v1/auctions/{id}/statement"] = Everybody,
        ["GET /v1/auctions/{id}/events"] = Everybody,
        ["POST /v1/auctions/{id}/quote"] = Everybody,
        ["GET /v1/bids/{bid}"] = Everybody,
        ["POST /v1/bids"] = Everybody,
        ["DELETE /v1/bids/{bid}"] = SignedIn,
        ["GET /v1/accounts/{account}/claims"] = Everybody,
        ["GET /v1/accounts/{account}/bids"] = Everybody,
        ["GET /v1/accounts/{account}/positions"] = Everybody,
        ["POST /v1/transactions"] = Everybody,
        ["GET /v1/risk"] = Everybody,
        ["GET /v1/keepers"] = Everybody,
        ["GET /v1/events"] = Everybody,
        ["POST /v1/session/nonce"] = Everybody,
        ["POST /v1/session"] = Everybody,
        ["GET /v1/session"] = Everybody,
        ["DELETE /v1/session"] = new(0, 0, 403),
        ["GET /v1/keys"] = Sessions,
        ["POST /v1/keys"] = Sessions,
        ["DELETE /v1/keys/{key}"] = Sessions,
        ["GET /health/live"] = Everybody,
        ["GET /health/ready"] = Everybody,
        ["GET /version"] = Everybody,
        ["GET /metrics"] = Everybody,
    };

    static readonly Quota Wide = new("wide", PerMinute: 1_000_000, Burst: 100_000);

    readonly PrivateKey ada = PrivateKey.Generate();
    EdgeStage stage = null!;
    Dictionary<string, string> places = [];

    public async Task InitializeAsync()
    {
        stage = await EdgeStage.Open(new ApiOptions(IPAddress.Loopback, 0)
        {
            Edge = new EdgeOptions { Anonymous = Wide, SignedIn = Wide, SignIns = Wide, Streams = Wide, Bids = Wide },
        });
        var (vault, auction) = await stage.TellStory();
        places = new Dictionary<string, string>
        {
            ["{vault}"] = vault.ToString(), ["{id}"] = auction, ["{account}"] = ada.Address.ToString(),
            ["{bid}"] = $"0x{new string('1', 64)}", ["{key}"] = new string('1', 24),
        };
    }

    public async Task DisposeAsync()
    {
        await stage.DisposeAsync();
        ada.Dispose();
    }

    async Task<List<string>> Routes() =>
    [
        .. (await stage.Get("/openapi/v1.json")).Json["paths"]!.AsObject().SelectMany(path =>
            path.Value!.AsObject().Select(method => $"{method.Key.ToUpperInvariant()} {path.Key}")),
    ];

    [Fact]
    public async Task Every_route_has_its_row()
    {
        var routes = await Routes();
        routes.Count.ShouldBeGreaterThan(10);
        routes.Except(Rows.Keys).ShouldBeEmpty("a route without a row: say in the table who may call it");
    }

    [Fact]
    public async Task No_route_is_missing_in_the_description()
    {
        // What is mapped but not described would have no row and no test.
        var described = await Routes();
        stage.MappedRoutes.Select(r => r.TrimEnd('/')).Where(r => r != "GET /openapi/{documentName}.json")
            .Except(described).ShouldBeEmpty();
    }

    [Fact]
    public void Every_row_is_a_route_of_the_contract()
    {
        var page = File.ReadAllText(Path.Combine(TidyTests.FindRoot(), "docs/api.md"));
        Rows.Keys.Select(route => route.Split(' ')[1]).Where(path => !page.Contains(path)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_description_says_who_may_call_what_is_not_for_everybody()
    {
        var description = (await stage.Get("/openapi/v1.json")).Json;
        var schemes = description["components"]!["securitySchemes"]!.AsObject();
        schemes.Select(scheme => scheme.Key).ShouldBe(["session", "key"], ignoreOrder: true);
        foreach (var (route, row) in Rows)
        {
            var operation = description["paths"]![route.Split(' ')[1]]![route.Split(' ')[0].ToLowerInvariant()]!;
            var said = operation["security"]?.AsArray().Select(one => one!.AsObject().Single().Key) ?? [];
            string[] expected = row.Anonymous == 0 ? [] : row.Key == 0 ? ["session", "key"] : ["session"];
            said.ShouldBe(expected, route);
        }
    }

    [Fact]
    public async Task Each_role_gets_what_its_cell_says()
    {
        var cells = 0;
        foreach (var route in await Routes())
        foreach (var role in Enum.GetValues<Role>())
        {
            var expected = Rows[route].For(role);
            var (status, type) = await Call(route, role);
            if (expected != 0)
                (status, type.Length > 0).ShouldBe((expected, true), $"{route} as {role}: {type}");
            else
                status.ShouldNotBeOneOf([401, 403, 405, 429, 500], $"{route} as {role}: {type}");
            cells++;
        }
        cells.ShouldBe(3 * (await Routes()).Count);
    }

    /// <summary>As a fresh session or key, since some routes end what they are called with.</summary>
    async Task<(int Status, string ProblemType)> Call(string route, Role role)
    {
        var (method, path) = (route.Split(' ')[0], route.Split(' ')[1]);
        foreach (var (place, filled) in places) path = path.Replace(place, filled);
        List<(string, string)> headers = [("Origin", stage.Origin)];
        if (role != Role.Anonymous)
        {
            var cookie = await stage.SignedIn(ada);
            if (role == Role.Session) headers.Add(("Cookie", cookie));
            else headers.Add(("Authorization", await FreshKey(cookie)));
        }
        using var body = method == "POST" ? new StringContent("{}", Encoding.UTF8, "application/json") : null;
        return await stage.Begin(method, path, body, [.. headers]);
    }

    async Task<string> FreshKey(string cookie)
    {
        foreach (var old in (await stage.Get("/v1/keys", ("Cookie", cookie))).Json["items"]!.AsArray())
            await stage.Send(
                "DELETE", $"/v1/keys/{Text(old!, "key")}", null, ("Cookie", cookie), ("Origin", stage.Origin));
        return (await stage.KeyOf(cookie)).Bearer;
    }

    static string Text(JsonNode node, string member) => node[member]!.GetValue<string>();
}
