using System.Reflection;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Loans;
using Fractional.Core.Units;
using Fractional.Core.Vaults;
using Shouldly;
using Xunit;
using static Fractional.Tests.Core.Vaults.VaultStory;

namespace Fractional.Tests.Core.Vaults;

/// <summary>The ends of a batch, recomputed from their logs; then every field of every event changed.</summary>
public sealed class BatchStatementTests
{
    /// <summary>
    /// Whom somebody names as receiver is a choice, and who bids for the whole and wins is never named again: nothing
    /// else in the log speaks of them.
    /// </summary>
    private static readonly (Type, string)[] Choices =
    [
        (typeof(BidClaimed), nameof(BidClaimed.To)), (typeof(SeriesClaimed), nameof(SeriesClaimed.To)),
        (typeof(WholeBidPlaced), nameof(WholeBidPlaced.Owner)),
    ];

    public static TheoryData<string> Ends => ["parts", "backstop", "whole", "conversion", "redemption", "sealed"];

    [Theory, MemberData(nameof(Ends))]
    public void A_true_log_is_found_true(string end)
    {
        var witnessed = Told(end);
        var statement = witnessed.Verify(witnessed.Story.Log);
        statement.Difference.ShouldBeNull();
        statement.Rows.Length.ShouldBe(witnessed.Story.Log.Count);
        statement.Vault.Held.ShouldBe(witnessed.Story.Vault.Held);
        statement.Vault.State.ShouldBe(witnessed.Story.Vault.State);
    }

    /// <summary>Anybody may let the contract say so, anywhere: it is nobody's command and changes nothing.</summary>
    [Fact]
    public void Refused_bids_between_the_events_leave_a_true_log_true()
    {
        var witnessed = Told("parts");
        var log = witnessed.Story.Log;
        var id = log.Select(recorded => recorded.Event).OfType<BatchOpened>().Single().Id;
        var refused = new SignedBidRefused(id, Named(0x77), 5, "BidBelowMargin");
        var statement = witnessed.Verify([.. log.SelectMany<Recorded<VaultEvent>, Recorded<VaultEvent>>(
            recorded => [recorded, recorded with { Event = refused }])]);
        statement.Difference.ShouldBeNull();
        statement.Vault.Held.ShouldBe(witnessed.Story.Vault.Held);
        Vault.Evolve(witnessed.Story.Vault, refused, log[^1].At).ShouldBeSameAs(witnessed.Story.Vault);
    }

    [Fact]
    public void A_changed_field_of_every_kind_of_event_is_found()
    {
        var kinds = new HashSet<Type>();
        string[] ends = ["parts", "backstop", "whole", "conversion", "redemption", "sealed"];
        foreach (var witnessed in ends.Select(Told))
        {
            var log = witnessed.Story.Log;
            for (var index = 0; index < log.Count; index++)
            {
                var happened = log[index].Event;
                if (happened.GetType().Namespace != typeof(BidPlaced).Namespace)
                {
                    continue;
                }
                foreach (var property in happened.GetType().GetProperties().Where(p => p.CanWrite))
                {
                    if (!Choices.Contains((happened.GetType(), property.Name)))
                    {
                        IsFound(witnessed, index, property);
                        kinds.Add(happened.GetType());
                    }
                }
            }
        }
        kinds.Select(kind => kind.Name).ShouldBe(
            typeof(BidPlaced).Assembly.GetTypes()
                .Where(type => type.Namespace == typeof(BidPlaced).Namespace && type.IsSubclassOf(typeof(VaultEvent)))
                .Except([typeof(SignedBidRefused)]) // it changes nothing, and follows from no rule
                .Select(type => type.Name),
            ignoreOrder: true);
    }

    private static void IsFound(WitnessedStory witnessed, int index, PropertyInfo property)
    {
        var happened = witnessed.Story.Log[index].Event;
        var changed = Other(property.GetValue(happened)!);
        witnessed.Verify(witnessed.Changed(index, property, changed)).Difference
            .ShouldNotBeNull($"{happened} {property.Name} {changed}");
    }

    private static object Other(object value) => value switch
    {
        Wei amount => new Wei(amount.Value + 1),
        Shares units => new Shares(units.Value + units.Value / 100 + 1), // one unit can cost the same
        Timestamp at => at + 1,
        Account => Named(0x77),
        AuctionId id => id with { Number = id.Number + 1 },
        int number => number + 1,
        bool yes => !yes,
        Commitment commitment => new Commitment(commitment.Value ^ 1),
        BatchStatus status => status == BatchStatus.Parts ? BatchStatus.Whole : BatchStatus.Parts,
        _ => throw new NotSupportedException($"no other {value.GetType()}"),
    };

    private static WitnessedStory Told(string end)
    {
        var witnessed = new WitnessedStory(new VaultStory());
        var story = witnessed.Story;
        InBatch(witnessed, end switch
        {
            "sealed" => LoanOptions.SealedBids,
            "backstop" => LoanOptions.Backstop,
            _ => LoanOptions.None,
        });
        switch (end)
        {
            case "parts":
                Parts(story);
                break;
            case "backstop":
                Backstopped(story);
                break;
            case "whole":
                Whole(story);
                break;
            case "sealed":
                Sealed(story);
                break;
            case "conversion":
                story.Bid(Bob, 3, 10);
                story.Close();
                story.ClaimBid(1);
                Lapse(story);
                break;
            default:
                story.Close();
                story.Wait(Duration.Day);
                story.Do(Bob, new RedeemEquity(story.AuctionId));
                InBatch(witnessed, LoanOptions.None);
                story.Close();
                Lapse(story);
                break;
        }
        return witnessed;
    }

