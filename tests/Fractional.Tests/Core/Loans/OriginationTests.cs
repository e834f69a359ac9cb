using Fractional.Core;
using Fractional.Core.Loans;
using Fractional.Core.Units;
using Fractional.Core.Vaults;
using Fractional.Tests.Core.Vaults;
using Shouldly;
using Xunit;
using static Fractional.Tests.Core.Vaults.VaultStory;

namespace Fractional.Tests.Core.Loans;

public sealed class OriginationTests
{
    private readonly VaultStory story = new();

    [Fact]
    public void Nobody_is_no_receiver() => Refused(Open() with { Receiver = Account.Zero }, new Refusal.ZeroAddress());

    [Fact]
    public void A_vault_with_a_loan_gets_no_second_one() =>
        story.Loaned().Refuses(Alice, Open(), new Refusal.StateForbids(VaultState.Loaned));

    [Fact]
    public void Only_the_holder_of_every_share_may_borrow()
    {
        story.Do(Alice, new TransferShares(Alice, Bob, new Shares(1)));
        Refused(Open(), new Refusal.NotSoleHolder(TotalShares - new Shares(1), TotalShares));
    }

    [Fact]
    public void Nothing_is_lent_while_an_item_is_elsewhere()
    {
        story.SetFacts(0, story.Facts(0) with { IsInCustody = false });
        Refused(Open(), new Refusal.ItemNotInCustody(0));
        story.SetFacts(0, story.Facts(0) with { IsInCustody = true });
        story.Loaned().Vault.State.ShouldBe(VaultState.Loaned);
    }

    [Fact]
    public void A_loan_has_one_to_64_offers()
    {
        Refused(new OpenLoan([], Alice), new Refusal.OfferCountOutOfRange(0, 64));
        var many = Enumerable.Range(0, 65).Select(_ => story.Offer(story.Terms, new Wei(1)));
        Refused(new OpenLoan([.. many], Alice), new Refusal.OfferCountOutOfRange(65, 64));
    }

    [Fact]
    public void A_term_out_of_range_is_named_with_its_limit()
    {
        var terms = story.Terms;
        var now = story.Now.Seconds;
        OutOfRange(terms with { RateBps = new Bps(10_001) }, "rateBps", 10_001, 10_000);
        OutOfRange(terms with { LateRateBps = new Bps(2_001) }, "lateRateBps", 2_001, 2_000);
        OutOfRange(terms with { DueAt = story.Now }, "dueAt", now, now + 1);
        OutOfRange(terms with { LiquidationLtvBps = new Bps(4_999) }, "liquidationLtvBps", 4_999, 5_000);
        OutOfRange(terms with { CureLtvBps = new Bps(5_500) }, "liquidationLtvBps", 5_500, 5_501);
        OutOfRange(terms with { PenaltyBps = new Bps(1_001) }, "penaltyBps", 1_001, 1_000);
        OutOfRange(terms with { ConversionBps = new Bps(10_001) }, "conversionBps", 10_001, 10_000);
        OutOfRange(terms with { AuctionSeconds = 86_399 }, "auctionSeconds", 86_399, 86_400);
        OutOfRange(terms with { AuctionSeconds = 1_209_601 }, "auctionSeconds", 1_209_601, 1_209_600);
        OutOfRange(terms with { Options = (LoanOptions)8 }, "options", 8, 7);
    }

    [Fact]
    public void An_offer_that_is_not_for_this_loan_is_refused()
    {
        var good = story.Offer(story.Terms, Ether(1));
        Refused(
            Open(good with { Offer = good.Offer with { Vault = Bob } }), new Refusal.OfferForOtherVault(Bob, Address));
        var other = story.Offer(story.Terms with { RateBps = new Bps(1_201) }, Ether(1));
        Refused(Open(good, other), new Refusal.OfferTermsDiffer(1));
        Refused(Open(story.Offer(story.Terms, Wei.Zero)), new Refusal.ZeroPrincipal());
        Refused(
            Open(good with { Offer = good.Offer with { ValidUntil = story.Now } }),
            new Refusal.OfferExpired(story.Now, story.Now));
        Refused(Open(good with { LenderEpoch = 1 }), new Refusal.OfferEpochStale(0, 1));
        Refused(Open(good with { IsUsed = true }), new Refusal.OfferUsed(good.Hash));
        Refused(Open(good, good), new Refusal.OfferUsed(good.Hash));
        Refused(Open(good with { IsSigned = false }), new Refusal.SignatureRejected(Lender));
    }

