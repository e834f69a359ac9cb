using System.Text.Json;
using Shouldly;
using Xunit;

namespace Fractional.Integration.Cli;

public sealed class DemoTests
{
    [Fact]
    public async Task The_main_job_ends_with_every_balance_exact()
    {
        var ended = await Executable.Run("demo", "--fast", "--json");
        ended.ExitCode.ShouldBe(0, ended.Errors);
        using var result = JsonDocument.Parse(ended.Output);
        result.RootElement.GetProperty("exact").GetBoolean().ShouldBeTrue();
        var states = result.RootElement.GetProperty("vaults").EnumerateArray()
            .ToDictionary(v => v.GetProperty("name").GetString()!, v => v.GetProperty("state").GetString());
        states.ShouldBe(
            new Dictionary<string, string?>
            {
                ["Dawn"] = "Redeemed", ["Harbour"] = "Open", ["Lantern"] = "Settled", ["Triptych"] = "Settled",
                ["Mosaic"] = "Settled", ["Obelisk"] = "Settled", ["Orphan"] = "Settled", ["Phoenix"] = "Open",
                ["Veil"] = "Settled",
            },
            ignoreOrder: true);
        var fund = result.RootElement.GetProperty("insuranceFund");
        fund.GetProperty("tips").GetString().ShouldNotBe("0"); // Orphan's keepers found no proceeds
        fund.GetProperty("forfeits").GetString().ShouldNotBe("0"); // a collector kept silent
        result.RootElement.GetProperty("verified").GetArrayLength().ShouldBe(12); // Mosaic+, Orphan+ and Veil+ too
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task A_signal_ends_it_and_nothing_stays_behind(string signal)
    {
        await using var demo = Executable.Start(new Dictionary<string, string>(), "demo", "--fast");
        await demo.Says("The play:", TimeSpan.FromMinutes(1));
        var children = demo.Children;
        children.Count.ShouldBeGreaterThan(1); // the chain and the database at least
        await demo.Signal(signal);
        (await demo.End(TimeSpan.FromMinutes(1))).ExitCode.ShouldBe(130);
        children.ShouldAllBe(pid => !Directory.Exists($"/proc/{pid}"));
        Directory.GetDirectories(Path.GetTempPath(), $"fractional-pg-{demo.Id}-*").ShouldBeEmpty();
    }
}
