using Fractional.Core;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Insurance;
using Fractional.Core.Loans;
using Fractional.Core.Settlements;
using Fractional.Core.Units;
using Fractional.Core.Vaults;
using Fractional.Tests.Core.Vaults;
using Shouldly;
using Xunit;
using static Fractional.Tests.Core.Vaults.VaultStory;

namespace Fractional.Tests.Core.Insurance;

public sealed class CoveringTests
{
    [Fact]
    public void A_shortfall_is_covered_up_to_the_cash_cap_and_booked_as_the_last_payment()
    {
        var story = Short(Ether(20));
        var (debt, id) = (story.Auction.Debt, story.LoanId);
        var events = story.Close();
        var taken = events.OfType<DebtPaid>().First();
        var shortfall = debt - taken.Amount;
        shortfall.ShouldBeGreaterThan(Ether(1)); // 5 % of 20
        events[1..5].ShouldBe([
            taken,
            new LoanCovered(id, Token, shortfall, Ether(1), Ether(19)),
            new DebtPaid(id, Fund, Ether(1), debt, 0, taken.Repaid + Ether(1)),
            new LoanClosed(id, shortfall - Ether(1)),
        ]);
        story.Vault.LoanOf(id)!.Withdrawable(Lender).ShouldBe(taken.Amount + Ether(1));
        story.Vault.LoanOf(id)!.Cover!.Amount.ShouldBe(Ether(1));
    }

    [Fact]
    public void A_full_fund_covers_a_fifth_of_the_principal()
    {
        var story = Short(Ether(10_000));
        story.Close().OfType<LoanCovered>().Single().Amount.ShouldBe(Ether(8));
    }

    [Fact]
    public void A_small_shortfall_is_covered_whole()
    {
        var story = Short(Ether(10_000), a => a.KeeperReward + a.Debt - new Wei(1));
        var covered = story.Close().OfType<LoanCovered>().Single();
        (covered.Shortfall, covered.Amount).ShouldBe((new Wei(1), new Wei(1)));
        story.Log.Select(e => e.Event).OfType<LoanClosed>().Single().BadDebt.ShouldBe(Wei.Zero);
    }

    [Fact]
    public void A_fund_without_cash_is_asked_in_vain()
    {
        var story = Short(new Wei(19));
        story.Close().OfType<LoanCovered>().ShouldBeEmpty();
    }

    [Fact]
    public void A_fund_that_fails_stops_no_settlement()
    {
        var story = Short(Ether(20));
        story.IsFundAsked = false;
        var events = story.Close();
        events[2].ShouldBe(new CoverFailed(story.LoanId));
        events.OfType<AuctionSettled>().ShouldHaveSingleItem();
    }

    [Fact]
    public void A_sale_that_pays_the_debt_asks_for_nothing()
    {
        var story = new VaultStory().OnSale(1);
        story.Absorb(Ether(100));
        story.TakeItem(Bob).OfType<LoanCovered>().ShouldBeEmpty();
        story.FundCash.ShouldBe(Ether(100));
    }

    [Fact]
    public void Lost_items_are_covered_and_converted_ones_are_not()
    {
        var lost = new VaultStory().InBatch();
        lost.Absorb(Ether(100));
        lost.SetFacts(0, lost.Facts(0) with { IsInCustody = false });
        lost.Close().OfType<LoanCovered>().Single().Amount.ShouldBe(Ether(5));
        var converted = Converted(Ether(100));
        converted.Log.Select(e => e.Event).OfType<LoanCovered>().ShouldBeEmpty();
        converted.Log.Select(e => e.Event).OfType<LoanClosed>().Single().BadDebt.ShouldBe(converted.Auction.Debt);
    }

    [Fact]
    public void Covers_are_in_the_order_of_settlement()
    {
        var (first, second) = (FundCaps.CoverDown(Ether(50), Ether(1_000), Ether(100)), Ether(5));
        first.ShouldBe(second);
        FundCaps.CoverDown(Ether(50), Ether(1_000), Ether(100) - first).ShouldBe(new Wei(Wei.One.Value / 100 * 475));
    }

    [Fact]
    public void The_statement_says_the_cover_and_its_caps()
    {
        var story = Short(Ether(20));
        var before = story.Log.Count;
        story.Close();
        var settledAt = story.Log.FindIndex(before, e => e.Event is AuctionSettled);
        var vault = story.Log.Take(settledAt).Aggregate(Vault.Empty, (v, e) => Vault.Evolve(v, e.Event, e.At));
        var settlement = Settlement.Of(vault, story.AuctionId, story.Protocol);
        var covered = settlement.Loan.Cover!;
        settlement.Loan.Balance.Repaid.ShouldBe(settlement.Lines.Debt + covered.Amount);
        settlement.Divisions.Single(d => d.What == "cover by the principal").Result.ShouldBe(Ether(8).Value);
        settlement.Divisions.Single(d => d.What == "cover by the fund's cash").Result.ShouldBe(Ether(1).Value);
        SettlementJson.Of(settlement, "0x").ShouldContain(
            $"\"cover\": {{\n    \"shortfall\": \"{covered.Shortfall}\",\n    \"amount\": \"{covered.Amount}\"");
    }