    [Fact]
    public void The_principal_ends_at_the_limit_to_the_wei()
    {
        var limit = Ether(40);
        var above = limit + new Wei(1);
        Refused(
            Open(story.Offer(story.Terms, limit), story.Offer(story.Terms, new Wei(1))),
            new Refusal.PrincipalAboveLimit(above.Value, limit.Value));
        story.Do(Alice, Open(story.Offer(story.Terms, limit)));
    }

    [Fact]
    public void Offers_above_two_to_the_110_are_refused_whatever_the_values()
    {
        var huge = new Wei(UInt128.MaxValue);
        Refused(
            Open(story.Offer(story.Terms, huge), story.Offer(story.Terms, huge)),
            new Refusal.PrincipalAboveLimit(
                2 * (System.Numerics.BigInteger)UInt128.MaxValue, System.Numerics.BigInteger.One << 110));
    }

    [Fact]
    public void An_unknown_a_stale_or_a_tripped_value_opens_nothing()
    {
        var item = story.Vault.Items[0];
        var observedAt = story.Now;
        story.Wait(6 * 3_600);
        story.Try(Alice, Open()).IsRefused.ShouldBeFalse();
        story.Wait(1);
        Refused(Open(), new Refusal.AppraisalStale(observedAt, 6 * 3_600));
        story.Appraise(0, Ether(100), tripped: true);
        Refused(Open(), new Refusal.BreakerTripped(item.Collection, item.TokenId));
        story.SetFacts(0, new ItemFacts());
        Refused(Open(), new Refusal.NoAppraisal(item.Collection, item.TokenId));
    }

    [Fact]
    public void An_opened_loan_is_funded_by_its_lenders()
    {
        var terms = story.Terms;
        var first = story.Offer(terms, Ether(10));
        var second = story.Offer(terms, Ether(29), OtherLender);
        var third = story.Offer(terms, new Wei(1));
        var principal = Ether(39) + new Wei(1);
        story.Do(Alice, new OpenLoan([first, second, third], Bob)).ShouldBe([
            new LoanOpened(
                story.LoanId, Address, Alice, Bob, principal, Wei.Parse("195000000000000001"), terms),
            new OfferFunded(story.LoanId, Lender, first.Hash, Ether(10)),
            new OfferFunded(story.LoanId, OtherLender, second.Hash, Ether(29)),
            new OfferFunded(story.LoanId, Lender, third.Hash, new Wei(1)),
            new StateMoved(VaultState.Open, VaultState.Loaned),
        ]);
        var loan = story.Vault.CurrentLoan!;
        loan.Positions[Lender].Units.ShouldBe(Ether(10) + new Wei(1));
        loan.Positions[OtherLender].Units.ShouldBe(Ether(29));
        loan.DebtAt(story.Now).ShouldBe(principal);
    }

    [Fact]
    public void A_worse_loan_cannot_replace_one()
    {
        story.Loaned();
        var terms = story.Vault.CurrentLoan!.Terms;
        var dearer = story.Offer(terms with { RateBps = new Bps(1_201) }, Ether(40));
        story.Refuses(Bob, new Refinance([dearer]), new Refusal.RefinanceWorse("rateBps", 1_201, 1_200));
        var larger = story.Offer(terms, Ether(40) + new Wei(1));
        story.Refuses(Bob, new Refinance([larger]), new Refusal.RefinanceWorse(
            "principal", Ether(40).Value + 1, Ether(40).Value));
    }

