using System.Text.Json;
using Fractional.Client;
using Fractional.Client.Http;
using Shouldly;
using Xunit;

namespace Fractional.Tests.Client;

/// <summary>Connections break; what a reader is told does not: every change once, in order.</summary>
public sealed class StreamTests
{
    [Fact]
    public async Task A_stream_of_what_does_not_exist_is_refused()
    {
        var site = new FakeSite(FakeSite.Refuses(404, "not-found"));
        (await Should.ThrowAsync<ProblemException>(Read(site, 1))).Code.ShouldBe("not-found");
    }

    [Fact]
    public async Task A_line_without_an_end_is_not_read_for_ever()
    {
        var pieces = Enumerable.Repeat(new string('x', 4_000), 1_200).ToArray();
        await Should.ThrowAsync<UnexpectedAnswerException>(Read(new FakeSite(FakeSite.Streams(true, pieces)), 1));
    }

    [Fact]
    public async Task Connections_that_bring_nothing_end_it()
    {
        var site = new FakeSite(FakeSite.Streams(false, "retry: 10\n\n"));
        (await Should.ThrowAsync<NoAnswerException>(Read(site, 1))).Message.ShouldContain("closed");
        site.Requests.Count.ShouldBe(5);
    }

    [Fact]
    public async Task After_a_break_it_asks_for_what_came_since_and_tells_each_change_once()
    {
        var site = new FakeSite(
            FakeSite.Streams(false, Snapshot(7), Change(8), Change(9)),
            FakeSite.Breaks,
            FakeSite.Streams(false, Change(9), Change(10)),
            FakeSite.Streams(true, Change(11), Head(50)));
        var read = await Read(site, 6);
        read.Select(Seq).ShouldBe([7, 8, 9, 10, 11, null]);
        site.Requests.Select(r => r.Header("Last-Event-ID")).ShouldBe([null, "9", "9", "10"]);
        read[^1].ShouldBeOfType<LiveMessage<Auction>.Head>().PriceNow.ShouldBe(Samples.Wei);
    }

    [Fact]
    public async Task A_reader_goes_on_from_where_another_one_was()
    {
        var site = new FakeSite(FakeSite.Streams(true, Change(43), Change(44)));
        (await Read(site, 2, after: 42)).Select(Seq).ShouldBe([43, 44]);
        site.Requests.Single().Header("Last-Event-ID").ShouldBe("42");
    }

    [Fact]
    public async Task A_change_that_was_skipped_is_asked_for_again()
    {
        var site = new FakeSite(
            FakeSite.Streams(true, Snapshot(7), Change(8), Change(10)),
            FakeSite.Streams(true, Change(9), Change(10)));
        (await Read(site, 4)).Select(Seq).ShouldBe([7, 8, 9, 10]);
        site.Requests[1].Header("Last-Event-ID").ShouldBe("8");
    }

    [Fact]
    public async Task A_server_that_always_skips_a_change_ends_it()
    {
        var site = new FakeSite(FakeSite.Streams(false, Snapshot(7)), FakeSite.Streams(true, Change(9)));
        (await Should.ThrowAsync<NoAnswerException>(Read(site, 2))).Message.ShouldContain("8");
    }

    [Fact]
    public async Task Who_was_dropped_comes_again_and_who_was_away_too_long_is_told()
    {
        var site = new FakeSite(
            FakeSite.Streams(true, Snapshot(7), "event: dropped\ndata: {\"reason\":\"256 behind\"}\n\n"),
            FakeSite.Streams(true, Snapshot(2_000, "reset"), Change(2_001)));
        var read = await Read(site, 3);
        read.Select(Seq).ShouldBe([7, 2_000, 2_001]);
        read[0].ShouldBeOfType<LiveMessage<Auction>.Snapshot>().IsReset.ShouldBeFalse();
        read[1].ShouldBeOfType<LiveMessage<Auction>.Snapshot>().IsReset.ShouldBeTrue();
    }

