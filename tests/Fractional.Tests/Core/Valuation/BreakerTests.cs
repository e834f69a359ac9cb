using Fractional.Core.Units;
using Fractional.Core.Valuation;
using Shouldly;
using Xunit;

namespace Fractional.Tests.Core.Valuation;

public sealed class BreakerTests
{
    private readonly OracleStory story = new();

    [Fact]
    public void A_jump_of_exactly_thirty_percent_does_not_trip_and_more_does()
    {
        story.Submit(story.RoundOf(100, 100, 100));
        story.Wait(3_600);
        story.Submit(story.RoundOf(130, 130, 130)).ShouldHaveSingleItem();
        story.Valuation.Tripped.ShouldBeFalse();
        story.Wait(3_600);
        story.Submit(story.RoundOf(90, 90, 90)).First().ShouldBe(new BreakerMoved(OracleStory.Item, true));
        story.Valuation.Tripped.ShouldBeTrue();
    }

    [Fact]
    public void The_same_jump_after_more_than_six_hours_does_not_trip()
    {
        story.Submit(story.RoundOf(100, 100, 100));
        story.Wait(6 * 3_600 + 1);
        story.Submit(story.RoundOf(200, 200, 200)).ShouldHaveSingleItem();
        story.Valuation.Tripped.ShouldBeFalse();
    }

    [Fact]
    public void Appraisers_who_disagree_trip_even_a_first_round()
    {
        story.Submit(story.RoundOf(74, 100, 127)).Length.ShouldBe(2);
        story.Valuation.DispersionBps.ShouldBe(new Bps(2_600));
        story.Valuation.Tripped.ShouldBeTrue();
    }

    [Fact]
    public void A_calm_round_by_the_same_signers_does_not_clear_and_one_by_newcomers_does()
    {
        Trip();
        story.Wait(3_600);
        story.Submit(story.RoundOf(90, 90, 90)).ShouldHaveSingleItem();
        story.Valuation.Tripped.ShouldBeTrue();
        story.Wait(3_600);
        story.Submit(story.RoundBy(2, 90, 90, 90)).First().ShouldBe(new BreakerMoved(OracleStory.Item, false));
        story.Valuation.Tripped.ShouldBeFalse();
    }

    [Fact]
    public void Newcomers_of_less_than_half_of_the_weight_do_not_clear()
    {
        Trip();
        story.Wait(3_600);
        story.Submit(story.RoundBy(1, 90, 90, 90)).ShouldHaveSingleItem();
        story.Valuation.Tripped.ShouldBeTrue();
    }

    [Fact]
    public void A_second_jump_while_tripped_starts_the_day_anew_without_a_second_move()
    {
        Trip();
        story.Wait(3_600);
        story.Submit(story.RoundBy(2, 40, 40, 40)).ShouldHaveSingleItem();
        story.Oracle.Items[OracleStory.Item].TrippedAt.ShouldBe(story.Now);
    }

    [Fact]
    public void A_day_of_calm_clears_by_itself_and_the_next_round_says_so()
    {
        Trip();
        story.Wait(Duration.Day - 1);
        story.Valuation.Tripped.ShouldBeTrue();
        story.Wait(1);
        story.Valuation.Tripped.ShouldBeFalse();
        story.Submit(story.RoundOf(90, 90, 90)).First().ShouldBe(new BreakerMoved(OracleStory.Item, false));
    }

    [Fact]
    public void A_silent_oracle_reads_as_tripped()
    {
        story.Submit(story.RoundOf(100, 100, 100));
        story.Wait(Duration.Day);
        story.Valuation.Tripped.ShouldBeFalse();
        story.Wait(1);
        story.Valuation.Tripped.ShouldBeTrue();
    }

    /// <summary>From 130 to 90 within the hour, by signers 1 to 3.</summary>
    private void Trip()
    {
        story.Submit(story.RoundOf(130, 130, 130));
        story.Wait(3_600);
        story.Submit(story.RoundOf(90, 90, 90));
        story.Valuation.Tripped.ShouldBeTrue();
    }
}
