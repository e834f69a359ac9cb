using System.CommandLine;
using System.Globalization;
using Fractional.Chain;
using Account = Fractional.Core.Units.Account;

namespace Fractional.Cli.Commands;

/// <summary><c>fractional deploy</c>: creates the contracts and writes the manifest.</summary>
static class DeployCommand
{
    public static Command Create()
    {
        var key = new SignerOptions();
        var rpc = new Option<string>("--rpc") { Description = "URL of an Ethereum node", Required = true };
        var chainId = new Option<ulong>("--chain-id") { Description = "The chain you mean", Required = true };
        var fees = new Option<string>("--fee-recipient") { Description = "Address", Required = true };
        var quorum = new Option<ulong>("--quorum-weight")
        {
            Description = "Weight of appraisers that a round needs", DefaultValueFactory = _ => 600,
        };
        var output = new Option<FileInfo>("--out")
        {
            Description = "Where the manifest goes", DefaultValueFactory = _ => new FileInfo("deployment.json"),
        };
        var command = new Command("deploy",
            "Deploys the contracts and writes the manifest that all others check at start.")
        {
            rpc, chainId, fees, quorum, output,
        };
        key.AddTo(command);
        command.SetAction(async (parsed, stop) =>
        {
            var feeAccount = Typed.Account("--fee-recipient", parsed.GetRequiredValue(fees));
            var signer = key.Open(parsed).Signer ?? throw SignerOptions.NoKey();
            using var held = signer as IDisposable;
            using var client = ConnectionOptions.Client(parsed.GetRequiredValue(rpc), parsed.GetValue(chainId));
            var owner = new Account(signer.Address.Span);
            var deployment = await new ProtocolDeployer(client, signer, TimeProvider.System).Deploy(
                new ProtocolSettings(owner, feeAccount, parsed.GetValue(quorum)), stop);
            var path = parsed.GetRequiredValue(output).FullName;
            deployment.Save(path);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"deployed on chain {deployment.ChainId} by {owner}; manifest: {path}"));
        });
        return command;
    }
}
