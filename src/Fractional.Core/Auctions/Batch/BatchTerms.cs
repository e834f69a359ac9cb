using Fractional.Core.Units;

namespace Fractional.Core.Auctions.Batch;

/// <summary>What a batch sells in parts and from which price up; frozen when it opens.</summary>
public sealed record BatchTerms
{
    /// <summary>As many bids of the least quantity take the whole supply.</summary>
    public const int LeastBidsForAll = 1_000;

    /// <summary>2^112 units, as of every share series.</summary>
    public static readonly Shares LargestSupply = new(UInt128.One << 112);

    /// <param name="grid">Its limit prices.</param>
    /// <param name="supply">L, the units of the new series: 1..2^112.</param>
    /// <exception cref="ArgumentOutOfRangeException">The supply is out of range.</exception>
    public BatchTerms(TickGrid grid, Shares supply)
    {
        ArgumentOutOfRangeException.ThrowIfEqual(supply, Shares.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(supply, LargestSupply);
        Grid = grid;
        Supply = supply;
    }

    public TickGrid Grid { get; }

    public Shares Supply { get; }

    /// <summary>
    /// The smallest bid, rounded up: fewer than 1,000 ticks can then lie above the margin, which bounds the margin's
    /// longest walk on chain.
    /// </summary>
    public Shares LeastQuantityUp => new(Rounding.MulDivUp(Supply.Value, 1, LeastBidsForAll));

    /// <summary>What a bid deposits: its quantity at its own limit, rounded up for the seller.</summary>
    public Wei EscrowUp(int tick, Shares quantity) => PaymentUp(quantity, Grid.PriceOf(tick));

    /// <summary>What units cost one bidder, rounded up for the seller.</summary>
    /// <param name="units">At most the supply.</param>
    /// <param name="price">Wei for the whole lot.</param>
    public Wei PaymentUp(Shares units, Wei price) => new(Rounding.MulDivUp(units.Value, price.Value, Supply.Value));

    /// <summary>What all units sold raise together, rounded down: never more than the bidders pay.</summary>
    /// <param name="sold">At most the supply.</param>
    /// <param name="price">Wei for the whole lot.</param>
    public Wei ProceedsDown(Shares sold, Wei price) =>
        new(Rounding.MulDivDown(sold.Value, price.Value, Supply.Value));
}
