using Fractional.Chain.Calls;
using Fractional.Cli.Demo;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Loans;
using Fractional.Core.Units;
using Fractional.Core.Vaults;
using Microsoft.Playwright;
using Xunit;
using Account = Fractional.Core.Units.Account;
using Item = Fractional.Core.Units.Item;

namespace Fractional.Browser.Harness;

/// <summary>The demo's stage without bots - chain, contracts, PostgreSQL, engine, server with the page - and a browser
/// to look at it. Nothing happens but what a test does.</summary>
public sealed class World : IAsyncLifetime
{
    internal const string Name = "world";

    /// <summary>Vaults whose loans are past their grace: one for each story that begins with a default.</summary>
    const int RipeVaults = 9;

    const int DaysBeforeDue = 1, GraceDays = 3;

    /// <summary>The node of the tests calls final what has two of its epochs above it, and one block is an
    /// epoch.</summary>
    const ulong BlocksUntilFinal = 3;

    /// <summary>A third of a vault's thousand thousandths for each of three bidders leaves some unsold.</summary>
    const uint Thousandths = 1_000;

    static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    readonly Cast cast = new(Stage.Words);
    readonly CancellationTokenSource limit = new();
    readonly Queue<Account> ripe = [];
    StillDays days = null!;
    Market market = null!;
    Borrowing borrowing = null!;
    IPlaywright playwright = null!;
    int vaults;

    internal Stage Stage { get; private set; } = null!;

    internal IBrowser Browser { get; private set; } = null!;

    /// <summary>Where page and API are.</summary>
    internal Uri Site => Stage.Page;

    internal Cast Cast => cast;

    /// <summary>Ends with the world.</summary>
    internal CancellationToken Stop => limit.Token;

    public async Task InitializeAsync()
    {
        if (Chromium.Missing is not null) return;
        using var patience = new CancellationTokenSource(Patience);
        using var ended = patience.Token.Register(limit.Cancel);
        playwright = await Playwright.CreateAsync();
        Browser = await Chromium.Launch(playwright);
        var first = new FloorDay(new DateOnly(2022, 4, 1), Stage.Tokens(60));
        var silent = new Story(TextWriter.Null, cast, default);
        Stage = await Stage.Build(cast, silent, first.At, Stop, withBots: false);
        market = new Market(Stage, Stage.Collections);
        borrowing = new Borrowing(Stage, silent);
        days = new StillDays(Stage, market, first with { Date = first.Date.AddDays(-1) });
        for (var day = 0; day < Plot.DaysBeforeLoans; day++) await days.Next(Stop);
        var plans = Enumerable.Range(0, RipeVaults).Select(_ => NextPlan("Ripe", DaysBeforeDue)).ToList();
        foreach (var vault in await Open(plans)) ripe.Enqueue(vault);
        for (var day = 0; day <= DaysBeforeDue + GraceDays; day++) await days.Next(Stop);
    }

    public async Task DisposeAsync()
    {
        if (Browser is not null) await Browser.DisposeAsync();
        playwright?.Dispose();
        if (Stage is not null) await Stage.DisposeAsync();
        cast.Dispose();
        limit.Dispose();
    }

    // ---- people

    internal Task<Visit> Visit(InjectedWallet? wallet = null, Look? look = null, TimeSpan clockError = default) =>
        Harness.Visit.Start(Browser, Site, wallet, look, clockError);

    /// <summary>A wallet with the keys of some people of the play, the first one picked.</summary>
    internal InjectedWallet WalletOf(params Actor[] people) =>
        new(Stage.Node.Rpc, [.. people.Select(p => p.Signer)]);

    internal async Task Fund(Actor actor, Wei amount) =>
        await Stage.Do(actor, new ProtocolCall.DepositEther(Stage.Weth, amount), Stop);

    // ---- vaults and loans

    /// <summary>An item of nobody's before, appraised from now on.</summary>
    internal async Task<Item> Mint(Actor owner)
    {
        var item = new Item(Stage.Collections[Plot.Odd], 10_000 + 100 * vaults++);
        await Do(owner, new ProtocolCall.MintItem(item, owner.Account));
        market.List(item, 10_000);
        await days.Next(Stop);
        return item;
    }

    /// <summary>On the chain itself, whatever the server says.</summary>
    internal async Task<bool> Owns(Actor owner, Item item) =>
        (await Stage.Chain.ItemFactsOf(item, owner.Account, Stop)).IsInCustody;

    internal Task<Wei> WethOf(Account account) => Stage.Chain.TokenBalance(Stage.Weth, account, Stop);

    /// <summary>A vault without debt, under whatever name and symbol its owner likes.</summary>
    internal async Task<Vault> CreateVault(string name, string symbol)
    {
        var owner = cast.Owners[0];
        var before = Stage.Vaults.Select(v => v.Address).ToHashSet();
        var item = await Mint(owner);
        await Do(owner, new ProtocolCall.Create([item], Plot.TotalShares, Stage.Weth, name, symbol));
        return Stage.Vaults.Single(v => !before.Contains(v.Address));
    }

    /// <summary>A vault whose loan anybody may kick, under a name of its own.</summary>
    internal async Task<Vault> OpenRipe(string name)
    {
        var plan = NextPlan("", DaysBeforeDue) with { Name = name };
        var vault = (await Open([plan]))[0];
        for (var day = 0; day <= DaysBeforeDue + GraceDays; day++) await days.Next(Stop);
        return VaultOf(vault);
    }

    /// <summary>A vault with a healthy loan of 90 days and six share holders.</summary>
    internal async Task<Vault> OpenLoan(string name) => VaultOf((await Open([NextPlan(name, 90)]))[0]);

