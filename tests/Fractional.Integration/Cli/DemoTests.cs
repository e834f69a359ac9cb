using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Fractional.Ethereum.Crypto;
using Fractional.Ethereum.Rpc;
using Fractional.Ethereum.Sending;
using Fractional.Ethereum.Signers;
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

    [Fact]
    public async Task A_kept_stage_has_two_auctions_a_moving_chain_and_a_key_to_take_part_with()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(7));
        await using var demo = Executable.Start(new Dictionary<string, string>(), "demo", "--fast", "--keep");
        await demo.Says("Watch it live: http://127.0.0.1:", TimeSpan.FromMinutes(2));
        var page = new Uri(Printed(demo, "Watch it live: (.+)"));
        using var client = new HttpClient { BaseAddress = page };
        (await client.GetAsync(new Uri("health/live", UriKind.Relative), limit.Token)).EnsureSuccessStatusCode();
        await demo.Says($"account.\n  {page}", TimeSpan.FromMinutes(5));
        demo.Said.ShouldContain("Every balance is exact.");
        demo.Said.TrimEnd().ShouldEndWith(page.ToString(), customMessage: demo.Said);

        var vaults = JsonNode.Parse(await client.GetStringAsync(new Uri("v1/vaults", UriKind.Relative), limit.Token))!;
        vaults["items"]!.AsArray().Select(v => v!["state"]!.GetValue<string>()).Where(s => s is "dutch" or "batch")
            .ShouldBe(["dutch", "batch"], ignoreOrder: true);
        await GuestSends(demo, limit.Token);
        await demo.Signal("INT");
        (await demo.End(TimeSpan.FromMinutes(1))).ExitCode.ShouldBe(0, demo.Said);
    }

    /// <summary>With nothing but what was printed: blocks come by themselves, or this would wait for ever.</summary>
    static async Task GuestSends(RunningExecutable demo, CancellationToken stop)
    {
        using var guest = new Account(PrivateKey.Parse(Printed(demo, "key (0x[0-9a-f]{64}) of")));
        guest.Address.ToString().ShouldBe(Printed(demo, "of (0x[0-9a-fA-F]{40})"));
        using var rpc = new JsonRpcClient(
            new RpcOptions
            {
                Endpoints = [new Uri(Printed(demo, @"RPC URL ([^,\s]+)"))],
                ChainId = ulong.Parse(Printed(demo, @"chain id (\d+)")),
            },
            TimeProvider.System);
        var sender = new TransactionSender(
            rpc, guest, new MemoryOutbox(), new SenderOptions { MaxFeePerGas = 500_000_000_000 }, TimeProvider.System);
        var sent = await sender.Send(new OutgoingCall("hello", guest.Address, default), stop);
        Receipt? receipt;
        while ((receipt = await rpc.Call(Eth.Receipt(sent.Newest.Hash), stop)) is null) await Task.Delay(50, stop);
        receipt.Succeeded.ShouldBeTrue();
    }

    static string Printed(RunningExecutable demo, string pattern) =>
        Regex.Match(demo.Said, pattern).Groups[1].Value.Trim();

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
