using System.Net;
using System.Text.Json.Nodes;
using Fractional.Api;
using Fractional.Chain;
using Fractional.Chain.Calls;
using Fractional.Chain.Simulated;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Loans;
using Fractional.Core.Units;
using Fractional.Core.Vaults;
using Fractional.Engine;
using Fractional.Engine.Hosting;
using Fractional.Store;
using Microsoft.AspNetCore.Builder;
using Shouldly;
using Xunit;
using static Fractional.Tests.Chain.SimulatedSetting;

namespace Fractional.Tests.Api;

/// <summary>The API on a free loopback port over an engine that follows a simulated chain: a vault of three items whose
/// loan is long past due, and the auction kicked for it; another vault without a loan.</summary>
public class AuctionOnLoopback : IAsyncLifetime
{
    private readonly SimulatedChain _chain = new(1, World(), SimulatedFaults.None, Start);
    private readonly HttpClient _client = new();
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromMinutes(2));
    private MemoryEventStore _store = null!;
    private LocalHost _host = null!;
    private FractionalEngine _engine = null!;
    private WebApplication _api = null!;

    internal Uri Site => _client.BaseAddress!;

    internal Account VaultAddress { get; private set; }

    internal Vault Vault => _chain.World.Vaults[VaultAddress];

    internal DutchAuction Auction => Vault.Auctions[1];

    internal SimulatedChain Chain => _chain;

    internal FractionalEngine Engine => _engine;

    internal Timestamp Now => _chain.Newest.Timestamp;

    public async Task InitializeAsync()
    {
        _store = new MemoryEventStore(4, TimeProvider.System);
        _host = new LocalHost(_store, TimeProvider.System);
        _engine = await FractionalEngine.Start(
            _chain, _host, _store, new EngineOptions(), TimeProvider.System, _limit.Token);
        _api = ApiHost.Build(_engine, new ApiOptions(IPAddress.Loopback, 0));
        await _api.StartAsync(_limit.Token);
        _client.BaseAddress = new Uri(_api.Urls.Single());
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _api.DisposeAsync();
        await _engine.DisposeAsync();
        await _host.DisposeAsync();
        _limit.Dispose();
    }

    /// <summary>Up to the kick, and forty hours into the sale: one item no longer covers the debt.</summary>
    internal async Task TellStory(LoanOptions options = LoanOptions.None)
    {
        await Do(CreateVault(1, 2, 3), Ada);
        VaultAddress = _chain.World.Vaults.Keys.Single();
        await Do(OpenLoan(VaultAddress, Ether(115), Now, options: options), Ada);
        await Do(CreateVault(4), Ada);
        await Do(new ProtocolCall.Kick(VaultAddress), Kim, 34 * Duration.Day);
        await Mine(40 * 3_600);
    }

    internal Task Take(int item) =>
        Do(new ProtocolCall.Take(Auction.Id, item, Ether(500), Ben, Now + Duration.Day), Ben);

    internal async Task Mine(uint seconds)
    {
        _chain.Mine(seconds);
        await _engine.CaughtUp(_chain.Newest.Number, _limit.Token);
    }

    internal async Task<(HttpStatusCode Status, JsonNode Body)> Get(string path)
    {
        using var answer = await _client.GetAsync(new Uri(path, UriKind.Relative), _limit.Token);
        var text = await answer.Content.ReadAsStringAsync(_limit.Token);
        text.ShouldNotContain("   at ");
        return (answer.StatusCode, JsonNode.Parse(text).ShouldNotBeNull());
    }

    /// <summary>The answer as it is, with its headers.</summary>
    internal async Task<HttpResponseMessage> Answer(string path, string? known = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (known is not null) request.Headers.TryAddWithoutValidation("If-None-Match", known);
        return await _client.SendAsync(request, _limit.Token);
    }

    internal async Task<(HttpStatusCode Status, JsonNode Body)> Post(string path, string json)
    {
        using var content = new StringContent(json, System.Text.Encoding.UTF8, "application/json");
        using var answer = await _client.PostAsync(new Uri(path, UriKind.Relative), content, _limit.Token);
        var text = await answer.Content.ReadAsStringAsync(_limit.Token);
        text.ShouldNotContain("   at ");
        return (answer.StatusCode, JsonNode.Parse(text).ShouldNotBeNull());
    }

    /// <summary>A refusal in the form of RFC 9457.</summary>
    internal async Task<JsonNode> Problem(string path, HttpStatusCode status, string name)
    {
        var (given, body) = await Get(path);
        given.ShouldBe(status, body.ToJsonString());
        body["type"]!.GetValue<string>().ShouldBe($"/problems/{name}");
        return body;
    }

    internal async Task Do(ProtocolCall call, Account from, uint seconds = SimulatedChain.BlockSeconds)
    {
        var key = $"{call.Name}/{Now}";
        await _chain.Send(call, from, key, _limit.Token);
        await Mine(seconds);
        (await _chain.SendingOf(key, _limit.Token)).Refusal.ShouldBeNull();
    }
}
