using Fractional.Ethereum.Primitives;

namespace Fractional.Client;

/// <summary>Where the protocol lies: what is compared before anything is signed.</summary>
public sealed record Deployment(
    AsOf AsOf, ulong ChainId, Contracts Contracts, IReadOnlyList<PaymentToken> PaymentTokens, Address FeeRecipient);

public sealed record Contracts(
    Address VaultFactory, Address LoanBook, Address DutchAuction, Address BatchAuction, Address SealedBids,
    Address InsuranceFund, Address AppraisalOracle);

/// <summary>A token that vaults may be paid in.</summary>
/// <param name="Decimals">Digits after the point when an amount is shown.</param>
public sealed record PaymentToken(Address Address, string Symbol, int Decimals);
