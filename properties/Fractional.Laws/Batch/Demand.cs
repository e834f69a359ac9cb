using System.Numerics;

namespace Fractional.Laws.Batch;

/// <summary>What a bid asks for: units, at the limit price of a tick or better.</summary>
public readonly record struct Demand<TUnits>(int Tick, TUnits Quantity) where TUnits : struct, INumber<TUnits>;

/// <summary>What bids come to when units of a limited supply go to the highest ticks first.</summary>
/// <param name="Margin">The highest tick at which the whole supply goes; null when it does not.</param>
/// <param name="Above">Units bid above the margin, or all of them.</param>
/// <param name="AtMargin">Units bid at the margin, or 0.</param>
public readonly record struct Cleared<TUnits>(int? Margin, TUnits Above, TUnits AtMargin)
    where TUnits : struct, INumber<TUnits>;

/// <summary>Clears bids in any order; the supply is positive.</summary>
public delegate Cleared<BigInteger> Clear(IReadOnlyList<Demand<BigInteger>> bids, BigInteger supply);
