using System.Numerics;
using System.Text.Json.Serialization;
using Fractional.Ethereum.Primitives;

namespace Fractional.Client;

/// <summary>A question: what a purchase or a bid would come to.</summary>
public sealed record QuoteRequest(QuoteKind Kind)
{
    /// <summary>Index of the item, of take and takeNet.</summary>
    [JsonPropertyName("item")]
    public int? ItemIndex { get; init; }

    /// <summary>The limit of parts and rollover; or <see cref="LimitPrice"/>.</summary>
    public int? Tick { get; init; }

    /// <summary>Wei for the whole supply: the highest tick at or below it is meant.</summary>
    public BigInteger? LimitPrice { get; init; }

    /// <summary>Units of parts and rollover.</summary>
    public BigInteger? Quantity { get; init; }

    /// <summary>Old shares: to claim with in takeNet, to give in rollover.</summary>
    public BigInteger? Shares { get; init; }

    /// <summary>Wei: of whole the bid, of rollover the most escrow.</summary>
    public BigInteger? Amount { get; init; }

    /// <summary>Who would do it; needed by takeNet and rollover.</summary>
    public Address? From { get; init; }
}

public enum QuoteKind
{
    Take,
    TakeNet,
    Parts,
    Rollover,
    Whole,
}

/// <summary>The answer, with the integers of settlement.</summary>
/// <param name="Steps">Of take and takeNet: the price now, a block and five blocks on.</param>
/// <param name="Net">Of takeNet, at the first step.</param>
/// <param name="Escrow">Of bids: wei to deposit.</param>
/// <param name="Credit">Of rollover: wei that the old shares would pay.</param>
/// <param name="WillClear">Of bids: it would get something if the auction ended now; null while sealed.</param>
/// <param name="ClearingPriceWith">Wei for the whole supply with this bid in the book.</param>
/// <param name="FillWith">Units this bid would get.</param>
/// <param name="PaidWith">Wei it would pay for them; of whole its amount.</param>
/// <param name="Checks">What the contracts would look at; the bid is refused while one is not ok.</param>
public sealed record Quote(
    AsOf AsOf, UInt256 Auction, QuoteKind Kind, int? Tick, IReadOnlyList<QuoteStep> Steps, Net? Net, BigInteger? Escrow,
    BigInteger? Credit, bool? WillClear, BigInteger? ClearingPriceWith, BigInteger? FillWith, BigInteger? PaidWith,
    IReadOnlyList<Check> Checks);

/// <param name="InSeconds">After the newest block.</param>
/// <param name="Price">Wei for the item.</param>
/// <param name="Then">The waterfall with this item sold for that.</param>
public sealed record QuoteStep(uint InSeconds, BigInteger Price, Split Then);

/// <summary>A netted take: the price less what the taker may withdraw and claim. Wei.</summary>
public sealed record Net(BigInteger Withdrawn, BigInteger Claimed, BigInteger Pays, BigInteger Gets);

/// <param name="Name">What is looked at.</param>
/// <param name="Needed">What it must be: at least, unless the name says otherwise.</param>
/// <param name="Has">What it is.</param>
public sealed record Check(string Name, bool Ok, BigInteger Needed, BigInteger Has);
