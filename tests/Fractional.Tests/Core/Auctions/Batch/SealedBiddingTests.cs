using Fractional.Core;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Loans;
using Fractional.Core.Units;
using Fractional.Core.Vaults;
using Fractional.Tests.Core.Vaults;
using Shouldly;
using Xunit;
using static Fractional.Tests.Core.Vaults.VaultStory;

namespace Fractional.Tests.Core.Auctions.Batch;

public sealed class SealedBiddingTests
{
    private static readonly Commitment First = new(11);
    private static readonly Commitment Second = new(22);

    // ---- refusals

    [Fact]
    public void Nothing_is_committed_or_revealed_where_bids_are_open()
    {
        var story = new VaultStory().InBatch();
        var id = story.AuctionId;
        story.Refuses(Bob, new CommitBid(id, First, Wei.Zero), new Refusal.NotSealed(id));
        story.Refuses(Bob, Reveal(story, BidKind.Parts, 0, TotalShares.Value), new Refusal.NotSealed(id));
        story.Refuses(Bob, new ReturnDeposit(id, Bob, First), new Refusal.NoSuchCommitment(id, Bob, First));
        var other = new AuctionId(Address, 9);
        story.Refuses(Bob, new CommitBid(other, First, Ether(1)), new Refusal.NotSealed(other));
        story.Refuses(Bob, new ReturnDeposit(other, Bob, First), new Refusal.NoSuchCommitment(other, Bob, First));
    }

    [Fact]
    public void Bids_straight_into_a_sealed_book_are_refused_until_its_end()
    {
        var story = Sealed();
        var id = story.AuctionId;
        VaultCommand[] open =
        [
            new PlaceBid(id, 0, TotalShares), new PlaceWholeBid(id, Ether(90)),
            new PlaceRollover(id, 0, TotalShares, new Shares(1), Ether(90)),
        ];
        foreach (var bid in open)
        {
            story.Refuses(Alice, bid, new Refusal.BidsSealed(id));
        }
        story.WaitUntil(story.Batch.EndsAt.Seconds);
        foreach (var bid in open)
        {
            story.Refuses(Alice, bid, new Refusal.BiddingOver(story.Now, story.Batch.EndsAt));
        }
    }

    [Fact]
    public void A_commitment_comes_in_time_with_a_deposit_and_once()
    {
        var story = Sealed();
        var (id, until) = (story.AuctionId, story.Batch.RevealsFrom);
        story.Refuses(Bob, new CommitBid(id, First, Wei.Zero), new Refusal.ZeroAmount());
        story.Do(Bob, new CommitBid(id, First, Ether(1)));
        story.Refuses(Bob, new CommitBid(id, First, Ether(2)), new Refusal.CommittedAlready(id, Bob, First));
        story.WaitUntil(until.Seconds - 1);
        story.Try(Bob, new CommitBid(id, Second, Ether(1))).IsRefused.ShouldBeFalse();
        story.Wait(1);
        story.Refuses(Bob, new CommitBid(id, Second, Wei.Zero), new Refusal.CommittingOver(story.Now, until));
    }

    [Fact]
    public void A_reveal_comes_in_the_last_twelve_hours()
    {
        var story = Sealed();
        var (from, endsAt) = (story.Batch.RevealsFrom, story.Batch.EndsAt);
        var reveal = Reveal(story, BidKind.Parts, 0, TotalShares.Value);
        story.Do(Bob, new CommitBid(story.AuctionId, First, Ether(100)));
        story.WaitUntil(from.Seconds - 1);
        story.Refuses(Bob, reveal, new Refusal.RevealNotOpen(story.Now, from));
        story.Wait(1);
        story.Try(Bob, reveal).IsRefused.ShouldBeFalse();
        story.WaitUntil(endsAt.Seconds - 1);
        story.Try(Bob, reveal).IsRefused.ShouldBeFalse();
        story.Wait(1);
        story.Refuses(Bob, reveal, new Refusal.BiddingOver(story.Now, endsAt));
    }

