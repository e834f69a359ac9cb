using System.Globalization;
using Fractional.Core.Units;

namespace Fractional.Cli;

/// <summary>Amounts as people write them: decimals of 1e18 wei. Exact; cutting places is for display only.</summary>
public static class Ether
{
    /// <summary>Digits after the point.</summary>
    public const byte Decimals = 18;

    /// <summary>Reads digits with at most one point and 18 places; no sign, exponent or separators.</summary>
    public static bool TryParse(string text, out Wei wei)
    {
        wei = Wei.Zero;
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var whole = point < 0 ? text : text[..point];
        var places = point < 0 ? "" : text[(point + 1)..];
        if (whole.Length == 0 || (point >= 0 && places.Length == 0) || places.Length > Decimals || whole.Length > 20
            || !whole.All(char.IsAsciiDigit) || !places.All(char.IsAsciiDigit))
            return false;
        var digits = whole + places.PadRight(Decimals, '0');
        wei = new Wei(UInt128.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture));
        return true;
    }

    /// <summary>Whole and <paramref name="places"/> decimal places, cut (not rounded) after them.</summary>
    public static string Text(Wei wei, int places = 4)
    {
        var (whole, rest) = UInt128.DivRem(wei.Value, Wei.One.Value);
        var digits = rest.ToString(CultureInfo.InvariantCulture).PadLeft(Decimals, '0')[..places];
        return places == 0 ? whole.ToString(CultureInfo.InvariantCulture) : $"{whole}.{digits}";
    }

    /// <summary>All 18 places.</summary>
    public static string Exact(Wei wei) => Text(wei, Decimals);
}
