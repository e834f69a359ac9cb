namespace Fractional.Core.Vaults;

/// <summary>The life cycle of a vault, in the contracts' order.</summary>
public enum VaultState : byte
{
    /// <summary>No debt; whoever holds all shares may redeem.</summary>
    Open,

    /// <summary>Debt is owed.</summary>
    Loaned,

    /// <summary>Flagged unhealthy; the cure window runs.</summary>
    MarginCall,

    /// <summary>A declining-price auction runs; debt is frozen.</summary>
    Dutch,

    /// <summary>A batch auction runs.</summary>
    Batch,

    /// <summary>Everything was sold; holders claim the residual by burning shares.</summary>
    Settled,

    /// <summary>The lenders became the owners.</summary>
    Converted,

    /// <summary>The holder of all shares took the items.</summary>
    Redeemed,
}
