using Fractional.Core.Auctions.Batch;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Insurance;
using Fractional.Core.Loans;
using Fractional.Core.Units;
using Fractional.Tests.Core.Vaults;
using Shouldly;
using Xunit;
using static Fractional.Tests.Core.Vaults.VaultStory;

namespace Fractional.Tests.Core.Insurance;

/// <summary>What the fund pays is recomputed from logs; then every field is changed, and the fund's own log.</summary>
public sealed class FundStatementTests
{
    public static TheoryData<string> Ends => ["covered", "failed", "empty", "tipped"];

    [Theory, MemberData(nameof(Ends))]
    public void A_true_log_is_found_true(string end)
    {
        var witnessed = Told(end);
        var statement = witnessed.Verify(witnessed.Story.Log);
        statement.Difference.ShouldBeNull();
        statement.Rows.Length.ShouldBe(witnessed.Story.Log.Count);
        statement.Vault.Held.ShouldBe(witnessed.Story.Vault.Held);
        InsuranceFund.FirstDifference(witnessed.Story.FundLog).ShouldBeNull();
    }

    [Fact]
    public void A_changed_field_of_every_payment_is_found()
    {
        var kinds = new HashSet<Type>();
        foreach (var witnessed in new[] { "covered", "failed", "tipped" }.Select(Told))
        {
            foreach (var (recorded, index) in witnessed.Story.Log.Select((recorded, index) => (recorded, index)))
            {
                var happened = recorded.Event;
                foreach (var property in happened.GetType().GetProperties().Where(p => p.CanWrite))
                {
                    if (happened is not (LoanCovered or CoverFailed or TipCollected)
                        || property.Name == nameof(TipCollected.To)) // the payee's choice
                    {
                        continue;
                    }
                    kinds.Add(happened.GetType());
                    witnessed.Verify(witnessed.Changed(index, property, Other(property.GetValue(happened)!)))
                        .Difference.ShouldNotBeNull($"{happened} {property.Name}");
                }
            }
        }
        kinds.Count.ShouldBe(3);
    }

    [Fact]
    public void A_fund_that_had_more_than_it_paid_by_is_found()
    {
        var witnessed = Told("empty");
        witnessed.Story.FundLog.Insert(
            0, new(new FundBooking(Token, FundEntry.Absorbed, Ether(1), Ether(1)), new Timestamp(1), 1, 0));
        witnessed.Verify(witnessed.Story.Log).Difference.ShouldNotBeNull().Expected.ShouldBe(nameof(LoanCovered));
    }

    [Fact]
    public void Silence_of_the_fund_must_be_in_the_log()
    {
        var witnessed = Told("covered");
        var log = witnessed.Story.Log.Where(e => e.Event is not LoanCovered).ToList();
        witnessed.Verify(log).Difference.ShouldNotBeNull();
    }

    private static object Other(object value) => value switch
    {
        Wei amount => amount + new Wei(1),
        Account => Named(0x77),
        AuctionId id => id with { Number = id.Number + 1 },
        LoanId id => id with { Number = id.Number + 1 },
        Line line => line == Line.Keeper ? Line.RedoKeeper : Line.Keeper,
        _ => throw new NotSupportedException($"no other {value.GetType()}"),
    };

    private static WitnessedStory Told(string end)
    {
        var witnessed = new WitnessedStory(new VaultStory());
        var story = witnessed.Story;
        witnessed.Round(100);
        story.Do(Alice, new OpenLoan([story.Offer(story.Terms, Ether(36))], Alice));
        witnessed.Pass(93 * Duration.Day);
        witnessed.Round(40);
        story.Do(Keeper, new Kick());
        story.ToBatch();
        if (end != "empty")
        {
            story.Absorb(Ether(20));
        }
        if (end == "tipped")
        {
            story.Close();
            story.WaitUntil(story.Auction.RedeemableUntil.Seconds);
            story.Do(Keeper, new FormSeries(story.AuctionId, Series));
            story.Do(Keeper, new CollectTip(story.AuctionId, Line.Keeper, Carol));
            story.Do(Carol, new CollectTip(story.AuctionId, Line.RedoKeeper, Bob));
            return witnessed;
        }
        story.IsFundAsked = end != "failed";
        story.Do(Carol, new PlaceWholeBid(story.AuctionId, story.Batch.LeastWholeAmount));
        story.Close();
        return witnessed;
    }
}
