using System.CommandLine;
using Fractional.Cli;
using Fractional.Cli.Commands;

var root = new RootCommand("Fractional: vaults, fractional shares, loans and liquidation by auction, exact to the wei.")
{
    DemoCommand.Create(),
    DeployCommand.Create(),
    ServeCommand.Create(),
    KeepCommand.Create(),
    PreviewCommand.Create(),
    ClaimsCommand.Create(),
    VerifyCommand.Create(),
    WalletCommand.Create(),
};
return await Edge.Run(root, args);