    // ---- tips

    [Fact]
    public void Nobody_gets_a_tip_before_the_time_to_redeem_is_over()
    {
        var story = new VaultStory().InBatch();
        story.Absorb(Ether(100));
        story.Refuses(Keeper, Tip(story), new Refusal.NotConverted(story.AuctionId));
        story.Close();
        story.Refuses(Keeper, Tip(story), new Refusal.NotConverted(story.AuctionId));
        story.Refuses(Keeper, Tip(story) with { To = Account.Zero }, new Refusal.ZeroAddress());
        story.Refuses(Keeper, new CollectTip(new AuctionId(Address, 9), Line.Keeper, Keeper),
            new Refusal.NotConverted(new AuctionId(Address, 9)));
        story.Do(Bob, new RedeemEquity(story.AuctionId));
        story.Refuses(Keeper, Tip(story), new Refusal.NotConverted(story.AuctionId));
    }

    [Fact]
    public void Anybody_pays_a_tip_to_its_keeper_and_only_the_keeper_sends_it_elsewhere()
    {
        var story = Converted(Ether(100));
        story.Refuses(Bob, Tip(story) with { To = Bob }, new Refusal.NotPayee(Bob, Keeper));
        story.Refuses(Bob, new CollectTip(story.AuctionId, Line.Insurance, Bob), new Refusal.NotPayee(Bob,
            Account.Zero));
        var tips = FundCaps.Tips(story.Auction, story.Vault.LoanOf(story.LoanId)!.Units);
        story.Do(Bob, Tip(story)).ShouldBe([
            new TipCollected(story.AuctionId, Line.Keeper, Keeper, Keeper, tips.Keeper, Ether(100) - tips.Keeper),
        ]);
        story.Refuses(Bob, Tip(story), new Refusal.NothingToCollect(story.AuctionId));
        var redo = story.Do(Bob, new CollectTip(story.AuctionId, Line.RedoKeeper, Carol)).OfType<TipCollected>();
        (redo.Single().To, redo.Single().Amount).ShouldBe((Carol, tips.RedoKeeper));
        (tips.Keeper + tips.RedoKeeper).ShouldBeLessThanOrEqualTo(
            Rounding.BpsUp(story.Vault.LoanOf(story.LoanId)!.Units, LoanRules.PremiumBps));
        tips.RedoKeeper.ShouldNotBe(Wei.Zero);
    }

    [Fact]
    public void A_poor_fund_pays_a_tip_in_parts()
    {
        var story = Converted(new Wei(5));
        var tips = FundCaps.Tips(story.Auction, story.Vault.LoanOf(story.LoanId)!.Units);
        story.Do(Keeper, Tip(story)).OfType<TipCollected>().Single().Amount.ShouldBe(new Wei(5));
        story.Refuses(Keeper, Tip(story), new Refusal.NothingToCollect(story.AuctionId));
        story.Absorb(Ether(100));
        OpenTips.Of(story.Vault).First().Amount.ShouldBe(tips.Keeper - new Wei(5));
        story.Do(Keeper, Tip(story)).OfType<TipCollected>().Single().Amount.ShouldBe(tips.Keeper - new Wei(5));
        OpenTips.Of(story.Vault).ShouldHaveSingleItem().Line.ShouldBe(Line.RedoKeeper);
    }

    private static CollectTip Tip(VaultStory story) => new(story.AuctionId, Line.Keeper, Keeper);

    /// <summary>One bid for the whole, below keeper's reward and debt: by default the reserve price.</summary>
    private static VaultStory Short(Wei cash, Func<DutchAuction, Wei>? price = null)
    {
        var story = new VaultStory().Loaned();
        story.Wait(93 * Duration.Day);
        story.Appraise(0, Ether(40));
        story.Do(Keeper, new Kick());
        story.ToBatch();
        story.Absorb(cash);
        var amount = price?.Invoke(story.Auction) ?? story.Batch.Terms.Grid.ReservePrice;
        story.Do(Bob, new PlaceWholeBid(story.AuctionId, amount));
        return story;
    }

    private static VaultStory Converted(Wei cash)
    {
        var story = new VaultStory().InBatch();
        story.Absorb(cash);
        story.Close();
        story.WaitUntil(story.Auction.RedeemableUntil.Seconds);
        story.Do(Bob, new FormSeries(story.AuctionId, Series));
        return story;
    }
}
