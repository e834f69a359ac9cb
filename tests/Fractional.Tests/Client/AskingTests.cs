using System.Numerics;
using Fractional.Client;
using Shouldly;
using Xunit;

namespace Fractional.Tests.Client;

/// <summary>How the client asks, waits and gives up, and what it takes for an answer.</summary>
public sealed class AskingTests
{
    const string Deployment = "/v1/deployment";

    [Theory]
    [InlineData("\"block\":\"9\"", "\"block\":9", "asOf.block")]
    [InlineData("\"price\":12", "\"price\":\"12\"", "price")]
    [InlineData("\"price\":1.5e3", "\"price\":\"12\"", "price")]
    [InlineData("\"price\":\"012\"", "\"price\":\"12\"", "price")]
    [InlineData("\"price\":\"-1\"", "\"price\":\"12\"", "price")]
    [InlineData("\"price\":null", "\"price\":\"12\"", "price")]
    [InlineData("\"finality\":\"safe\"", "\"finality\":\"pending\"", "asOf.finality")]
    [InlineData("\"finality\":1", "\"finality\":\"pending\"", "asOf.finality")]
    [InlineData("\"x\":[]", "\"items\":[]", "items")]
    public async Task An_answer_that_was_not_promised_is_named_by_its_member(string wrong, string right, string member)
    {
        Price.ShouldContain(right);
        var fault = await Should.ThrowAsync<UnexpectedAnswerException>(
            Ask(FakeSite.Says(Price.Replace(right, wrong)), client => client.Price(Samples.AuctionId)));
        fault.Message.ShouldContain(member);
        fault.Message.ShouldContain("/price");
    }

    [Fact]
    public async Task A_member_of_a_newer_server_is_passed_over() =>
        (await Ask(
            FakeSite.Says(Price.Replace("\"items\"", "\"mood\":\"good\",\"items\"")),
            client => client.Price(Samples.AuctionId))).Price.ShouldBe(12);

    [Fact]
    public async Task No_wei_is_lost_on_the_way()
    {
        var largest = BigInteger.Pow(2, 256) - 1;
        (await Ask(
            FakeSite.Says(Price.Replace("\"12\"", $"\"{largest}\"")),
            client => client.Price(Samples.AuctionId))).Price.ShouldBe(largest);
    }

    [Fact]
    public async Task What_no_proxy_of_ours_said_is_shown_in_part()
    {
        var refused = await Should.ThrowAsync<ProblemException>(
            Ask(FakeSite.Says(new string('<', 5_000), 418, "text/html"), client => client.Deployment()));
        refused.Code.ShouldBe("http-418");
        refused.Detail.Length.ShouldBeLessThan(300);
    }

