using Fractional.Chain;
using Fractional.Cli.Demo;
using Fractional.Integration.Cli;
using Fractional.Tests.Ethereum.Rpc;
using Shouldly;
using Xunit;

namespace Fractional.Integration.Keeper;

/// <summary>The executable against a chain that is not what it was told: each mismatch is one sentence, and nothing is
/// signed.</summary>
[Collection(RipeWorld.Name)]
public sealed class WrongSurroundingsTests(RipeWorld world) : IDisposable
{
    static readonly Dictionary<string, string> Phrase = new() { ["FRACTIONAL_MNEMONIC"] = Stage.Words };

    readonly string folder = Directory.CreateTempSubdirectory("fractional-wrong-surroundings").FullName;

    Deployment Deployment => world.Stage.Deployment;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_node_that_answers_with_a_page_is_named()
    {
        await using var page = new LoopbackServer((_, _) => Task.FromResult(
            new LoopbackAnswer("<!doctype html><html><body>Welcome to nginx</body></html>")));
        BadInputTests.Refused(await Verify(page.Url, Deployment), page.Url.Authority, "JSON");
    }

    [Fact]
    public async Task A_node_that_is_not_there_is_named() =>
        BadInputTests.Refused(await Verify(new Uri("http://127.0.0.1:1"), Deployment), "127.0.0.1:1");

    [Fact]
    public async Task Another_chain_is_told_with_both_numbers() => BadInputTests.Refused(
        await Verify(world.Node.Url, Deployment with { ChainId = 1 }), "chain", " 1", "31337");

    [Fact]
    public async Task A_contract_without_code_is_named_with_its_address()
    {
        var empty = Deployment.LoanBook with { Address = world.Stage.Cast.Creator.Account };
        BadInputTests.Refused(
            await Verify(world.Node.Url, Deployment with { LoanBook = empty }), "LoanBook", $"{empty.Address}"[2..10]);
    }

    [Fact]
    public async Task Other_code_than_the_manifests_is_named_with_both_hashes()
    {
        var other = Deployment.DutchAuction with { CodeHash = Deployment.LoanBook.CodeHash };
        BadInputTests.Refused(
            await Verify(world.Node.Url, Deployment with { DutchAuction = other }), "DutchAuction",
            $"{Deployment.DutchAuction.CodeHash}", $"{other.CodeHash}");
    }

    [Theory]
    [InlineData("--max-item-price", "80 ether")]
    [InlineData("--max-item-price", "-1")]
    [InlineData("--subsidy", "0.0000000000000000001")]
    public async Task A_malformed_amount_is_named(string option, string text) => BadInputTests.Refused(
        await Keep(option, text), option, text, "18 places");

    [Theory]
    [InlineData("--limit-bps", "much")]
    [InlineData("--limit-bps", "70000")]
    [InlineData("--index", "-1")]
    public async Task A_malformed_number_is_named(string option, string text) =>
        BadInputTests.Refused(await Keep(option, text), option, text);

    [Fact]
    public async Task A_malformed_url_is_named() => BadInputTests.Refused(
        await Executable.Run(Phrase, "keep", "--rpc", "ftp://node", "--deployment", world.Manifest),
        "--rpc", "ftp://node");

    [Fact]
    public async Task A_malformed_connection_string_is_not_repeated()
    {
        var environment = new Dictionary<string, string>(Phrase)
        {
            ["FRACTIONAL_PG"] = "Host=x;Colour=blue;Password=hunter2",
        };
        var ended = await Executable.Run(
            environment, "keep", "--rpc", world.Node.Url.ToString(), "--deployment", world.Manifest);
        BadInputTests.Refused(ended, "FRACTIONAL_PG", "Host=");
        ended.Errors.ShouldNotContain("hunter2");
    }

    [Fact]
    public async Task A_vault_that_is_none_is_named()
    {
        var nobody = world.Stage.Cast.Creator.Account.ToString();
        BadInputTests.Refused(
            await Executable.Run(
                "preview", "--vault", nobody, "--rpc", world.Node.Url.ToString(), "--deployment", world.Manifest),
            nobody);
    }

    /// <summary>It must end by itself: a keeper that starts with a wrong option would run until it is killed.</summary>
    async Task<Ended> Keep(string option, string text)
    {
        await using var keeper = Executable.Start(
            Phrase, "keep", "--rpc", world.Node.Url.ToString(), "--deployment", world.Manifest, option, text);
        return await keeper.End(TimeSpan.FromSeconds(10));
    }

    Task<Ended> Verify(Uri node, Deployment deployment)
    {
        var manifest = Path.Combine(folder, "deployment.json");
        deployment.Save(manifest);
        return Executable.Run("verify", "--rpc", node.ToString(), "--deployment", manifest);
    }
}
