using System.CommandLine;
using Fractional.Chain;
using Fractional.Chain.Calls;
using Fractional.Core.Units;
using Fractional.Engine.Projections;

namespace Fractional.Cli.Commands;

/// <summary><c>fractional claims</c>: everything that waits for an address in any vault, read from raw logs; with
/// <c>--send</c> it is claimed for that address, by whoever signs.</summary>
static class ClaimsCommand
{
    static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);

    public static Command Create()
    {
        var connection = new ConnectionOptions();
        var key = new SignerOptions();
        var owner = new Argument<string>("address") { Description = "Whose claims" };
        var send = new Option<bool>("--send") { Description = "Claim all of it for the address" };
        var command = new Command("claims", "Lists, and with --send claims, everything that waits for an address.")
        {
            owner, send,
        };
        connection.AddTo(command);
        key.AddTo(command);
        command.SetAction(async (parsed, stop) =>
        {
            var address = Typed.Account("address", parsed.GetRequiredValue(owner));
            var isSending = parsed.GetValue(send);
            var (rpc, deployment) = connection.Read(parsed);
            using var client = rpc;
            var (sender, signer) = isSending ? key.Open(parsed) : (address, null);
            using var held = signer as IDisposable;
            if (isSending && signer is null) throw SignerOptions.NoKey();
            await using var chain = await RunningEngine.OpenSender(
                rpc, deployment, signer is null ? [] : [signer], stop);
            var due = await Of(chain, address, stop);
            if (due.Count == 0) Console.WriteLine($"nothing waits for {address}");
            foreach (var one in due) Console.WriteLine(TextOf(one));
            if (!isSending) return 0;
            foreach (var (index, one) in due.Index()) await Send(chain, one, $"claims/{index}", sender, stop);
            return 0;
        });
        return command;
    }

    static async Task<List<Due>> Of(JsonRpcChain chain, Account owner, CancellationToken stop)
    {
        var head = await chain.Head(stop);
        var vaults = await Verification.OfAll(chain, head.Number, stop);
        if (vaults.FirstOrDefault(v => v.Fault is not null) is { } broken) throw new UserException(broken.Summary);
        var (protocol, due) = (chain.Deployment.Protocol, new List<Due>());
        foreach (var paidIn in vaults.Select(v => v.Statement.Vault).GroupBy(vault => vault.PaymentToken))
        {
            var fundCash = await chain.TokenBalance(paidIn.Key, protocol.InsuranceFund, stop);
            due.AddRange(paidIn.SelectMany(vault => Due.Of(vault, owner, protocol, fundCash)));
        }
        return due;
    }

    static string TextOf(Due due)
    {
        var parts = new List<string>();
        if (!due.Amount.IsZero) parts.Add($"{due.Amount} wei");
        if (!due.Units.IsZero) parts.Add($"{due.Units} units of shares");
        if (due.ItemIndex is { } item) parts.Add($"item {item}");
        return $"{due.Vault} {due.Call.Name}: {string.Join(" and ", parts)}";
    }

    /// <summary>One that is refused, since somebody was faster or because only the holder may burn shares, keeps
    /// nothing from the others.</summary>
    static async Task Send(
        JsonRpcChain chain, Due due, string intent, Account sender, CancellationToken stop)
    {
        if (due.Call is ProtocolCall.Claim && sender != due.Owner)
        {
            Console.WriteLine($"  {due.Call.Name} not sent: only {due.Owner} can burn its shares");
            return;
        }
        if (await chain.Simulate(due.Call, sender, stop) is Simulation.Refused refused)
        {
            Console.WriteLine($"  {due.Call.Name} not sent: {refused.Refusal}");
            return;
        }
        var sending = await chain.Send(due.Call, sender, intent, stop);
        while (sending.Status == SendingStatus.Pending)
        {
            await Task.Delay(Poll, stop);
            sending = await chain.SendingOf(intent, stop);
        }
        Console.WriteLine($"  {due.Call.Name} {sending.Status} {sending.Transaction}");
    }
}
