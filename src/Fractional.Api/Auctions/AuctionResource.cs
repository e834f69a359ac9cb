using System.Text.Json.Serialization;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Proceeds;

namespace Fractional.Api.Auctions;

/// <summary>How an auction sells now, or sold last.</summary>
[JsonConverter(typeof(Word<AuctionKind>))]
public enum AuctionKind
{
    /// <summary>Item by item at a price that declines.</summary>
    Dutch,

    /// <summary>What the Dutch rounds left, to one bidder or to many at one price.</summary>
    Batch,
}

/// <summary>Whether it takes purchases or bids.</summary>
[JsonConverter(typeof(Word<AuctionPhase>))]
public enum AuctionPhase
{
    /// <summary>It sells, waits for its start, its redo or its close.</summary>
    Running,

    /// <summary>Nothing more is sold in it.</summary>
    Ended,
}

/// <summary>What came of an auction.</summary>
[JsonConverter(typeof(Word<AuctionOutcome>))]
public enum AuctionOutcome
{
    /// <summary>Every item was sold or written off.</summary>
    Settled,

    /// <summary>The debt was covered with items left over: the vault is open again.</summary>
    Covered,

    /// <summary>The debt was repaid.</summary>
    Cured,

    /// <summary>Nobody bought: the lenders get the items, unless they are redeemed in time.</summary>
    Converted,
}

/// <summary>One auction: its Dutch rounds, and the batch auction that followed under the same id.</summary>
/// <param name="Id">Decimal: uint160(vault) &lt;&lt; 96 | number.</param>
/// <param name="Vault">Whose items are sold.</param>
/// <param name="Outcome">Null while it runs.</param>
public sealed record AuctionResource(
    AsOf AsOf, Digits Id, ChecksumAddress Vault, AuctionKind Kind, AuctionPhase Status, AuctionOutcome? Outcome,
    DutchResource Dutch, BatchResource? Batch) : IDated;

/// <summary>An auction in a list.</summary>
/// <param name="VaultName">As its creator chose it: data, not a promise.</param>
/// <param name="StartsAt">Of the first Dutch round.</param>
/// <param name="EndsAt">Of the round, or of the batch auction once there is one.</param>
/// <param name="PriceNow">Wei: what all items cost now; in a batch auction what it would raise if it ended now. Null
/// when nothing can be bought.</param>
/// <param name="ReservePrice">Wei, of the round or of the batch auction.</param>
/// <param name="Appraisal">Liquidation value of all items at the kick, wei.</param>
/// <param name="Price">Wei raised by all sales; null before the first.</param>
public sealed record AuctionSummaryResource(
    Digits Id, ChecksumAddress Vault, string VaultName, ChecksumAddress PaymentToken, AuctionKind Kind,
    AuctionPhase Status, AuctionOutcome? Outcome, Moment StartsAt, Moment EndsAt, Digits? PriceNow,
    Digits ReservePrice, Digits Appraisal, Digits? Price);

/// <summary>The Dutch rounds.</summary>
/// <param name="Round">0 for the first pass.</param>
/// <param name="LiquidationValue">Of all items at the kick, wei.</param>
/// <param name="Debt">Frozen at the kick, wei, less what lenders took in units.</param>
/// <param name="KeeperReward">Wei for who kicked and who redid.</param>
/// <param name="Penalty">Wei for the insurance fund.</param>
/// <param name="Top">Price at the start of the round, wei.</param>
/// <param name="ReservePrice">Price at its end, wei.</param>
/// <param name="Raised">Wei of all sales so far.</param>
/// <param name="PriceNow">Wei for all items at the newest block; null outside the round.</param>
/// <param name="NextStep">The next moment at which the clock moves, and the price from then on; null after the
/// last.</param>
/// <param name="SoFar">The waterfall over what was raised.</param>
public sealed record DutchResource(
    int Round, Moment StartsAt, Moment EndsAt, Digits LiquidationValue, Digits Debt, Digits KeeperReward,
    Digits Penalty, Digits Top, Digits ReservePrice, Digits Raised, Digits? PriceNow, PriceStepResource? NextStep,
    IReadOnlyList<DutchItemResource> Items, SplitResource SoFar);

/// <summary>A price from a moment on.</summary>
/// <param name="Price">Wei for all items.</param>
public sealed record PriceStepResource(Moment At, Digits Price);

/// <summary>An item of an auction.</summary>
/// <param name="Index">Its place in the vault.</param>
/// <param name="Weight">Its value at the kick, wei: its part of the price.</param>
/// <param name="RoyaltyBps">Of its price, as sampled at the kick.</param>
/// <param name="ForSale">A take of it can succeed while the round is open.</param>
/// <param name="Price">Wei paid; null until sold.</param>
/// <param name="PriceNow">Wei a take would pay at the newest block; null when it is not for sale.</param>
public sealed record DutchItemResource(
    int Index, Digits Weight, int RoyaltyBps, bool ForSale, Digits? Price, Digits? PriceNow);

/// <summary>The waterfall over some proceeds; the six parts sum to <paramref name="Proceeds"/>. Wei.</summary>
public sealed record SplitResource(
    Digits Proceeds, Digits Keeper, Digits Debt, Digits Penalty, Digits Fee, Digits Royalty, Digits Residual)
{
    public static SplitResource Of(Split split) => new(
        split.Proceeds, split.Keeper, split.Debt, split.Penalty, split.Fee, split.Royalty, split.Residual);
}

/// <summary>The batch auction.</summary>
/// <param name="EndsAt">Bids are taken until then; a late bid for the whole moves it.</param>
/// <param name="Extensions">How often it was moved, at most 8.</param>
/// <param name="RevealsFrom">When commitments stop and reveals begin; null when bids are not sealed.</param>
/// <param name="Supply">Units of the new series on sale.</param>
/// <param name="LeastQuantity">The smallest bid, units.</param>
/// <param name="ReservePrice">Price of tick 0, wei for the whole supply.</param>
/// <param name="TickSize">Wei from one tick to the next.</param>
/// <param name="TopTick">The highest tick.</param>
/// <param name="Margin">The highest tick at which all units sell; null while bids take less than the supply.</param>
/// <param name="ClearingPrice">Wei for the whole supply: what every filled bid pays its part of.</param>
/// <param name="Sold">Units that bids take.</param>
/// <param name="Bids">How many were placed.</param>
/// <param name="BestWhole">The best bid for the items themselves, wei.</param>
/// <param name="LeastWhole">The least the next one must be, wei.</param>
/// <param name="MaxCredit">Most wei of the debt that lenders take in unsold units; 0 when they take none.</param>
/// <param name="Series">The new vault, once formed.</param>
/// <param name="Price">Wei raised in cash; null before the end and without a sale.</param>
/// <param name="RedeemableUntil">Until then a converted vault's debt can still be paid.</param>
public sealed record BatchResource(
    [property: JsonConverter(typeof(Word<BatchStatus>))] BatchStatus Status, Moment EndsAt, int Extensions,
    Moment? RevealsFrom, Digits Supply, Digits LeastQuantity, Digits ReservePrice, Digits TickSize, int TopTick,
    int? Margin, Digits ClearingPrice, Digits Sold, int Bids, Digits? BestWhole, Digits LeastWhole, Digits MaxCredit,
    ChecksumAddress? Series, Digits? Price, Moment? RedeemableUntil);
