using System.Diagnostics;
using Fractional.Engine.Hosting;
using Fractional.Store;

namespace Fractional.Bench.Engine;

using Accepted = Answer<Counter.Added, Counter.State>.Accepted;

/// <summary>How long a standby needs when the owner's process is killed (its session ends) or frozen (its lease runs
/// out).</summary>
public static class TakeoverBench
{
    public const string OwnerArgument = "--own";
    const int Times = 5;

    public static async Task Run()
    {
        await using var source = await PostgresSource.Open();
        foreach (var (signal, budget) in new[] { ("KILL", "<= 0.5 s"), ("STOP", "<= lease (2 s) + 0.5 s") })
        {
            var times = new List<double>();
            for (var n = 0; n < Times; n++)
            {
                var place = await source.CreateDatabase($"takeover_{signal}_{n}_{Environment.ProcessId}");
                times.Add(await Once(place, signal));
            }
            Rounds.Print($"takeover after SIG{signal}", $"median {Rounds.Percentile(times, 50):0.000} s, worst "
                + $"{times.Max():0.000} s", budget);
        }
    }

    static async Task<double> Once(string place, string signal)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [.. Self(), OwnerArgument, place])
        {
            RedirectStandardOutput = true,
        };
        using var owner = Process.Start(start)!;
        try
        {
            while (await owner.StandardOutput.ReadLineAsync() is { } line && line != "owns")
            {
            }
            await using var store = await PostgresEventStore.Open(new PostgresOptions(place), TimeProvider.System);
            await using var standby = new LocalHost(store, TimeProvider.System);
            var region = standby.Start(Counter.Props());
            await Task.Delay(500);
            var acknowledged = Stopwatch.GetTimestamp();
            using (var kill = Process.Start("kill", [$"-{signal}", $"{owner.Id}"])) await kill.WaitForExitAsync();
            while (await region.Ask("0", Counter.One) is not Accepted) await Task.Delay(1);
            return Stopwatch.GetElapsedTime(acknowledged).TotalSeconds;
        }
        finally
        {
            owner.Kill();
            await owner.WaitForExitAsync();
        }
    }

    /// <summary>Under "dotnet x.dll" the program is an argument.</summary>
    static IEnumerable<string> Self() =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet"
            ? [Environment.GetCommandLineArgs()[0]]
            : [];

    /// <summary>The other process: owns all shards and writes until it is killed.</summary>
    public static async Task Own(string place)
    {
        await using var store = await PostgresEventStore.Open(new PostgresOptions(place), TimeProvider.System);
        await using var host = new LocalHost(store, TimeProvider.System);
        var region = host.Start(Counter.Props());
        for (var n = 0; ; n++)
        {
            await region.Ask($"{n % 100}", Counter.One);
            if (n == 100) Console.WriteLine("owns");
        }
    }
}
