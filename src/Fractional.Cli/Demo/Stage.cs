using System.Collections.Immutable;
using Fractional.Chain;
using Fractional.Chain.Calls;
using Fractional.Chain.Signing;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Proceeds;
using Fractional.Core.Units;
using Fractional.Core.Vaults;
using Fractional.Engine;
using Fractional.Ethereum.Anvil;
using Fractional.Keepers;
using Fractional.Store;
using Account = Fractional.Core.Units.Account;
using Item = Fractional.Core.Units.Item;

namespace Fractional.Cli.Demo;

/// <summary>Everything the play stands on: a private database, a chain with time travel, the contracts, the engine, two
/// keepers and three bidders. Torn down with the object.</summary>
sealed partial class Stage : IAsyncDisposable
{
    public const string Words = AnvilOptions.DevelopmentWords;

    static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(10);
    static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(1);
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Short enough that nobody wonders where a transaction is.</summary>
    public const ulong SecondsPerBlock = 2;

    static int stages;

    readonly List<IAsyncDisposable> props = [];
    readonly List<IAsyncDisposable> server = [];
    readonly CancellationTokenSource curtain = new();
    readonly List<(KeeperLoop Loop, DecisionLog Log, string Name)> bots = [];
    readonly List<Task> running = [];
    Deployment deployment = null!;
    AnvilNode node = null!;
    PostgresEventStore store = null!;
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

    /// <summary>Where the page and the API are, from the start of the play on.</summary>
    public Uri Page { get; private set; } = null!;

    /// <summary>The server with the play's journal; there is room for others' databases.</summary>
    public PostgresSource Server { get; private set; } = null!;

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
        new Item(Collections[plan.Collection], plan.FirstItem + i));

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

    /// <summary>From then on blocks come by themselves and the chain's clock goes on at the pace of ours.</summary>
    public async Task LetTimePass(CancellationToken stop)
    {
        await node.FollowTheClock(stop);
        await node.MineEvery(SecondsPerBlock, stop);
    }

    public async ValueTask DisposeAsync()
    {
        await curtain.CancelAsync();
        await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (chronicle is not null) await chronicle.DisposeAsync();
        await StopServer();
        for (var i = props.Count - 1; i >= 0; i--) await props[i].DisposeAsync();
        curtain.Dispose();
    }
}
