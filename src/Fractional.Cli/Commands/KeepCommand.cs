using System.CommandLine;
using Fractional.Core.Units;
using Fractional.Ethereum.Signers;
using Fractional.Keepers;
using Fractional.Keepers.Strategies;

namespace Fractional.Cli.Commands;

/// <summary><c>fractional keep</c>: runs a keeper, or with <c>--bidder</c> a bidder.</summary>
static class KeepCommand
{
    public static Command Create()
    {
        var connection = new ConnectionOptions();
        var key = new SignerOptions();
        var mode = new Option<KeeperMode>("--mode")
        {
            Description = "observe, dry-run or live", DefaultValueFactory = _ => KeeperMode.Observe,
            CustomParser = result => result.Tokens.Single().Value switch
            {
                "observe" => KeeperMode.Observe,
                "dry-run" => KeeperMode.DryRun,
                "live" => KeeperMode.Live,
                var other => Refuse(result, $"--mode: expected observe, dry-run or live, found '{other}'"),
            },
        };
        var bidder = new Option<bool>("--bidder") { Description = "Bid instead of keeping" };
        var limit = new Option<ushort>("--limit-bps")
        {
            Description = "Bidder: most of an item's appraised value", DefaultValueFactory = _ => 9_500,
        };
        var most = new Option<string>("--max-item-price")
        {
            Description = "Bidder: most tokens for one item", DefaultValueFactory = _ => "0",
        };
        var subsidy = new Option<string>("--subsidy")
        {
            Description = "Keeper: tokens by which the gas may exceed the reward", DefaultValueFactory = _ => "0",
        };
        var command = new Command("keep", "Runs a keeper or a bidder; see docs/running-a-keeper.md.")
        {
            mode, bidder, limit, most, subsidy,
        };
        connection.AddTo(command);
        key.AddTo(command);
        command.SetAction(async (parsed, stop) =>
        {
            var terms = new BidderTerms(
                new Bps(parsed.GetValue(limit)), Typed.Amount("--max-item-price", parsed.GetRequiredValue(most)));
            IStrategy strategy = parsed.GetValue(bidder) ? new BidderStrategy(terms) : new LiquidationStrategy();
            var gasSubsidy = Typed.Amount("--subsidy", parsed.GetRequiredValue(subsidy));
            var (rpc, deployment) = connection.Read(parsed);
            using var client = rpc;
            var (sender, signer) = key.Open(parsed);
            using var held = signer as IDisposable;
            var isLive = parsed.GetValue(mode) == KeeperMode.Live;
            ISigner[] signers = isLive ? [signer ?? throw SignerOptions.NoKey()] : [];
            await using var running = await RunningEngine.Start(rpc, deployment, signers, stop);
            var options = new KeeperOptions(sender.ToString(), sender, parsed.GetValue(mode))
            {
                SubsidyLimit = gasSubsidy, Notice = Console.Error.WriteLine,
            };
            Console.WriteLine($"{options.Mode} as {sender}; Ctrl-C ends it");
            var loop = new KeeperLoop(running.Engine, strategy, options, new DecisionLog(Print));
            await await Task.WhenAny(loop.Run(stop), running.Engine.JournalLost);
        });
        return command;
    }

    static void Print(DecisionRecord d) => Console.WriteLine(
        $"block {d.Block} {d.Vault} {d.Action}: {(d.Acted ? "acted" : d.Reason.ToString())} {d.Detail}");

    static KeeperMode Refuse(System.CommandLine.Parsing.ArgumentResult result, string sentence)
    {
        result.AddError(sentence);
        return KeeperMode.Observe;
    }
}
