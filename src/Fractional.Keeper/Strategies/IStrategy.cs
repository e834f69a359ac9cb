using Fractional.Chain;
using Fractional.Chain.Calls;
using Fractional.Core.Units;
using Fractional.Core.Vaults;

namespace Fractional.Keepers.Strategies;

/// <summary>What a strategy may look at: one vault at one block.</summary>
/// <param name="Vault">As the chain has it at <paramref name="Head"/>.</param>
/// <param name="Context">What the contracts would read, with the bot as sender.</param>
/// <param name="Head">The newest block.</param>
/// <param name="Balance">What the bot has of the vault's payment token, wei.</param>
public sealed record Scene(Vault Vault, VaultContext Context, Block Head, Wei Balance);

/// <summary>Something a bot might do about a vault.</summary>
/// <param name="Command">What Core decides: a refusal is the reason not to do it.</param>
/// <param name="Call">What goes to the chain.</param>
/// <param name="Objection">The bot's own reason not to do it, whatever the rules say.</param>
public sealed record Candidate(VaultCommand Command, ProtocolCall Call, Objection? Objection = null);

/// <summary>A bot's own reason not to act.</summary>
/// <param name="Reason">From the closed list.</param>
/// <param name="Detail">The numbers, for people.</param>
public sealed record Objection(SkipReason Reason, string Detail);

/// <summary>Proposes what could be done about a vault now. Pure: the same scene gives the same candidates.</summary>
public interface IStrategy
{
    /// <summary>Whether a vault in this state can need something.</summary>
    bool Watches(Vault vault);

    IEnumerable<Candidate> Candidates(Scene scene);
}
