using Fractional.Engine;
using Shouldly;
using Xunit;
using static Fractional.Tests.Chain.SimulatedSetting;

namespace Fractional.Tests.Api.Streams;

/// <summary>What a stream tells, beside what REST shows.</summary>
public sealed class StreamTests : IAsyncLifetime
{
    private StreamStage stage = null!;

    public async Task InitializeAsync() => stage = await StreamStage.Open();

    public async Task DisposeAsync() => await stage.DisposeAsync();

    [Fact]
    public async Task A_stream_is_not_kept_by_anybody_on_the_way()
    {
        using var stream = await stage.Read(stage.Events);
        stream.Answer.Content.Headers.ContentType!.ToString().ShouldBe("text/event-stream");
        stream.Answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        stream.Answer.Headers.GetValues("X-Accel-Buffering").ShouldBe(["no"]);
        (await stream.Next())!.Retry.ShouldBe("2000");
    }

    [Fact]
    public async Task The_snapshot_is_the_resource_of_REST_and_each_change_follows_with_the_next_number()
    {
        using var stream = await stage.Read(stage.Events);
        var snapshot = await stream.Next("snapshot");
        snapshot.Data!.ToJsonString().ShouldBe((await stage.Get(stage.AuctionPath)).Body.ToJsonString());
        snapshot.Data["asOf"]!["seq"]!.GetValue<long>().ShouldBe(snapshot.Id!.Value);
        var before = stage.Seq;
        snapshot.Id.ShouldBe(before);

        await stage.Take(1);
        var changes = await stream.ChangesUntil(stage.Seq);
        changes.Select(c => c.Id!.Value).ShouldBe([.. Range(before + 1, stage.Seq)]);
        changes.ShouldAllBe(c => c.Number("seq") == c.Id);
        var taken = changes.Single(c => c.Data!["event"]?.GetValue<string>() == "LotTaken");
        taken.Text("kind").ShouldBe("FactSeen");
        taken.Data!["data"]!["price"]!.GetValue<string>().ShouldBe(stage.Auction.Items[1].Price.ToString());
        taken.Data["at"]!["unix"]!.GetValue<ulong>().ShouldBe(stage.Chain.Newest.Timestamp.Seconds);
        taken.Number("block").ShouldBe((long)stage.Chain.Newest.Number);
        var (_, shown) = await stage.Get(stage.AuctionPath);
        shown["asOf"]!["seq"]!.GetValue<long>().ShouldBe(changes[^1].Id!.Value);
        changes[^1].Data!["auction"]!.ToJsonString().ShouldBe(shown.ToJsonString());
    }

    [Fact]
    public async Task A_vault_tells_of_itself_and_not_of_another()
    {
        await stage.Do(CreateVault(4), Ada);
        var other = stage.Chain.World.Vaults.Keys.Single(v => v != stage.VaultAddress);
        using var stream = await stage.Read($"/v1/vaults/{stage.VaultAddress}/events");
        var seq = (await stream.Next("snapshot")).Id!.Value;
        await stage.Transfer(1, other);
        await stage.Transfer(1);
        var change = await stream.Next("change");
        change.Id.ShouldBe(seq + 1);
        change.Text("event").ShouldBe("Transfer");
        change.Data!["vault"]!["holders"]!.GetValue<int>().ShouldBe(stage.Vault.Shares.Balances.Count);
    }

    [Fact]
    public async Task All_vaults_tell_where_they_stand_and_then_each_change_without_an_id()
    {
        using var stream = await stage.Read("/v1/events");
        var snapshot = await stream.Next("snapshot");
        var stands = snapshot.Data!["vaults"]!.AsArray().Single()!;
        stands["seq"]!.GetValue<long>().ShouldBe(stage.Seq);
        var address = stands["vault"]!.GetValue<string>();
        address.ToLowerInvariant().ShouldBe(stage.VaultAddress.ToString());

        await stage.Transfer(1);
        var change = await stream.Next("change");
        change.Id.ShouldBeNull();
        change.Text("vault").ShouldBe(address);
        change.Number("seq").ShouldBe(stands["seq"]!.GetValue<long>() + 1);
        change.Text("event").ShouldBe("Transfer");
    }

    [Fact]
    public async Task A_block_without_a_fact_is_a_head_with_the_new_price_and_no_id()
    {
        using var stream = await stage.Read(stage.Events);
        await stream.Next("snapshot");
        await stage.Mine();
        var head = await stream.Next("head");
        head.Id.ShouldBeNull();
        head.Number("block").ShouldBe((long)stage.Chain.Newest.Number);
        head.Text("hash").ShouldBe(stage.Chain.Newest.Hash.ToString());
        head.Text("priceNow").ShouldBe(stage.Auction.PriceAt(stage.Chain.Newest.Timestamp).ToString());
        head.Text("finality").ShouldBe((await stage.Get(stage.AuctionPath)).Body["asOf"]!["finality"]!.ToString());
    }

