using System.Diagnostics;
using Spectre.Console;

namespace Fractional.Cli.Demo;

/// <param name="Fast">No pauses for reading.</param>
/// <param name="Keep">Stay open at the end until interrupted, with two running auctions.</param>
/// <param name="Json">Only the result, as JSON.</param>
/// <param name="DataPath">Another floor series; null for the one that comes along.</param>
sealed record DemoOptions(bool Fast, bool Keep, bool Json, string? DataPath);

/// <summary>The demo from curtain to reckoning. 0 only when every balance is what Core says, to the wei.</summary>
static class DemoRun
{
    static readonly TimeSpan ReadingPause = TimeSpan.FromMilliseconds(350);

    public static async Task<int> Run(DemoOptions options, CancellationToken stop)
    {
        var clock = Stopwatch.StartNew();
        var series = options.DataPath is null ? FloorSeries.Punks2022() : FloorSeries.Load(options.DataPath);
        Plot.Check(series);
        var output = options.Json ? TextWriter.Null : Console.Out;
        using var cast = new Cast(Stage.Words);
        var story = new Story(output, cast, options.Fast || options.Json ? TimeSpan.Zero : ReadingPause);
        story.Scene(
            "Setting the stage: a private PostgreSQL, a chain with time travel, contracts, five bots.");
        await using var stage = await Stage.Build(cast, story, series.Days[0].At, stop);
        story.Say($"  Watch it live: {stage.Page}");
        story.Scene(
            $"The play: {series.Days.Length} real days of a floor price, {series.Days[0].Date:d MMMM yyyy} and on.");
        var market = new Market(stage, stage.Collections);
        foreach (var plan in Plot.Vaults)
            foreach (var (item, traitBps) in stage.ItemsOf(plan).Zip(plan.TraitBps)) market.List(item, traitBps);
        var crowd = new Crowd(stage, story);
        await new Play(stage, series, market, crowd, story).Run(stop);

        story.Scene(
            "The reckoning: everybody takes what is theirs, measured at the token, beside Core's exact number.");
        var vaults = await new Reckoning(stage).SettleAll(stop);
        var fund = await FundReckoning.Of(stage, stop);
        var verified = await stage.VerifyAll(stop);
        var faults = Report.Faults(vaults, fund)
            .Concat(verified.Where(v => v.Fault is not null).Select(v => $"{v.Name}: {v.Fault}")).ToList();
        if (options.Json)
            Console.WriteLine(Report.Json(vaults, fund, verified.Select(v => v.Summary), faults.Count == 0));
        else
        {
            // A table that is cut helps nobody: when the output is no terminal, it is given room.
            if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = 140;
            Report.Tables(AnsiConsole.Console, vaults);
            Report.Fund(AnsiConsole.Console, fund);
            foreach (var v in verified) story.Say(v.Summary);
            story.Bots(stage.Logs);
        }
        foreach (var fault in faults) Console.Error.WriteLine($"MISMATCH {fault}");
        story.Scene(faults.Count == 0
            ? $"Every balance is exact. {clock.Elapsed.TotalSeconds:F0} s."
            : $"{faults.Count} numbers are wrong. {clock.Elapsed.TotalSeconds:F0} s.");
        if (options.Keep) await StayOpen(new Afterwards(stage, market, crowd, story), stage, series.Days[^1], stop);
        return faults.Count == 0 ? 0 : 1;
    }

    static async Task StayOpen(Afterwards afterwards, Stage stage, FloorDay last, CancellationToken stop)
    {
        await afterwards.SetUp(last, stop);
        await stage.LetTimePass(stop);
        afterwards.Invite();
        await Task.Delay(Timeout.Infinite, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
