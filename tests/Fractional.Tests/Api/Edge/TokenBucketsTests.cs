using System.Net;
using Fractional.Api.Http;
using Fractional.Core.Units;
using Fractional.Engine.Hosting;
using Shouldly;
using Xunit;

namespace Fractional.Tests.Api.Edge;

public sealed class TokenBucketsTests
{
    static readonly BucketKey One = BucketKey.Of(IPAddress.Parse("192.0.2.1"));
    static readonly Quota Sixty = new("sixty", PerMinute: 60, Burst: 5);

    readonly VirtualTime clock = new(new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero));

    [Fact]
    public void An_empty_bucket_tells_when_the_next_token_is_there()
    {
        var buckets = new TokenBuckets(Sixty, clock);
        for (var left = 4; left >= 0; left--)
        {
            var draw = buckets.Take(One);
            (draw.IsGranted, draw.Remaining).ShouldBe((true, left));
        }
        buckets.Take(One).Wait.ShouldBe(TimeSpan.FromSeconds(1));
        clock.Advance(TimeSpan.FromMilliseconds(999));
        var early = buckets.Take(One);
        (early.IsGranted, early.RetryAfterSeconds, early.FullInSeconds).ShouldBe((false, 1, 5));
        clock.Advance(TimeSpan.FromMilliseconds(1));
        buckets.Take(One).IsGranted.ShouldBeTrue();
        buckets.Take(One).IsGranted.ShouldBeFalse("a refused try costs nothing and gains nothing");
    }

    [Fact]
    public void A_bucket_never_holds_more_than_its_burst()
    {
        var buckets = new TokenBuckets(Sixty, clock);
        buckets.Take(One);
        clock.Advance(TimeSpan.FromDays(1));
        Enumerable.Range(0, 10).Count(_ => buckets.Take(One).IsGranted).ShouldBe(5);
    }

    [Fact]
    public void Over_any_time_no_more_is_granted_than_burst_and_rate_allow()
    {
        var buckets = new TokenBuckets(new Quota("odd", PerMinute: 7, Burst: 3), clock);
        var granted = 0;
        for (var i = 0; i < 6_000; i++)
        {
            if (buckets.Take(One).IsGranted) granted++;
            clock.Advance(TimeSpan.FromMilliseconds(100));
        }
        granted.ShouldBeInRange(7 * 10, 3 + (7 * 10));
    }

    [Fact]
    public void A_look_takes_nothing()
    {
        var buckets = new TokenBuckets(Sixty, clock);
        for (var i = 0; i < 20; i++) buckets.Peek(One).IsGranted.ShouldBeTrue();
        for (var i = 0; i < 5; i++) buckets.Take(One);
        buckets.Peek(One).IsGranted.ShouldBeFalse();
    }

    [Theory]
    [InlineData("2001:db8:0:1::1", "2001:db8:0:1:ffff::9", true)]
    [InlineData("2001:db8:0:1::1", "2001:db8:0:2::1", false)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", true)]
    public void A_network_is_an_IPv4_address_or_a_64(string one, string other, bool same) =>
        (BucketKey.Of(IPAddress.Parse(one)) == BucketKey.Of(IPAddress.Parse(other))).ShouldBe(same);

    [Fact]
    public void An_account_is_not_a_network_with_the_same_bytes()
    {
        var account = new Account([.. new byte[16], 192, 0, 2, 1]);
        BucketKey.Of(account).ShouldNotBe(One);
    }

    [Fact]
    public void However_many_callers_come_only_so_many_are_remembered()
    {
        var buckets = new TokenBuckets(Sixty, clock);
        for (var i = 0; i < 5; i++) buckets.Take(One);
        for (var i = 0; i < (2 * TokenBuckets.MaxCallers) + 7; i++)
        {
            buckets.Take(new BucketKey(default, (UInt128)i << 64));
            buckets.Callers.ShouldBeLessThanOrEqualTo(TokenBuckets.MaxCallers);
        }
        buckets.Take(One).IsGranted.ShouldBeFalse("the emptiest bucket is forgotten last");
    }

    [Fact]
    public void Whose_bucket_is_full_again_is_forgotten_first()
    {
        var buckets = new TokenBuckets(Sixty, clock);
        for (var i = 0; i < TokenBuckets.MaxCallers; i++) buckets.Take(new BucketKey(default, (UInt128)i << 64));
        clock.Advance(TimeSpan.FromSeconds(2));
        buckets.Take(One);
        buckets.Callers.ShouldBe(1);
    }
}
