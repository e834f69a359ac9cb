using Fractional.Chain.Bindings;
using Fractional.Cli.Demo;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Loans;
using Fractional.Core.Units;
using Fractional.Ethereum.Anvil;
using Fractional.Ethereum.Primitives;
using Fractional.Ethereum.Rpc;
using Xunit;
using Account = Fractional.Core.Units.Account;

namespace Fractional.Integration.Keeper;

/// <summary>The demo's stage with one vault whose loan is past its grace, so that it can be kicked at once. Each test
/// rewinds the chain to that moment and brings a journal of its own.</summary>
public class RipeWorld : IAsyncLifetime
{
    internal const string Name = "ripe world";

    const int DaysBeforeDue = 1, GraceDays = 3;

    VaultPlan Plan => Plot.PastMaturity with
    {
        DueAfter = TimeSpan.FromDays(DaysBeforeDue), Options = LoanOptions.MaturityOnly | Bidding,
    };

    /// <summary>How a batch auction takes bids.</summary>
    private protected virtual LoanOptions Bidding => LoanOptions.SealedBids;

    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    readonly Cast cast = new(Stage.Words);
    readonly string folder = Directory.CreateTempSubdirectory("fractional-ripe-world").FullName;
    UInt256 ripe;
    int databases;

    internal Stage Stage { get; private set; } = null!;

    internal Account Vault { get; private set; }

    internal AnvilNode Node => Stage.Node;

    /// <summary>Keeps; its place among the phrase's accounts.</summary>
    internal Actor Keeper => cast.Keepers[0];

    /// <summary>Has tokens for the item, and has allowed the auction to take them.</summary>
    internal Actor Bidder => cast.Bidders[^1];

    internal string Manifest => Path.Combine(folder, "deployment.json");

    internal int IndexOf(Actor actor) => cast.All.ToList().IndexOf(actor);

    public async Task InitializeAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        var stop = limit.Token;
        var day = new FloorDay(new DateOnly(2022, 4, 1), new Wei(60 * Wei.One.Value));
        Stage = await Stage.Build(cast, new Story(TextWriter.Null, cast, default), day.At, stop, withBots: false);
        Stage.Deployment.Save(Manifest);
        var market = new Market(Stage, Stage.Collections);
        foreach (var (item, traitBps) in Stage.ItemsOf(Plan).Zip(Plan.TraitBps)) market.List(item, traitBps);
        var borrowing = new Borrowing(Stage, new Story(TextWriter.Null, cast, default));
        var days = new StillDays(Stage, market, day with { Date = day.Date.AddDays(-1) });
        for (var passed = 0; passed <= Plot.DaysBeforeLoans + DaysBeforeDue + GraceDays; passed++)
        {
            await days.Next(stop);
            if (passed == Plot.DaysBeforeLoans) Vault = await borrowing.Open(Plan, stop);
        }
        await Stage.AdvanceTo(Stage.Now + 3_600, stop);
        ripe = await Node.Snapshot(stop);
    }

    /// <summary>Nothing has happened to the vault yet.</summary>
    internal async Task Rewind(CancellationToken stop)
    {
        await Node.SetAutomine(true, stop);
        await Node.Revert(ripe, stop);
        ripe = await Node.Snapshot(stop);
    }

    /// <summary>A stranger kicks, and the price falls for so long; the hash of the kick.</summary>
    internal async Task<Bytes32> KickAndWait(uint seconds, CancellationToken stop)
    {
        var kick = new DutchAuctionContract.KickFunction(AddressOf(Vault)).Encode();
        var stranger = AddressOf(cast.Keepers[1].Account);
        var kicked = await Do(stranger, kick, stop);
        var head = await Stage.Chain.Head(stop);
        if (seconds > 0) await Node.MineAt(head.Timestamp.Seconds + seconds, stop);
        return kicked;
    }

    /// <summary>A bidder of no bot takes the only item; the hash of the take.</summary>
    internal Task<Bytes32> Take(AuctionId auction, Wei maxPrice, CancellationToken stop)
    {
        var taker = AddressOf(Bidder.Account);
        var deadline = Stage.Now.Seconds * 2;
        return Do(taker, new DutchAuctionContract.TakeFunction(
            (UInt256)auction.ToNumber(), 0, maxPrice.Value, taker, deadline, default).Encode(), stop);
    }

    async Task<Bytes32> Do(Address from, byte[] data, CancellationToken stop)
    {
        var call = new CallRequest(AddressOf(Stage.Deployment.DutchAuction.Address), data);
        var receipt = await Node.Mined(await Node.SendAs(from, call, stop), stop);
        return receipt.Succeeded
            ? receipt.TransactionHash
            : throw new InvalidOperationException($"{from} was refused");
    }

    /// <summary>The connection string of an empty database.</summary>
    internal Task<string> NewDatabase() => Stage.Server.CreateDatabase(
        $"fractional_ripe_{Environment.ProcessId}_{Interlocked.Increment(ref databases)}");

    internal static Address AddressOf(Account account) => Address.Parse(account.ToString());

    public async Task DisposeAsync()
    {
        if (Stage is not null) await Stage.DisposeAsync();
        cast.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}

/// <summary>One world for these tests; they run one after the other.</summary>
[CollectionDefinition(RipeWorld.Name)]
public sealed class RipeWorldTests : ICollectionFixture<RipeWorld>;
