using System.CommandLine;
using Fractional.Api;
using Fractional.Api.Operations;
using Fractional.Ethereum.Signers;
using Account = Fractional.Core.Units.Account;

namespace Fractional.Cli.Commands;

/// <summary><c>fractional serve</c>: follows the chain and answers over HTTP.</summary>
static class ServeCommand
{
    public static Command Create()
    {
        var connection = new ConnectionOptions();
        var options = new ServeOptions();
        var key = new SignerOptions();
        var relay = new Option<bool>("--relay")
        {
            Description = "Take signed bids and place them; the signer given pays their gas",
        };
        var command = new Command("serve",
            "Follows the chain and serves vaults, auctions, quotes, bids and claims over HTTP, and the page.")
        {
            relay,
        };
        options.AddTo(command);
        key.AddTo(command);
        connection.AddTo(command);
        command.SetAction(async (parsed, stop) =>
        {
            var (rpc, deployment) = connection.Read(parsed);
            using var client = rpc;
            var served = options.Read(parsed);
            if (ServerVersion.Warning is { } warning) Edge.Warn(warning);
            var (relayer, signer) = ((Account?)null, (ISigner?)null);
            if (parsed.GetValue(relay)) (relayer, signer) = key.Open(parsed);
            using var held = signer as IDisposable;
            ISigner[] signers = relayer is null ? [] : [signer ?? throw SignerOptions.NoKey()];
            await using var running = await RunningEngine.Start(rpc, deployment, signers, stop, relayer);
            await using var api = ApiHost.Build(running.Engine, served, running.Identities);
            await api.StartAsync(stop);
            Console.WriteLine(
                $"serving {api.Urls.Single()}; Ctrl-C ends it (on ASP.NET Core {ServerVersion.Runtime})");
            var ended = await Task.WhenAny(Task.Delay(Timeout.Infinite, stop), running.Engine.JournalLost);
            await api.StopAsync(CancellationToken.None);
            if (ended == running.Engine.JournalLost) await ended;
        });
        return command;
    }
}
