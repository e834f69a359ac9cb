using Fractional.Core;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Loans;
using Fractional.Core.Units;
using Fractional.Core.Vaults;
using Fractional.Tests.Core.Vaults;
using Shouldly;
using Xunit;
using static Fractional.Tests.Core.Vaults.VaultStory;

namespace Fractional.Tests.Core.Auctions.Batch;

/// <summary>What is quoted for a bid is what it comes to.</summary>
public sealed class BidQuoteTests
{
    [Fact]
    public void A_bid_the_auction_refuses_has_its_refusal_for_a_quote()
    {
        var story = new VaultStory().InBatch();
        var small = new PlaceBid(story.AuctionId, 1, new Shares(1));
        BidQuote.Of(story.Vault, small, story.AuctionId, Context(story, Bob), out _)
            .ShouldBeOfType<Refusal.BidTooSmall>();
        story.WaitUntil(story.Batch.EndsAt.Seconds);
        Quote(story, Bob, 1, 500, out _).ShouldBeOfType<Refusal.BiddingOver>();
    }

    [Fact]
    public void A_quote_changes_nothing()
    {
        var story = new VaultStory().InBatch();
        var before = story.Vault;
        Quote(story, Bob, 900, 500, out _).ShouldBeNull();
        story.Vault.ShouldBeSameAs(before);
        story.Batch.Bids.ShouldBeEmpty();
    }

    [Fact]
    public void Every_quote_of_a_crowd_is_what_the_bid_comes_to_if_it_is_the_last()
    {
        (Account Owner, int Tick, uint Part)[] crowd =
            [(Bob, 900, 400), (Carol, 400, 300), (Alice, 600, 500), (Bob, 600, 333), (Carol, 2_000, 77)];
        for (var last = 1; last <= crowd.Length; last++)
        {
            var story = new VaultStory().InBatch();
            BidQuote quote = default;
            foreach (var (owner, tick, part) in crowd[..last])
            {
                Quote(story, owner, tick, part, out quote).ShouldBeNull();
                story.Bid(owner, tick, part);
            }
            quote.ClearingPrice.ShouldBe(story.Batch.Book.Clear().ClearingPrice);
            story.Close();
            quote.Settled.ShouldBe(SettledBid.Of(story.Vault, story.Batch, last));
            quote.Winner.ShouldBe(Provisional.Of(story.Auction, story.Batch).Winner);
            quote.Vault.State.ShouldBe(story.Vault.State);
        }
    }

    [Fact]
    public void A_whole_bid_wins_with_its_amount_or_not_at_all()
    {
        var story = new VaultStory().InBatch();
        story.Bid(Carol, 3_000, 1_000);
        var crowd = story.Batch.End().Price;
        var less = new PlaceWholeBid(story.AuctionId, crowd - new Wei(1));
        BidQuote.Of(story.Vault, less, story.AuctionId, Context(story, Bob), out var lost).ShouldBeNull();
        lost.Wins.ShouldBeFalse();
        lost.Winner.ShouldBe(BatchWinner.Parts);
        var tie = new PlaceWholeBid(story.AuctionId, crowd);
        BidQuote.Of(story.Vault, tie, story.AuctionId, Context(story, Bob), out var won).ShouldBeNull();
        won.Wins.ShouldBeTrue();
        won.Settled.Outcome.Paid.ShouldBe(crowd);
    }

    [Fact]
    public void A_bid_that_ends_below_the_margin_wins_nothing()
    {
        var story = new VaultStory().InBatch();
        story.Do(Carol, new PlaceWholeBid(story.AuctionId, Ether(100)));
        Quote(story, Bob, 10, 400, out var quote).ShouldBeNull();
        quote.Wins.ShouldBeFalse();
        quote.Winner.ShouldBe(BatchWinner.Whole);
        quote.Settled.Refund.ShouldBe(quote.Settled.Bid.Escrow);
    }

    [Fact]
    public void Who_gets_it_without_a_sale_is_who_is_still_owed()
    {
        var story = new VaultStory().InBatch();
        Provisional.Of(story.Auction, story.Batch).ShouldBe(new Provisional(BatchWinner.Lenders, Wei.Zero, Wei.Zero));
        story.Close();
        Provisional.Of(story.Auction, story.Batch).Winner.ShouldBe(BatchWinner.Lenders);
        story.Do(Bob, new RedeemEquity(story.AuctionId));
        Provisional.Of(story.Auction, story.Batch).Winner.ShouldBe(BatchWinner.None);
    }

    [Fact]
    public void Lenders_behind_a_crowd_show_as_credit_before_and_after_the_end()
    {
        var story = new VaultStory().InBatch(terms => terms with { Options = LoanOptions.Backstop });
        story.Bid(Bob, 0, 600);
        var before = Provisional.Of(story.Auction, story.Batch);
        before.Winner.ShouldBe(BatchWinner.Parts);
        before.Credit.IsZero.ShouldBeFalse();
        story.Close();
        Provisional.Of(story.Auction, story.Batch).ShouldBe(before);
    }

    private static Refusal? Quote(VaultStory story, Account owner, int tick, uint part, out BidQuote quote) =>
        BidQuote.Of(
            story.Vault, new PlaceBid(story.AuctionId, tick, Thousandths(part)), story.AuctionId,
            Context(story, owner), out quote);

    private static VaultContext Context(VaultStory story, Account sender) =>
        new(sender, story.Now, story.Protocol, [story.Facts(0)]) { FundCash = story.FundCash };
}
