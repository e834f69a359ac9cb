using System.Text.Json.Serialization;

namespace Fractional.Api.Auctions;

/// <summary>What to quote.</summary>
[JsonConverter(typeof(Word<QuoteKind>))]
public enum QuoteKind
{
    /// <summary>One item at the Dutch price.</summary>
    Take,

    /// <summary>The same, paid with the taker's own claims as far as they go.</summary>
    TakeNet,

    /// <summary>Units of the new series.</summary>
    Parts,

    /// <summary>Units of the new series for old shares and cash.</summary>
    Rollover,

    /// <summary>The items themselves.</summary>
    Whole,
}

/// <summary>The question: what a purchase or a bid would come to.</summary>
/// <param name="Kind">What to quote.</param>
/// <param name="ItemIndex">Index of the item; of take and takeNet, 0 without.</param>
/// <param name="Tick">The limit of parts and rollover; or limitPrice.</param>
/// <param name="LimitPrice">Wei for the whole supply: the highest tick at or below it is meant.</param>
/// <param name="Quantity">Units of parts and rollover.</param>
/// <param name="Shares">Old shares: to claim with in takeNet, to give in rollover.</param>
/// <param name="Amount">Wei: of whole the bid, of rollover the most escrow.</param>
/// <param name="From">Who would do it; needed by takeNet and rollover.</param>
public sealed record QuoteRequest(
    QuoteKind Kind, [property: JsonPropertyName("item")] int? ItemIndex = null, int? Tick = null,
    Digits? LimitPrice = null, Digits? Quantity = null, Digits? Shares = null, Digits? Amount = null,
    ChecksumAddress? From = null);

/// <summary>The answer, with the integers of settlement.</summary>
/// <param name="Tick">The limit that was quoted, of parts and rollover.</param>
/// <param name="Steps">Of take and takeNet: the price now, a block and five blocks on; empty for bids.</param>
/// <param name="Net">Of takeNet, at the first step.</param>
/// <param name="Escrow">Of bids: wei to deposit.</param>
/// <param name="Credit">Of rollover: wei that the old shares would pay if the auction ended now with this bid; null
/// when the bid would get nothing.</param>
/// <param name="WillClear">Of bids: it would get something if the auction ended now with it. Null while bids are
/// sealed.</param>
/// <param name="ClearingPriceWith">Wei for the whole supply with this bid in the book.</param>
/// <param name="FillWith">Units this bid would get.</param>
/// <param name="PaidWith">Wei it would pay for them; of whole its amount.</param>
/// <param name="Checks">What the contracts would look at, one by one; the call is refused while one is not ok.</param>
public sealed record QuoteResource(
    AsOf AsOf, Digits Auction, QuoteKind Kind, int? Tick, IReadOnlyList<QuoteStepResource> Steps, NetResource? Net,
    Digits? Escrow, Digits? Credit, bool? WillClear, Digits? ClearingPriceWith, Digits? FillWith, Digits? PaidWith,
    IReadOnlyList<CheckResource> Checks) : IDated;

/// <summary>What a take would do some seconds after the newest block.</summary>
/// <param name="Price">Wei for the item.</param>
/// <param name="Then">The waterfall with this item sold for that.</param>
public sealed record QuoteStepResource(uint InSeconds, Digits Price, SplitResource Then);

/// <summary>A netted take: the price less what the taker may withdraw and claim. Wei.</summary>
/// <param name="Withdrawn">As a lender, with what this very purchase pays it.</param>
/// <param name="Claimed">For the shares given, when the purchase settles the vault.</param>
/// <param name="Pays">What is left to pay; 0 when the claims are enough.</param>
/// <param name="Gets">What is left over of the claims.</param>
public sealed record NetResource(Digits Withdrawn, Digits Claimed, Digits Pays, Digits Gets);

/// <summary>Something that must hold.</summary>
/// <param name="Name">What is looked at.</param>
/// <param name="Needed">What it must be: at least, unless the name says otherwise.</param>
/// <param name="Has">What it is.</param>
public sealed record CheckResource(CheckName Name, bool Ok, Digits Needed, Digits Has);

/// <summary>What a quote looks at.</summary>
[JsonConverter(typeof(Word<CheckName>))]
public enum CheckName
{
    /// <summary>The newest block's time is before the end (unix seconds).</summary>
    Window,

    /// <summary>The tick is at most the top tick.</summary>
    TopTick,

    /// <summary>The tick is at least the margin.</summary>
    Margin,

    /// <summary>The quantity is at least the least.</summary>
    LeastQuantity,

    /// <summary>The quantity is at most the supply.</summary>
    Supply,

    /// <summary>The bid for the whole is at least the least.</summary>
    LeastWhole,

    /// <summary>The escrow is at most the given amount.</summary>
    MaxEscrow,

    /// <summary>The account has as many old shares.</summary>
    Shares,

    /// <summary>The account has as many wei of the payment token.</summary>
    Balance,

    /// <summary>The account lets the auction take as many wei of it.</summary>
    Allowance,

    /// <summary>The account lets the auction take as many old shares.</summary>
    ShareAllowance,
}
