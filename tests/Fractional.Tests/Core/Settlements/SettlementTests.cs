using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Loans;
using Fractional.Core.Settlements;
using Fractional.Core.Units;
using Fractional.Core.Vaults;
using Fractional.Tests.Core.Vaults;
using Shouldly;
using Xunit;
using static Fractional.Tests.Core.Vaults.VaultStory;

namespace Fractional.Tests.Core.Settlements;

/// <summary>The statement of every kind of settlement: its sums, its roundings, its bytes, and what is paid
/// later.</summary>
public sealed class SettlementTests
{
    const string Hash = "0x0000000000000000000000000000000000000000000000000000000000000001";

    public static TheoryData<string> Ends => ["taken", "short", "covered", "parts", "backstop", "whole", "lapsed"];

    [Fact]
    public void An_auction_of_no_vault_is_refused() => Should.Throw<ArgumentException>(() =>
        Settlement.Of(new VaultStory().Vault, new AuctionId(Address, 1), new VaultStory().Protocol));

    [Theory, MemberData(nameof(Ends))]
    public void Every_wei_of_the_proceeds_has_a_payee_or_is_dust(string end)
    {
        var settlement = Stated(Told(end));
        var lines = settlement.Lines;
        Sum(settlement, "Keeper", "RedoKeeper").ShouldBe(lines.Keeper);
        Sum(settlement, "Insurance").ShouldBe(lines.Penalty);
        Sum(settlement, "Fee").ShouldBe(lines.Fee);
        Sum(settlement, "Royalty").ShouldBe(lines.Royalty);
        (Sum(settlement, Payee.Lender) + settlement.LenderDust).ShouldBe(settlement.Loan.Balance.Repaid);
        var residual = Sum(settlement, Payee.Holder) + settlement.HolderDust + Sum(settlement, Payee.Vault);
        residual.ShouldBe(settlement.CashBefore + lines.Residual);
        Count(settlement, Payee.Holder).ShouldBeGreaterThanOrEqualTo(settlement.HolderDust.Value);
        settlement.LenderDust.Value.ShouldBeLessThan(Count(settlement, Payee.Lender));
    }

    [Theory, MemberData(nameof(Ends))]
    public void Every_rounding_can_be_checked_by_hand(string end)
    {
        var divisions = Stated(Told(end)).Divisions;
        divisions.ShouldNotBeEmpty();
        foreach (var division in divisions)
        {
            var product = (BigInteger)division.Left * division.Right;
            var quotient = BigInteger.DivRem(product, division.Divisor, out var remainder);
            ((BigInteger)division.Remainder).ShouldBe(remainder);
            ((BigInteger)division.Result).ShouldBe(division.IsUp && !remainder.IsZero ? quotient + 1 : quotient);
        }
    }

    [Fact]
    public void What_is_stated_is_what_claims_pay_to_the_wei()
    {
        var story = Told("parts");
        var settlement = Stated(story);
        story.Do(Keeper, new FormSeries(story.AuctionId, Series));
        foreach (var bid in settlement.Batch!.Bids)
        {
            var claimed = story.ClaimBid(bid.Id);
            (claimed.Units, claimed.Paid, claimed.Refund, claimed.Shares)
                .ShouldBe((bid.Outcome.Units, bid.Outcome.Paid, bid.Refund, bid.Outcome.Shares));
        }
        story.Do(Keeper, new SweepSurplus(story.AuctionId)).OfType<SurplusSwept>().Single().Amount
            .ShouldBe(settlement.Batch.Surplus);
        foreach (var (holder, shares) in story.Vault.Shares.Balances)
        {
            story.Do(holder, new Claim(shares, holder));
        }
        foreach (var payee in settlement.Payees.Where(payee => payee.Line == Payee.Holder))
        {
            var paid = story.Log.Select(e => e.Event).OfType<SharesClaimed>().Where(e => e.Holder == payee.Account)
                .Aggregate(Wei.Zero, (sum, e) => sum + e.AmountPaid);
            paid.ShouldBe(payee.Amount, payee.Account.ToString());
            Proof.Of(story.Vault, settlement.Loan.Id, payee.Account).First().Result.ShouldBe(paid);
        }
        story.Do(Keeper, new Sweep()).OfType<DustSwept>().Single().AmountPaid.ShouldBe(settlement.HolderDust);
    }

