namespace Fractional.Api.Deployments;

/// <summary>Where the protocol lies: what a wallet checks before it signs.</summary>
public sealed record DeploymentResource(
    AsOf AsOf, ulong ChainId, ContractsResource Contracts, IReadOnlyList<PaymentTokenResource> PaymentTokens,
    ChecksumAddress FeeRecipient) : IDated;

/// <summary>The contracts by name.</summary>
public sealed record ContractsResource(
    ChecksumAddress VaultFactory, ChecksumAddress LoanBook, ChecksumAddress DutchAuction, ChecksumAddress BatchAuction,
    ChecksumAddress SealedBids, ChecksumAddress InsuranceFund, ChecksumAddress AppraisalOracle);

/// <summary>A token that vaults may be paid in.</summary>
/// <param name="Decimals">Digits after the point when an amount is shown.</param>
public sealed record PaymentTokenResource(ChecksumAddress Address, string Symbol, int Decimals);
