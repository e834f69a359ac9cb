using System.Collections.Immutable;
using Fractional.Core.Loans;
using Fractional.Core.Proceeds;
using Fractional.Core.Units;

namespace Fractional.Core.Auctions.Dutch;

/// <summary>The payees of an auction, in the order of the waterfall.</summary>
public enum Line : byte
{
    /// <summary>Who kicked.</summary>
    Keeper,

    /// <summary>Who redid.</summary>
    RedoKeeper,

    /// <summary>The penalty.</summary>
    Insurance,

    /// <summary>The protocol fee.</summary>
    Fee,

    /// <summary>One per item.</summary>
    Royalty,
}

public enum AuctionStatus : byte
{
    None,
    Running,

    /// <summary>Every item sold or written off.</summary>
    Settled,

    /// <summary>The debt was covered with items left over: the vault is open again.</summary>
    Covered,

    /// <summary>The debt was repaid: before the first take or bid, or by redeeming the converted items.</summary>
    Cured,

    /// <summary>Nobody took: a batch auction runs under the same id.</summary>
    Batch,

    /// <summary>Nobody bid: the lenders own what is left, unless it is redeemed in time.</summary>
    Converted,
}

/// <summary>What was sampled of one item at the kick, and its price once sold.</summary>
/// <param name="Weight">V of the item at the kick, wei; 0 for an item delivered before.</param>
/// <param name="RoyaltyReceiver">Who gets the royalty.</param>
/// <param name="RoyaltyBps">Of the price, capped.</param>
/// <param name="Price">Wei; 0 until sold.</param>
/// <param name="IsRoyaltyCollected">The royalty was paid.</param>
public readonly record struct DutchItem(
    Wei Weight, Account RoyaltyReceiver, Bps RoyaltyBps, Wei Price, bool IsRoyaltyCollected);

/// <summary>
/// A declining-price auction of a vault's items, item by item. Everything it rests on is frozen at the kick; round,
/// start, prices and K move at a redo.
/// </summary>
public sealed record DutchAuction
{
    public required AuctionId Id { get; init; }

    /// <summary>The loan whose debt is frozen for it.</summary>
    public required LoanId LoanId { get; init; }

    public AuctionStatus Status { get; init; } = AuctionStatus.Running;

    public required Account Keeper { get; init; }

    /// <summary>Who redid first; nobody in round 0.</summary>
    public Account RedoKeeper { get; init; }

    public byte Round { get; init; }

    public required Timestamp StartsAt { get; init; }

    /// <summary>Of round 0, as fixed at the kick.</summary>
    public required Timestamp FirstStartsAt { get; init; }

    /// <summary>Until then a converted auction's items can be redeemed.</summary>
    public Timestamp RedeemableUntil { get; init; }

    public required uint DurationSeconds { get; init; }

    /// <summary>V of all its items at the kick, wei.</summary>
    public required Wei LiquidationValue { get; init; }

    /// <summary>Frozen at the kick, wei.</summary>
    public required Wei Debt { get; init; }

    /// <summary>K so far, wei.</summary>
    public required Wei KeeperReward { get; init; }

    /// <summary>K of round 0, wei: what is above it is the redo keeper's.</summary>
    public required Wei KickReward { get; init; }

    public required Wei Penalty { get; init; }

    public required Wei Top { get; init; }

    public required Wei ReservePrice { get; init; }

    public required Bps FeeBps { get; init; }

    /// <summary>Bit mask of items sold or written off here, or delivered before.</summary>
    public required ushort SoldMask { get; init; }

    /// <summary>One entry for each item of the vault.</summary>
    public required ImmutableArray<DutchItem> Items { get; init; }

    /// <summary>Bit mask of the lines paid out.</summary>
    public byte CollectedMask { get; init; }

    /// <summary>Of the kicker's reward, what the insurance fund paid after a conversion, wei.</summary>
    public Wei TipPaid { get; init; }

    /// <summary>The same of the reward for the redo, wei.</summary>
    public Wei RedoTipPaid { get; init; }

    public Timestamp EndsAt => StartsAt + DurationSeconds;

    /// <summary>What stands before the share holders now.</summary>
    public Tab Tab => new(KeeperReward, Debt, Penalty);

