using Fractional.Core.Units;

namespace Fractional.Keepers;

/// <summary>What an operator sets for a bot.</summary>
/// <param name="Name">Shown in decisions and logs.</param>
/// <param name="Account">Sends and pays; its key is in the chain's signers.</param>
/// <param name="Mode">How far it goes.</param>
public sealed record KeeperOptions(string Name, Account Account, KeeperMode Mode)
{
    /// <summary>Act even when the reward is up to this much below the cost, wei.</summary>
    public Wei SubsidyLimit { get; init; } = Wei.Zero;

    /// <summary>A reward above this is not believed, wei: no keeper reward is above 1 token by the contracts' own
    /// cap.</summary>
    public Wei RewardCeiling { get; init; } = new(2 * Wei.One.Value);

    /// <summary>Hears of looks that were broken off, one sentence each, without secrets.</summary>
    public Action<string> Notice { get; init; } = _ => { };
}
