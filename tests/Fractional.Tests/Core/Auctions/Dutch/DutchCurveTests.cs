using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Units;
using Fractional.Tests.Core.Vaults;
using Shouldly;
using Xunit;

namespace Fractional.Tests.Core.Auctions.Dutch;

public sealed class DutchCurveTests
{
    private const uint Hour = 3_600;
    private static readonly Wei Hundred = new(100 * Wei.One.Value);
    private static readonly Wei Fifty = new(50 * Wei.One.Value);
    private static readonly DutchCurve First =
        DutchCurve.OfRound(0, Hundred, new Wei(400 * Wei.One.Value), Fifty, 72 * Hour);

    [Fact]
    public void There_is_no_price_at_the_end_of_the_round_or_after()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => First.PriceUp(72 * Hour));
        First.PriceUp(72 * Hour - 1).ShouldBe(Fifty);
    }

    [Theory]
    [InlineData(0, "400.00")]
    [InlineData(1, "329.94")]
    [InlineData(2, "272.16")]
    [InlineData(3, "224.49")]
    [InlineData(6, "125.00")]
    [InlineData(12, "117.50")]
    [InlineData(24, "102.50")]
    [InlineData(48, "72.50")]
    [InlineData(66, "50.00")]
    public void The_default_curve_of_a_hundred_gives_the_measured_prices(uint hour, string expected)
    {
        // The measured table rounds to a hundredth, half up; the reserve of it is 50, not the 60 of the defaults.
        var hundredths = (First.PriceUp(hour * Hour).Value + Wei.One.Value / 200) / (Wei.One.Value / 100);
        $"{hundredths / 100}.{hundredths % 100:00}".ShouldBe(expected);
    }

    [Fact]
    public void A_price_is_constant_inside_a_step()
    {
        foreach (var elapsed in new ulong[] { 12, 1_200, 21_600, 100_008 })
        {
            First.PriceUp(elapsed + 11).ShouldBe(First.PriceUp(elapsed));
            First.PriceUp(elapsed + 12).ShouldBeLessThan(First.PriceUp(elapsed));
        }
    }

    [Fact]
    public void A_price_never_rises_and_stays_between_reserve_and_top()
    {
        foreach (var curve in new[] { First, Under_water(), DutchCurve.OfRound(1, Hundred, Hundred, Fifty, 86_401) })
        {
            var before = curve.PriceUp(0);
            for (ulong elapsed = 0; elapsed < Length(curve); elapsed += 5)
            {
                var price = curve.PriceUp(elapsed);
                (price <= before && price >= curve.LastCall.EndPrice).ShouldBeTrue($"{curve} at {elapsed}");
                before = price;
            }
            before.ShouldBe(curve.LastCall.EndPrice);
        }
    }

    [Fact]
    public void Under_water_the_line_starts_at_the_reserve() =>
        Under_water().Line.StartPrice.ShouldBe(Hundred);

    [Fact]
    public void The_parts_of_a_basket_cover_the_price_and_exceed_it_by_less_than_a_wei_each()
    {
        var numbers = new SeededNumbers(4);
        for (var i = 0; i < 2_000; i++)
        {
            var weights = Enumerable.Range(0, 1 + (int)numbers.Below(16)).Select(_ => new Wei(1 + numbers.Amount(120)))
                .ToArray();
            var total = weights.Aggregate(Wei.Zero, (sum, weight) => sum + weight);
            var price = new Wei(numbers.Amount(126));
            var sum = weights.Aggregate(Wei.Zero, (s, w) => s + DutchCurve.ItemPriceUp(price, w, total));
            (sum >= price && sum <= price + new Wei((uint)weights.Length - 1)).ShouldBeTrue();
        }
    }

    [Fact]
    public void The_reserve_price_is_never_below_the_lenders_floor_nor_a_wei()
    {
        DutchDefaults.ReservePrice(0, Hundred, Wei.Zero).ShouldBe(new Wei(60 * Wei.One.Value));
        DutchDefaults.ReservePrice(1, Hundred, Wei.Zero).ShouldBe(new Wei(40 * Wei.One.Value));
        DutchDefaults.ReservePrice(0, Hundred, new Wei(70 * Wei.One.Value)).ShouldBe(new Wei(70 * Wei.One.Value));
        DutchDefaults.ReservePrice(0, new Wei(1), Wei.Zero).ShouldBe(new Wei(1));
    }

    [Fact]
    public void The_top_is_a_part_of_the_lot_and_at_least_twice_the_reserve_price()
    {
        DutchDefaults.Top(0, Hundred, Fifty).ShouldBe(new Wei(400 * Wei.One.Value));
        DutchDefaults.Top(1, Hundred, Fifty).ShouldBe(new Wei(130 * Wei.One.Value));
        DutchDefaults.Top(1, new Wei(3), new Wei(3)).ShouldBe(new Wei(6));
        DutchDefaults.Top(1, new Wei(1), Wei.Zero).ShouldBe(new Wei(2));
    }

    private static ulong Length(DutchCurve curve) =>
        curve.Opening.DurationSeconds + curve.Line.DurationSeconds + curve.LastCall.DurationSeconds;

    private static DutchCurve Under_water() =>
        DutchCurve.OfRound(0, Fifty, new Wei(400 * Wei.One.Value), Hundred, 24 * Hour);

    [Theory]
    [InlineData(0, 72 * 3_600)]
    [InlineData(1, 72 * 3_600)]
    [InlineData(0, 86_401)]
    [InlineData(1, 86_413)]
    [InlineData(0, 14 * 86_400)]
    [InlineData(0, 25)]
    public void Steps_to_show_are_few_even_and_have_every_corner(byte round, uint duration)
    {
        var curve = DutchCurve.OfRound(round, Hundred, new Wei(400 * Wei.One.Value), Fifty, duration);
        var shown = curve.StepsToShow(512);
        shown.Count.ShouldBeLessThanOrEqualTo(512);
        shown.ShouldBe(shown.Distinct().Order());
        shown.ShouldAllBe(elapsed => elapsed % DutchCurve.StepSeconds == 0);
        shown[0].ShouldBe(0ul);
        (duration - shown[^1]).ShouldBeInRange(1ul, DutchCurve.StepSeconds);
        foreach (var corner in new[] { curve.Opening.DurationSeconds, duration - curve.LastCall.DurationSeconds })
        {
            var first = (corner + 11) / 12 * 12;
            if (first < duration) shown.ShouldContain(first);
        }
        var widest = shown.Zip(shown.Skip(1), (left, right) => right - left).DefaultIfEmpty(0ul).Max();
        widest.ShouldBeLessThanOrEqualTo(12 * (duration / 12 / 500 + 1ul));
    }

    [Fact]
    public void The_next_step_is_when_the_clock_moves_while_the_round_is_open()
    {
        var auction = new VaultStory().Kicked().Auction;
        auction.NextStepAt(new Timestamp(auction.StartsAt.Seconds - 5)).ShouldBe(auction.StartsAt);
        auction.NextStepAt(auction.StartsAt).ShouldBe(auction.StartsAt + 12);
        auction.NextStepAt(auction.StartsAt + 11).ShouldBe(auction.StartsAt + 12);
        auction.NextStepAt(auction.StartsAt + 12).ShouldBe(auction.StartsAt + 24);
        auction.NextStepAt(new Timestamp(auction.EndsAt.Seconds - 13))
            .ShouldBe(new Timestamp(auction.EndsAt.Seconds - 12));
        auction.NextStepAt(new Timestamp(auction.EndsAt.Seconds - 12)).ShouldBeNull();
        auction.NextStepAt(auction.EndsAt).ShouldBeNull();
    }
}
