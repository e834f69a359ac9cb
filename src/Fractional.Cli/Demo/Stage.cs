using System.Collections.Immutable;
using System.Net;
using Fractional.Api;
using Fractional.Chain;
using Fractional.Chain.Bindings;
using Fractional.Chain.Calls;
using Fractional.Chain.Signing;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Proceeds;
using Fractional.Core.Units;
using Fractional.Core.Vaults;
using Fractional.Engine;
using Fractional.Engine.Hosting;
using Fractional.Engine.Outbox;
using Fractional.Ethereum.Anvil;
using Fractional.Ethereum.Sending;
using Fractional.Keepers;
using Fractional.Keepers.Strategies;
using Fractional.Store;
using Account = Fractional.Core.Units.Account;
using Item = Fractional.Core.Units.Item;

namespace Fractional.Cli.Demo;

/// <summary>Everything the play stands on: a private database, a chain with time travel, the contracts, the engine, two
/// keepers and three bidders. Torn down with the object.</summary>
sealed class Stage : IAsyncDisposable
{
    public const string Words = AnvilOptions.DevelopmentWords;

    static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(10);
    static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(1);
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    readonly List<IAsyncDisposable> props = [];
    readonly CancellationTokenSource curtain = new();
    readonly List<(KeeperLoop Loop, DecisionLog Log, string Name)> bots = [];
    readonly List<Task> running = [];
    Deployment deployment = null!;
    AnvilNode node = null!;
    readonly Story story;
    IAsyncEnumerator<ChainNews>? chronicle;
    ulong toldUpTo;
    int sent;

    Stage(Cast cast, Story story) => (Cast, this.story) = (cast, story);

    public Cast Cast { get; }

    /// <summary>The people's own door: it sends without asking the engine.</summary>
    public JsonRpcChain Chain { get; private set; } = null!;

    public FractionalEngine Engine { get; private set; } = null!;

    public PayloadSigning Signing { get; private set; } = null!;

    public Account Weth { get; private set; }

    /// <summary>In the order of the plot.</summary>
    public ImmutableArray<Account> Collections { get; private set; }

    /// <summary>The chain's clock.</summary>
    public Timestamp Now { get; private set; }

    /// <summary>What each auction was said to give at every price, before anything was sold.</summary>
    public Dictionary<AuctionId, Preview> Previews { get; } = [];

    public IEnumerable<Vault> Vaults => Engine.Board.Vaults;

    public IEnumerable<(string Bot, DecisionLog Log)> Logs => bots.Select(b => (b.Name, b.Log));

    public AnvilNode Node => node;

    public Deployment Deployment => deployment;