    [Fact]
    public async Task A_connection_without_a_ping_is_dead()
    {
        var site = new FakeSite(
            FakeSite.Streams(true, Snapshot(7)), FakeSite.Streams(true, Change(8)));
        (await Read(site, 2)).Select(Seq).ShouldBe([7, 8]);
        (site.Requests[1].At - site.Requests[0].At).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(45));
    }

    [Fact]
    public async Task The_pause_is_the_one_that_the_server_asked_for()
    {
        var site = new FakeSite(
            FakeSite.Streams(false, "retry: 12000\n\n", Snapshot(7)), FakeSite.Streams(true, Change(8)));
        await Read(site, 2);
        (site.Requests[1].At - site.Requests[0].At).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(12));
    }

    [Fact]
    public async Task Wherever_the_network_cuts_it_the_messages_are_the_same()
    {
        var text = ": ping\r\n\r\n" + Snapshot(7) + Change(8).ReplaceLineEndings("\r\n") + ": ping\n\n" + Head(50);
        for (var size = 1; size < 40; size++)
        {
            var pieces = text.Chunk(size).Select(c => new string(c)).ToArray();
            var read = await Read(new FakeSite(FakeSite.Streams(true, pieces)), 3);
            read.Select(Seq).ShouldBe([7, 8, null]);
            read[1].Resource!.Batch!.ReservePrice.ShouldBe(Samples.Wei);
        }
    }

    [Fact]
    public async Task A_change_carries_its_data_and_may_come_without_its_resource()
    {
        var site = new FakeSite(FakeSite.Streams(
            true, Snapshot(7), "id: 8\nevent: change\ndata: {\"seq\":8,\"kind\":\"FactSeen\",\"event\":\"LotTaken\","
            + "\"data\":{\"price\":\"5\"},\"at\":{\"rfc3339\":\"x\",\"unix\":1}}\n\n"));
        var change = (await Read(site, 2))[1].ShouldBeOfType<LiveMessage<Auction>.Change>();
        change.After.ShouldBeNull();
        (change.Event, change.Data.GetProperty("price").GetString()).ShouldBe(("LotTaken", "5"));
    }

    [Fact]
    public async Task The_stream_over_all_vaults_begins_again_after_a_break()
    {
        VaultSeq[] vaults = [new(Samples.Someone, 3)];
        var bid = new { Vault = Samples.Someone, Seq = 4, Kind = "BidAccepted", At = Samples.Moment, Bid = "0x1" };
        var snapshot = $"event: snapshot\ndata: {Json(new { AsOf = Samples.AsOf(), Vaults = vaults })}\n\n";
        var change = $"event: change\ndata: {Json(bid)}\n\n";
        var site = new FakeSite(FakeSite.Streams(false, snapshot, change), FakeSite.Streams(true, snapshot));
        using var client = Client(site);
        var read = new List<AnyMessage>();
        await site.Passing(Take(client.StreamAll(), 3, read));
        read[0].ShouldBeOfType<AnyMessage.Snapshot>().Vaults.Single().Seq.ShouldBe(3);
        read[1].ShouldBeOfType<AnyMessage.Change>().Bid.ShouldBe("0x1");
        read[2].ShouldBeOfType<AnyMessage.Snapshot>();
        site.Requests[1].Header("Last-Event-ID").ShouldBeNull();
    }

    static async Task<List<LiveMessage<Auction>>> Read(FakeSite site, int count, long? after = null)
    {
        using var client = Client(site);
        var read = new List<LiveMessage<Auction>>();
        await site.Passing(Take(client.Stream(Samples.AuctionId, after), count, read));
        return read;
    }

    static async Task<int> Take<T>(IAsyncEnumerable<T> messages, int count, List<T> read)
    {
        await foreach (var message in messages)
        {
            read.Add(message);
            if (read.Count == count) break;
        }
        return read.Count;
    }

    static FractionalClient Client(FakeSite site) =>
        new(site.Address, new ClientOptions { Handler = site, Time = site.Time });

    static long? Seq(LiveMessage<Auction> message) => message switch
    {
        LiveMessage<Auction>.Snapshot snapshot => snapshot.Seq,
        LiveMessage<Auction>.Change change => change.Seq,
        _ => null,
    };

    static string Snapshot(long seq, string name = "snapshot") =>
        $"id: {seq}\nevent: {name}\ndata: {Json(Samples.Auction(seq))}\n\n";

    static string Change(long seq) =>
        $"id: {seq}\nevent: change\ndata: "
        + Json(new { Seq = seq, Kind = "FactsFinalized", At = Samples.Moment, Auction = Samples.Auction(seq) })
        + "\n\n";

    static string Head(ulong block) =>
        $"event: head\ndata: {Json(new
        {
            Block = block, Samples.AsOf().Hash, At = Samples.Moment, PriceNow = Samples.Wei,
            Finality = Finality.Pending,
        })}\n\n";

    static string Json<T>(T value) => JsonSerializer.Serialize(value, ClientJson.Options);
}
