using System.CommandLine;
using Fractional.Core.Units;
using Fractional.Ethereum.Signers;
using Fractional.Keepers;
using Fractional.Keepers.Strategies;
using Account = Fractional.Core.Units.Account;

namespace Fractional.Cli.Commands;

/// <summary><c>fractional keep</c>: runs a keeper, or with <c>--bidder</c> a bidder.</summary>
static class KeepCommand
{
    public static Command Create()
    {
        var connection = new ConnectionOptions();
        var phrase = new PhraseOptions();
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
        var index = new Option<int>("--index") { Description = "Which account of the wallet",
            DefaultValueFactory = _ => 0 };
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
            mode, index, bidder, limit, most, subsidy,
        };
        connection.AddTo(command);
        phrase.AddTo(command);
        command.SetAction(async (parsed, stop) =>
        {
            IStrategy strategy = parsed.GetValue(bidder)
                ? new BidderStrategy(new BidderTerms(
                    new Bps(parsed.GetValue(limit)), Amount("--max-item-price", parsed.GetRequiredValue(most))))
                : new LiquidationStrategy();
            var gasSubsidy = Amount("--subsidy", parsed.GetRequiredValue(subsidy));
            var (rpc, deployment) = connection.Read(parsed);
            using var client = rpc;
            using var wallet = phrase.Open(parsed);
            using var account = wallet.GetAccount(parsed.GetValue(index));
            var sender = new Account(account.Address.Span);
            var isLive = parsed.GetValue(mode) == KeeperMode.Live;
            ISigner[] signers = isLive ? [account] : [];
            await using var running = await RunningEngine.Start(rpc, deployment, signers, stop);
            var options = new KeeperOptions(account.Address.ToString(), sender, parsed.GetValue(mode))
            {
                SubsidyLimit = gasSubsidy,
            };
            Console.WriteLine($"{options.Mode} as {sender}; Ctrl-C ends it");
            var loop = new KeeperLoop(running.Engine, strategy, options, new DecisionLog(Print));
            await loop.Run(stop);
        });
        return command;
    }

    static void Print(DecisionRecord d) => Console.WriteLine(
        $"block {d.Block} {d.Vault} {d.Action}: {(d.Acted ? "acted" : d.Reason.ToString())} {d.Detail}");

    static Wei Amount(string option, string text) => Ether.TryParse(text, out var amount)
        ? amount
        : throw new UserException($"{option}: expected a decimal with at most 18 places, found '{text}'");

    static KeeperMode Refuse(System.CommandLine.Parsing.ArgumentResult result, string sentence)
    {
        result.AddError(sentence);
        return KeeperMode.Observe;
    }
}
