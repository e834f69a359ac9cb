using System.Net;
using Shouldly;
using Xunit;

namespace Fractional.Tests.Api;

/// <summary>The HTTP face over a real loopback socket, beside what Core says about the same vault.</summary>
public sealed class ApiTests(AuctionOnLoopback stage) : IClassFixture<AuctionOnLoopback>, IAsyncLifetime
{
    public async Task InitializeAsync()
    {
        if (stage.VaultAddress.IsZero) await stage.TellStory();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("/v1/vaults?limit=0", "limit", "0")]
    [InlineData("/v1/vaults?limit=501", "limit", "501")]
    [InlineData("/v1/vaults?limit=-1", "limit", "-1")]
    [InlineData("/v1/vaults?limit=1e3", "limit", "1e3")]
    [InlineData("/v1/vaults?after=0x12", "after", "0x12")]
    [InlineData("/v1/auctions/0x1f", "id", "0x1f")]
    public async Task A_malformed_field_is_named_with_what_was_found(string path, string field, string given)
    {
        var problem = await stage.Problem(path, HttpStatusCode.BadRequest, "malformed");
        problem["field"]!.GetValue<string>().ShouldBe(field);
        problem["given"]!.GetValue<string>().ShouldBe(given);
        problem["detail"]!.GetValue<string>().ShouldContain("expected");
    }

    [Fact]
    public async Task A_long_field_is_not_echoed_whole()
    {
        var problem = await stage.Problem(
            $"/v1/vaults?after={new string('z', 2_000)}", HttpStatusCode.BadRequest, "malformed");
        problem["given"]!.GetValue<string>().Length.ShouldBeLessThan(100);
    }

    [Fact]
    public async Task What_does_not_exist_is_not_found()
    {
        await stage.Problem("/v1/auctions/12345", HttpStatusCode.NotFound, "not-found");
        (await stage.Get("/v2/vaults")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Health_says_which_block_it_stands_on()
    {
        (await stage.Get("/health/live")).Status.ShouldBe(HttpStatusCode.OK);
        var (status, ready) = await stage.Get("/health/ready");
        status.ShouldBe(HttpStatusCode.OK);
        ready["asOf"]!["at"]!["unix"]!.GetValue<ulong>().ShouldBe(stage.Now.Seconds);
    }
}
