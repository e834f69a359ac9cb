using Fractional.Core;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Units;
using Shouldly;
using Xunit;

namespace Fractional.Tests.Core.Auctions.Batch;

public sealed class TickBookTests
{
    private static readonly BatchTerms Thousand = new(new TickGrid(new Wei(1_000)), new Shares(1_000));

    [Fact]
    public void A_bid_the_book_cannot_take_is_refused_with_its_two_numbers()
    {
        var (book, _) = Fill(Thousand, (100, 400), (100, 700));
        book.WhyRefused(65_536, new Shares(1)).ShouldBe(new Refusal.TickAboveTop(65_536, 65_535));
        book.WhyRefused(100, Shares.Zero).ShouldBe(new Refusal.BidTooSmall(Shares.Zero, new Shares(1)));
        book.WhyRefused(100, new Shares(1_001))
            .ShouldBe(new Refusal.BidAboveSupply(new Shares(1_001), new Shares(1_000)));
        book.WhyRefused(99, new Shares(1)).ShouldBe(new Refusal.BidBelowMargin(99, 100));
        Should.Throw<ArgumentOutOfRangeException>(() => book.WhyRefused(-1, new Shares(1)));
        Should.Throw<InvalidOperationException>(() => book.Place(99, new Shares(1), out _))
            .Message.ShouldContain("BidBelowMargin");
    }

    [Fact]
    public void A_bid_at_the_margin_and_at_the_top_tick_is_taken()
    {
        var (book, _) = Fill(Thousand, (100, 1_000));
        book.WhyRefused(100, new Shares(1)).ShouldBeNull();
        book.WhyRefused(TickGrid.TopTick, new Shares(1_000)).ShouldBeNull();
    }

    [Fact]
    public void The_golden_book_clears_and_fills_as_printed_in_the_specification()
    {
        var (book, bids) = Fill(Thousand, (120, 300), (100, 400), (100, 500));
        book.WhyRefused(90, new Shares(400)).ShouldBe(new Refusal.BidBelowMargin(90, 100));
        var clearing = book.Clear();
        clearing.ShouldBe(new Clearing(Thousand, 100, new Shares(300), new Shares(900)));
        bids.Select(bid => (int)clearing.Fill(bid).Value).ShouldBe([300, 311, 389]);
        clearing.Fill(new Bid(90, new Shares(400), Shares.Zero)).ShouldBe(Shares.Zero);
        clearing.ClearingPrice.ShouldBe(new Wei(1_100));
        clearing.ProceedsDown.ShouldBe(new Wei(1_100));
    }

    [Fact]
    public void A_book_that_reaches_the_supply_exactly_is_full_at_its_lowest_tick()
    {
        var (short1, _) = Fill(Thousand, (7, 400), (3, 599));
        short1.Clear().ShouldBe(new Clearing(Thousand, null, new Shares(999), Shares.Zero));
        var (full, bids) = Fill(Thousand, (7, 400), (3, 600));
        full.Clear().ShouldBe(new Clearing(Thousand, 3, new Shares(400), new Shares(600)));
        bids.Select(bid => (int)full.Clear().Fill(bid).Value).ShouldBe([400, 600]);
    }

    [Fact]
    public void An_undersubscribed_book_sells_what_was_bid_at_the_reserve_price()
    {
        var (book, bids) = Fill(Thousand, (65_535, 1), (9, 332));
        var clearing = book.Clear();
        clearing.ClearingPrice.ShouldBe(new Wei(1_000));
        clearing.Sold.ShouldBe(new Shares(333));
        clearing.ProceedsDown.ShouldBe(new Wei(333));
        clearing.Refund(bids[0]).ShouldBe(new Wei(67 - 1));
        clearing.PaymentUp(bids[1]).ShouldBe(new Wei(332));
    }

    [Fact]
    public void A_part_of_the_lot_can_raise_one_wei_less_than_each_bidder_pays()
    {
        var terms = new BatchTerms(new TickGrid(new Wei(1)), new Shares(2));
        var (book, bids) = Fill(terms, (0, 1));
        book.Clear().PaymentUp(bids[0]).ShouldBe(new Wei(1));
        book.Clear().ProceedsDown.ShouldBe(Wei.Zero);
    }

    [Fact]
    public void The_margin_rises_past_many_ticks_at_once_and_never_falls()
    {
        var (book, bids) = Fill(Thousand, (1, 400), (2, 300), (3, 300));
        book.Margin.ShouldBe(1);
        book = book.Place(9, new Shares(1_000), out _);
        book.Margin.ShouldBe(9);
        bids.ShouldAllBe(bid => book.IsOutbid(bid));
        bids.ShouldAllBe(bid => book.Clear().Refund(bid) == Thousand.EscrowUp(bid.Tick, bid.Quantity));
        book.TicksAboveMargin.ShouldBe(0);
    }

    [Fact]
    public void The_smallest_bids_leave_fewer_than_1000_ticks_above_the_margin()
    {
        var book = TickBook.Open(Thousand);
        for (var tick = 0; tick < 3_000; tick++)
        {
            book = book.Place(tick, new Shares(1), out _);
            book.TicksAboveMargin.ShouldBeLessThanOrEqualTo(999);
        }
        (book.Margin, book.TicksAboveMargin).ShouldBe((2_000, 999));
    }

    [Fact]
    public void A_tick_that_would_pass_128_bits_refuses_the_bid()
    {
        var terms = new BatchTerms(new TickGrid(Wei.One), BatchTerms.LargestSupply);
        var book = TickBook.Open(terms);
        for (var i = 0; i < ushort.MaxValue; i++)
        {
            book = book.Place(0, terms.Supply, out _);
        }
        var room = new Shares(terms.Supply.Value - 1);
        book.WhyRefused(0, terms.Supply).ShouldBe(new Refusal.TickFull(terms.Supply, room));
        book = book.Place(0, room, out var last);
        book.WhyRefused(0, terms.LeastQuantityUp).ShouldBe(new Refusal.TickFull(terms.LeastQuantityUp, Shares.Zero));
        book.Clear().AtMargin.Value.ShouldBe(UInt128.MaxValue);
        book.Clear().Fill(last).Value.ShouldBeInRange(UInt128.One << 96 - 1, UInt128.One << 96);
        book.Place(1, terms.Supply, out _).Margin.ShouldBe(1);
    }

    private static (TickBook Book, List<Bid> Bids) Fill(BatchTerms terms, params (int Tick, int Units)[] wanted)
    {
        var (book, bids) = (TickBook.Open(terms), new List<Bid>());
        foreach (var (tick, units) in wanted)
        {
            book = book.Place(tick, new Shares((UInt128)units), out var bid);
            bids.Add(bid);
        }
        return (book, bids);
    }

    [Fact]
    public void Steps_go_from_the_highest_tick_to_the_margin_and_count_up()
    {
        var (book, _) = Fill(Thousand, (120, 300), (100, 400), (50, 200), (100, 500));
        book.Steps().ShouldBe([
            new BookStep(120, new Shares(300), 300), new BookStep(100, new Shares(900), 1_200),
        ]);
        TickBook.Open(Thousand).Steps().ShouldBeEmpty();
        Fill(Thousand, (7, 1)).Book.Steps().Single().ShouldBe(new BookStep(7, new Shares(1), 1));
    }
}
