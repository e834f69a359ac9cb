using Fractional.Core.Units;

namespace Fractional.Core.Settlements;

/// <summary>One rounding of a settlement: left * right / divisor, so that anybody can check it.</summary>
/// <param name="What">What is divided, and for whom.</param>
/// <param name="Left">One factor.</param>
/// <param name="Right">The other.</param>
/// <param name="Divisor">Not 0.</param>
/// <param name="IsUp">Rounded up; else floored.</param>
public readonly record struct Division(string What, UInt128 Left, UInt128 Right, UInt128 Divisor, bool IsUp = false)
{
    public UInt128 Result => IsUp
        ? Rounding.MulDivUp(Left, Right, Divisor)
        : Rounding.MulDivDown(Left, Right, Divisor);

    /// <summary>left * right modulo divisor, in either direction.</summary>
    public UInt128 Remainder
    {
        get
        {
            Rounding.MulDivRemDown(Left, Right, Divisor, out var remainder);
            return remainder;
        }
    }
}
