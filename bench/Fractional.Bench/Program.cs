using Fractional.Bench;
using Fractional.Bench.Api;
using Fractional.Bench.Auctions;
using Fractional.Bench.Engine;
using Fractional.Bench.Ethereum;

var benches = new Dictionary<string, Func<Task>>
{
    ["engine"] = EngineBench.Run,
    ["takeover"] = TakeoverBench.Run,
    ["clearing"] = ClearingBench.Run,
    ["ethereum"] = EthereumBench.Run,
    ["bids"] = BidsBench.Run,
    ["streams"] = StreamsBench.Run,
    ["flood"] = FloodBench.Run,
};
if (args is [TakeoverBench.OwnerArgument, var connectionString])
{
    await TakeoverBench.Own(connectionString);
    return 0;
}
if (args is [ServedAuction.Argument, var place])
{
    await ServedAuction.Run(place);
    return 0;
}
if (args.Length != 1 || !benches.TryGetValue(args[0], out var run))
{
    Console.Error.WriteLine($"usage: Fractional.Bench {string.Join(" | ", benches.Keys)}");
    return 2;
}
Rounds.PrintMachine();
await run();
return 0;
