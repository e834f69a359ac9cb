using System.Text.Json;
using System.Text.Json.Nodes;
using Fractional.Api.Http;
using Fractional.Chain;
using Fractional.Chain.Calls;
using Fractional.Chain.JsonRpc;
using Fractional.Core.Units;
using Fractional.Engine;
using Fractional.Engine.Vaults;

namespace Fractional.Api.Transactions;

/// <summary>Prepares what somebody else signs: the page, a bot, a multisig.</summary>
static class TransactionEndpoints
{
    public static void Map(IEndpointRouteBuilder v1) => v1.MapPost("/transactions", Prepare)
        .WithTags("Transactions").WithName("prepareTransaction")
        .WithSummary("The exact transaction of a call, decoded and simulated; nothing is sent.")
        .Accepts<PrepareRequest>("application/json").Produces<PreparedResource>()
        .ProducesProblem(400).ProducesProblem(404).ProducesProblem(413).ProducesProblem(415).ProducesProblem(422)
        .ProducesProblem(503);

    static async Task<IResult> Prepare(FractionalEngine engine, HttpRequest request, CancellationToken stop)
    {
        if (Reading.Open(engine, out var now) is { } early) return early;
        var (asked, malformed) = await RequestBody.Read<PrepareRequest>(request, stop);
        if (malformed is not null) return malformed;
        if (CallJson.Read(asked!.Call, out var call) is { } problem) return problem;
        var from = asked.From.Account;
        var (deployment, board) = (engine.Chain.Deployment, now.Board);
        if (CallTargets.Unknown(call, board, deployment) is { } unknown) return unknown;
        if (Encoded(call, deployment, out var data) is { } unfit) return unfit;
        var approvals = await Task.WhenAll(CallNeed.Of(call, board, deployment, now.Now).Select(async need =>
            new ApprovalResource(need.Token, need.Spender, need.Amount,
                await engine.Chain.TokenAllowance(need.Token, from, need.Spender, stop))));
        var simulation = await engine.Chain.Simulate(call, from, stop);
        var accepted = simulation as Simulation.Accepted;
        return TypedResults.Ok(new PreparedResource(
            Wishes.VaultOf(call) is { } vault ? now.AsOf(vault) : now.AsOf(),
            new UnsignedResource(
                deployment.ChainId, data.To, $"0x{Convert.ToHexStringLower(data.Data)}", new Digits(data.Value),
                accepted is null ? null : new Digits(accepted.Gas),
                accepted is null ? null : new Digits(accepted.FeePerGas)),
            Decoded(data, call, deployment, account => board.Find(account) is not null), approvals,
            Of(simulation)));
    }

    /// <summary>A number that fits no argument of the contract is the caller's fault.</summary>
    static IResult? Encoded(ProtocolCall call, Deployment deployment, out CallData data)
    {
        data = default;
        try
        {
            data = CallData.Of(call, deployment);
            return null;
        }
        catch (Exception unfit) when (unfit is OverflowException or Ethereum.EthereumFormatException)
        {
            return Problems.Malformed("$.call", call.Name, "arguments that fit the contract's types");
        }
    }

    static DecodedResource Decoded(
        CallData data, ProtocolCall call, Deployment deployment, Func<Account, bool> isVault)
    {
        var (contract, read) = CallDecoding.Of(data.To, data.Data, deployment, isVault)
            ?? throw new InvalidOperationException($"{call.Name} is encoded as no call we know");
        return new DecodedResource(
            contract, read.Function,
            [.. read.Arguments.Select(one => new ArgumentResource(one.Name, one.Type, ArgumentJson.Of(one.Value)))],
            CallSentence.Of(call));
    }

    static SimulationResource Of(Simulation simulation) => simulation is Simulation.Accepted accepted
        ? new SimulationResource(true, new Digits(accepted.Gas), null)
        : new SimulationResource(false, null, RefusalOf(((Simulation.Refused)simulation).Refusal));

    /// <summary>The members that the refusal has as a problem.</summary>
    static JsonObject RefusalOf(Core.Refusal refusal)
    {
        var problem = RefusalProblems.Of(refusal).ProblemDetails;
        var members = new JsonObject { ["detail"] = problem.Detail };
        foreach (var (name, value) in problem.Extensions)
            members[name] = value is null ? null : JsonSerializer.SerializeToNode(value, value.GetType());
        return members;
    }
}
