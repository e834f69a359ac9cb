using System.CommandLine;
using Fractional.Chain;
using Fractional.Engine;
using Fractional.Engine.Hosting;
using Fractional.Engine.Outbox;
using Fractional.Ethereum.Rpc;
using Fractional.Ethereum.Sending;
using Fractional.Ethereum.Signers;
using Fractional.Store;
using Account = Fractional.Core.Units.Account;

namespace Fractional.Cli.Commands;

/// <summary>The options by which every command finds its chain: <c>--rpc</c> and <c>--deployment</c>.</summary>
sealed class ConnectionOptions
{
    readonly Option<string> rpc = new("--rpc") { Description = "URL of an Ethereum node, http(s)", Required = true };

    readonly Option<FileInfo> manifest = new("--deployment")
    {
        Description = "The manifest that 'deploy' wrote", Required = true,
    };

    public void AddTo(Command command)
    {
        command.Add(rpc);
        command.Add(manifest);
    }

    /// <exception cref="UserException">The URL is none.</exception>
    /// <exception cref="DeploymentException">The manifest can not be read.</exception>
    public (JsonRpcClient Rpc, Deployment Deployment) Read(ParseResult parsed)
    {
        var deployment = Deployment.Load(parsed.GetRequiredValue(manifest).FullName);
        return (Client(parsed.GetRequiredValue(rpc), deployment.ChainId), deployment);
    }

    public static JsonRpcClient Client(string url, ulong chainId) => new(
        new RpcOptions { Endpoints = [Typed.Url("--rpc", url)], ChainId = chainId, Notice = Console.Error.WriteLine },
        TimeProvider.System);
}

/// <summary>An engine with everything below it, for the commands that run one.</summary>
sealed class RunningEngine : IAsyncDisposable
{
    readonly List<IAsyncDisposable> parts = [];

    public FractionalEngine Engine { get; private set; } = null!;

    /// <summary>Sessions and keys, in the journal's database.</summary>
    public IIdentityStore Identities { get; private set; } = null!;

    /// <summary>Opens database, chain and engine; the database is a private one when FRACTIONAL_PG names
    /// none.</summary>
    /// <param name="relayer">Which of the signers places signed bids; none: no bids are taken.</param>
    public static async Task<RunningEngine> Start(
        JsonRpcClient rpc, Deployment deployment, IEnumerable<ISigner> signers, CancellationToken stop,
        Account? relayer = null)
    {
        var running = new RunningEngine();
        try
        {
            var source = running.Part(await PostgresSource.Open(stop));
            var store = running.Part(await PostgresEventStore.Open(
                new PostgresOptions(source.ConnectionString), TimeProvider.System, stop));
            running.Identities = store.Identities;
            var host = running.Part(new LocalHost(store, TimeProvider.System));
            var outbox = new StoredOutbox(store.Outbox((long)deployment.ChainId));
            var chain = running.Part(await JsonRpcChain.Open(
                rpc, deployment, outbox, signers, new JsonRpcChainOptions { Notice = Console.Error.WriteLine },
                TimeProvider.System, stop));
            var options = new EngineOptions { Relayer = relayer, Notice = Console.Error.WriteLine };
            running.Engine = running.Part(await FractionalEngine.Start(
                chain, host, store, options, TimeProvider.System, stop));
            return running;
        }
        catch
        {
            await running.DisposeAsync();
            throw;
        }
    }

    /// <summary>A chain to read from and simulate on: it has no keys and nothing to remember.</summary>
    public static Task<JsonRpcChain> OpenReader(JsonRpcClient rpc, Deployment deployment, CancellationToken stop) =>
        OpenSender(rpc, deployment, [], stop);

    /// <summary>A chain for one run: what it sent and did not see included, it forgets.</summary>
    public static Task<JsonRpcChain> OpenSender(
        JsonRpcClient rpc, Deployment deployment, IEnumerable<ISigner> signers, CancellationToken stop) =>
        JsonRpcChain.Open(
            rpc, deployment, new MemoryOutbox(), signers,
            new JsonRpcChainOptions { Notice = Console.Error.WriteLine }, TimeProvider.System, stop);

    public async ValueTask DisposeAsync()
    {
        for (var i = parts.Count - 1; i >= 0; i--) await parts[i].DisposeAsync();
    }

    T Part<T>(T part) where T : IAsyncDisposable
    {
        parts.Add(part);
        return part;
    }
}
