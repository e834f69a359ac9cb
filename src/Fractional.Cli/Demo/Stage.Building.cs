using System.Net;
using Fractional.Api;
using Fractional.Chain;
using Fractional.Chain.Bindings;
using Fractional.Chain.Calls;
using Fractional.Chain.Signing;
using Fractional.Cli.Commands;
using Fractional.Core.Units;
using Fractional.Engine;
using Fractional.Engine.Hosting;
using Fractional.Engine.Outbox;
using Fractional.Ethereum.Anvil;
using Fractional.Ethereum.Sending;
using Fractional.Keepers;
using Fractional.Keepers.Strategies;
using Fractional.Store;
using Account = Fractional.Core.Units.Account;

namespace Fractional.Cli.Demo;

/// <summary>How the stage is set up: database, chain, contracts, money and items, engine, server and bots.</summary>
sealed partial class Stage
{
    /// <param name="withBots">False: nobody kicks or takes by itself.</param>
    public static async Task<Stage> Build(
        Cast cast, Story story, Timestamp firstDay, CancellationToken stop, bool withBots = true)
    {
        var stage = new Stage(cast, story);
        try
        {
            var database = stage.StartDatabase(stop);
            await stage.StartChain(firstDay, stop);
            await stage.OpenPeoplesDoor(stop);
            await stage.Furnish(stop);
            stage.store = await database;
            await stage.StartServer(port: 0, stop);
            if (withBots) stage.StartBots();
            return stage;
        }
        catch
        {
            await stage.DisposeAsync();
            throw;
        }
    }

    async Task<PostgresEventStore> StartDatabase(CancellationToken stop)
    {
        Server = Prop(await PostgresSource.Open(stop));
        var database = await Server.CreateDatabase(
            $"fractional_demo_{Environment.ProcessId}_{Interlocked.Increment(ref stages)}", stop: stop);
        return Prop(await PostgresEventStore.Open(new PostgresOptions(database), TimeProvider.System, stop));
    }

    async Task StartChain(Timestamp firstDay, CancellationToken stop)
    {
        const ulong hour = 3_600;
        node = Prop(await AnvilNode.Start(
            new AnvilOptions { Accounts = Cast.All.Count(), GenesisTimestamp = firstDay.Seconds - hour }, stop));
        await node.SetBlockTimestampInterval(1, stop);
    }

    async Task OpenPeoplesDoor(CancellationToken stop)
    {
        var deployer = new ProtocolDeployer(node.Rpc, Cast.Deployer.Signer, TimeProvider.System);
        deployment = await deployer.Deploy(
            new ProtocolSettings(Cast.Deployer.Account, Cast.FeeRecipient.Account, 600), stop);
        Cast.InsuranceFund = deployment.InsuranceFund.Address;
        Weth = AccountOf(await deployer.Create(new DemoWethContract.Deployment(), stop));
        deployment = deployment with { PaymentTokens = [new PaymentToken(Weth, "WETH", Ether.Decimals)] };
        Collections =
        [
            AccountOf(await deployer.Create(
                new DemoCollectionContract.Deployment("Plain Punks", "PLAIN", default, 0), stop)),
            AccountOf(await deployer.Create(
                new DemoCollectionContract.Deployment("Artist Punks", "ARTP", Cast.Creator.Signer.Address, 500), stop)),
            AccountOf(await deployer.Create(
                new DemoCollectionContract.Deployment("Odd Punks", "ODDP", default, 0), stop)),
        ];
        Signing = new PayloadSigning(deployment);
        Chain = Prop(await OpenChain(new MemoryOutbox(), Cast.All, stop));
    }

    Task<JsonRpcChain> OpenChain(IOutbox outbox, IEnumerable<Actor> signers, CancellationToken stop) =>
        JsonRpcChain.Open(
        node.Rpc, deployment, outbox, signers.Select(a => a.Signer),
        new JsonRpcChainOptions { PollInterval = Poll, StayReady = false }, TimeProvider.System, stop);

