using System.Text.Json;
using Fractional.Chain;
using Fractional.Cli.Demo;
using Fractional.Engine.Journal;
using Fractional.Engine.Outbox;
using Fractional.Engine.Vaults;
using Fractional.Ethereum.Rpc;
using Fractional.Ethereum.Sending;
using Fractional.Integration.Cli;
using Fractional.Store;

namespace Fractional.Integration.Keeper;

/// <summary>One <c>fractional keep --mode live</c> on a world: its processes, which come and go, and the journal they
/// share.</summary>
internal sealed class KeepProcess : IAsyncDisposable
{
    static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    readonly RipeWorld world;
    readonly Actor actor;
    readonly string[] flags;
    readonly string database;
    RunningExecutable? running;

    KeepProcess(RipeWorld world, Actor actor, string[] flags, string database, PostgresEventStore store)
    {
        (this.world, this.actor, this.flags, this.database, Store) = (world, actor, flags, database, store);
        Outbox = new StoredOutbox(store.Outbox((long)world.Stage.Deployment.ChainId));
    }

    public PostgresEventStore Store { get; }

    public StoredOutbox Outbox { get; }

    public string Said => running!.Said;

    public static async Task<KeepProcess> Prepare(RipeWorld world, Actor actor, params string[] flags) =>
        await PrepareOn(await world.NewDatabase(), world, actor, flags);

    /// <param name="database">The connection string of an empty database.</param>
    public static async Task<KeepProcess> PrepareOn(
        string database, RipeWorld world, Actor actor, params string[] flags)
    {
        var store = await PostgresEventStore.Open(new PostgresOptions(database), TimeProvider.System);
        return new KeepProcess(world, actor, flags, database, store);
    }

    public void Start(Uri node) => running = Executable.Start(
        new Dictionary<string, string> { ["FRACTIONAL_PG"] = database, ["FRACTIONAL_MNEMONIC"] = Stage.Words },
        [
            "keep", "--mode", "live", "--rpc", node.ToString(), "--deployment", world.Manifest, "--index",
            $"{world.IndexOf(actor)}", .. flags,
        ]);

    public Task<Ended> End(TimeSpan patience) => running!.End(patience);

    public Task Kill() => running!.Kill();

    /// <exception cref="TimeoutException">It did not come about, or the process ended: with its words.</exception>
    public async Task Until(string what, Func<Task<bool>> holds, CancellationToken stop)
    {
        while (!await holds())
        {
            var how = running!.IsRunning ? stop.IsCancellationRequested ? "was too slow" : null : "ended";
            if (how is not null) throw new TimeoutException($"until {what}: the keeper {how}; it said: {Said}");
            await Task.Delay(Look, CancellationToken.None);
        }
    }

    /// <summary>Until everything on the chain is final, in the journal and in the outbox.</summary>
    public async Task UntilQuiet(CancellationToken stop)
    {
        const ulong blocksUntilFinal = 4;
        await world.Node.Mine(blocksUntilFinal, stop);
        var head = await world.Stage.Chain.Head(stop);
        await Until("it followed", async () => await FollowedTo(stop) >= head.Number, stop);
        await Until("the outbox was settled", async () => (await Unsettled()).Count == 0, stop);
        await Until("its claims ended", async () => (await Fold()).Claims.IsEmpty, stop);
    }

    public Task<IReadOnlyList<OutboxEntry>> Unsettled() =>
        Outbox.Unfinished(RipeWorld.AddressOf(actor.Account), CancellationToken.None);

    public Task<ulong> Nonce() => world.Node.Rpc.Call(
        Eth.TransactionCount(RipeWorld.AddressOf(actor.Account), BlockTag.Latest), CancellationToken.None);

    /// <summary>What the journal says of the vault, in order.</summary>
    public async Task<List<VaultJournal>> Journal()
    {
        var read = new List<VaultJournal>();
        await foreach (var e in Store.ReadEntity(Entities.NameOf(world.Vault)))
            read.Add(JournalCodec.Vault.Decode(e.Kind, e.Version, e.Data));
        return read;
    }

    public async Task<FollowedVault> Fold() => (await Journal()).Aggregate(FollowedVault.Unknown, FollowedVault.Evolve);

    async Task<ulong> FollowedTo(CancellationToken stop)
    {
        for (var shard = 0; shard < Store.Shards; shard++)
            if (await Store.ReadCursor(shard, "chain", stop) is { } cursor)
                return JsonSerializer.Deserialize<ChainCursor>(cursor.Data, ChainJson.Options)!.Block ?? 0;
        return 0;
    }

    public async ValueTask DisposeAsync()
    {
        if (running is not null) await running.DisposeAsync();
        await Store.DisposeAsync();
    }
}
