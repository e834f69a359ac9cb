using System.CommandLine;
using Fractional.Chain;
using Fractional.Core.Proceeds;
using Fractional.Core.Units;
using Fractional.Core.Vaults;
using Spectre.Console;

namespace Fractional.Cli.Commands;

/// <summary><c>fractional preview</c>: what each price would give to whom, by the functions that settle.</summary>
static class PreviewCommand
{
    /// <summary>Eight columns of up to 22 digits.</summary>
    const int WidestTable = 200;

    public static Command Create()
    {
        var connection = new ConnectionOptions();
        var vault = new Option<string>("--vault") { Description = "Address of a vault with a loan", Required = true };
        var price = new Option<string?>("--price") { Description = "Tokens for the lot; without it a row of prices" };
        var command = new Command("preview", "What each price would give to keeper, lenders, fee, royalty and a share.")
        {
            vault, price,
        };
        connection.AddTo(command);
        command.SetAction(async (parsed, stop) =>
        {
            var address = Typed.Account("--vault", parsed.GetRequiredValue(vault));
            var asked = parsed.GetValue(price) is { } text ? Typed.Amount("--price", text) : (Wei?)null;
            var (rpc, deployment) = connection.Read(parsed);
            using var client = rpc;
            await using var chain = await RunningEngine.OpenReader(rpc, deployment, stop);
            var head = await chain.Head(stop);
            var found = (await Verification.OfAll(chain, head.Number, stop)).FirstOrDefault(v => v.Vault == address)
                ?? throw new UserException($"there is no vault {address}");
            Print(found.Statement.Vault, await Of(chain, found.Statement.Vault, head, stop), asked);
        });
        return command;
    }

    static async Task<Preview> Of(JsonRpcChain chain, Vault vault, Block head, CancellationToken stop)
    {
        var items = await Task.WhenAll(vault.Items.Select(item => chain.ItemFactsOf(item, vault.Address, stop)));
        var context = new VaultContext(Account.Zero, head.Timestamp, chain.Deployment.Protocol, [.. items]);
        return Preview.Of(vault, context, out var preview) is { } refusal
            ? throw new UserException($"no preview of {vault.Name}: {refusal}")
            : preview;
    }

    static void Print(Vault vault, Preview preview, Wei? asked)
    {
        // A number cut in two is no number: a narrow terminal wraps the line instead.
        AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, WidestTable);
        var (covered, equity) = (preview.DebtCoveredPrice, preview.EquityPrice());
        var tab = preview.Tab;
        Console.WriteLine(
            $"{vault.Name}: keeper {tab.KeeperReward} + debt {tab.Debt} + penalty {tab.Penalty} wei");
        Console.WriteLine($"keeper and lenders are whole from {covered} wei on, a share earns from {equity} wei on");
        var table = new Table().Border(TableBorder.Simple)
            .AddColumns("price", "keeper", "lenders", "penalty", "fee", "royalty", "residual", "a whole share");
        var prices = asked is { } one ? [one] : preview.PricesToShow();
        foreach (var row in prices.Select(preview.At))
            table.AddRow(
                row.LotPrice.ToString(), row.Split.Keeper.ToString(), row.Split.Debt.ToString(),
                row.Split.Penalty.ToString(), row.Split.Fee.ToString(), row.Split.Royalty.ToString(),
                row.Split.Residual.ToString(),
                row.PerShare.Down(new Shares(Wei.One.Value)).ToString());
        AnsiConsole.Write(table);
    }
}