    public DutchCurve Curve => DutchCurve.OfRound(Round, LiquidationValue, Top, ReservePrice, DurationSeconds);

    /// <summary>Sum of the prices so far, wei.</summary>
    public Wei Raised
    {
        get
        {
            var raised = Wei.Zero;
            foreach (var item in Items)
            {
                raised += item.Price;
            }
            return raised;
        }
    }

    /// <summary>Nothing is left to sell.</summary>
    public bool IsSoldOut => SoldMask == (1 << Items.Length) - 1;

    /// <summary>Nothing more will be raised: lines can be collected.</summary>
    public bool IsEnded => Status is AuctionStatus.Settled or AuctionStatus.Covered or AuctionStatus.Cured;

    /// <summary>True in [startsAt, end) of the round.</summary>
    public bool IsOpenAt(Timestamp at) => at >= StartsAt && at < EndsAt;

    /// <summary>Which keeper a tip of the insurance fund is for; nobody for the other lines.</summary>
    public Account PayeeOfTip(Line line) => line switch
    {
        Line.Keeper => Keeper,
        Line.RedoKeeper => RedoKeeper,
        _ => Account.Zero,
    };

    public bool IsSold(int itemIndex) => (SoldMask >> itemIndex & 1) != 0;

    /// <summary>Price in wei of all items at a moment of the current round, rounded up.</summary>
    /// <exception cref="OverflowException">Before the start.</exception>
    /// <exception cref="ArgumentOutOfRangeException">At or after the end.</exception>
    public Wei PriceAt(Timestamp at) => Curve.PriceUp(at - StartsAt);

    /// <summary>The next moment after this one at which the clock moves while the round is open; none after the last
    /// step.</summary>
    public Timestamp? NextStepAt(Timestamp at)
    {
        if (at < StartsAt)
        {
            return StartsAt;
        }
        var next = at + (DutchCurve.StepSeconds - (at - StartsAt) % DutchCurve.StepSeconds);
        return next < EndsAt ? next : null;
    }

    /// <summary>Price in wei of one item at a moment of the current round, rounded up.</summary>
    public Wei ItemPriceAt(int itemIndex, Timestamp at) =>
        DutchCurve.ItemPriceUp(PriceAt(at), Items[itemIndex].Weight, LiquidationValue);

    /// <summary>The sales so far in the order of the items; an unsold item counts as a sale at 0.</summary>
    public Sale[] Sales()
    {
        var sales = new Sale[Items.Length];
        for (var i = 0; i < sales.Length; i++)
        {
            sales[i] = new Sale(Items[i].Price, FeeBps, Items[i].RoyaltyBps);
        }
        return sales;
    }

    /// <summary>The waterfall over what was raised so far; after a cure over what was paid to cure.</summary>
    public Split Split() => Status == AuctionStatus.Cured
        ? new Split(KeeperReward + Debt, KeeperReward, Debt, default, default, default, default)
        : Waterfall.Of(Tab, Sales());

    /// <summary>The waterfall as if one more item had been sold.</summary>
    public Split SplitWith(int itemIndex, Wei price)
    {
        var sales = Sales();
        sales[itemIndex] = sales[itemIndex] with { Price = price };
        return Waterfall.Of(Tab, sales);
    }

    /// <summary>The waterfall as if all unsold items had been sold together.</summary>
    public Split SplitOfRest(Wei price) => WithRestSoldFor(price).Split();

    /// <summary>
    /// Sells what is left for one price, spread over the items by weight: floors of running sums, so that the parts
    /// sum to it.
    /// </summary>
    public DutchAuction WithRestSoldFor(Wei price)
    {
        var total = Wei.Zero;
        for (var i = 0; i < Items.Length; i++)
        {
            total += IsSold(i) ? Wei.Zero : Items[i].Weight;
        }
        var (before, spent, items) = (Wei.Zero, Wei.Zero, Items.ToBuilder());
        for (var i = 0; i < items.Count; i++)
        {
            if (!IsSold(i))
            {
                before += items[i].Weight;
                var upTo = new Wei(Rounding.MulDivDown(price.Value, before.Value, total.Value));
                items[i] = items[i] with { Price = upTo - spent };
                spent = upTo;
            }
        }
        return this with { Items = items.ToImmutable(), SoldMask = (ushort)((1 << Items.Length) - 1) };
    }
}
