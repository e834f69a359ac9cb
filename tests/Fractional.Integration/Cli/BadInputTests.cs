using Shouldly;
using Xunit;

namespace Fractional.Integration.Cli;

/// <summary>Whatever a user gives, the answer is a sentence that names it, never a stack trace, and never exit code
/// 0.</summary>
public sealed class BadInputTests : IDisposable
{
    const string Words = "test test test test test test test test test test test junk";

    readonly string folder = Directory.CreateTempSubdirectory("fractional-bad-input").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("test test test", "12, 15, 18, 21 or 24 words")]
    [InlineData("test test test test test test test test test test test test", "checksum")]
    [InlineData("nonsense test test test test test test test test test test junk", "word 1")]
    public async Task A_malformed_phrase_is_named_and_never_shown(string phrase, string expected)
    {
        var ended = await Executable.Run(
            new Dictionary<string, string> { ["FRACTIONAL_MNEMONIC"] = phrase }, "wallet", "show");
        Refused(ended, "FRACTIONAL_MNEMONIC", expected);
        ended.Errors.ShouldNotContain(phrase);
    }

    [Fact]
    public async Task A_missing_phrase_is_asked_for() =>
        Refused(await Executable.Run("wallet", "show"), "--mnemonic-file");

    [Fact]
    public async Task A_malformed_row_of_prices_is_named()
    {
        var file = Path.Combine(folder, "floor.csv");
        await File.WriteAllTextAsync(file, "date,floor_eth\n2022-04-01,67.5\n2022-04-02,much\n");
        Refused(await Executable.Run("demo", "--fast", "--data", file), "line 3", "floor_eth", "much");
    }

    [Fact]
    public async Task A_series_that_is_too_short_says_how_long_it_must_be()
    {
        var file = Path.Combine(folder, "floor.csv");
        await File.WriteAllTextAsync(file, "date,floor_eth\n2022-04-01,67.5\n");
        Refused(await Executable.Run("demo", "--fast", "--data", file), "at least", "found 1");
    }

    [Fact]
    public async Task A_missing_manifest_is_named() => Refused(
        await Executable.Run(
            "verify", "--rpc", "http://127.0.0.1:1", "--deployment", Path.Combine(folder, "none.json")),
        "none.json");

    [Fact]
    public async Task A_manifest_that_is_no_manifest_is_named()
    {
        var file = Path.Combine(folder, "deployment.json");
        await File.WriteAllTextAsync(file, """{"chainId": "one"}""");
        Refused(await Executable.Run("verify", "--rpc", "http://127.0.0.1:1", "--deployment", file), "deployment.json");
    }

    [Theory]
    [InlineData("0x12")]
    [InlineData("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92267")]
    public async Task A_malformed_address_is_named(string address) => Refused(
        await Executable.Run(
            new Dictionary<string, string> { ["FRACTIONAL_MNEMONIC"] = Words }, "deploy", "--rpc", "http://127.0.0.1:1",
            "--chain-id", "1", "--fee-recipient", address),
        "--fee-recipient", address);

    [Fact]
    public async Task A_connection_string_that_leads_nowhere_names_host_and_hides_the_password()
    {
        var ended = await Executable.Run(
            new Dictionary<string, string>
            {
                ["FRACTIONAL_PG"] = "Host=127.0.0.1;Port=1;Username=nobody;Password=hunter2;Database=x;Timeout=3",
            },
            "demo", "--fast");
        Refused(ended, "127.0.0.1");
        ended.Errors.ShouldNotContain("hunter2");
    }

    [Fact]
    public async Task An_unknown_mode_is_named() => Refused(
        await Executable.Run(
            "keep", "--rpc", "http://127.0.0.1:1", "--deployment", "x.json", "--mode", "reckless"), "reckless");

    internal static void Refused(Ended ended, params string[] words)
    {
        ended.ExitCode.ShouldNotBe(0);
        foreach (var word in words) ended.Errors.ShouldContain(word);
        ended.Errors.ShouldNotContain("   at ");
        ended.Errors.ShouldNotContain("should not happen");
    }
}
