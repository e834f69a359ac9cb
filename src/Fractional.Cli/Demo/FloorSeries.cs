using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using Fractional.Core.Units;

namespace Fractional.Cli.Demo;

/// <summary>The floor of a collection at the end of one UTC day.</summary>
/// <param name="Date">UTC calendar day.</param>
/// <param name="Floor">Lowest standing ask, wei.</param>
public readonly record struct FloorDay(DateOnly Date, Wei Floor)
{
    /// <summary>The day's last second.</summary>
    public Timestamp At =>
        new((ulong)new DateTimeOffset(Date, new TimeOnly(23, 59, 59), TimeSpan.Zero).ToUnixTimeSeconds());
}

/// <summary>A daily floor series without gaps, from CSV with the columns date, floor_eth and anything after.</summary>
public sealed class FloorSeries
{
    /// <summary>2^120 wei, what the oracle takes at most.</summary>
    static readonly Wei Largest = new(UInt128.One << 120);

    FloorSeries(string source, ImmutableArray<FloorDay> days) => (Source, Days) = (source, days);

    public string Source { get; }

    public ImmutableArray<FloorDay> Days { get; }

    public FloorDay this[DateOnly date] => Days[date.DayNumber - Days[0].Date.DayNumber];

    /// <summary>The series in the program: CryptoPunks, April to July 2022 (CC BY 4.0, see Data/README.md).</summary>
    public static FloorSeries Punks2022()
    {
        const string name = "cryptopunks-daily-floor-2022.csv";
        var assembly = Assembly.GetExecutingAssembly();
        var resource = assembly.GetManifestResourceNames().Single(n => n.EndsWith(name, StringComparison.Ordinal));
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        return Parse(name, reader);
    }

    /// <exception cref="FormatException">A row that is not as it must be: names file, line, column, value.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static FloorSeries Load(string path)
    {
        using var reader = new StreamReader(path);
        return Parse(path, reader);
    }

    public static FloorSeries Parse(string source, TextReader reader)
    {
        var header = reader.ReadLine();
        if (header is null || !header.StartsWith("date,floor_eth", StringComparison.Ordinal))
            throw new FormatException(
                $"{source} line 1: the header must begin with 'date,floor_eth', found '{Shorten(header)}'");
        var days = ImmutableArray.CreateBuilder<FloorDay>();
        for (var number = 2; reader.ReadLine() is { } line; number++)
        {
            var day = ParseRow(source, number, line);
            if (days.Count > 0 && day.Date != days[^1].Date.AddDays(1))
                throw new FormatException(
                    $"{source} line {number}, date: expected {days[^1].Date.AddDays(1):yyyy-MM-dd} "
                    + $"(one row a day, no gaps), found {day.Date:yyyy-MM-dd}");
            days.Add(day);
        }
        return days.Count > 0
            ? new FloorSeries(source, days.ToImmutable())
            : throw new FormatException($"{source}: no rows below the header");
    }

    static FloorDay ParseRow(string source, int number, string line)
    {
        var cells = line.Split(',');
        if (cells.Length < 2)
            throw new FormatException($"{source} line {number}: expected at least 2 columns, found {cells.Length}");
        if (!DateOnly.TryParseExact(
                cells[0], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            throw new FormatException(
                $"{source} line {number}, date: expected YYYY-MM-DD, found '{Shorten(cells[0])}'");
        if (!Ether.TryParse(cells[1], out var floor) || floor.IsZero || floor > Largest)
            throw new FormatException(
                $"{source} line {number}, floor_eth: expected a decimal above 0 and at most {Ether.Text(Largest, 0)} "
                + $"with at most 18 places, found '{Shorten(cells[1])}'");
        return new FloorDay(date, floor);
    }

    static string Shorten(string? text) => text is null ? "nothing" : text.Length <= 40 ? text : text[..40] + "...";
}