    private static void InBatch(WitnessedStory witnessed, LoanOptions options = LoanOptions.None)
    {
        var story = witnessed.Story;
        var terms = story.Terms with { Options = options };
        witnessed.Round(100);
        story.Do(Alice, new OpenLoan(
            [story.Offer(terms, Ether(25)), story.Offer(terms, Ether(5), OtherLender)], Alice));
        witnessed.Pass(93 * Duration.Day);
        witnessed.Round(100);
        story.Do(Keeper, new Kick());
        story.ToBatch();
    }

    private static void Parts(VaultStory story)
    {
        var half = Thousandths(500);
        story.Do(Alice, new PlaceRollover(story.AuctionId, 2_000, half, half, new Wei(UInt128.MaxValue)));
        story.Do(Alice, new PlaceRollover(story.AuctionId, 1, half, half, new Wei(UInt128.MaxValue)));
        story.Bid(Bob, 2_000, 333);
        story.Bid(Carol, 1_990, 300);
        story.Do(Carol, new PlaceWholeBid(story.AuctionId, story.Batch.LeastWholeAmount));
        story.ClaimBid(2);
        story.Close();
        story.SetFacts(0, story.Facts(0) with { IsMovable = false });
        story.Do(Keeper, new FormSeries(story.AuctionId, Series));
        story.Do(Keeper, new Deliver(story.AuctionId, 0, Series));
        foreach (var bidId in new[] { 4, 1, 5, 3 })
        {
            story.ClaimBid(bidId);
        }
        story.Do(Keeper, new SweepSurplus(story.AuctionId));
        story.Do(Alice, new Claim(half, Bob));
    }

    private static void Backstopped(VaultStory story)
    {
        var tenth = Thousandths(100);
        story.Do(Alice, new PlaceRollover(story.AuctionId, 0, tenth, tenth, new Wei(UInt128.MaxValue)));
        story.Bid(Bob, 12, 333);
        story.Close();
        story.Do(Keeper, new FormSeries(story.AuctionId, Series));
        story.ClaimBid(2);
        story.Do(Keeper, new ClaimSeries(story.AuctionId, OtherLender, OtherLender));
        story.ClaimBid(1);
        story.Do(Lender, new ClaimSeries(story.AuctionId, Lender, Bob));
        story.Do(Keeper, new SweepSurplus(story.AuctionId));
        story.Do(Keeper, new Withdraw(story.LoanId, Lender, Lender));
    }

    private static void Whole(VaultStory story)
    {
        story.Bid(Bob, 3, 1_000);
        story.Do(Carol, new PlaceWholeBid(story.AuctionId, Ether(50)));
        story.WaitUntil(story.Batch.EndsAt.Seconds - 60);
        story.Do(Bob, new PlaceWholeBid(story.AuctionId, Ether(60)));
        story.ClaimBid(2);
        story.Close();
        story.ClaimBid(1);
        story.Do(Bob, new Deliver(story.AuctionId, 0, Carol));
    }

    /// <summary>A rollover, parts, and a whole bid are told, two parts too late to matter, one never.</summary>
    private static void Sealed(VaultStory story)
    {
        var (id, half) = (story.AuctionId, Thousandths(500));
        (Account Bidder, RevealBid Told)[] bids =
        [
            (Alice, new RevealBid(id, BidKind.Rollover, 2_000, half.Value, half, new Commitment(1))),
            (Bob, new RevealBid(id, BidKind.Parts, 2_000, half.Value, Shares.Zero, new Commitment(2))),
            (Carol, new RevealBid(id, BidKind.Parts, 1_999, half.Value, Shares.Zero, new Commitment(3))),
            (Carol, new RevealBid(id, BidKind.Whole, 0, Ether(50).Value, Shares.Zero, new Commitment(4))),
            (Bob, new RevealBid(id, BidKind.Whole, 0, Ether(49).Value, Shares.Zero, new Commitment(5))),
        ];
        foreach (var (bidder, told) in bids)
        {
            story.Do(bidder, new CommitBid(id, told.Commitment, Ether(200)));
        }
        story.Do(Carol, new CommitBid(id, new Commitment(6), Ether(3)));
        story.WaitUntil(story.Batch.RevealsFrom.Seconds);
        foreach (var (bidder, told) in bids)
        {
            story.Do(bidder, told);
        }
        story.Close();
        story.Do(Keeper, new ReturnDeposit(id, Carol, new Commitment(6)));
        story.Do(Keeper, new FormSeries(id, Series));
        story.ClaimBid(1);
        story.ClaimBid(2);
    }

    private static void Lapse(VaultStory story)
    {
        story.WaitUntil(story.Auction.RedeemableUntil.Seconds);
        story.Do(Keeper, new FormSeries(story.AuctionId, Series));
        story.Do(OtherLender, new ClaimSeries(story.AuctionId, OtherLender, Bob));
        story.Do(Keeper, new ClaimSeries(story.AuctionId, Lender, Lender));
    }
}
