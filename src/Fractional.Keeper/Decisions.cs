using Fractional.Core.Units;

namespace Fractional.Keepers;

/// <summary>How far a bot goes.</summary>
public enum KeeperMode
{
    /// <summary>Decide and log.</summary>
    Observe,

    /// <summary>Also simulate on the chain; sign nothing.</summary>
    DryRun,

    /// <summary>Claim and send.</summary>
    Live,
}

/// <summary>Why a bot did not do something. The closed list; docs/running-a-keeper.md explains each.</summary>
public enum SkipReason
{
    /// <summary>The contracts would refuse it now, by Core's model; the detail is the refusal.</summary>
    RulesRefuse,

    /// <summary>Core would accept it, the chain's own simulation refuses: somebody was faster, or money is
    /// missing.</summary>
    ChainRefuses,

    /// <summary>The price is above the bidder's limit.</summary>
    PriceAboveLimit,

    /// <summary>The bidder can not pay the price now.</summary>
    BudgetTooSmall,

    /// <summary>The reward does not pay for the gas.</summary>
    RewardBelowCost,

    /// <summary>The reward is beyond belief: something is wrong with what we see.</summary>
    RewardImplausible,

    /// <summary>Another bot of this engine is doing it.</summary>
    ClaimedAlready,

    /// <summary>The vault's facts contradict the rules or were taken back: nothing is done about it.</summary>
    VaultNotFollowed,

    /// <summary>The engine still looks up what became of its last life's claims, or its journal is away.</summary>
    EngineNotReady,

    /// <summary>The mode only observes.</summary>
    ModeObserve,

    /// <summary>The mode only simulates.</summary>
    ModeDryRun,
}

/// <summary>One decision of a bot about one candidate at one block: what operators read first.</summary>
/// <param name="Reason">Null when it acted.</param>
/// <param name="Detail">Numbers for people; no secrets.</param>
public sealed record DecisionRecord(
    string Bot, ulong Block, Timestamp At, Account Vault, string Action, SkipReason? Reason, string Detail)
{
    public bool Acted => Reason is null;
}
