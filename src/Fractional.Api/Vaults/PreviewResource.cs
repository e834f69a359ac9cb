namespace Fractional.Api.Vaults;

/// <summary>What prices would mean for everybody, by the functions that settle.</summary>
/// <param name="DebtCoveredPrice">Wei at which keeper and lenders are whole.</param>
/// <param name="EquityPrice">The lowest price that leaves the holders a wei.</param>
/// <param name="Rows">By price.</param>
public sealed record PreviewResource(
    AsOf AsOf, Digits DebtCoveredPrice, Digits EquityPrice, IReadOnlyList<PreviewRowResource> Rows) : IDated;

/// <summary>The waterfall at one price; keeper to residual sum to what is raised. Wei.</summary>
/// <param name="Price">For all items of the auction; in a batch auction for what is left.</param>
/// <param name="PerShare">For a whole share (1e18 units), floored.</param>
public sealed record PreviewRowResource(
    Digits Price, Digits Keeper, Digits Debt, Digits Penalty, Digits Fee, Digits Royalty, Digits Residual,
    Digits PerShare);