    [Fact]
    public void Only_who_committed_can_reveal_and_only_what_was_committed()
    {
        var story = Sealed();
        var id = story.AuctionId;
        story.Do(Bob, new CommitBid(id, First, Ether(100)));
        story.Do(Carol, new CommitBid(id, Second, Ether(100)));
        story.WaitUntil(story.Batch.RevealsFrom.Seconds);
        var reveal = Reveal(story, BidKind.Parts, 0, TotalShares.Value);
        story.Refuses(Carol, reveal, new Refusal.NoSuchCommitment(id, Carol, First));
        story.Refuses(Bob, reveal with { Commitment = Second }, new Refusal.NoSuchCommitment(id, Bob, Second));
        story.Do(Bob, reveal);
        story.Refuses(Bob, reveal, new Refusal.NoSuchCommitment(id, Bob, First));
    }

    [Fact]
    public void What_the_book_never_takes_cannot_be_revealed()
    {
        var story = Sealed();
        var (supply, reserve) = (TotalShares.Value, story.Batch.Terms.Grid.ReservePrice);
        var escrow = story.Batch.Terms.EscrowUp(3, Thousandths(10));
        story.Do(Bob, new CommitBid(story.AuctionId, First, escrow - new Wei(1)));
        story.Do(Bob, new CommitBid(story.AuctionId, Second, Ether(10_000)));
        story.WaitUntil(story.Batch.RevealsFrom.Seconds);
        var reveal = Reveal(story, BidKind.Parts, 3, Thousandths(10).Value);
        story.Refuses(Bob, reveal, new Refusal.DepositTooSmall(escrow - new Wei(1), escrow));

        var rich = reveal with { Commitment = Second };
        story.Refuses(Bob, rich with { Tick = 65_536 }, new Refusal.TickAboveTop(65_536, 65_535));
        story.Refuses(Bob, rich with { Quantity = supply + 1 },
            new Refusal.BidAboveSupply(new Shares(supply + 1), TotalShares));
        story.Refuses(Bob, rich with { Quantity = 1 },
            new Refusal.BidTooSmall(new Shares(1), story.Batch.Terms.LeastQuantityUp));
        var low = reserve - new Wei(1);
        story.Refuses(Bob, rich with { Kind = BidKind.Whole, Quantity = low.Value },
            new Refusal.WholeBidTooLow(low, reserve));
        var rollover = rich with { Kind = BidKind.Rollover, Tick = 1 };
        story.Refuses(Alice, rollover, new Refusal.NoSuchCommitment(story.AuctionId, Alice, Second));
        story.Refuses(Bob, rollover with { Shares = new Shares(1) }, new Refusal.InsufficientBalance());
        story.Refuses(Bob, rollover, new Refusal.ZeroShares());
    }

    [Fact]
    public void A_deposit_lies_until_the_auction_is_closed()
    {
        var story = Sealed();
        var id = story.AuctionId;
        story.Do(Bob, new CommitBid(id, First, Ether(1)));
        story.Refuses(Bob, new ReturnDeposit(id, Carol, First), new Refusal.NoSuchCommitment(id, Carol, First));
        story.WaitUntil(story.Batch.EndsAt.Seconds + 1);
        story.Refuses(Bob, new ReturnDeposit(id, Bob, First), new Refusal.NotEnded(id));
        story.Do(Keeper, new CloseBatch(id));
        story.Do(Carol, new ReturnDeposit(id, Bob, First));
        story.Refuses(Bob, new ReturnDeposit(id, Bob, First), new Refusal.NoSuchCommitment(id, Bob, First));
    }

    // ---- the good path

    [Fact]
    public void Lenders_who_signed_for_it_get_a_day_to_commit_and_half_a_day_to_reveal()
    {
        var story = new VaultStory().Kicked(WithSealedBids);
        story.WaitUntil(story.Auction.EndsAt.Seconds);
        story.Do(Bob, new Redo(story.AuctionId));
        story.WaitUntil(story.Auction.EndsAt.Seconds);
        var opened = story.Do(Bob, new ToBatch(story.AuctionId)).OfType<BatchOpened>().Single();
        opened.IsSealed.ShouldBeTrue();
        opened.EndsAt.ShouldBe(story.Now + 36 * 3_600);
        story.Batch.Status.ShouldBe(BatchStatus.Sealed);
        story.Batch.RevealsFrom.ShouldBe(story.Now + 24 * 3_600);
    }

