namespace Fractional.Core.Units;

/// <summary>Spans of time in seconds, as the contracts count them.</summary>
public static class Duration
{
    public const uint Day = 86_400;

    /// <summary>365 days: the year of every interest rate.</summary>
    public const uint Year = 31_536_000;
}
