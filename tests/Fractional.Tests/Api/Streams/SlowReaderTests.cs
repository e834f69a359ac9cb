using System.Net;
using Fractional.Api.Streams;
using Shouldly;
using Xunit;

namespace Fractional.Tests.Api.Streams;

/// <summary>Who does not read is let go, with a reason where it can still be told.</summary>
public sealed class SlowReaderTests
{
    /// <summary>Far above what the sockets of both sides take before a write waits: with the system's largest buffers
    /// some six hundred changes of an auction of sixteen items.</summary>
    private const int Changes = 2_400;

    private const int Items = 16;

    [Fact]
    public async Task A_reader_that_falls_behind_is_told_so_after_the_last_change_it_may_resume_after()
    {
        await using var stage = await StreamStage.Open(items: Items);
        using var slow = await stage.Read(stage.Events);
        for (var i = 0; i < Changes; i += 200) await stage.Transfer(200);
        var heard = new List<Message>();
        while (await slow.Next() is { } message) heard.Add(message);
        heard[^1].Event.ShouldBe("dropped");
        heard[^1].Text("reason").ShouldContain("more than 256 changes were waiting");
        var ids = heard.Where(m => m.Event == "change").Select(m => m.Id!.Value).ToList();
        ids.ShouldBe(Enumerable.Range(0, ids.Count).Select(i => ids[0] + i));
        ids[^1].ShouldBeLessThan(stage.Seq);
        using var again = await stage.Read($"{stage.Events}?after={ids[^1]}");
        (await again.Next())!.Retry.ShouldNotBeNull();
        (await again.Next())!.Event.ShouldBe(stage.Seq - ids[^1] > StreamLimits.MaxResume ? "reset" : "change");
    }

    [Fact]
    public async Task A_reader_that_does_not_read_at_all_is_cut_off_after_ten_seconds_and_its_place_is_free()
    {
        await using var stage = await StreamStage.Open(new StreamLimits { MaxStreams = 2 }, items: Items);
        using var slow = await stage.Read(stage.Events);
        using var pace = await stage.Read(stage.Events);
        for (var i = 0; i < Changes; i += 20)
        {
            await stage.Transfer(20);
            await pace.ChangesUntil(stage.Seq);
        }
        for (var second = 0; second < 10; second++) stage.Clock.Advance(TimeSpan.FromSeconds(1));
        (await stage.Get(stage.Events)).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        EventReader next;
        while (!(next = await stage.Read(stage.Events)).Answer.IsSuccessStatusCode)
        {
            next.Dispose();
            stage.Clock.Advance(TimeSpan.FromSeconds(1));
        }
        (await next.Next("snapshot")).Id.ShouldBe(stage.Seq);
        next.Dispose();
        await Should.ThrowAsync<Exception>(async () =>
        {
            while (await slow.Next() is { } message) message.Event.ShouldNotBe("dropped");
        });
    }
}