    [Fact]
    public async Task Who_is_told_to_wait_waits_as_long_by_the_servers_clock()
    {
        var serverNow = DateTimeOffset.UnixEpoch.AddYears(99); // hours and years off: ours does not matter
        var site = new FakeSite(
            FakeSite.Refuses(429, "rate-limited", head: h => h.RetryAfter = new(TimeSpan.FromSeconds(7))),
            FakeSite.Refuses(503, "not-ready", head: h =>
            {
                h.Date = serverNow;
                h.RetryAfter = new(serverNow.AddSeconds(9));
            }),
            FakeSite.Gives(Samples.Deployment));
        using var client = Client(site);
        await site.Passing(client.Deployment());
        (site.Requests[1].At - site.Requests[0].At).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(7));
        (site.Requests[2].At - site.Requests[1].At).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(9));
    }

    [Fact]
    public async Task Who_is_told_to_wait_too_long_gives_up_at_once()
    {
        var site = new FakeSite(
            FakeSite.Refuses(429, "rate-limited", head: h => h.RetryAfter = new(TimeSpan.FromSeconds(61))));
        using var client = Client(site);
        (await Should.ThrowAsync<ProblemException>(client.Deployment())).Status.ShouldBe(429);
        site.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Pauses_double_and_the_tries_are_counted()
    {
        var site = new FakeSite(FakeSite.Breaks);
        using var client = Client(site);
        (await Should.ThrowAsync<NoAnswerException>(site.Passing(client.Deployment())))
            .Message.ShouldContain("5 tries");
        site.Requests.Count.ShouldBe(5);
        for (var i = 2; i < 5; i++)
            (site.Requests[i].At - site.Requests[i - 1].At)
                .ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMilliseconds(250 << (i - 1)));
    }

    [Fact]
    public async Task A_server_that_is_silent_is_asked_again_after_the_timeout()
    {
        var site = new FakeSite(FakeSite.IsSilent, FakeSite.Gives(Samples.Deployment));
        using var client = Client(site);
        await site.Passing(client.Deployment());
        (site.Requests[1].At - site.Requests[0].At).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task The_callers_own_end_is_no_timeout()
    {
        var site = new FakeSite(FakeSite.IsSilent);
        using var client = Client(site);
        using var stop = new CancellationTokenSource();
        var asking = client.Deployment(stop.Token);
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(asking);
        site.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_list_is_read_part_by_part()
    {
        var site = new FakeSite(
            FakeSite.Says(Holders(1, "\"two\"")), FakeSite.Says(Holders(2, "\"three\"")),
            FakeSite.Says(Holders(3, "null")));
        using var client = Client(site);
        var shares = new List<BigInteger>();
        await foreach (var holder in client.Holders(Samples.Someone)) shares.Add(holder.Shares);
        shares.ShouldBe([1, 2, 3]);
        site.Requests.Select(r => r.Path).ShouldBe(
            [$"/v1/vaults/{Samples.Someone}/holders", $"/v1/vaults/{Samples.Someone}/holders?after=two",
                $"/v1/vaults/{Samples.Someone}/holders?after=three"]);
    }

    [Fact]
    public async Task A_list_that_does_not_move_is_not_read_for_ever()
    {
        var site = new FakeSite(FakeSite.Says(Holders(1, "\"same\"")));
        using var client = Client(site);
        await Should.ThrowAsync<UnexpectedAnswerException>(async () =>
        {
            await foreach (var _ in client.Holders(Samples.Someone)) site.Requests.Count.ShouldBeLessThan(3);
        });
    }

    [Fact]
    public async Task Filters_are_words_of_the_api()
    {
        var site = new FakeSite(FakeSite.Says(Holders(0, "null").Replace("\"items\":[", "\"items\":[],\"x\":[")));
        using var client = Client(site);
        await foreach (var _ in client.Vaults(VaultState.MarginCall, holder: Samples.Someone)) continue;
        await foreach (var _ in client.Auctions(AuctionPhase.Running, AuctionKind.Batch)) continue;
        site.Requests.Select(r => r.Path).ShouldBe(
            [$"/v1/vaults?state=marginCall&holder={Samples.Someone}", "/v1/auctions?status=running&kind=batch"]);
    }

    static string Price => $$"""
        {"asOf":{{AsOf}},"at":{"rfc3339":"x","unix":1},"price":"12","items":[]}
        """;

    static string AsOf => $$"""
        {"block":9,"hash":"0x{{new string('0', 64)}}","at":{"rfc3339":"x","unix":1},"finality":"pending","seq":3}
        """;

    static string Holders(int shares, string next) => $$"""
        {"asOf":{{AsOf}},"items":[{"account":"{{Samples.Someone}}","shares":"{{shares}}","partBps":1}],"next":{{next}}}
        """;

    static FractionalClient Client(FakeSite site) =>
        new(site.Address, new ClientOptions { Handler = site, Time = site.Time });

    static async Task<T> Ask<T>(
        Func<Asked, CancellationToken, Task<HttpResponseMessage>> answer, Func<FractionalClient, Task<T>> ask)
    {
        var site = new FakeSite(answer);
        using var client = Client(site);
        return await ask(client);
    }
}
