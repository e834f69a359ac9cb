using System.Net;
using System.Text.Json.Nodes;
using Fractional.Api;
using Fractional.Api.Http;
using Fractional.Api.Streams;
using Fractional.Chain;
using Fractional.Chain.Calls;
using Fractional.Chain.Simulated;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Units;
using Fractional.Core.Vaults;
using Fractional.Engine;
using Fractional.Engine.Hosting;
using Fractional.Store;
using Microsoft.AspNetCore.Builder;
using Shouldly;
using static Fractional.Tests.Chain.SimulatedSetting;

namespace Fractional.Tests.Api.Streams;

/// <summary>The API on a loopback port, on a clock that stands until it is moved, over an engine that follows a
/// simulated chain: a vault in a Dutch auction, forty hours into the sale. One more item lies in no vault.</summary>
internal sealed class StreamStage : IAsyncDisposable
{
    /// <summary>More than a test needs; a test that waits for what never comes ends.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>How often somebody may come is another test's business.</summary>
    private static readonly EdgeOptions Unhurried = new()
    {
        Streams = new Quota("streams", 100_000, 100_000), Anonymous = new Quota("anonymous", 100_000, 100_000),
    };

    private readonly CancellationTokenSource _limit = new(Patience);
    private readonly MemoryEventStore _store = new(4, TimeProvider.System);
    private readonly LocalHost _host;
    private WebApplication _api = null!;
    private int _keys;

    private StreamStage(ulong seed, int items)
    {
        Chain = new SimulatedChain(seed, World(items + 1), SimulatedFaults.None, Start);
        _host = new LocalHost(_store, TimeProvider.System);
    }

    public SimulatedChain Chain { get; }

    public FractionalEngine Engine { get; private set; } = null!;

    public HttpClient Client { get; } = new();

    public VirtualTime Clock { get; } = new(DateTimeOffset.UnixEpoch);

    public CancellationToken Stop => _limit.Token;

    public Account VaultAddress { get; private set; }

    public Vault Vault => Chain.World.Vaults[VaultAddress];

    public DutchAuction Auction => Vault.Auctions[1];

    public string AuctionPath => $"/v1/auctions/{Auction.Id}";

    public string Events => $"{AuctionPath}/events";

    /// <summary>The number of the vault's newest event on the board.</summary>
    public long Seq => Engine.Board.SeqOf(VaultAddress);

    public static async Task<StreamStage> Open(
        StreamLimits? limits = null, SimulatedFaults? faults = null, ulong seed = 1, int items = 3)
    {
        var stage = new StreamStage(seed, items);
        stage.Engine = await FractionalEngine.Start(
            stage.Chain, stage._host, stage._store, new EngineOptions { FirstPause = TimeSpan.FromMilliseconds(1) },
            TimeProvider.System, stage.Stop);
        stage._api = ApiHost.Build(
            stage.Engine, new ApiOptions(IPAddress.Loopback, 0) { Streams = limits ?? new(), Edge = Unhurried },
            clock: stage.Clock);
        await stage._api.StartAsync(stage.Stop);
        stage.Client.BaseAddress = new Uri(stage._api.Urls.Single());
        await stage.TellStory(items);
        if (faults is null) return stage;
        for (var block = 0; block <= SimulatedChain.FinalityDepth; block++) await stage.Mine();
        stage.Chain.Faults = faults;
        return stage;
    }

    public Task<EventReader> Read(string path, string? lastEventId = null) =>
        EventReader.Open(Client, path, Stop, lastEventId);

    public async Task<(HttpStatusCode Status, JsonNode Body)> Get(string path)
    {
        using var answer = await Client.GetAsync(new Uri(path, UriKind.Relative), Stop);
        return (answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync(Stop)).ShouldNotBeNull());
    }

    /// <summary>So many changes in one block: shares go from hand to hand.</summary>
    public async Task Transfer(int times, Account? vault = null)
    {
        for (var i = 0; i < times; i++)
        {
            var call = new ProtocolCall.TransferShares(vault ?? VaultAddress, Ben, new Shares(1));
            await Chain.Send(call, Ada, $"transfer/{_keys++}", Stop);
        }
        await Mine();
    }

    public async Task Do(ProtocolCall call, Account from, uint seconds = SimulatedChain.BlockSeconds)
    {
        var key = $"{call.Name}/{_keys++}";
        await Chain.Send(call, from, key, Stop);
        await Mine(seconds);
        (await Chain.SendingOf(key, Stop)).Refusal.ShouldBeNull();
    }

    public Task Take(int item) => Do(
        new ProtocolCall.Take(Auction.Id, item, Ether(500), Ben, Chain.Newest.Timestamp + Duration.Day), Ben);

    public async Task Mine(uint seconds = SimulatedChain.BlockSeconds)
    {
        Chain.Mine(seconds);
        await Engine.CaughtUp(Chain.Newest.Number, Stop);
    }

    public Task StopApi() => _api.StopAsync(Stop);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _api.DisposeAsync();
        await Engine.DisposeAsync();
        await _host.DisposeAsync();
        _limit.Dispose();
    }

    private async Task TellStory(int items)
    {
        await Do(CreateVault([.. Enumerable.Range(1, items)]), Ada);
        VaultAddress = Chain.World.Vaults.Keys.Single();
        await Do(OpenLoan(VaultAddress, Ether(115), Chain.Newest.Timestamp), Ada);
        await Do(new ProtocolCall.Kick(VaultAddress), Kim, 34 * Duration.Day);
        await Mine(40 * 3_600);
    }
}