    [Fact]
    public async Task A_ping_comes_each_fifteen_seconds_of_the_servers_clock()
    {
        using var stream = await stage.Read(stage.Events);
        await stream.Next("snapshot");
        for (var i = 0; i < 3; i++)
        {
            Message? next = null;
            for (var s = 0; s < 15; s++) stage.Clock.Advance(TimeSpan.FromSeconds(1));
            while (next?.Comment is null) next = await stream.Next();
            next.Comment.ShouldBe("ping");
        }
    }

    [Fact]
    public async Task A_replaced_block_is_told_as_a_change_with_what_holds_after_it_and_the_stream_goes_on()
    {
        using var stream = await stage.Read(stage.Events);
        await stream.Next("snapshot");
        var replaced = new List<string> { stage.Chain.Newest.Hash.ToString() };
        await stage.Take(0);
        replaced.Add(stage.Chain.Newest.Hash.ToString());
        var taken = stage.Seq;
        await stream.ChangesUntil(taken);

        stage.Chain.Faults = stage.Chain.Faults with { HoldBackBps = 10_000 };
        stage.Chain.Reorganise(2);
        await stage.Mine();
        var back = await stream.Next("change");
        back.Text("kind").ShouldBe("BlocksRolledBack");
        back.Id.ShouldBe(taken + 1);
        var to = back.Data!["data"]!["to"]!.GetValue<ulong>();
        to.ShouldBeLessThan(stage.Chain.Newest.Number);
        if (back.Data["auction"] is { } at) replaced.ShouldNotContain(at["asOf"]!["hash"]!.GetValue<string>());
        var shown = back.Data["auction"] ?? (await stream.Next("snapshot")).Data!;
        shown["dutch"]!["items"]![0]!["price"].ShouldBeNull();
        shown["dutch"]!["raised"]!.GetValue<string>().ShouldBe("0");

        stage.Chain.Faults = stage.Chain.Faults with { HoldBackBps = 0 };
        await stage.Mine();
        var again = await stream.ChangesUntil(stage.Seq);
        again.Select(c => c.Id!.Value).ShouldBe([.. Range(taken + 2, stage.Seq)]);
        again[^1].Data!["auction"]!["dutch"]!["items"]![0]!["price"]!.GetValue<string>()
            .ShouldBe(stage.Auction.Items[0].Price.ToString());
    }

    [Fact]
    public async Task What_we_do_is_told_without_keys_signatures_and_private_names()
    {
        const string name = "my-private-name";
        using var stream = await stage.Read(stage.Events);
        await stream.Next("snapshot");
        var open = OpenLoan(stage.VaultAddress, Ether(1), stage.Chain.Newest.Timestamp);
        var granted = (await stage.Engine.Claim(open, Ada, stage.Stop, name)).ShouldBeOfType<ClaimAnswer.Granted>();
        await stage.Engine.Send(granted.Claim, stage.Stop);
        var claimed = await stream.Next("change");
        var sent = await stream.Next("change");
        claimed.Text("kind").ShouldBe("ActionClaimed");
        claimed.Data!["data"]!["wish"]!.GetValue<string>().ShouldBe("Open");
        sent.Text("kind").ShouldBe("ActionSent");
        sent.Data!["data"]!["action"]!.GetValue<string>()
            .ShouldBe(claimed.Data["data"]!["action"]!.GetValue<string>());
        var signature = Convert.ToHexStringLower([.. open.Offers[0].Signature]);
        var base64 = Convert.ToBase64String([.. open.Offers[0].Signature]);
        foreach (var text in new[] { claimed, sent }.Select(m => m.Data!.ToJsonString()))
        {
            text.ShouldNotContain(name);
            text.ShouldNotContain(granted.Claim.Key);
            text.ShouldNotContain(signature);
            text.ShouldNotContain(base64);
        }
    }

    [Fact]
    public async Task When_the_server_stops_its_streams_end()
    {
        using var idle = await stage.Read(stage.Events);
        await idle.Next("snapshot");
        await stage.StopApi();
        while (await idle.Next() is { } last) last.Event.ShouldBe("head");
    }

    private static IEnumerable<long> Range(long from, long to)
    {
        for (var i = from; i <= to; i++) yield return i;
    }
}
