using Fractional.Chain;
using Fractional.Core.Units;
using Fractional.Engine.Vaults;

namespace Fractional.Engine;

/// <summary>The answer to who asks for the only right to do something.</summary>
public abstract record ClaimAnswer
{
    private ClaimAnswer() { }

    /// <summary>Now send it: <see cref="FractionalEngine.Send"/>.</summary>
    public sealed record Granted(ActionClaim Claim) : ClaimAnswer;

    /// <summary>Another claim for the same wish is open; it may be our own earlier one.</summary>
    public sealed record ActionClaimedAlready(ActionClaim Claim) : ClaimAnswer;

    /// <summary>This intent succeeded before, finally, under this key.</summary>
    public sealed record ActionDoneAlready(string Key) : ClaimAnswer;

    /// <summary>We know no such vault, or its facts contradict the rules.</summary>
    public sealed record VaultNotFollowed(Account Vault, string Reason) : ClaimAnswer;

    /// <summary>The engine is not ready to grant anything: the claims of its last life are not looked up yet, the
    /// chain or the journal is away.</summary>
    public sealed record NotReady(string Reason) : ClaimAnswer;
}

/// <summary>What came of <see cref="FractionalEngine.Act"/>.</summary>
/// <param name="Claim">Granted, or why not.</param>
/// <param name="Sending">What became of the call so far; none when nothing was granted.</param>
public sealed record ActAnswer(ClaimAnswer Claim, Sending? Sending);
