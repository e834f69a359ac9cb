using System.Net;
using Fractional.Api.Streams;
using Shouldly;
using Xunit;

namespace Fractional.Tests.Api.Streams;

/// <summary>Who gets no stream, and why.</summary>
public sealed class StreamRefusalTests
{
    [Theory]
    [InlineData("-1")]
    [InlineData("1e3")]
    [InlineData(" 1")]
    [InlineData("0x1")]
    [InlineData("12345678901234567890")]
    [InlineData("abc")]
    public async Task An_id_that_is_no_number_is_named_wherever_it_comes_from(string given)
    {
        await using var stage = await StreamStage.Open();
        var (status, problem) = await stage.Get($"{stage.Events}?after={Uri.EscapeDataString(given)}");
        status.ShouldBe(HttpStatusCode.BadRequest);
        problem["field"]!.GetValue<string>().ShouldBe("after");
        problem["given"]!.GetValue<string>().ShouldBe(given);
        if (given != given.Trim()) return; // HTTP cuts the blanks around a header's value
        using var refused = await stage.Read(stage.Events, lastEventId: given);
        refused.Answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await refused.Rest()).ShouldContain("Last-Event-ID");
    }

    [Fact]
    public async Task What_does_not_exist_has_no_stream()
    {
        await using var stage = await StreamStage.Open();
        (await stage.Get("/v1/auctions/12345/events")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await stage.Get($"/v1/vaults/0x{new string('9', 40)}/events")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await stage.Get("/v1/vaults/0x12/events")).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task One_address_gets_so_many_streams_and_a_place_that_was_left_is_free_again()
    {
        await using var stage = await StreamStage.Open(new StreamLimits { MaxStreamsPerAddress = 2 });
        using var first = await stage.Read(stage.Events);
        using (var second = await stage.Read("/v1/events"))
        {
            (await second.Next("snapshot")).Id.ShouldBeNull();
            using var third = await stage.Read(stage.Events);
            third.Answer.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
            third.Answer.Headers.RetryAfter!.Delta!.Value.ShouldBeGreaterThan(TimeSpan.Zero);
        }
        EventReader again;
        while ((again = await stage.Read(stage.Events)).Answer.StatusCode == HttpStatusCode.TooManyRequests)
        {
            again.Dispose(); // the server has still to notice that the second one left
        }
        again.Answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        again.Dispose();
    }

    [Fact]
    public async Task A_full_server_says_so()
    {
        await using var stage = await StreamStage.Open(new StreamLimits { MaxStreams = 1 });
        using var first = await stage.Read(stage.Events);
        await first.Next("snapshot");
        var (status, problem) = await stage.Get(stage.Events);
        status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        problem["type"]!.GetValue<string>().ShouldBe("/problems/too-many-streams");
    }
}
