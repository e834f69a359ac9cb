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
            },
            ignoreOrder: true);
        result.RootElement.GetProperty("verified").GetArrayLength().ShouldBe(4);
    }
}
