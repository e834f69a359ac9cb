using Fractional.Core.Units;

namespace Fractional.Core.Valuation;

/// <summary>What an appraiser signs about one item.</summary>
/// <param name="Item">The item; every appraisal of a round is about the same.</param>
/// <param name="Value">Wei, 1..2^120.</param>
/// <param name="ConfidenceBps">The appraiser's own; recorded, not used.</param>
/// <param name="ObservedAt">When the value held.</param>
/// <param name="ValidUntil">Dead from here on.</param>
/// <param name="Nonce">Greater than the signer's last one for this item.</param>
public sealed record Appraisal(
    Item Item, Wei Value, Bps ConfidenceBps, Timestamp ObservedAt, Timestamp ValidUntil, ulong Nonce);

/// <summary>What a floor reporter signs about one collection.</summary>
/// <param name="Collection">The collection; every report of a round is about the same.</param>
/// <param name="Price">Wei, 1..2^120.</param>
/// <param name="ObservedAt">When the price held.</param>
/// <param name="ValidUntil">Dead from here on.</param>
/// <param name="Nonce">Greater than the signer's last one for this collection.</param>
public sealed record FloorReport(
    Account Collection, Wei Price, Timestamp ObservedAt, Timestamp ValidUntil, ulong Nonce);

/// <summary>Who signed, and what was found out where signatures and nonces are known.</summary>
/// <param name="Signer">Claims to have signed.</param>
/// <param name="LastNonce">The signer's last one used for the item or collection.</param>
/// <param name="IsSigned">The signature is the signer's.</param>
/// <param name="IsNewcomer">Was not among the signers of the round that last tripped the item's breaker.</param>
public readonly record struct Signature(Account Signer, ulong LastNonce, bool IsSigned, bool IsNewcomer);

public sealed record PresentedAppraisal(Appraisal Appraisal, Signature Signature);

public sealed record PresentedFloorReport(FloorReport Report, Signature Signature);
