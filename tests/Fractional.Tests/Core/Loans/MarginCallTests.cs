using Fractional.Core;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Loans;
using Fractional.Core.Units;
using Fractional.Core.Vaults;
using Fractional.Tests.Core.Vaults;
using Shouldly;
using Xunit;
using static Fractional.Tests.Core.Vaults.VaultStory;

namespace Fractional.Tests.Core.Loans;

/// <summary>Rules U1, cure, M and U2.</summary>
public sealed class MarginCallTests
{
    private readonly VaultStory story = new();

    [Fact]
    public void There_is_nothing_to_flag_unflag_or_kick_without_a_loan()
    {
        story.Refuses(Keeper, new Flag(), new Refusal.NoLoan(Address));
        story.Refuses(Keeper, new Unflag(), new Refusal.NoLoan(Address));
        story.Refuses(Keeper, new Kick(), new Refusal.NoLoan(Address));
    }

    [Fact]
    public void A_loan_is_flagged_once_and_unflagged_once()
    {
        story.Loaned();
        story.Refuses(Keeper, new Unflag(), new Refusal.StateForbids(VaultState.Loaned));
        story.Appraise(0, Ether(50));
        story.Do(Keeper, new Flag());
        story.Refuses(Keeper, new Flag(), new Refusal.StateForbids(VaultState.MarginCall));
    }

    [Fact]
    public void A_maturity_only_loan_is_never_flagged()
    {
        story.Loaned(terms => terms with { Options = LoanOptions.MaturityOnly });
        story.Appraise(0, new Wei(1));
        story.Refuses(Keeper, new Flag(), new Refusal.MaturityOnly(story.LoanId));
    }

    [Fact]
    public void A_stale_or_tripped_value_flags_nothing()
    {
        story.Loaned();
        story.Appraise(0, Ether(50), tripped: true);
        story.Refuses(Keeper, new Flag(), new Refusal.BreakerTripped(Collection, 0));
        story.Appraise(0, Ether(50));
        var observedAt = story.Now;
        story.Wait(6 * 3_600 + 1);
        story.Refuses(Keeper, new Flag(), new Refusal.AppraisalStale(observedAt, 6 * 3_600));
    }

    [Fact]
    public void A_debt_at_the_liquidation_ltv_is_healthy_and_a_wei_of_value_less_is_not()
    {
        story.Loaned(terms => terms with { LiquidationLtvBps = new Bps(5_000), CureLtvBps = new Bps(4_700) });
        story.Appraise(0, Ether(80));
        story.Refuses(Keeper, new Flag(), new Refusal.StillHealthy(Ether(40), Ether(40)));
        story.Appraise(0, Ether(80) - new Wei(1));
        story.Do(Keeper, new Flag()).ShouldBe([
            new LoanFlagged(story.LoanId, Keeper, Ether(40), Ether(80) - new Wei(1)),
            new StateMoved(VaultState.Loaned, VaultState.MarginCall),
        ]);
        story.Vault.CurrentLoan!.FlaggedAt.ShouldBe(story.Now);
    }

    [Fact]
    public void A_margin_call_ends_at_the_cure_ltv_even_by_a_stale_or_tripped_value()
    {
        story.Loaned(terms => terms with { RateBps = Bps.Zero });
        story.Appraise(0, Ether(50));
        story.Do(Keeper, new Flag());
        story.Appraise(0, Ether(72));
        story.Refuses(Alice, new Unflag(), new Refusal.StillUnhealthy(Ether(40), Wei.Parse("37440000000000000000")));
        story.Appraise(0, Ether(77), tripped: true);
        story.Wait(Duration.Day);
        story.Do(Alice, new Unflag()).ShouldBe([
            new LoanUnflagged(story.LoanId, Alice, Ether(40), Ether(77)),
            new StateMoved(VaultState.MarginCall, VaultState.Loaned),
        ]);
        story.Vault.CurrentLoan!.FlaggedAt.ShouldBeNull();
    }

    [Fact]
    public void Rule_M_holds_from_the_end_of_grace_on_and_needs_no_fresh_value()
    {
        story.Loaned();
        var maturesAt = story.Vault.CurrentLoan!.Terms.MaturesAtSeconds;
        story.WaitUntil(maturesAt - 1);
        story.Refuses(Keeper, new Kick(), new Refusal.NotInDefault(maturesAt, story.Now));
        story.Wait(1);
        story.Do(Keeper, new Kick()).OfType<DebtFrozen>().Single()
            .ShouldBe(new DebtFrozen(story.LoanId, Wei.Parse("41242739726027397261")));
    }

    [Fact]
    public void Rule_U2_needs_the_cure_window_a_confirming_round_and_an_unhealthy_loan_now()
    {
        story.Loaned();
        story.Appraise(0, Ether(50));
        story.Do(Keeper, new Flag());
        var flaggedAt = story.Now.Seconds;

        story.WaitUntil(flaggedAt + Duration.Day - 1);
        story.Refuses(Keeper, new Kick(), new Refusal.NotInDefault(flaggedAt + Duration.Day, story.Now));
        story.Wait(1);
        story.Refuses(Keeper, new Kick(), new Refusal.AppraisalStale(new Timestamp(flaggedAt), 6 * 3_600));
        story.Appraise(0, Ether(50), tripped: true);
        story.Refuses(Keeper, new Kick(), new Refusal.BreakerTripped(Collection, 0));
        story.Appraise(0, Ether(74));
        story.Try(Keeper, new Kick()).Refusal.ShouldBeOfType<Refusal.StillHealthy>();
        story.Appraise(0, Ether(50));
        story.Do(Keeper, new Kick());
        story.Vault.State.ShouldBe(VaultState.Dutch);
    }

    [Fact]
    public void A_round_older_than_the_confirmation_does_not_confirm()
    {
        story.Loaned(terms => terms with { CureSeconds = 3_600, ConfirmSeconds = 7_200 });
        story.Appraise(0, Ether(50));
        story.Do(Keeper, new Flag());
        var requiredAt = story.Now.Seconds + 7_200;
        story.Wait(7_199);
        story.Appraise(0, Ether(50));
        story.Refuses(Keeper, new Kick(), new Refusal.RoundNotConfirming(story.Now, requiredAt));
        story.Wait(1);
        story.Appraise(0, Ether(50));
        story.Try(Keeper, new Kick()).IsRefused.ShouldBeFalse();
    }

    [Fact]
    public void A_flagged_loan_that_matures_first_is_in_default_by_rule_M()
    {
        story.Loaned(terms => terms with { CureSeconds = 200 * Duration.Day });
        story.Appraise(0, Ether(50));
        story.Do(Keeper, new Flag());
        var maturesAt = story.Vault.CurrentLoan!.Terms.MaturesAtSeconds;
        story.Refuses(Keeper, new Kick(), new Refusal.NotInDefault(maturesAt, story.Now));
        story.WaitUntil(maturesAt);
        story.Do(Keeper, new Kick());
    }
}
