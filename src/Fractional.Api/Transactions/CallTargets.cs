using Fractional.Chain;
using Fractional.Chain.Calls;
using Fractional.Core.Units;
using Fractional.Engine.Projections;
using Fractional.Engine.Vaults;

namespace Fractional.Api.Transactions;

/// <summary>Nothing is prepared for a contract that we do not know, and no approval for a stranger.</summary>
static class CallTargets
{
    /// <returns>Why the call is not prepared, or null.</returns>
    public static IResult? Unknown(ProtocolCall call, BoardView board, Deployment deployment)
    {
        if (Wishes.VaultOf(call) is { } vault && board.Find(vault) is null)
            return Problems.NotFound("vault", new ChecksumAddress(vault).ToString());
        return call switch
        {
            ProtocolCall.ApproveToken c when board.Find(c.Token) is null && !IsPaidIn(c.Token, board, deployment) =>
                Refused("token", c.Token, "a payment token, or a vault for its shares"),
            ProtocolCall.ApproveToken c when !TakersOfTokens(deployment).Contains(c.Spender) =>
                Refused("spender", c.Spender, "loanBook, dutchAuction, batchAuction or sealedBids of /v1/deployment"),
            ProtocolCall.ApproveCollection c when c.Spender != deployment.VaultFactory.Address =>
                Refused("spender", c.Spender, "vaultFactory of /v1/deployment"),
            ProtocolCall.DepositEther c when !IsPaidIn(c.Token, board, deployment) =>
                Refused("token", c.Token, "a payment token"),
            _ => null,
        };
    }

    /// <summary>A token that is listed no more still pays the vaults that chose it.</summary>
    static bool IsPaidIn(Account token, BoardView board, Deployment deployment) =>
        board.Protocol.PaymentTokens.Contains(token) || deployment.PaymentTokens.Any(known => known.Address == token)
        || board.Vaults.Any(vault => vault.PaymentToken == token);

    static Account[] TakersOfTokens(Deployment deployment) =>
    [
        deployment.LoanBook.Address, deployment.DutchAuction.Address, deployment.BatchAuction.Address,
        deployment.SealedBids.Address,
    ];

    static IResult Refused(string field, Account given, string expected)
    {
        var address = new ChecksumAddress(given).ToString();
        return Problems.Refused(
            422, $"unknown-{field}", $"$.call.{field}: expected {expected}, found {address}",
            new() { ["field"] = $"$.call.{field}", ["given"] = address, ["expected"] = expected },
            next: "Take the addresses from /v1/deployment.");
    }
}
