namespace Fractional.Api.Auctions;

/// <summary>What the Dutch round costs at a moment.</summary>
/// <param name="At">The moment asked for.</param>
/// <param name="Price">Wei for all items, sold ones too.</param>
/// <param name="Items">Each item's part of it.</param>
public sealed record PriceResource(
    AsOf AsOf, Moment At, Digits Price, IReadOnlyList<ItemPriceResource> Items) : IDated;

/// <summary>One item's part of the price.</summary>
/// <param name="Price">Wei, rounded up.</param>
/// <param name="ForSale">False once sold.</param>
public sealed record ItemPriceResource(int Index, Digits Price, bool ForSale);

/// <summary>The price of a whole Dutch round.</summary>
/// <param name="StepSeconds">The clock moves in steps of so many seconds: between two points of neighbouring steps
/// the price is constant.</param>
/// <param name="Points">At most 512, by time: start, corners and the last step are among them.</param>
public sealed record CurveResource(
    AsOf AsOf, uint StepSeconds, Moment StartsAt, Moment EndsAt, IReadOnlyList<CurvePointResource> Points) : IDated;

/// <summary>A step of the curve.</summary>
/// <param name="At">Unix seconds.</param>
/// <param name="Price">Wei for all items from then until the next step.</param>
public sealed record CurvePointResource(ulong At, Digits Price);