    [Fact]
    public void A_revealed_bid_is_a_bid_and_the_rest_of_its_deposit_goes_back()
    {
        var story = Sealed();
        var (id, terms) = (story.AuctionId, story.Batch.Terms);
        story.Do(Bob, new CommitBid(id, First, Ether(50))).ShouldBe([new BidCommitted(id, Bob, First, Ether(50))]);
        story.Vault.Held.ShouldBe(Wei.Zero, "deposits lie in front of the vault");
        story.WaitUntil(story.Batch.RevealsFrom.Seconds);
        var escrow = terms.EscrowUp(7, Thousandths(600));
        story.Do(Bob, Reveal(story, BidKind.Parts, 7, Thousandths(600).Value)).ShouldBe([
            new BidPlaced(id, 1, Bob, 7, Thousandths(600), Shares.Zero, escrow),
            new BidRevealed(id, Bob, First, 1, Ether(50) - escrow),
        ]);
        story.Vault.Held.ShouldBe(escrow);
        story.Batch.Deposits.ShouldBeEmpty();
    }

    [Fact]
    public void A_deposit_to_the_wei_is_enough()
    {
        var story = Sealed();
        var escrow = story.Batch.Terms.EscrowUp(7, Thousandths(600));
        story.Do(Bob, new CommitBid(story.AuctionId, First, escrow));
        story.WaitUntil(story.Batch.RevealsFrom.Seconds);
        story.Do(Bob, Reveal(story, BidKind.Parts, 7, Thousandths(600).Value)).OfType<BidRevealed>().Single()
            .Refund.ShouldBe(Wei.Zero);
    }

    [Fact]
    public void A_rollovers_shares_come_with_the_reveal_and_pass_the_contract_in_front()
    {
        var story = Sealed();
        var (id, half) = (story.AuctionId, Thousandths(500));
        story.Do(Alice, new CommitBid(id, First, Ether(60)));
        story.WaitUntil(story.Batch.RevealsFrom.Seconds);
        var escrow = Rollover.EscrowUp(story.Auction, story.Batch.Terms, 2_000, half, half);
        story.Do(Alice, Reveal(story, BidKind.Rollover, 2_000, half.Value) with { Shares = half }).ShouldBe([
            new Transfer(Alice, VaultStory.SealedBids, half),
            new BidPlaced(id, 1, Alice, 2_000, half, half, escrow),
            new Transfer(VaultStory.SealedBids, Address, half),
            new BidRevealed(id, Alice, First, 1, Ether(60) - escrow),
        ]);
        story.Vault.Shares.BalanceOf(Address).ShouldBe(half);
        story.Vault.Shares.BalanceOf(VaultStory.SealedBids).ShouldBe(Shares.Zero);
    }

    [Fact]
    public void What_was_outbid_before_it_was_told_is_not_placed_and_costs_nothing()
    {
        var story = Sealed();
        var id = story.AuctionId;
        story.Do(Bob, new CommitBid(id, First, Ether(90)));
        story.Do(Carol, new CommitBid(id, Second, Ether(90)));
        story.WaitUntil(story.Batch.RevealsFrom.Seconds);
        story.Do(Carol, Reveal(story, BidKind.Parts, 9, TotalShares.Value) with { Commitment = Second });
        story.Do(Bob, Reveal(story, BidKind.Parts, 8, TotalShares.Value))
            .ShouldBe([new BidRevealed(id, Bob, First, 0, Ether(90))]);
        story.Batch.Bids.Count.ShouldBe(1);
        story.Batch.Deposits.ShouldBeEmpty();
    }

