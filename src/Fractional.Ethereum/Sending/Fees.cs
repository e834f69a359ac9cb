using Fractional.Ethereum.Primitives;
using Fractional.Ethereum.Rpc;

namespace Fractional.Ethereum.Sending;

/// <summary>What a transaction offers for one unit of gas (EIP-1559).</summary>
/// <param name="MaxFeePerGas">Wei, base fee and tip together.</param>
/// <param name="MaxPriorityFeePerGas">Wei of tip; at most <paramref name="MaxFeePerGas"/>.</param>
public readonly record struct Fees(UInt256 MaxFeePerGas, UInt256 MaxPriorityFeePerGas)
{
    // Nodes ask for 10 % more, some for 12.5 %; 13 % passes everywhere, whatever they round.
    private const ulong BumpNumerator = 113;
    private const ulong BumpDenominator = 100;

    /// <summary>The least that replaces a waiting transaction: 13 % more of both, rounded up.</summary>
    public Fees BumpedUp() => new(BumpUp(MaxFeePerGas), BumpUp(MaxPriorityFeePerGas));

    /// <summary>At least both of both.</summary>
    public Fees AtLeast(Fees other) => new(
        Larger(MaxFeePerGas, other.MaxFeePerGas), Larger(MaxPriorityFeePerGas, other.MaxPriorityFeePerGas));

    internal static UInt256 Larger(UInt256 left, UInt256 right) => left > right ? left : right;

    internal static UInt256 Smaller(UInt256 left, UInt256 right) => left < right ? left : right;

    // Rounded up; and a zero tip would stay zero for ever.
    private static UInt256 BumpUp(UInt256 fee) =>
        Larger(fee + 1, ((fee * BumpNumerator) + (BumpDenominator - 1)) / BumpDenominator);
}

/// <summary>What the next block will charge, seen from the last ones.</summary>
/// <param name="NextBaseFee">Wei per gas, certain for the next block; it changes by at most 12.5 % a block.</param>
/// <param name="Tip">Wei per gas that others pay on top.</param>
public readonly record struct FeeQuote(UInt256 NextBaseFee, UInt256 Tip)
{
    /// <summary>The base fee and the tip are what the median of the last blocks paid, but at least the floor.</summary>
    public static FeeQuote From(FeeHistory history, UInt256 minTip)
    {
        UInt256[] tips = [.. history.Tips.Where(tips => tips.Length > 0).Select(tips => tips[0]).Order()];
        UInt256 median = tips.Length == 0 ? minTip : tips[tips.Length / 2];
        return new FeeQuote(history.NextBaseFee, Fees.Larger(median, minTip));
    }

    /// <summary>Enough for five full blocks in a row, each an eighth dearer: 1.125^5 is 1.8.</summary>
    /// <exception cref="FeeAboveCapException">The next base fee alone reaches the cap.</exception>
    public Fees Under(UInt256 cap)
    {
        if (NextBaseFee >= cap)
        {
            throw new FeeAboveCapException(
                $"the next block charges {NextBaseFee} wei per gas; maxFeePerGas is at most {cap}", NextBaseFee, cap);
        }

        Fees wanted = Wanted;
        UInt256 max = Fees.Smaller(wanted.MaxFeePerGas, cap);
        return new Fees(max, Fees.Smaller(wanted.MaxPriorityFeePerGas, max - NextBaseFee));
    }

    /// <summary>Fees that replace <paramref name="old"/> and are up to date; null if the cap forbids it.</summary>
    public Fees? ReplacementOf(Fees old, UInt256 cap)
    {
        Fees least = old.BumpedUp();
        if (least.MaxFeePerGas > cap)
        {
            return null;
        }

        Fees wanted = least.AtLeast(Wanted);
        UInt256 max = Fees.Smaller(wanted.MaxFeePerGas, cap);
        return new Fees(max, Fees.Smaller(wanted.MaxPriorityFeePerGas, max));
    }

    private Fees Wanted => new((NextBaseFee * 2) + Tip, Tip);
}
