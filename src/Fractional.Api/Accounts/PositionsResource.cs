using System.Text.Json.Serialization;
using Fractional.Api.Vaults;
using Fractional.Core.Vaults;

namespace Fractional.Api.Accounts;

/// <summary>What an account holds, lent, and owes through its shares. Each list by vault.</summary>
/// <param name="Owes">Loans of vaults whose shares it holds: the vault owes, whoever holds shares bears it.</param>
/// <param name="Complete">False when a list was cut at 500 vaults.</param>
public sealed record PositionsResource(
    AsOf AsOf, IReadOnlyList<HoldingResource> Holds, IReadOnlyList<LendingResource> Lends,
    IReadOnlyList<OwingResource> Owes, bool Complete) : IDated;

/// <summary>Shares of one vault.</summary>
/// <param name="Shares">1e-18 of a share, with those that lie in open bids.</param>
/// <param name="PartBps">Of the supply at creation, floored.</param>
/// <param name="Value">Wei, floored: in a settled vault what a claim pays; else the shares' part of collateral less
/// debt, and cash. Null when an item was never appraised, or nothing is left to share.</param>
public sealed record HoldingResource(
    ChecksumAddress Vault, string Name, ChecksumAddress PaymentToken,
    [property: JsonConverter(typeof(Word<VaultState>))] VaultState State, Digits Shares, int PartBps, Digits? Value);

/// <summary>A lender's part of one loan.</summary>
/// <param name="Units">Wei of principal lent at opening.</param>
/// <param name="Due">Wei to withdraw now.</param>
/// <param name="Health">Null once the loan ended.</param>
public sealed record LendingResource(
    ChecksumAddress Vault, string Name, ChecksumAddress PaymentToken, Digits Loan, Digits Units, Digits Due,
    HealthResource? Health);

/// <summary>A loan behind shares.</summary>
/// <param name="Debt">Wei open now, of the whole vault.</param>
public sealed record OwingResource(
    ChecksumAddress Vault, string Name, ChecksumAddress PaymentToken, Digits Loan, Digits Debt, HealthResource Health);