    [Fact]
    public void A_proof_is_three_integers_and_nobody_has_none()
    {
        var story = Told("taken");
        var loan = Stated(story).Loan.Id;
        var ofLender = Proof.Of(story.Vault, loan, Lender).ShouldHaveSingleItem();
        var repaid = story.Vault.LoanOf(loan)!.Balance.Repaid;
        ofLender.ShouldBe(new Proof(Payee.Lender, Lender, repaid, Ether(25).Value, Ether(40).Value));
        ofLender.ToString().ShouldBe(
            $"Lender {Lender}: floor(repaid {repaid} * units 25000000000000000000 / total 40000000000000000000) = "
            + $"{ofLender.Result} wei");
        Proof.Of(story.Vault, loan, Bob).ShouldHaveSingleItem().Line.ShouldBe(Payee.Holder);
        Proof.Of(story.Vault, loan, Artist).ShouldBeEmpty();
        Proof.Of(Told("covered").Vault, loan, Alice).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("taken")]
    [InlineData("parts")]
    public void The_bytes_are_those_of_the_golden_document(string end)
    {
        using var golden = typeof(SettlementTests).Assembly.GetManifestResourceStream($"settlement-{end}.json")!;
        using var reader = new StreamReader(golden);
        SettlementJson.Of(Stated(Told(end)), Hash).ShouldBe(reader.ReadToEnd());
    }

    [Theory, MemberData(nameof(Ends))]
    public void The_bytes_are_the_same_in_every_culture(string end)
    {
        var document = SettlementJson.Of(Stated(Told(end)), Hash);
        using var parsed = JsonDocument.Parse(document);
        parsed.RootElement.GetProperty("format").GetString().ShouldBe(SettlementJson.Format);
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("")
            {
                NumberFormat = new NumberFormatInfo { NegativeSign = "~", NumberGroupSeparator = "'" },
            };
            SettlementJson.Of(Stated(Told(end)), Hash).ShouldBe(document);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
        document.ShouldAllBe(c => c == '\n' || (c >= ' ' && c <= '~'));
    }

    [Fact]
    public void Credit_and_cash_make_up_the_reserve_price_and_lenders_units_what_nobody_bought()
    {
        var story = Told("backstop");
        var settlement = Stated(story);
        var (batch, unsold) = (settlement.Batch!, TotalShares - new Shares(TotalShares.Value / 3) - Thousandths(301));
        var kicked = story.Log.Select(e => e.Event).OfType<AuctionKicked>().Single();
        settlement.Auction.Debt.ShouldBe(kicked.Debt - batch.Batch.Credit);
        var reserve = batch.Batch.Terms.Grid.ReservePrice;
        (reserve - batch.Batch.Credit - batch.Price).Value.ShouldBeLessThan(2u);
        settlement.Lines.Proceeds.ShouldBe(batch.Price);
        batch.UnitsOfLenders.ShouldBe(unsold);
        batch.Lenders.Select(lender => lender.Lender).ShouldBe([Lender, OtherLender]);
        (batch.Lenders[0].Units + batch.Lenders[1].Units + batch.UnitDust).ShouldBe(unsold);

        story.Do(Keeper, new FormSeries(story.AuctionId, Series));
        foreach (var lender in batch.Lenders.Reverse())
        {
            var claim = new ClaimSeries(story.AuctionId, lender.Lender, lender.Lender);
            var units = story.Do(Keeper, claim).OfType<SeriesClaimed>().Single().Units;
            (units - lender.Units).Value.ShouldBeLessThanOrEqualTo(batch.UnitDust.Value);
        }
        foreach (var bid in batch.Bids)
        {
            var claimed = story.ClaimBid(bid.Id);
            (claimed.Units, claimed.Paid, claimed.Refund).ShouldBe((bid.Outcome.Units, bid.Outcome.Paid, bid.Refund));
        }
    }