    /// <summary>The server with the play's journal; there is room for others' databases.</summary>
    public PostgresSource Server { get; private set; } = null!;

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
            await stage.StartEngine(await database, stop);
            if (withBots) stage.StartBots();
            return stage;
        }
        catch
        {
            await stage.DisposeAsync();
            throw;
        }
    }

    // ---- the play's verbs

    /// <summary>Sends for a person and waits until it is in a block.</summary>
    /// <exception cref="UserException">The contracts refused: the plot is wrong.</exception>
    public async Task Do(Actor actor, ProtocolCall call, CancellationToken stop)
    {
        var key = $"demo/{Interlocked.Increment(ref sent)}";
        var sending = await Chain.Send(call, actor.Account, key, stop);
        var deadline = TimeProvider.System.GetTimestamp();
        while (sending.Status == SendingStatus.Pending)
        {
            if (TimeProvider.System.GetElapsedTime(deadline) > Patience)
                throw new UserException($"{actor.Name}: {call.Name} is in no block after {Patience.TotalSeconds} s");
            await Task.Delay(Glance, stop);
            sending = await Chain.SendingOf(key, stop);
        }
        if (sending.Status != SendingStatus.Included)
            throw new UserException(
                $"{actor.Name}: {call.Name} was refused: {sending.Refusal?.ToString() ?? "no reason given"}");
        Now = (await Chain.Head(stop)).Timestamp;
    }

    /// <summary>Moves the chain's clock forward and mines a block there; never back.</summary>
    public async Task AdvanceTo(Timestamp at, CancellationToken stop)
    {
        if (at <= Now) return;
        await node.MineAt(at.Seconds, stop);
        Now = at;
    }

    /// <summary>Returns when the engine has seen the newest block and no bot has anything left to do about
    /// it.</summary>
    public async Task Quiet(CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(Patience);
        try
        {
            while (true)
            {
                var head = await Chain.Head(patience.Token);
                await Engine.CaughtUp(head.Number, patience.Token);
                foreach (var task in running.Where(t => t.IsFaulted)) await task;
                while (bots.Any(b => b.Loop.LookedAt < (long)head.Number)) await Task.Delay(Poll, patience.Token);
                var after = await Chain.Head(patience.Token);
                Now = after.Timestamp;
                await Listen(head.Number, patience.Token);
                if (after.Number == head.Number) return;
            }
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new UserException(
                $"the engine or a bot did not keep up for {Patience.TotalSeconds} s: {Engine.Trouble}");
        }
    }

    /// <summary>Tells the story what the chain said up to a block.</summary>
    async Task Listen(ulong upTo, CancellationToken stop)
    {
        chronicle ??= Chain.Follow(ChainCursor.Start, curtain.Token).GetAsyncEnumerator(curtain.Token);
        while (toldUpTo < upTo && await chronicle.MoveNextAsync().AsTask().WaitAsync(stop))
        {
            if (chronicle.Current is not ChainNews.Applied applied) continue;
            toldUpTo = applied.Block.Number;
            foreach (var fact in applied.Facts.OfType<Fact.OfVault>().OrderBy(f => f.Place))
                story.Happened(fact.Vault, fact.Event);
        }
    }

    public IEnumerable<Item> ItemsOf(VaultPlan plan) => plan.TraitBps.Select((_, i) =>
        new Item(Collections[plan.Collection], 100 * (plan.Owner + 1) + i));

    public async Task<Account> CreateVault(VaultPlan plan, Actor owner, CancellationToken stop)
    {
        await Do(owner, new ProtocolCall.Create([.. ItemsOf(plan)], Plot.TotalShares, Weth, plan.Name, plan.Symbol),
            stop);
        await Quiet(stop);
        return Vaults.Single(v => v.Name == plan.Name).Address;
    }

    public Vault VaultAt(Account address) => Engine.Board.Find(address)
        ?? throw new UserException($"the engine does not know the vault {address}");

    public async Task<Core.Valuation.ItemValuation> ValuationOf(Item item, CancellationToken stop) =>
        (await Chain.ItemFactsOf(item, default, stop)).Valuation
        ?? throw new UserException($"item {item} has no appraisal");

    /// <summary>Who sends what pays somebody: the payee, or for a contract anybody.</summary>
    public Actor SenderFor(Account payee) =>
        payee == Cast.InsuranceFund ? Cast.Deployer : Cast.All.Single(a => a.Account == payee);

    /// <summary>Recomputes every vault from raw logs, read again from the chain.</summary>
    public async Task<IReadOnlyList<Verification>> VerifyAll(CancellationToken stop)
    {
        var head = await Chain.Head(stop);
        return await Verification.OfAll(Chain, head.Number, stop);
    }

    /// <summary>Serves the API and keeps everything up until interrupted.</summary>
    public async Task StayUp(CancellationToken stop)
    {
        await using var api = ApiHost.Build(Engine, new ApiOptions(IPAddress.Loopback, Port: 0));
        await api.StartAsync(stop);
        story.Say($"chain {node.Url}, chain id {deployment.ChainId}; API {api.Urls.Single()}/v1/vaults; Ctrl-C ends "
            + "them and cleans up.");
        await Task.Delay(Timeout.Infinite, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await api.StopAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await curtain.CancelAsync();
        await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (chronicle is not null) await chronicle.DisposeAsync();
        for (var i = props.Count - 1; i >= 0; i--) await props[i].DisposeAsync();
        curtain.Dispose();
    }

    // ---- setting up

    async Task<PostgresEventStore> StartDatabase(CancellationToken stop)
    {
        Server = Prop(await PostgresSource.Open(stop));
        var database = await Server.CreateDatabase($"fractional_demo_{Environment.ProcessId}", stop: stop);
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
        foreach (var plan in Plot.Vaults)
        {
            var owner = Cast.Owners[plan.Owner];
            foreach (var item in ItemsOf(plan)) await Do(owner, new ProtocolCall.MintItem(item, owner.Account), stop);
            await Do(
                owner,
                new ProtocolCall.ApproveCollection(ItemsOf(plan).First().Collection, deployment.VaultFactory.Address,
                    true),
                stop);
        }
    }

    async Task StartEngine(PostgresEventStore store, CancellationToken stop)
    {
        var host = Prop(new LocalHost(store, TimeProvider.System));
        var door = Prop(await OpenChain(
            new StoredOutbox(store.Outbox((long)deployment.ChainId)), Cast.Keepers.Concat(Cast.Bidders), stop));
        Engine = Prop(await FractionalEngine.Start(door, host, store, new EngineOptions(), TimeProvider.System, stop));
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

    T Prop<T>(T prop) where T : IAsyncDisposable
    {
        props.Add(prop);
        return prop;
    }
}
