using System.CommandLine;
using Fractional.Chain;
using Fractional.Chain.JsonRpc;
using Fractional.Core.Settlements;
using Fractional.Core.Units;
using Fractional.Ethereum.Primitives;
using Fractional.Ethereum.Rpc;

namespace Fractional.Cli.Commands;

/// <summary><c>fractional verify</c>: recomputes settlements from raw logs; exit code 1 names the first
/// difference. With a transaction it rebuilds the statement of the settlement in it.</summary>
static class VerifyCommand
{
    public static Command Create()
    {
        var connection = new ConnectionOptions();
        var transaction = new Argument<string?>("tx")
        {
            Description = "Hash of a transaction that settled an auction; without it whole vaults are recomputed",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var vault = new Option<string?>("--vault") { Description = "Only this vault; without it every one" };
        var output = new Option<string?>("--output") { Description = "File for the statement; without it stdout" };
        var against = new Option<string?>("--against") { Description = "A statement to compare, line by line" };
        var holder = new Option<string?>("--holder")
        {
            Description = "Prints what this holder or lender is paid, in three integers, instead of the statement",
        };
        var command = new Command("verify",
            "Recomputes vaults, or one settlement, from raw logs and names the first difference.")
        {
            transaction, vault, output, against, holder,
        };
        connection.AddTo(command);
        command.SetAction(async (parsed, stop) =>
        {
            var only = parsed.GetValue(vault) is { } text ? Typed.Account("--vault", text) : default;
            var asked = new Wanted(parsed.GetValue(output), parsed.GetValue(against),
                parsed.GetValue(holder) is { } address ? Typed.Account("--holder", address) : null);
            if (parsed.GetValue(transaction) is not { } hash)
            {
                if (asked != default) throw new UserException("--output, --against and --holder need a transaction");
                return await Vaults(connection, parsed, only, stop);
            }
            var settled = Typed.Transaction("tx", hash);
            var (rpc, deployment) = connection.Read(parsed);
            using var client = rpc;
            await using var chain = await RunningEngine.OpenReader(rpc, deployment, stop);
            return Answer(await Check(rpc, chain, settled, only, stop), asked);
        });
        return command;
    }

    /// <param name="Output">Where the statement goes.</param>
    /// <param name="Against">A statement to compare.</param>
    /// <param name="Holder">Whose proof to print.</param>
    readonly record struct Wanted(string? Output, string? Against, Account? Holder);

    static async Task<int> Vaults(
        ConnectionOptions connection, ParseResult parsed, Account only, CancellationToken stop)
    {
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
    }

    static async Task<SettlementCheck> Check(
        JsonRpcClient rpc, IChain chain, Bytes32 transaction, Account only, CancellationToken stop)
    {
        var receipt = await rpc.Call(Eth.Receipt(transaction), stop)
            ?? throw new UserException($"tx: the node knows no mined transaction {transaction}");
        var found = SettlementLogs.In(receipt, chain.Deployment)
            .Where(s => only.IsZero || s.Id.Vault == only).ToList();
        if (found.Count == 0) throw new UserException($"tx: {transaction} settled no auction"
            + (only.IsZero ? "" : $" of vault {only}"));
        if (found.Count > 1) throw new UserException(
            $"tx: {transaction} settled {found.Count} auctions; --vault chooses one of "
            + string.Join(", ", found.Select(s => s.Id.Vault)));
        var head = await chain.Head(stop);
        var logs = await RawLogs.Read(chain, head.Number, stop);
        return logs.Vaults.TryGetValue(found[0].Id.Vault, out var log)
            ? SettlementCheck.Of(log, logs.Oracle, logs.Fund, chain.Deployment.Protocol, found[0])
            : throw new UserException($"tx: {transaction} settled a vault that the factory did not create");
    }

    /// <summary>The statement or the proof on stdout, the verdict on stderr: what is piped is the document
    /// alone.</summary>
    static int Answer(SettlementCheck check, Wanted asked)
    {
        var fault = check.Fault;
        if (check.Settlement is { } settlement)
        {
            if (asked.Output is { } path) File.WriteAllText(path, check.Document);
            if (asked.Holder is { } holder)
                foreach (var proof in Proofs(check, settlement, holder)) Console.WriteLine(proof);
            else if (asked.Output is null) Console.Write(check.Document);
            if (asked.Against is { } other) fault ??= check.FaultOf(File.ReadAllText(other));
        }
        Console.Error.WriteLine($"verify {check.Vault.Name}: " + (fault
            ?? "the statement follows from raw logs, and the chain emitted the hash of its inputs"));
        return fault is null ? 0 : Edge.ExitFault;
    }

    static List<Proof> Proofs(SettlementCheck check, Settlement settlement, Account holder)
    {
        var proofs = Proof.Of(check.Vault, settlement.Loan.Id, holder).ToList();
        return proofs.Count > 0 ? proofs : throw new UserException(
            $"--holder: {holder} holds no settled shares of {check.Vault.Name} and lent nothing to its loan");
    }
}