    [Theory]
    [InlineData(LoanOptions.MaturityOnly, LoanOptions.None)]
    [InlineData(LoanOptions.None, LoanOptions.Backstop)]
    [InlineData(LoanOptions.None, LoanOptions.SealedBids)]
    [InlineData(LoanOptions.Backstop, LoanOptions.None)]
    [InlineData(LoanOptions.SealedBids, LoanOptions.MaturityOnly)]
    [InlineData(LoanOptions.Backstop, LoanOptions.SealedBids)]
    public void A_refinance_changes_no_option_but_to_end_margin_calls(LoanOptions was, LoanOptions next)
    {
        story.Loaned(terms => terms with { Options = was });
        var terms = story.Vault.CurrentLoan!.Terms;
        story.Refuses(
            Bob, new Refinance([story.Offer(terms with { Options = next }, Ether(40))]),
            new Refusal.RefinanceWorse("options", (int)next, (int)was));
    }

    [Theory]
    [InlineData(LoanOptions.None, LoanOptions.MaturityOnly)]
    [InlineData(LoanOptions.Backstop, LoanOptions.Backstop | LoanOptions.MaturityOnly)]
    [InlineData(LoanOptions.SealedBids, LoanOptions.SealedBids)]
    public void A_refinance_may_end_margin_calls(LoanOptions was, LoanOptions next)
    {
        story.Loaned(terms => terms with { Options = was });
        var terms = story.Vault.CurrentLoan!.Terms with { Options = next };
        story.Do(Bob, new Refinance([story.Offer(terms, Ether(40))]));
        story.Vault.CurrentLoan.Terms.Options.ShouldBe(next);
    }

    [Fact]
    public void Interest_must_not_become_principal_that_bears_interest()
    {
        story.Loaned();
        story.Wait(30 * Duration.Day);
        var loan = story.Vault.CurrentLoan!;
        var offer = story.Offer(loan.Terms, loan.DebtAt(story.Now));
        var refusal = story.Try(Bob, new Refinance([offer])).Refusal.ShouldBeOfType<Refusal.RefinanceWorse>();
        refusal.Term.ShouldBe("yearlyCost");
    }

    [Fact]
    public void An_offer_for_a_sound_vault_cannot_let_the_lenders_of_a_failing_one_out()
    {
        story.Loaned();
        var offer = story.Offer(story.Vault.CurrentLoan!.Terms, Ether(40), OtherLender);
        story.Appraise(0, Ether(50));
        var refusal = story.Try(Bob, new Refinance([offer])).Refusal.ShouldBeOfType<Refusal.PrincipalAboveLimit>();
        refusal.Principal.ShouldBe(Ether(40).Value);
    }

    [Fact]
    public void A_better_loan_replaces_one_and_ends_its_margin_call()
    {
        story.Loaned();
        story.Appraise(0, Ether(50));
        story.Do(Keeper, new Flag());
        var old = story.Vault.CurrentLoan!;
        var rescue = old.Terms with { MaxLtvBps = new Bps(9_000), LiquidationLtvBps = new Bps(10_000) };
        var terms = rescue with { RateBps = new Bps(600) };
        var offer = story.Offer(terms, Ether(40), OtherLender);
        var next = new LoanId(Address, 2);
        story.Do(Bob, new Refinance([offer])).ShouldBe([
            new DebtPaid(old.Id, Bob, Ether(40), Wei.Zero, 0, Ether(40)),
            new LoanOpened(next, Address, Bob, Address, Ether(40), Wei.Zero, terms),
            new OfferFunded(next, OtherLender, offer.Hash, Ether(40)),
            new LoanRefinanced(old.Id, next, Bob, Ether(40)),
            new StateMoved(VaultState.MarginCall, VaultState.Loaned),
        ]);
        story.Vault.CurrentLoan!.Id.ShouldBe(next);
        story.Vault.CurrentLoan.FlaggedAt.ShouldBeNull();
        story.Vault.Loans[1].Withdrawable(Lender).ShouldBe(Ether(40));
    }

    private OpenLoan Open(params PresentedOffer[] offers) =>
        new(offers.Length == 0 ? [story.Offer(story.Terms, Ether(40))] : [.. offers], Alice);

    private void Refused(VaultCommand command, Refusal refusal) => story.Refuses(Alice, command, refusal);

    private void OutOfRange(LoanTerms terms, string term, ulong given, ulong limit) =>
        Refused(Open(story.Offer(terms, Ether(40))), new Refusal.TermOutOfRange(term, given, limit));
}
