using System.Text.Json.Serialization;

namespace Fractional.Api.Accounts;

/// <summary>Where a claim comes from.</summary>
[JsonConverter(typeof(Word<ClaimKind>))]
public enum ClaimKind
{
    /// <summary>Shares of a settled vault.</summary>
    Shares,

    /// <summary>A lender's repayments.</summary>
    Lender,

    /// <summary>A keeper's reward, the penalty or the fee of an auction.</summary>
    Line,

    /// <summary>A creator's royalty.</summary>
    Royalty,

    /// <summary>A bid's refund, units or shares.</summary>
    Bid,

    /// <summary>An item that was won.</summary>
    Item,

    /// <summary>A lender's part of a new series.</summary>
    Series,

    /// <summary>The deposit of a sealed bid that was not revealed.</summary>
    Deposit,

    /// <summary>A keeper's reward that the insurance fund pays.</summary>
    Tip,
}

/// <summary>Something that waits for an address.</summary>
/// <param name="VaultName">As its creator chose it: data, not a promise.</param>
/// <param name="PaymentToken">What the amount is in.</param>
/// <param name="Amount">Wei of the vault's payment token.</param>
/// <param name="Units">Shares that come with it: of a new series, or old ones given back.</param>
/// <param name="ItemIndex">Index of the item, when it is one that was won.</param>
/// <param name="Call">The contract's function.</param>
/// <param name="OnlyOwner">Only the address itself may send it; any other claim can be paid by anybody.</param>
/// <param name="Transaction">The very transaction that pays it to the address.</param>
public sealed record ClaimResource(
    ChecksumAddress Vault, string VaultName, ChecksumAddress PaymentToken, ClaimKind Kind, Digits Amount,
    Digits Units, [property: JsonPropertyName("item")] int? ItemIndex, string Call, bool OnlyOwner,
    TransactionResource Transaction);

/// <summary>What to send.</summary>
/// <param name="Data">Call data, 0x and lower-case hex.</param>
/// <param name="Value">Wei of ether.</param>
public sealed record TransactionResource(ChecksumAddress To, string Data, Digits Value);
