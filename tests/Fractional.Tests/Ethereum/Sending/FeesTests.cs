using Fractional.Ethereum.Primitives;
using Fractional.Ethereum.Rpc;
using Fractional.Ethereum.Sending;
using Shouldly;
using Xunit;

namespace Fractional.Tests.Ethereum.Sending;

public sealed class FeesTests
{
    private static readonly UInt256 Gwei = 1_000_000_000;

    [Fact]
    public void A_base_fee_that_reaches_the_cap_is_refused_with_both_numbers()
    {
        var refused = Should.Throw<FeeAboveCapException>(() => new FeeQuote(50, 1).Under(50));

        refused.NextBaseFee.ShouldBe((UInt256)50);
        refused.Cap.ShouldBe((UInt256)50);
    }

    [Theory]
    [InlineData(100UL, 113UL)]
    [InlineData(101UL, 115UL)]
    [InlineData(1UL, 2UL)]
    [InlineData(0UL, 1UL)]
    public void A_replacement_pays_13_percent_more_of_both_rounded_up(ulong fee, ulong bumped)
    {
        new Fees(fee, fee).BumpedUp().ShouldBe(new Fees(bumped, bumped));
    }

    [Fact]
    public void Fees_follow_the_median_tip_and_never_pass_the_cap()
    {
        var history = new FeeHistory(1, [10, 20, 30], [[5], [9], [7]]);
        FeeQuote quote = FeeQuote.From(history, minTip: 2);

        quote.ShouldBe(new FeeQuote(30, 7));
        quote.Under(1000).ShouldBe(new Fees(67, 7));
        quote.Under(40).ShouldBe(new Fees(40, 7));
        quote.Under(33).ShouldBe(new Fees(33, 3));
        FeeQuote.From(history, minTip: 8).Tip.ShouldBe((UInt256)8);
        FeeQuote.From(history with { Tips = [] }, minTip: 8).Tip.ShouldBe((UInt256)8);
    }

    [Fact]
    public void A_replacement_is_both_dear_enough_and_up_to_date_or_there_is_none()
    {
        var quote = new FeeQuote(100, 10);

        quote.ReplacementOf(new Fees(50, 1), cap: 1000).ShouldBe(new Fees(210, 10));
        quote.ReplacementOf(new Fees(400, 40), cap: 1000).ShouldBe(new Fees(452, 46));
        quote.ReplacementOf(new Fees(400, 40), cap: 452).ShouldBe(new Fees(452, 46));
        quote.ReplacementOf(new Fees(400, 40), cap: 451).ShouldBeNull();
    }

    [Fact]
    public void A_fee_that_starts_too_low_reaches_any_cap_in_bounded_steps()
    {
        var fees = new Fees(Gwei, Gwei);
        int steps = 0;
        while (new FeeQuote(0, 0).ReplacementOf(fees, 200 * Gwei) is { } dearer)
        {
            fees = dearer;
            steps++;
        }

        steps.ShouldBe(43);
        fees.MaxFeePerGas.ShouldBeLessThanOrEqualTo(200 * Gwei);
    }
}