    /// <summary>A vault whose loan anybody may kick.</summary>
    internal Vault TakeRipe() => ripe.TryDequeue(out var vault)
        ? VaultOf(vault)
        : throw new InvalidOperationException($"all {RipeVaults} ripe vaults of this world are used: raise RipeVaults");

    internal Vault VaultOf(Account address) => Stage.VaultAt(address);

    // ---- auctions

    /// <summary>A keeper kicks on a day with fresh appraisals; the sale is open when this returns.</summary>
    internal async Task<DutchAuction> Kick(Vault vault)
    {
        await days.Next(Stop);
        await Do(cast.Keepers[0], new ProtocolCall.Kick(vault.Address));
        var auction = VaultOf(vault.Address).Auctions[vault.AuctionCount + 1];
        await PassTo(auction.StartsAt);
        return auction;
    }

    /// <summary>Somebody takes the only item, with fresh money for it.</summary>
    internal async Task Buy(Actor buyer, DutchAuction auction)
    {
        await Fund(buyer, auction.Top);
        await Do(buyer, new ProtocolCall.ApproveToken(Stage.Weth, Stage.Deployment.DutchAuction.Address, auction.Top));
        await Do(buyer, new ProtocolCall.Take(auction.Id, 0, auction.Top, buyer.Account, auction.EndsAt));
    }

    /// <summary>Kicked, and nobody took in either round.</summary>
    internal async Task<BatchAuction> OpenBatch(Vault vault)
    {
        var auction = await Kick(vault);
        await PassTo(auction.EndsAt);
        await days.Next(Stop);
        await Do(cast.Keepers[0], new ProtocolCall.Redo(auction.Id));
        await PassTo(VaultOf(vault.Address).Auctions[auction.Id.Number].EndsAt);
        await Do(cast.Keepers[0], new ProtocolCall.ToBatch(auction.Id));
        return VaultOf(vault.Address).Batches[auction.Id.Number];
    }

    /// <summary>A collector bids for parts, with fresh money for it.</summary>
    /// <param name="bidder">Who pays.</param>
    /// <param name="batch">Where.</param>
    /// <param name="tick">The limit, in ticks above the reserve price.</param>
    /// <param name="thousandths">Of the supply.</param>
    internal async Task Bid(Actor bidder, BatchAuction batch, int tick, uint thousandths)
    {
        var quantity = new Shares(Rounding.MulDivDown(batch.Terms.Supply.Value, thousandths, Thousandths));
        await Fund(bidder, batch.Terms.EscrowUp(tick, quantity));
        await Do(bidder, new ProtocolCall.Bid(batch.Id, tick, quantity));
    }

    /// <summary>The batch ends, is closed, and the new series is formed when parts won.</summary>
    internal async Task<BatchAuction> Close(AuctionId id)
    {
        await PassTo(VaultOf(id.Vault).Batches[id.Number].EndsAt);
        await Do(cast.Keepers[0], new ProtocolCall.Close(id));
        var closed = VaultOf(id.Vault).Batches[id.Number];
        if (closed.Status == BatchStatus.Parts) await Do(cast.Keepers[0], new ProtocolCall.FormSeries(id));
        return VaultOf(id.Vault).Batches[id.Number];
    }

    /// <summary>Sends for a person; the server knows of it when this returns.</summary>
    internal async Task Do(Actor actor, ProtocolCall call)
    {
        await Stage.Do(actor, call, Stop);
        await Stage.Quiet(Stop);
    }

    /// <summary>What is sent from now on waits for <see cref="Include"/>.</summary>
    internal Task HoldBlocks() => Stage.Node.SetAutomine(false, Stop);

    /// <summary>A block with all that waits; later ones come by themselves again.</summary>
    internal async Task Include()
    {
        await Stage.Node.Mine(1, Stop);
        await Stage.Node.SetAutomine(true, Stop);
        await Stage.Quiet(Stop);
    }

    /// <summary>So many blocks that nobody replaces what was in a block before them.</summary>
    internal async Task Finalize()
    {
        await Stage.Node.Mine(BlocksUntilFinal, Stop);
        await Stage.Quiet(Stop);
    }

    /// <summary>Keepers look after each block: here none comes by itself.</summary>
    internal Task NextBlock() => PassTo(Stage.Now + 1);

    internal async Task PassTo(Timestamp at)
    {
        await Stage.AdvanceTo(at, Stop);
        await Stage.Quiet(Stop);
    }

    /// <summary>Items of the collection without royalty, ids of their own.</summary>
    VaultPlan NextPlan(string name, int daysBeforeDue)
    {
        var number = vaults++;
        return Plot.PastMaturity with
        {
            Name = $"{name} {number}", Symbol = $"V{number}", Owner = number % cast.Owners.Length,
            Collection = Plot.Odd, TraitBps = [10_000], DueAfter = TimeSpan.FromDays(daysBeforeDue),
            Options = LoanOptions.MaturityOnly, FirstItem = 10_000 + 100 * number,
        };
    }

    async Task<List<Account>> Open(IReadOnlyList<VaultPlan> plans)
    {
        foreach (var plan in plans)
        {
            await Stage.MintItems(plan, Stop);
            foreach (var (item, traitBps) in Stage.ItemsOf(plan).Zip(plan.TraitBps)) market.List(item, traitBps);
        }
        await days.Next(Stop);
        var opened = new List<Account>();
        foreach (var plan in plans) opened.Add(await borrowing.Open(plan, Stop));
        await Stage.Quiet(Stop);
        return opened;
    }
}

/// <summary>One world for the tests of the collection; they run one after the other.</summary>
[CollectionDefinition(World.Name)]
public sealed class WorldTests : ICollectionFixture<World>;
