using Fractional.Chain;
using Fractional.Chain.Calls;
using Fractional.Core.Units;
using Fractional.Engine;

namespace Fractional.Tests.Engine.Simulation;

/// <summary>A client that wants one payment made exactly once and asks again until it knows; it outlives every crash of
/// the engine and forgets what it was answered.</summary>
internal sealed class Repayment(string intent, ProtocolCall.Repay call, Account payer)
{
    public ProtocolCall.Repay Call => call;

    /// <summary>None while it is open.</summary>
    public bool? Succeeded { get; private set; }

    /// <summary>One try; the answer may be lost.</summary>
    public async Task<bool> Ask(FractionalEngine engine)
    {
        var answer = await engine.Act(call, payer, CancellationToken.None, intent);
        if (answer.Claim is ClaimAnswer.ActionDoneAlready) Succeeded = true;
        // Refused for good: the loan is gone, and this client gives up rather than ask for ever.
        if (answer.Claim is ClaimAnswer.ActionClaimedAlready held)
        {
            var sending = await engine.Chain.SendingOf(held.Claim.Key, CancellationToken.None);
            if (sending is { Status: SendingStatus.Refused, Final: true }) Succeeded = false;
        }
        return true;
    }

    public void GiveUp() => Succeeded = false;
}
