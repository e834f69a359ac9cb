using System.Numerics;
using Fractional.Ethereum.Primitives;

namespace Fractional.Client;

/// <summary>One auction: its Dutch rounds, and the batch auction that followed under the same id.</summary>
/// <param name="Outcome">Null while it runs.</param>
public sealed record Auction(
    AsOf AsOf, UInt256 Id, Address Vault, AuctionKind Kind, AuctionPhase Status, AuctionOutcome? Outcome, Dutch Dutch,
    Batch? Batch);

/// <summary>How an auction sells now, or sold last.</summary>
public enum AuctionKind
{
    Dutch,
    Batch,
}

public enum AuctionPhase
{
    Running,
    Ended,
}

public enum AuctionOutcome
{
    Settled,
    Covered,
    Cured,
    Converted,
}

/// <param name="PriceNow">Wei: all items now; in a batch what it would raise if it ended now. Null when nothing can be
/// bought.</param>
/// <param name="Appraisal">Liquidation value of all items at the kick, wei.</param>
/// <param name="Price">Wei raised by all sales; null before the first.</param>
public sealed record AuctionSummary(
    UInt256 Id, Address Vault, string VaultName, Address PaymentToken, AuctionKind Kind, AuctionPhase Status,
    AuctionOutcome? Outcome, Moment StartsAt, Moment EndsAt, BigInteger? PriceNow, BigInteger ReservePrice,
    BigInteger Appraisal, BigInteger? Price);

/// <summary>The Dutch rounds. Amounts in wei.</summary>
/// <param name="Round">0 for the first pass.</param>
/// <param name="Top">Price at the start of the round.</param>
/// <param name="ReservePrice">Price at its end.</param>
/// <param name="PriceNow">For all items at the newest block; null outside the round.</param>
/// <param name="NextStep">Null after the last.</param>
/// <param name="SoFar">The waterfall over what was raised.</param>
public sealed record Dutch(
    int Round, Moment StartsAt, Moment EndsAt, BigInteger LiquidationValue, BigInteger Debt, BigInteger KeeperReward,
    BigInteger Penalty, BigInteger Top, BigInteger ReservePrice, BigInteger Raised, BigInteger? PriceNow,
    PriceStep? NextStep, IReadOnlyList<DutchItem> Items, Split SoFar);

/// <param name="Price">Wei for all items from then on.</param>
public sealed record PriceStep(Moment At, BigInteger Price);

/// <param name="Weight">Its value at the kick, wei: its part of the price.</param>
/// <param name="Price">Wei paid; null until sold.</param>
/// <param name="PriceNow">Wei a take would pay at the newest block; null when it is not for sale.</param>
public sealed record DutchItem(
    int Index, BigInteger Weight, int RoyaltyBps, bool ForSale, BigInteger? Price, BigInteger? PriceNow);

/// <summary>The waterfall over some proceeds; the six parts sum to <paramref name="Proceeds"/>. Wei.</summary>
public sealed record Split(
    BigInteger Proceeds, BigInteger Keeper, BigInteger Debt, BigInteger Penalty, BigInteger Fee, BigInteger Royalty,
    BigInteger Residual);

/// <summary>What the Dutch round costs at a moment.</summary>
/// <param name="Price">Wei for all items, sold ones too.</param>
public sealed record DutchPrice(AsOf AsOf, Moment At, BigInteger Price, IReadOnlyList<ItemPrice> Items);

/// <param name="Price">Wei, rounded up.</param>
public sealed record ItemPrice(int Index, BigInteger Price, bool ForSale);

/// <summary>The price of a whole Dutch round.</summary>
/// <param name="StepSeconds">The clock moves in steps of so many seconds.</param>
public sealed record Curve(
    AsOf AsOf, uint StepSeconds, Moment StartsAt, Moment EndsAt, IReadOnlyList<CurvePoint> Points);

/// <param name="At">Unix seconds.</param>
/// <param name="Price">Wei for all items from then until the next point's step.</param>
public sealed record CurvePoint(ulong At, BigInteger Price);

/// <summary>What a settlement proves itself with; ADR 0006.</summary>
/// <param name="Hash">Of its inputs, as the chain emitted it.</param>
/// <param name="Document">The canonical JSON, byte for byte.</param>
public sealed record Statement(AsOf AsOf, UInt256 Auction, Bytes32 Hash, string Document);
