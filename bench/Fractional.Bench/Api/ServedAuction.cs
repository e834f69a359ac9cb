using System.Globalization;
using System.Net;
using Fractional.Api;
using Fractional.Api.Http;
using Fractional.Chain;
using Fractional.Chain.Calls;
using Fractional.Chain.Simulated;
using Fractional.Core.Units;
using Fractional.Core.Vaults;
using Fractional.Engine;
using Fractional.Engine.Hosting;
using Fractional.Store;
using static Fractional.Tests.Chain.SimulatedSetting;

namespace Fractional.Bench.Api;

/// <summary>The program of the other process: the whole server over PostgreSQL and a simulated chain, with a vault
/// whose batch auction takes bids. It obeys <see cref="AuctionServer"/> line by line and ends when that goes.</summary>
public sealed class ServedAuction
{
    public const string Argument = "--serve";

    /// <summary>How often one caller may bid is another question; here all bids come from one machine.</summary>
    static readonly EdgeOptions Unhurried = new() { Bids = new Quota("bids", PerMinute: 1_000_000, Burst: 1_000_000) };

    readonly SimulatedChain chain = new(1, World(), SimulatedFaults.None, Start);
    FractionalEngine engine = null!;
    int sent;

    Vault Vault => chain.World.Vaults.Values.Single();

    /// <param name="place">An empty database.</param>
    public static async Task Run(string place)
    {
        await using var store = await PostgresEventStore.Open(new PostgresOptions(place), TimeProvider.System);
        await using var host = new LocalHost(store, TimeProvider.System);
        var served = new ServedAuction();
        await using var engine = await FractionalEngine.Start(
            served.chain, host, store, new EngineOptions { Relayer = Kim }, TimeProvider.System, default);
        served.engine = engine;
        await served.OpenBatch();
        await using var api = ApiHost.Build(
            engine, new ApiOptions(IPAddress.Loopback, 0) { Edge = Unhurried }, store.Identities);
        await api.StartAsync();
        await served.Obey(api.Urls.Single());
        await api.StopAsync();
    }

    /// <summary>Says where it serves what. Then each line is a number of changes to make in one block; answered with
    /// the number of the vault's newest event once the board has it.</summary>
    async Task Obey(string url)
    {
        var batch = Vault.Batches[1];
        Console.WriteLine($"{url} {batch.Id} {batch.Terms.Supply} {batch.EndsAt}");
        while (await Console.In.ReadLineAsync() is { } line)
        {
            await Transfer(int.Parse(line, CultureInfo.InvariantCulture));
            Console.WriteLine(engine.Board.SeqOf(Vault.Address));
        }
    }

    async Task OpenBatch()
    {
        await Do(CreateVault(1, 2, 3), Ada);
        await Do(OpenLoan(Vault.Address, Ether(115), chain.Newest.Timestamp), Ada);
        await Do(new ProtocolCall.Kick(Vault.Address), Kim, 34 * Duration.Day);
        await RunOut();
        await Do(new ProtocolCall.Redo(Vault.Auctions[1].Id), Kim);
        await RunOut();
        await Do(new ProtocolCall.ToBatch(Vault.Auctions[1].Id), Kim);
    }

    Task RunOut() => Mine((uint)(Vault.Auctions[1].EndsAt - chain.Newest.Timestamp));

    /// <summary>A share goes from hand to hand so many times.</summary>
    async Task Transfer(int times)
    {
        for (var i = 0; i < times; i++)
            await chain.Send(new ProtocolCall.TransferShares(Vault.Address, Ben, new Shares(1)), Ada, Key(), default);
        await Mine(SimulatedChain.BlockSeconds);
    }

    async Task Do(ProtocolCall call, Account from, uint seconds = SimulatedChain.BlockSeconds)
    {
        var key = Key();
        await chain.Send(call, from, key, default);
        await Mine(seconds);
        if ((await chain.SendingOf(key, default)).Refusal is { } refusal)
            throw new InvalidOperationException($"{call.Name} was refused: {refusal}");
    }

    async Task Mine(uint seconds)
    {
        chain.Mine(seconds);
        await engine.CaughtUp(chain.Newest.Number, default);
    }

    string Key() => string.Create(CultureInfo.InvariantCulture, $"call/{sent++}");
}
