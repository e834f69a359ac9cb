using System.CommandLine;
using System.Net;
using Fractional.Api;

namespace Fractional.Cli.Commands;

/// <summary><c>fractional serve</c>: follows the chain and answers over HTTP.</summary>
static class ServeCommand
{
    public static Command Create()
    {
        var connection = new ConnectionOptions();
        var port = new Option<int>("--port") { Description = "0 picks a free one", DefaultValueFactory = _ => 8080 };
        var command = new Command("serve",
            "Follows the chain and serves vaults, auctions and quotes over HTTP.") { port };
        connection.AddTo(command);
        command.SetAction(async (parsed, stop) =>
        {
            var (rpc, deployment) = connection.Read(parsed);
            using var client = rpc;
            await using var running = await RunningEngine.Start(rpc, deployment, [], stop);
            await using var api = ApiHost.Build(running.Engine, new ApiOptions(IPAddress.Loopback,
                parsed.GetValue(port)));
            await api.StartAsync(stop);
            Console.WriteLine($"serving {api.Urls.Single()}; Ctrl-C ends it");
            var ended = await Task.WhenAny(Task.Delay(Timeout.Infinite, stop), running.Engine.JournalLost);
            await api.StopAsync(CancellationToken.None);
            if (ended == running.Engine.JournalLost) await ended;
        });
        return command;
    }
}
