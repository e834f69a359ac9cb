using System.Diagnostics;
using System.Text.RegularExpressions;
using Fractional.Chain.Bindings;
using Fractional.Cli.Demo;
using Fractional.Client;
using Fractional.Core.Units;
using Fractional.Ethereum.Crypto;
using Fractional.Ethereum.Primitives;
using Fractional.Integration.Cli;
using Fractional.Tests.Client;
using Shouldly;
using Xunit;
using Account = Fractional.Core.Units.Account;
using BatchAuction = Fractional.Core.Auctions.Batch.BatchAuction;
using Bid = Fractional.Client.Bid;
using Key = Fractional.Ethereum.Signers.Account;

namespace Fractional.Integration.Bids;

/// <summary>The bots of both clients' pages, from the pages' own text, against the real executable, PostgreSQL and the
/// contracts: what they hand in is on chain, and wins.</summary>
[Collection(OpenWorld.Title)]
public sealed class ReadmeBotTests(OpenWorld world) : IDisposable
{
    /// <summary>What the bots would pay for all of it.</summary>
    const int LimitTick = 5;

    const int MostLooks = 60;

    static readonly string SharpKey = "0x" + new string('5', 64);
    static readonly string ScriptKey = "0x" + new string('6', 64);
    static readonly Wei Purse = new(Wei.One.Value * 100);
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    readonly CancellationTokenSource limit = new(Patience);
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("fractional-readme-bot");

    Actor Cid => world.Stage.Cast.Crowd[2];

    [Fact]
    public async Task The_bots_of_both_pages_bid_through_the_api_and_win()
    {
        var batch = await world.OpenBatch(limit.Token);
        var (server, site) = await world.Serve(limit.Token);
        await using var _ = server;
        using var api = new FractionalClient(site);
        var (sharp, script) = (await Funded(SharpKey), await Funded(ScriptKey));

        var (auction, most) = ($"{batch.Id}", $"{batch.Terms.Grid.PriceOf(LimitTick)}");
        await Task.WhenAll(
            ReadmeBot.Run(ReadmeBot.Compile(), SharpKey, $"{site}", auction, most),
            RunScript(new()
            {
                ["BOT_SITE"] = $"{site}", ["BOT_KEY"] = ScriptKey, ["AUCTION"] = auction, ["LIMIT"] = most,
            }));
        string[] bids = [await OnlyBidOf(api, sharp), await OnlyBidOf(api, script)];
        foreach (var bid in bids) await Becomes(api, bid, b => b.Life is BidLife.Included or BidLife.Final);

        await BuyTheRestAndClose(batch);
        foreach (var bid in bids)
        {
            var won = await Becomes(api, bid, b => b.Standing == BidStanding.Filled);
            (won.Tick, won.Units).ShouldBe((LimitTick, batch.Terms.Supply.Value / 10));
        }
        await server.Signal("TERM");
        (await server.End(Patience)).ExitCode.ShouldBe(0);
    }

    public void Dispose()
    {
        limit.Dispose();
        folder.Delete(recursive: true);
    }

    /// <summary>Ether, tokens, and the auction may take them.</summary>
    async Task<Address> Funded(string key)
    {
        using var owner = new Key(PrivateKey.Parse(key));
        await world.Node.SetBalance(owner.Address, (UInt256)(Purse.Value * 2), limit.Token);
        await world.Node.Impersonate(owner.Address, limit.Token);
        await world.Fund(new Actor("bot", Account.Parse($"{owner.Address}"), owner), Purse, limit.Token);
        return owner.Address;
    }

    /// <summary>Type-checked and compiled like anybody's program that depends on the package, then run.</summary>
    async Task RunScript(Dictionary<string, string> environment)
    {
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "Fractional.sln"))) root = Path.GetDirectoryName(root)!;
        var web = Path.Combine(root, "web");
        File.Exists(Path.Combine(web, "client/dist/index.js"))
            .ShouldBeTrue("the package is not built: cd web && npm ci --ignore-scripts && npm run build");
        var page = await File.ReadAllTextAsync(Path.Combine(web, "client/README.md"), limit.Token);
        var bot = Regex.Match(page, "```ts\n(.*?)```", RegexOptions.Singleline).Groups[1].Value;
        bot.Split('\n').Count(line => line.Trim().Length > 1 && !line.StartsWith("import ")).ShouldBeLessThan(13);
        Directory.CreateSymbolicLink(Path.Combine(folder.FullName, "node_modules"), Path.Combine(web, "node_modules"));
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "package.json"), """{"type":"module"}""");
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "bot.ts"), bot);
        await Node(
            [], "node_modules/.bin/tsc", "--strict", "--module", "nodenext", "--target", "es2022", "--skipLibCheck",
            "--types", "node", "bot.ts");
        (await Node(environment, "bot.js")).ShouldMatch("^0x[0-9a-f]{64} is accepted\n$");
    }

    async Task<string> Node(Dictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("node", arguments)
        {
            RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true,
            WorkingDirectory = folder.FullName,
        };
        foreach (var (name, text) in environment) start.Environment[name] = text;
        await using var running = new RunningExecutable(start);
        var ended = await running.End(Patience);
        ended.ExitCode.ShouldBe(0, ended.Output + ended.Errors);
        return ended.Output;
    }

    async Task<string> OnlyBidOf(FractionalClient api, Address owner)
    {
        var bids = new List<string>();
        await foreach (var bid in api.BidsOf(owner, limit.Token)) bids.Add(bid.Id);
        return bids.ShouldHaveSingleItem();
    }

    /// <summary>Somebody pays as much for all other units, and time passes.</summary>
    async Task BuyTheRestAndClose(BatchAuction batch)
    {
        var contract = world.Stage.Deployment.BatchAuction.Address;
        var id = (UInt256)batch.Id.ToNumber();
        var rest = batch.Terms.Supply.Value - batch.Terms.Supply.Value / 10 * 2;
        await world.Fund(Cid, Purse, limit.Token);
        await world.Send(Cid, contract, new BatchAuctionContract.BidFunction(id, LimitTick, rest), limit.Token);
        await world.Node.MineAt(batch.EndsAt.Seconds, limit.Token);
        await world.Send(Cid, contract, new BatchAuctionContract.CloseFunction(id), limit.Token);
    }

    /// <summary>Blocks come until the bid has come so far.</summary>
    async Task<Bid> Becomes(FractionalClient api, string id, Func<Bid, bool> isSo)
    {
        for (var look = 0; ; look++)
        {
            var bid = await api.Bid(id, limit.Token);
            if (isSo(bid)) return bid;
            if (look == MostLooks) throw new ShouldAssertException($"not so after {look} blocks: {bid}");
            await world.Node.Mine(1, limit.Token);
            await Task.Delay(Look, limit.Token);
        }
    }
}
