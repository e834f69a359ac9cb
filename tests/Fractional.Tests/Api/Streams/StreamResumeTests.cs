using System.Net;
using Fractional.Api.Streams;
using Fractional.Chain.Simulated;
using Shouldly;
using Xunit;

namespace Fractional.Tests.Api.Streams;

/// <summary>Who was away gets every change above the last one it has, each once, and then what comes.</summary>
public sealed class StreamResumeTests
{
    /// <summary>The server notices a little later that a reader has left.</summary>
    private static readonly StreamLimits ManyAtOnce = new() { MaxStreamsPerAddress = 1_000 };

    [Fact]
    public async Task A_resume_after_any_id_tells_each_later_change_once_and_goes_on()
    {
        await using var stage = await StreamStage.Open(ManyAtOnce);
        await stage.Transfer(120); // more than a page of the journal
        var last = stage.Seq;
        for (var cut = 0L; cut <= last; cut++)
        {
            using var stream = cut % 2 == 0
                ? await stage.Read($"{stage.Events}?after={cut}")
                : await stage.Read($"{stage.Events}?after=0", lastEventId: $"{cut}"); // the header is younger
            if (cut < last)
            {
                var missed = await stream.ChangesUntil(last);
                missed.Select(m => m.Id!.Value).ShouldBe(Range(cut + 1, last));
                missed.SkipLast(1).ShouldAllBe(m => m.Data!["auction"] == null);
                missed[^1].Data!["auction"].ShouldNotBeNull();
            }
            (await stream.Next("head")).Number("block").ShouldBe((long)stage.Chain.Newest.Number);
        }
        using var alive = await stage.Read($"{stage.Events}?after={last - 3}");
        await stage.Transfer(2);
        (await alive.ChangesUntil(stage.Seq)).Select(m => m.Id!.Value).ShouldBe(Range(last - 2, stage.Seq));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task A_reader_that_leaves_and_comes_back_at_any_moment_has_every_change_once(ulong seed)
    {
        var dice = new Dice(seed);
        await using var stage = await StreamStage.Open(
            ManyAtOnce,
            new SimulatedFaults(ReorgBps: 1_500, MaxReorgDepth: 4, RepeatBps: 1_000, ShuffleBps: 2_000), seed);
        var seen = new List<long>();
        const int blocks = 60;
        var mining = Task.Run(async () =>
        {
            for (var block = 0; block < blocks; block++) await stage.Transfer(dice.Between(0, 9));
        });
        while (!mining.IsCompleted || seen.Count == 0 || seen[^1] < stage.Seq)
        {
            using var stream = await stage.Read($"{stage.Events}?after={(seen.Count == 0 ? 0 : seen[^1])}");
            for (var left = new Dice(seed + (ulong)seen.Count).Between(1, 40); left > 0; left--)
            {
                if (mining.IsCompleted && seen.Count > 0 && seen[^1] == stage.Seq) break;
                var message = (await stream.Next())!;
                message.Event.ShouldNotBe("reset");
                message.Event.ShouldNotBe("dropped");
                if (message.Event == "change") seen.Add(message.Id!.Value);
            }
        }
        await mining;
        seen.ShouldBe(Range(1, stage.Seq));
    }

    [Fact]
    public async Task An_id_that_was_never_told_gets_a_reset()
    {
        await using var stage = await StreamStage.Open();
        using var stream = await stage.Read(stage.Events, lastEventId: $"{stage.Seq + 1}");
        var reset = (await stream.Next("reset"));
        reset.Id.ShouldBe(stage.Seq);
        reset.Data!.ToJsonString().ShouldBe((await stage.Get(stage.AuctionPath)).Body.ToJsonString());
        await stage.Transfer(1);
        (await stream.Next("change")).Id.ShouldBe(reset.Id + 1);
    }

    [Fact]
    public async Task Who_comes_back_while_the_auction_itself_is_taken_back_hears_what_becomes_of_it()
    {
        await using var stage = await StreamStage.Open();
        var (path, seq) = (stage.Events, stage.Seq);
        stage.Chain.Faults = new SimulatedFaults(HoldBackBps: 10_000);
        stage.Chain.Reorganise(2);
        await stage.Mine();
        (await stage.Get(path)).Status.ShouldBe(HttpStatusCode.NotFound);
        using var back = await stage.Read(path, lastEventId: $"{seq}");
        var change = await back.Next("change");
        change.Text("kind").ShouldBe("BlocksRolledBack");
        change.Data!["auction"].ShouldBeNull();
        stage.Chain.Faults = SimulatedFaults.None;
        await stage.Mine();
        var kicked = await back.ChangesUntil(stage.Seq);
        kicked.ShouldContain(m => m.Data!["event"]!.GetValue<string>() == "AuctionKicked");
        kicked[^1].Data!["auction"].ShouldNotBeNull();
    }

    [Fact]
    public async Task Who_is_more_than_a_thousand_changes_behind_gets_a_reset_and_who_is_not_gets_them_all()
    {
        await using var stage = await StreamStage.Open();
        while (stage.Seq <= StreamLimits.MaxResume + 1) await stage.Transfer(200);
        var seq = stage.Seq;
        using var late = await stage.Read($"{stage.Events}?after={seq - StreamLimits.MaxResume - 1}");
        (await late.Next())!.Retry.ShouldNotBeNull();
        (await late.Next())!.Event.ShouldBe("reset");
        using var just = await stage.Read($"{stage.Events}?after={seq - StreamLimits.MaxResume}");
        (await just.ChangesUntil(seq)).Select(m => m.Id!.Value)
            .ShouldBe(Range(seq - StreamLimits.MaxResume + 1, seq));
    }

    private static List<long> Range(long from, long to)
    {
        var numbers = new List<long>();
        for (var i = from; i <= to; i++) numbers.Add(i);
        return numbers;
    }
}
