using Fractional.Core.Units;

namespace Fractional.Core.Auctions.Batch;

/// <summary>A bid for parts of the lot. It is never cancelled, lowered or raised: to get more, bid again.</summary>
/// <param name="Tick">Where its limit price stands on the grid.</param>
/// <param name="Quantity">Units of the new series.</param>
/// <param name="Before">Units bid earlier at the same tick: its place in the queue for the last unit.</param>
public readonly record struct Bid(int Tick, Shares Quantity, Shares Before);
