using Fractional.Core.Units;

namespace Fractional.Core;

// What a batch auction's tick book says to a bid for parts.
public abstract partial record Refusal
{
    public sealed record TickAboveTop(int Tick, int TopTick) : Refusal;

    public sealed record BidTooSmall(Shares Quantity, Shares LeastQuantity) : Refusal;

    public sealed record BidAboveSupply(Shares Quantity, Shares Supply) : Refusal;

    public sealed record BidBelowMargin(int Tick, int Margin) : Refusal;

    /// <summary>The units of one tick stay below 2^128.</summary>
    public sealed record TickFull(Shares Quantity, Shares Room) : Refusal;
}