    [Fact]
    public void The_best_of_the_wholes_wins_by_a_wei_and_never_moves_the_end()
    {
        var story = Sealed();
        var (id, endsAt) = (story.AuctionId, story.Batch.EndsAt);
        Commitment[] commitments = [First, Second, new(33)];
        foreach (var commitment in commitments)
        {
            story.Do(Bob, new CommitBid(id, commitment, Ether(90)));
        }
        story.WaitUntil(endsAt.Seconds - 1);
        var amount = Ether(60);
        story.Do(Bob, Reveal(story, BidKind.Whole, 0, amount.Value))
            .ShouldContain(new WholeBidPlaced(id, 1, Bob, amount, endsAt));
        story.Batch.LeastWholeAmount.ShouldBe(amount + new Wei(1));
        story.Do(Bob, Reveal(story, BidKind.Whole, 0, amount.Value) with { Commitment = Second })
            .ShouldBe([new BidRevealed(id, Bob, Second, 0, Ether(90))]);
        story.Do(Bob, Reveal(story, BidKind.Whole, 0, amount.Value + 1) with { Commitment = commitments[2] });
        story.Batch.BestWholeBid.ShouldBe(2);
        story.Batch.EndsAt.ShouldBe(endsAt);
        story.Batch.Extensions.ShouldBe((byte)0);
        story.ClaimBid(1).Refund.ShouldBe(amount); // outbid while it still runs
    }

    [Fact]
    public void Silence_costs_a_twentieth_rounded_down_to_the_insurance_fund()
    {
        var story = Sealed();
        var deposit = new Wei(1_999);
        story.Do(Bob, new CommitBid(story.AuctionId, First, deposit));
        story.Do(Carol, new CommitBid(story.AuctionId, First, new Wei(19)));
        story.Close();
        story.Do(Keeper, new ReturnDeposit(story.AuctionId, Bob, First))
            .ShouldBe([new DepositReturned(story.AuctionId, Bob, First, new Wei(1_900), new Wei(99))]);
        story.Do(Keeper, new ReturnDeposit(story.AuctionId, Carol, First))
            .ShouldBe([new DepositReturned(story.AuctionId, Carol, First, new Wei(19), Wei.Zero)]);
        story.Batch.Deposits.ShouldBeEmpty();
    }

    [Fact]
    public void A_cured_auction_forfeits_nothing()
    {
        var story = Sealed();
        story.Do(Bob, new CommitBid(story.AuctionId, First, Ether(1)));
        story.Do(Alice, new Cure(story.AuctionId));
        story.Refuses(Carol, new CommitBid(story.AuctionId, Second, Ether(1)), new Refusal.NotSealed(story.AuctionId));
        story.Do(Keeper, new ReturnDeposit(story.AuctionId, Bob, First))
            .ShouldBe([new DepositReturned(story.AuctionId, Bob, First, Ether(1), Wei.Zero)]);
    }

    [Fact]
    public void The_first_revealed_bid_ends_the_time_to_cure()
    {
        var story = Sealed();
        story.Do(Bob, new CommitBid(story.AuctionId, First, Ether(90)));
        story.WaitUntil(story.Batch.RevealsFrom.Seconds);
        story.Try(Alice, new Cure(story.AuctionId)).IsRefused.ShouldBeFalse();
        story.Do(Bob, Reveal(story, BidKind.Parts, 0, TotalShares.Value));
        story.Refuses(Alice, new Cure(story.AuctionId), new Refusal.HasBids(1));
    }

    [Fact]
    public void A_live_bid_stays_until_the_end_and_then_the_crowd_gets_its_units()
    {
        var story = Sealed();
        var id = story.AuctionId;
        story.Do(Bob, new CommitBid(id, First, Ether(90)));
        story.WaitUntil(story.Batch.RevealsFrom.Seconds);
        story.Do(Bob, Reveal(story, BidKind.Parts, 5, TotalShares.Value));
        story.Refuses(Bob, new ClaimBid(id, 1, Bob), new Refusal.BidStillLive(id, 1));
        story.Close();
        story.Batch.Status.ShouldBe(BatchStatus.Parts);
        story.Do(Keeper, new FormSeries(id, Series));
        story.ClaimBid(1).Units.ShouldBe(TotalShares);
    }

    private static VaultStory Sealed() => new VaultStory().InBatch(WithSealedBids);

    private static LoanTerms WithSealedBids(LoanTerms terms) => terms with { Options = LoanOptions.SealedBids };

    private static RevealBid Reveal(VaultStory story, BidKind kind, int tick, UInt128 quantity) =>
        new(story.AuctionId, kind, tick, quantity, Shares.Zero, First);
}
