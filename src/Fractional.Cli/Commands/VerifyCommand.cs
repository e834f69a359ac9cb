using System.CommandLine;

namespace Fractional.Cli.Commands;

/// <summary><c>fractional verify</c>: recomputes settlements from raw logs; exit code 1 names the first
/// difference.</summary>
static class VerifyCommand
{
    public static Command Create()
    {
        var connection = new ConnectionOptions();
        var vault = new Option<string?>("--vault") { Description = "Only this vault; without it every one" };
        var command = new Command("verify",
            "Recomputes vaults from raw logs and names the first difference.") { vault };
        connection.AddTo(command);
        command.SetAction(async (parsed, stop) =>
        {
            var only = parsed.GetValue(vault) is { } text ? Typed.Account("--vault", text) : default;
            var (rpc, deployment) = connection.Read(parsed);
            using var client = rpc;
            await using var chain = await RunningEngine.OpenReader(rpc, deployment, stop);
            var head = await chain.Head(stop);
            var found = (await Verification.OfAll(chain, head.Number, stop))
                .Where(v => only.IsZero || v.Vault == only).ToList();
            if (found.Count == 0) throw new UserException(only.IsZero ? "there are no vaults"
                : $"there is no vault {only}");
            foreach (var verification in found) Console.WriteLine(verification.Summary);
            return found.Any(v => v.Fault is not null) ? Edge.ExitFault : 0;
        });
        return command;
    }
}
