using System.Diagnostics;
using System.Globalization;

namespace Fractional.Bench;

/// <summary>Medians over rounds: on shared cores a single time means little, a ratio within one run means
/// more.</summary>
public static class Rounds
{
    public static void PrintMachine()
    {
        var load = File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Trim() : "unknown";
        Console.WriteLine($"cores {Environment.ProcessorCount}, load {load}, .NET {Environment.Version}");
    }

    /// <summary>
    /// Operations per second of the clock and of one core's time, medians of some rounds after one that is not counted.
    /// On a busy machine the second figure still tells something.
    /// </summary>
    public static async Task<string> Rate(int rounds, long operations, Func<Task> round)
    {
        await round();
        var (clock, core) = (new List<double>(), new List<double>());
        for (var i = 0; i < rounds; i++)
        {
            var (start, used) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
            await round();
            clock.Add(operations / Stopwatch.GetElapsedTime(start).TotalSeconds);
            core.Add(operations / (Environment.CpuUsage.TotalTime - used).TotalSeconds);
        }
        return string.Create(CultureInfo.InvariantCulture,
            $"{Percentile(clock, 50) / 1e6:0.00} M/s ({Percentile(core, 50) / 1e6:0.00} M per core-second)");
    }

    public static double Percentile(List<double> values, int percent)
    {
        var sorted = values.Order().ToList();
        return sorted[Math.Min(sorted.Count - 1, sorted.Count * percent / 100)];
    }

    public static void Print(string what, string figure, string budget) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-52} {figure,-62} budget {budget}"));
}
