using Fractional.Browser.Harness;
using Fractional.Ethereum.Primitives;
using Fractional.Ethereum.Rpc;
using Fractional.Ethereum.Transactions;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Fractional.Browser;

/// <summary>What can come between a signature and its block, each told by its own name.</summary>
[Collection(World.Name)]
public sealed class TransactionStory(World world)
{
    Cli.Demo.Actor Lender => world.Cast.Crowd[8];

    [BrowserFact]
    public async Task A_transaction_is_refused_by_its_person_and_then_sent()
    {
        var wallet = world.WalletOf(Lender);
        await using var visit = await Reviewed(wallet);
        wallet.Rejects["eth_sendTransaction"] = true;
        await visit.Sign();
        await visit.Sheet().Sees("You said no in the wallet. Nothing was sent.");
        await visit.Hears("You said no in the wallet. Nothing was sent.");
        await visit.Show("wallet-said-no");
        await Expect(Tracked(visit)).ToHaveCountAsync(0);
        wallet.Rejects.Clear();
        await visit.Sign();
        await visit.Sheet().Sees("In block");
        visit.ShouldBeWithoutComplaint();
    }

    [BrowserFact]
    public async Task A_transaction_that_no_node_knows_any_more_is_dropped()
    {
        await using var visit = await Reviewed(world.WalletOf(Lender));
        var hash = await Waits(visit);
        await world.Stage.Node.DropTransaction(hash, world.Stop);
        await visit.Hears("No node knows it any more.");
        await Tracked(visit).Sees("dropped");
        await visit.Show("transaction-dropped");
        await world.Include();
    }

    [BrowserFact]
    public async Task A_transaction_whose_place_another_one_took_is_replaced()
    {
        await using var visit = await Reviewed(world.WalletOf(Lender));
        await Waits(visit);
        var rival = await Rival(to: Lender.Signer.Address);
        await world.Include();
        await visit.Hears("You cancelled it in the wallet. This one will never happen.");
        await visit.Sheet().Sees($"{rival}");
        await visit.Show("transaction-replaced");
    }

    [BrowserFact]
    public async Task A_transaction_whose_block_was_replaced_waits_again()
    {
        await using var visit = await Reviewed(world.WalletOf(Lender));
        await visit.Sign();
        await visit.Sheet().Sees("It becomes final when");
        await world.Stage.Node.Reorg(1, [], world.Stop);
        await visit.Hears("it waits for a block again.");
        await visit.Show("transaction-reorged");
        await world.NextBlock();
    }

    /// <summary>A call that needs nothing but an account, before its signature.</summary>
    async Task<Visit> Reviewed(InjectedWallet wallet)
    {
        var vault = await world.CreateVault("Offers", "OFF");
        var visit = await world.Visit(wallet);
        await visit.Open($"vaults/{vault.Address}/lend");
        await visit.Connect();
        await visit.Button("Cancel all my offers").ClickAsync();
        await visit.Sheet().Sees("Makes every offer you signed so far worthless.");
        return visit;
    }

    /// <returns>What was sent and is in no block.</returns>
    async Task<Bytes32> Waits(Visit visit)
    {
        await world.HoldBlocks();
        await visit.Sign();
        await visit.Sheet().Sees("Sent; waiting for a block.");
        return Bytes32.Parse(await visit.Sheet().Locator("code.long").InnerTextAsync());
    }

    /// <summary>Under the same nonce, with a better fee: what wallets do to cancel.</summary>
    async Task<Bytes32> Rival(Address to)
    {
        var node = world.Stage.Node.Rpc;
        var signed = await Lender.Signer.SignTransaction(
            new DynamicFeeTransaction
            {
                ChainId = node.ChainId, To = to, GasLimit = 21_000,
                Nonce = await node.Call(Eth.TransactionCount(Lender.Signer.Address, BlockTag.Latest), world.Stop),
                MaxPriorityFeePerGas = 50_000_000_000, MaxFeePerGas = 100_000_000_000,
            },
            world.Stop);
        return await node.Call(Eth.SendRawTransaction(signed.Encoded), world.Stop);
    }

    static ILocator Tracked(Visit visit) =>
        visit.Page.GetByRole(AriaRole.Region, new() { Name = "Your transactions", IncludeHidden = true });
}
