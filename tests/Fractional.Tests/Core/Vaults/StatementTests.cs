using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Loans;
using Fractional.Core.Units;
using Fractional.Core.Vaults;
using Shouldly;
using Xunit;
using static Fractional.Tests.Core.Vaults.VaultStory;

namespace Fractional.Tests.Core.Vaults;

/// <summary>A whole life with a default, recomputed from its log; then every number of it changed by one.</summary>
public sealed class StatementTests
{
    private readonly WitnessedStory witnessed = new(new VaultStory());
    private readonly VaultStory story;

    public StatementTests()
    {
        story = witnessed.Story;
        story.SetFacts(0, new ItemFacts { RoyaltyAnswer = new RoyaltyAnswer(Artist, Ether(1).Value / 20) });
        witnessed.Round(100);
        var terms = story.Terms with { MaxLtvBps = new Bps(4_500) };
        story.Do(Alice, new OpenLoan(
            [story.Offer(terms, Ether(25)), story.Offer(terms, Ether(15), OtherLender)], Alice));
        story.Do(Alice, new TransferShares(Alice, Bob, new Shares(TotalShares.Value / 7)));
        witnessed.Pass(30 * Duration.Day);
        story.Do(Bob, new Repay(Ether(1)));
        story.Do(Lender, new Withdraw(story.LoanId, Lender, Lender));
        witnessed.Round(60);
        witnessed.Pass(Duration.Day);
        witnessed.Round(60);
        story.Do(Keeper, new Flag());
        witnessed.Pass(Duration.Day);
        witnessed.Round(58);
        story.Do(Keeper, new Kick());
        witnessed.Pass(4 * Duration.Day);
        story.Do(Carol, new Redo(story.AuctionId));
        witnessed.Pass(12 * 3_600);
        story.TakeItem(Bob);
        story.Do(Bob, new Collect(story.AuctionId, Line.Keeper, Keeper));
        story.Do(Carol, new Collect(story.AuctionId, Line.RedoKeeper, Bob));
        story.Do(Bob, new Collect(story.AuctionId, Line.Insurance, Fund));
        story.Do(Bob, new Collect(story.AuctionId, Line.Fee, FeeRecipient));
        story.Do(Bob, new CollectRoyalty(story.AuctionId, 0, Artist));
        story.Do(Lender, new MovePosition(story.LoanId, Carol));
        story.Do(OtherLender, new Withdraw(story.LoanId, OtherLender, Carol));
        story.Do(Bob, new Withdraw(story.LoanId, Carol, Carol));
        story.Do(Bob, new SweepLoan(story.LoanId, [Carol, OtherLender]));
        story.Do(Alice, new Claim(story.Vault.Shares.BalanceOf(Alice), Alice));
        story.Do(Bob, new Claim(story.Vault.Shares.BalanceOf(Bob), Carol));
        story.Do(Carol, new Sweep());
    }

    [Fact]
    public void A_true_log_is_found_true_and_gives_every_number()
    {
        var statement = witnessed.Verify(story.Log);
        statement.Difference.ShouldBeNull();
        statement.Rows.Length.ShouldBe(story.Log.Count);
        statement.Vault.Held.ShouldBe(Wei.Zero);
        var kicked = statement.Rows.Single(row => row.Event == nameof(AuctionKicked));
        kicked.Fields.Single(field => field.Name == "KeeperReward").Text.ShouldNotBe("0");
        statement.Rows.Single(row => row.Event == nameof(LoanOpened)).Fields
            .ShouldContain(new EventField("Terms.MaxLtvBps", "4500"));
    }

    [Fact]
    public void A_wei_more_or_less_anywhere_is_found_where_it_stands()
    {
        var changed = 0;
        for (var index = 0; index < story.Log.Count; index++)
        {
            var happened = story.Log[index].Event;
            foreach (var property in happened.GetType().GetProperties().Where(p => p.PropertyType == typeof(Wei)))
            {
                var amount = (Wei)property.GetValue(happened)!;
                var statement = witnessed.Verify(witnessed.Changed(index, property, new Wei(amount.Value + 1)));
                var difference = statement.Difference.ShouldNotBeNull($"{happened} {property.Name}");
                (difference.Block == story.Log[index].Block).ShouldBeTrue($"{happened} {property.Name}: {difference}");
                changed++;
            }
        }
        changed.ShouldBeGreaterThan(40);
    }

    [Fact]
    public void A_price_that_was_not_the_price_is_named_with_both_numbers()
    {
        var index = story.Log.FindIndex(recorded => recorded.Event is LotTaken);
        var taken = (LotTaken)story.Log[index].Event;
        var lower = taken.Price - new Wei(1);
        var price = typeof(LotTaken).GetProperty(nameof(LotTaken.Price))!;
        var statement = witnessed.Verify(witnessed.Changed(index, price, lower));
        statement.Difference.ShouldBe(new Difference(
            story.Log[index].Block, 0, nameof(LotTaken), "Price", taken.Price.ToString(), lower.ToString()));
        statement.Rows.Length.ShouldBe(index);
    }

    [Fact]
    public void An_event_left_out_put_in_or_cut_off_is_found()
    {
        for (var index = 0; index < story.Log.Count; index++)
        {
            // A step of its own that nothing later rests on can be missing without a trace.
            if (!IsAlone(index))
            {
                witnessed.Verify([.. story.Log[..index], .. story.Log[(index + 1)..]]).Difference
                    .ShouldNotBeNull(story.Log[index].Event.ToString());
            }
            witnessed.Verify([.. story.Log[..(index + 1)], .. story.Log[index..]]).Difference
                .ShouldNotBeNull(story.Log[index].Event.ToString());
        }
        var settled = story.Log.FindIndex(recorded => recorded.Event is AuctionSettled);
        witnessed.Verify(story.Log[..settled]).Difference.ShouldNotBeNull().Found.ShouldBe("the end of the log");
    }

    [Fact]
    public void A_refused_step_is_named_by_its_refusal()
    {
        var kick = story.Log.FindIndex(recorded => recorded.Event is DebtFrozen);
        var flaggedAt = story.Log[kick - 1].At;
        List<Recorded<VaultEvent>> early =
            [.. story.Log[..kick], .. story.Log[kick..].Select(recorded => recorded with { At = flaggedAt })];
        witnessed.Verify(early).Difference.ShouldNotBeNull().Expected.ShouldContain("NotInDefault");
    }

    [Fact]
    public void A_value_the_oracle_could_not_have_had_is_found()
    {
        var index = witnessed.Oracle.Log.FindLastIndex(r => r.Event is Fractional.Core.Valuation.RoundAccepted);
        var round = (Fractional.Core.Valuation.RoundAccepted)witnessed.Oracle.Log[index].Event;
        witnessed.Oracle.Log[index] = witnessed.Oracle.Log[index] with
        {
            Event = round with { LiquidationValue = round.LiquidationValue - new Wei(1) },
        };
        witnessed.Verify(story.Log).Difference.ShouldNotBeNull().Field.ShouldBe("LiquidationValue");
    }

    private bool IsAlone(int index) => story.Log[index].Event
        is PositionMoved or LenderWithdrawn or LineCollected or RoyaltyCollected or DustSwept or LoanSwept;
}
