using System.Net;
using Fractional.Chain.Bindings;
using Fractional.Cli;
using Fractional.Cli.Demo;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Loans;
using Fractional.Core.Units;
using Fractional.Core.Vaults;
using Fractional.Ethereum.Abi;
using Fractional.Ethereum.Primitives;
using Fractional.Ethereum.Rpc;
using Fractional.Integration.Cli;
using Fractional.Integration.Keeper;
using Shouldly;
using Xunit;
using Account = Fractional.Core.Units.Account;

namespace Fractional.Integration.Bids;

/// <summary>A ripe world whose batch auction takes bids openly.</summary>
public sealed class OpenWorld : RipeWorld
{
    internal const string Title = "open world";

    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    private protected override LoanOptions Bidding => LoanOptions.None;

    /// <summary>Both Dutch rounds ran out.</summary>
    internal async Task<BatchAuction> OpenBatch(CancellationToken stop)
    {
        await Rewind(stop);
        await KickAndWait(0, stop);
        var id = (UInt256)new AuctionId(Vault, 1).ToNumber();
        var dutch = Stage.Deployment.DutchAuction.Address;
        await Node.MineAt((await VaultNow(stop)).Auctions[1].EndsAt.Seconds, stop);
        await Send(Keeper, dutch, new DutchAuctionContract.RedoFunction(id), stop);
        await Node.MineAt((await VaultNow(stop)).Auctions[1].EndsAt.Seconds, stop);
        await Send(Keeper, dutch, new DutchAuctionContract.ToBatchFunction(id), stop);
        return (await VaultNow(stop)).Batches[1];
    }

    /// <summary>Tokens in hand, and the auction may take them.</summary>
    internal async Task Fund(Actor bidder, Wei tokens, CancellationToken stop)
    {
        await Send(bidder, Stage.Weth, new DemoWethContract.DepositFunction(), stop, tokens.Value);
        var auction = AddressOf(Stage.Deployment.BatchAuction.Address);
        await Send(bidder, Stage.Weth, new DemoWethContract.ApproveFunction(auction, tokens.Value), stop);
    }

    /// <summary>The real executable over this world, with a journal of its own; it answers and relays bids.</summary>
    internal async Task<(RunningExecutable Server, Uri Site)> Serve(CancellationToken stop)
    {
        var server = Executable.Start(
            new Dictionary<string, string>
            {
                ["FRACTIONAL_PG"] = await NewDatabase(), ["FRACTIONAL_MNEMONIC"] = Stage.Words,
            },
            "serve", "--relay", "--index", $"{IndexOf(Keeper)}", "--port", "0", "--rpc", Node.Url.ToString(),
            "--deployment", Manifest);
        await server.Says("serving http", Patience);
        var site = new Uri(server.Said.Split(' ', ';')[1]);
        using var client = new HttpClient { BaseAddress = site };
        while ((await client.GetAsync(new Uri("/health/ready", UriKind.Relative), stop)).StatusCode
            != HttpStatusCode.OK) await Task.Delay(Look, stop);
        return (server, site);
    }

    internal async Task<Vault> VaultNow(CancellationToken stop)
    {
        var head = await Stage.Chain.Head(stop);
        return (await Verification.OfAll(Stage.Chain, head.Number, stop))
            .Single(v => v.Statement.Vault.Address == Vault).Statement.Vault;
    }

    internal async Task Send<T>(Actor from, Account to, T function, CancellationToken stop, UInt128 value = default)
        where T : struct, IFunctionMessage
    {
        var call = new CallRequest(AddressOf(to), function.Encode(), Value: value);
        var hash = await Node.SendAs(AddressOf(from.Account), call, stop);
        (await Node.Mined(hash, stop)).Succeeded.ShouldBeTrue($"{typeof(T).Name} was refused");
    }
}

/// <summary>One world for these tests; they run one after the other.</summary>
[CollectionDefinition(OpenWorld.Title)]
public sealed class OpenWorldTests : ICollectionFixture<OpenWorld>;