    [Fact]
    public void The_first_differing_line_is_found_wherever_a_document_ends()
    {
        SettlementJson.FirstDifference("a\nb\n", "a\nb\n").ShouldBeNull();
        SettlementJson.FirstDifference("a\nb\n", "a\nc\n").ShouldBe((2, "b", "c"));
        SettlementJson.FirstDifference("a\nb", "a").ShouldBe((2, "b", "the end"));
        SettlementJson.FirstDifference("a", "a\n").ShouldBe((2, "the end", ""));
    }

    /// <summary>A vault whose last auction is settled in one of all ways.</summary>
    internal static VaultStory Told(string end)
    {
        var story = new VaultStory(end is "covered" or "parts" ? 3 : 1);
        var terms = story.Terms with { Options = end == "backstop" ? LoanOptions.Backstop : LoanOptions.None };
        story.SetFacts(0, story.Facts(0) with { RoyaltyAnswer = new RoyaltyAnswer(Artist, Ether(1).Value / 20) });
        story.Do(Alice, new OpenLoan(
            [story.Offer(terms, Ether(25)), story.Offer(terms, Ether(15), OtherLender)], Alice));
        story.Do(Alice, new TransferShares(Alice, Bob, new Shares(TotalShares.Value / 7)));
        story.Wait(93 * Duration.Day);
        for (var i = 0; i < story.Vault.Items.Length; i++)
        {
            story.Appraise(i, Ether(100));
        }
        story.Do(Keeper, new Kick());
        story.WaitUntil(story.Auction.StartsAt.Seconds + 20 * 3_600);
        switch (end)
        {
            case "taken":
                story.TakeItem(Bob);
                break;
            case "short":
                story.Do(Keeper, new WriteOff(story.AuctionId, Lost(story)));
                break;
            case "covered":
                story.TakeItem(Bob, 1);
                break;
            default:
                InBatch(story, end);
                break;
        }
        return story;
    }

    /// <summary>From the last settlement's place in the log.</summary>
    internal static Settlement Stated(VaultStory story)
    {
        var index = story.Log.FindLastIndex(e => e.Event is AuctionSettled);
        var before = story.Log.Take(index).Aggregate(Vault.Empty, (v, e) => Vault.Evolve(v, e.Event, e.At));
        return Settlement.Of(before, story.AuctionId, story.Protocol);
    }

    static int Lost(VaultStory story)
    {
        story.SetFacts(0, story.Facts(0) with { IsInCustody = false });
        return 0;
    }

    static void InBatch(VaultStory story, string end)
    {
        story.ToBatch();
        var third = new Shares(TotalShares.Value / 3);
        if (end == "parts")
        {
            story.Do(Alice, new PlaceRollover(story.AuctionId, 2_000, third, third, new Wei(UInt128.MaxValue)));
            story.Do(Alice, new PlaceRollover(story.AuctionId, 1, third, third, new Wei(UInt128.MaxValue)));
            story.Bid(Bob, 2_000, 333);
            story.Bid(Carol, 1_990, 301);
            story.Bid(Bob, 1_990, 307);
        }
        else if (end == "backstop")
        {
            story.Do(Alice, new PlaceRollover(story.AuctionId, 0, third, third, new Wei(UInt128.MaxValue)));
            story.Bid(Bob, 12, 301);
        }
        else if (end == "whole")
        {
            story.Do(Carol, new PlaceWholeBid(story.AuctionId, Ether(90)));
        }
        story.Close();
        if (end == "lapsed")
        {
            story.WaitUntil(story.Auction.RedeemableUntil.Seconds);
            story.Do(Keeper, new FormSeries(story.AuctionId, Series));
        }
    }

    static Wei Sum(Settlement settlement, params string[] lines) => settlement.Payees
        .Where(payee => lines.Contains(payee.Line)).Aggregate(Wei.Zero, (sum, payee) => sum + payee.Amount);

    static UInt128 Count(Settlement settlement, string line) =>
        (UInt128)settlement.Payees.Count(payee => payee.Line == line);
}
