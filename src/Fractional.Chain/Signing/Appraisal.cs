using Fractional.Core.Units;

namespace Fractional.Chain.Signing;

/// <summary>What an appraiser signs about one item.</summary>
/// <param name="Value">Wei, 1..2^120.</param>
/// <param name="ConfidenceBps">How sure the appraiser is; kept for the record.</param>
/// <param name="ValidUntil">Refused from here on.</param>
/// <param name="Nonce">Greater than the signer's last one for this item.</param>
public sealed record Appraisal(
    Item Item, Wei Value, Bps ConfidenceBps, Timestamp ObservedAt, Timestamp ValidUntil, ulong Nonce);

/// <summary>What a floor reporter signs about one collection.</summary>
/// <param name="Price">Wei, 1..2^120.</param>
/// <param name="ValidUntil">Refused from here on.</param>
/// <param name="Nonce">Greater than the signer's last one for this collection.</param>
public sealed record FloorReport(
    Account Collection, Wei Price, Timestamp ObservedAt, Timestamp ValidUntil, ulong Nonce);