    /// <summary>Tokens, items, allowances and the oracle's settings.</summary>
    async Task Furnish(CancellationToken stop)
    {
        await Do(Cast.Deployer, new ProtocolCall.ListPaymentToken(Weth, true), stop);
        foreach (var appraiser in Cast.Appraisers)
            await Do(Cast.Deployer, new ProtocolCall.SetSigner(appraiser.Account, 250), stop);
        foreach (var collection in Collections)
            await Do(Cast.Deployer, new ProtocolCall.SetCollection(collection, 12_000, 0), stop);
        var unlimited = new Wei(UInt128.MaxValue);
        foreach (var (actor, tokens) in Cast.Lenders.Select(l => (l, 500)).Concat(Cast.Owners.Select(o => (o, 100))))
        {
            await Do(actor, new ProtocolCall.DepositEther(Weth, Tokens(tokens)), stop);
            await Do(actor, new ProtocolCall.ApproveToken(Weth, deployment.LoanBook.Address, unlimited), stop);
        }
        foreach (var (bidder, tokens) in Cast.Bidders.Zip(Plot.BidderTokens))
        {
            await Do(bidder, new ProtocolCall.DepositEther(Weth, Tokens(tokens)), stop);
            await Do(bidder, new ProtocolCall.ApproveToken(Weth, deployment.DutchAuction.Address, unlimited), stop);
            await Do(bidder, new ProtocolCall.ApproveToken(Weth, deployment.BatchAuction.Address, unlimited), stop);
        }
        foreach (var actor in Cast.Crowd.Concat(Cast.Holders.Take(Plot.Rollovers)))
        {
            await Do(actor, new ProtocolCall.DepositEther(Weth, Tokens(Plot.CrowdTokens)), stop);
            await Do(actor, new ProtocolCall.ApproveToken(Weth, deployment.BatchAuction.Address, unlimited), stop);
            await Do(actor, new ProtocolCall.ApproveToken(Weth, deployment.SealedBids.Address, unlimited), stop);
        }
        foreach (var plan in Plot.Vaults) await MintItems(plan, stop);
    }

    /// <summary>The owner of the plan gets its items and lets the factory take them.</summary>
    public async Task MintItems(VaultPlan plan, CancellationToken stop)
    {
        var owner = Cast.Owners[plan.Owner];
        foreach (var item in ItemsOf(plan)) await Do(owner, new ProtocolCall.MintItem(item, owner.Account), stop);
        var collection = Collections[plan.Collection];
        await Do(owner, new ProtocolCall.ApproveCollection(collection, deployment.VaultFactory.Address, true), stop);
    }

    /// <summary>Engine and server end and start again, on the same journal and at the same address. Only without bots:
    /// they hold on to their engine.</summary>
    public async Task RestartServer(CancellationToken stop)
    {
        await StopServer();
        await StartServer(Page.Port, stop);
    }

    async Task StartServer(int port, CancellationToken stop)
    {
        var host = ServerPart(new LocalHost(store, TimeProvider.System));
        var door = ServerPart(await OpenChain(
            new StoredOutbox(store.Outbox((long)deployment.ChainId)), Cast.Keepers.Concat(Cast.Bidders), stop));
        Engine = ServerPart(
            await FractionalEngine.Start(
                door, host, store, new EngineOptions { Relayer = Cast.Keepers[0].Account }, TimeProvider.System, stop));
        var options = new ApiOptions(IPAddress.Loopback, port)
        {
            WebRoot = ServeOptions.PageBesideUs(), PageRpc = node.Url,
        };
        var api = ServerPart(ApiHost.Build(Engine, options, store.Identities));
        await api.StartAsync(stop);
        Page = new Uri(api.Urls.Single());
    }

    async Task StopServer()
    {
        for (var i = server.Count - 1; i >= 0; i--) await server[i].DisposeAsync();
        server.Clear();
    }

    void StartBots()
    {
        foreach (var keeper in Cast.Keepers) StartBot(keeper, new LiquidationStrategy());
        foreach (var (bidder, limitBps) in Cast.Bidders.Zip(Plot.BidderLimitsBps))
            StartBot(bidder, new BidderStrategy(new BidderTerms(
                new Bps(limitBps), Tokens(1_000), [Collections[Plot.Plain], Collections[Plot.Artist]])));
    }

    void StartBot(Actor actor, IStrategy strategy)
    {
        var log = new DecisionLog(story.Acted);
        var loop = new KeeperLoop(Engine, strategy, new KeeperOptions(actor.Name, actor.Account, KeeperMode.Live), log);
        bots.Add((loop, log, actor.Name));
        running.Add(loop.Run(curtain.Token));
    }

    public static Wei Tokens(int count) => new((UInt128)count * Wei.One.Value);

    static Account AccountOf(Ethereum.Primitives.Address address) => new(address.Span);

    T ServerPart<T>(T part) where T : IAsyncDisposable
    {
        server.Add(part);
        return part;
    }

    T Prop<T>(T prop) where T : IAsyncDisposable
    {
        props.Add(prop);
        return prop;
    }
}
