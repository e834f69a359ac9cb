using Fractional.Core.Proceeds;
using Fractional.Core.Units;
using Shouldly;
using Xunit;

namespace Fractional.Tests.Core.Proceeds;

public sealed class ClaimTests
{
    [Fact]
    public void Pieces_of_a_claim_pay_what_the_whole_claim_pays()
    {
        Wei residual = new(1_000_000_000_000_000_007);
        Shares total = new(3_000_000_000_000_000_000), mine = new(1_000_000_000_000_000_001);
        var paid = Wei.Zero;
        var burned = Shares.Zero;
        foreach (var piece in new ulong[] { 1, 2, 999_999, 500_000_000_000_000_000, 499_999_999_998_999_999 })
        {
            paid += ShareClaims.Due(residual, burned, new Shares(piece), total);
            burned += new Shares(piece);
        }
        burned.ShouldBe(mine);
        paid.ShouldBe(ShareClaims.EntitlementDown(residual, mine, total));
    }

    [Fact]
    public void What_flooring_leaves_is_less_than_a_wei_per_account()
    {
        var residual = new Wei(4_999);
        var total = new Shares(5_000);
        var paid = Wei.Zero;
        for (var holder = 0; holder < 5_000; holder++)
        {
            paid += ShareClaims.Due(residual, Shares.Zero, new Shares(1), total);
        }
        (residual - paid).ShouldBe(new Wei(4_999));
        ShareClaims.EntitlementDown(residual, total, total).ShouldBe(residual);
    }

    [Fact]
    public void A_lender_of_all_units_is_entitled_to_all_that_was_repaid()
    {
        LenderEntitlements.EntitlementDown(new Wei(7), new Wei(3), new Wei(3)).ShouldBe(new Wei(7));
        LenderEntitlements.EntitlementDown(new Wei(7), new Wei(1), new Wei(3)).ShouldBe(new Wei(2));
    }

    [Fact]
    public void The_largest_remainder_leaves_nothing_and_ties_go_to_the_lower_index()
    {
        LargestRemainder.Split(new Wei(10), [new Shares(1), new Shares(1), new Shares(1)])
            .ShouldBe([new Wei(4), new Wei(3), new Wei(3)]);
        LargestRemainder.Split(new Wei(10), [new Shares(1), new Shares(2), new Shares(3)])
            .ShouldBe([new Wei(2), new Wei(3), new Wei(5)]);
    }

    [Fact]
    public void Weights_of_nothing_are_refused() =>
        Should.Throw<ArgumentException>(() => LargestRemainder.Split(new Wei(1), [Shares.Zero]));

    [Fact]
    public void The_largest_remainder_shows_the_alabama_paradox_and_so_is_no_rule_for_a_contract()
    {
        Shares[] states = [new(6), new(6), new(2)];
        LargestRemainder.Split(new Wei(10), states)[2].ShouldBe(new Wei(2));
        LargestRemainder.Split(new Wei(11), states)[2].ShouldBe(new Wei(1));
    }
}
