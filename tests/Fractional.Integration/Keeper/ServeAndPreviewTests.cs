using System.Net;
using System.Text.Json.Nodes;
using Fractional.Cli;
using Fractional.Core.Units;
using Fractional.Integration.Cli;
using Shouldly;
using Xunit;

namespace Fractional.Integration.Keeper;

/// <summary>What people see before they act: the API of the real executable, and the preview of a sale.</summary>
[Collection(RipeWorld.Name)]
public sealed class ServeAndPreviewTests(RipeWorld world)
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task The_server_is_ready_on_a_quiet_chain_and_ends_on_sigterm()
    {
        using var limit = new CancellationTokenSource(Patience);
        await world.Rewind(limit.Token);
        await using var server = Executable.Start(
            new Dictionary<string, string> { ["FRACTIONAL_PG"] = await world.NewDatabase() },
            "serve", "--port", "0", "--rpc", world.Node.Url.ToString(), "--deployment", world.Manifest);
        await server.Says("serving http", Patience);
        using var client = new HttpClient { BaseAddress = new Uri(server.Said.Split(' ', ';')[1]) };
        while ((await client.GetAsync(new Uri("/health/ready", UriKind.Relative), limit.Token)).StatusCode
            != HttpStatusCode.OK)
            await Task.Delay(50, limit.Token);
        var page = JsonNode.Parse(await client.GetStringAsync(new Uri("/v1/vaults", UriKind.Relative), limit.Token));
        page!["items"]!.AsArray().Select(v => Account.Parse(v!["address"]!.GetValue<string>())).ShouldBe([world.Vault]);
        string[] reads =
        [
            "deployment", $"vaults/{world.Vault}", $"vaults/{world.Vault}/holders", $"vaults/{world.Vault}/loans",
            $"vaults/{world.Vault}/appraisals", $"vaults/{world.Vault}/history", $"vaults/{world.Vault}/preview",
            "auctions", $"accounts/{world.Vault}/claims", $"accounts/{world.Vault}/positions", "risk", "keepers",
        ];
        foreach (var read in reads)
        {
            using var answer = await client.GetAsync(new Uri($"/v1/{read}", UriKind.Relative), limit.Token);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, $"{read}: {await answer.Content.ReadAsStringAsync()}");
        }
        await server.Signal("TERM");
        (await server.End(Patience)).ExitCode.ShouldBe(0, server.Said);
    }

    [Fact]
    public async Task A_preview_at_the_price_paid_is_what_the_sale_settles_to()
    {
        const uint hoursOfFall = 40;
        using var limit = new CancellationTokenSource(Patience);
        var stop = limit.Token;
        await world.Rewind(stop);
        await world.KickAndWait(hoursOfFall * 3_600, stop);
        var running = (await VaultNow(stop)).Auctions[1];
        var price = running.ItemPriceAt(0, (await world.Stage.Chain.Head(stop)).Timestamp + 1);
        var preview = await Executable.Run(
            "preview", "--rpc", world.Node.Url.ToString(), "--deployment", world.Manifest, "--vault",
            world.Vault.ToString(), "--price", Ether.Exact(price));
        preview.ExitCode.ShouldBe(0, preview.Errors);
        await world.Take(running.Id, price, stop);

        var vault = await VaultNow(stop);
        var split = vault.Auctions[1].Split();
        split.Proceeds.ShouldBe(price);
        var row = preview.Output.Split('\n').SingleOrDefault(line => line.Contains($" {price} "))
            .ShouldNotBeNull($"no row for {price}: {preview.Output}").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        row[..7].ShouldBe(
            [
                $"{price}", $"{split.Keeper}", $"{split.Debt}", $"{split.Penalty}", $"{split.Fee}", $"{split.Royalty}",
                $"{split.Residual}",
            ]);
    }

    async Task<Fractional.Core.Vaults.Vault> VaultNow(CancellationToken stop)
    {
        var head = await world.Stage.Chain.Head(stop);
        return (await Verification.OfAll(world.Stage.Chain, head.Number, stop))
            .Single(v => v.Vault == world.Vault).Statement.Vault;
    }
}
