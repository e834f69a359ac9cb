using System.Text.Encodings.Web;
using System.Text.Json;
using Fractional.Core.Settlements;
using Shouldly;
using Xunit;

namespace Fractional.Tests.Api;

/// <summary>The committed description of the API is what the running API says of itself. Set FRACTIONAL_ACCEPT=1 to
/// write it anew.</summary>
public sealed class DescriptionTests(AuctionOnLoopback stage) : IClassFixture<AuctionOnLoopback>
{
    private static readonly JsonSerializerOptions Written = new()
    {
        WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    [Fact]
    public async Task The_committed_description_is_that_of_the_running_api()
    {
        var path = Path.Combine(Root(), "src", "Fractional.Api", "openapi.json");
        var found = (await stage.Get("/openapi/v1.json")).Body.ToJsonString(Written) + "\n";
        if (Environment.GetEnvironmentVariable("FRACTIONAL_ACCEPT") == "1") File.WriteAllText(path, found);
        var committed = File.Exists(path) ? File.ReadAllText(path) : "";
        SettlementJson.FirstDifference(committed, found)
            .ShouldBeNull("set FRACTIONAL_ACCEPT=1 to write src/Fractional.Api/openapi.json anew");
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Fractional.sln"))) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }
}
