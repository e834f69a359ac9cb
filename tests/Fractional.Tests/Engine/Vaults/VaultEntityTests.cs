using Fractional.Chain;
using Fractional.Chain.Calls;
using Fractional.Core.Auctions.Dutch;
using Fractional.Engine;
using Fractional.Engine.Vaults;
using Shouldly;
using Xunit;
using static Fractional.Tests.Chain.SimulatedSetting;
using static Fractional.Tests.Engine.FollowedStory;

namespace Fractional.Tests.Engine.Vaults;

public sealed class VaultEntityTests
{
    private static readonly FollowedVault Nothing = FollowedVault.Unknown;
    private static readonly ProtocolCall Kick = new ProtocolCall.Kick(FollowedStory.Vault);
    private static readonly AuctionId Auction = new(FollowedStory.Vault, 1);

    [Fact]
    public void Going_back_behind_a_final_block_is_a_fault() =>
        Should.Throw<InvalidOperationException>(() =>
            Nothing.After(See(Upto(3)), new VaultMessage.Finalize(3), new VaultMessage.RollBack(2)))
            .Message.ShouldContain("final");

    [Fact]
    public void A_claim_on_a_vault_nobody_saw_is_not_granted() =>
        VaultEntity.Forbids(Nothing, Claim(Kick)).ShouldBeOfType<ClaimAnswer.VaultNotFollowed>();

    [Fact]
    public void A_call_about_no_vault_can_not_be_claimed() =>
        Should.Throw<ArgumentException>(() => VaultEntity.Forbids(Nothing, Claim(new ProtocolCall.CancelOffers())));

    [Fact]
    public void Facts_told_twice_late_and_in_any_order_give_the_same_vault()
    {
        var straight = CanonicalText.Of(Nothing.After(See(Facts)).Now);
        CanonicalText.Of(Nothing.After(See([.. Facts.Reverse()])).Now).ShouldBe(straight);
        CanonicalText.Of(Nothing.After(See(Of(1)), See(Facts), See(Of(2)), See(Facts)).Now).ShouldBe(straight);
        CanonicalText.Of(Nothing.After(See(Of(1)), See(Of(3)), See(Of(2)), See(Of(4))).Now).ShouldBe(straight);
        VaultEntity.Decide(Nothing.After(See(Facts)), See(Facts)).ShouldBeEmpty("known facts are not journaled again");
        VaultEntity.Decide(Nothing, See([.. Facts, .. Facts])).Length.ShouldBe(Facts.Length);
    }

    [Fact]
    public void A_rollback_drops_the_tail_and_undoes_no_fold()
    {
        for (ulong final = 0; final <= 4; final++)
        {
            for (var to = final; to <= 4; to++)
            {
                var back = Nothing.After(See(Facts), new VaultMessage.Finalize(final), new VaultMessage.RollBack(to));
                var direct = Nothing.After(See(Upto(to)));
                CanonicalText.Of(back.Now).ShouldBe(CanonicalText.Of(direct.Now), $"final {final}, back to {to}");
                CanonicalText.Of(back.Final).ShouldBe(CanonicalText.Of(Nothing.After(See(Upto(final))).Now));
            }
        }
    }

    [Fact]
    public void Facts_that_are_final_are_folded_once_and_leave_the_tail()
    {
        var state = Nothing.After(See(Facts), new VaultMessage.Finalize(3));
        state.Tail.Facts.Length.ShouldBe(Of(4).Length);
        VaultEntity.Decide(state, See(Upto(3))).ShouldBeEmpty();
        VaultEntity.Decide(state, new VaultMessage.Finalize(3)).ShouldBeEmpty();
    }

    [Fact]
    public void A_fact_that_contradicts_the_rules_sets_the_vault_apart_until_it_is_taken_back()
    {
        var forged = Of(4).Select(f => f.Event is LotTaken taken
            ? f with { Event = taken with { Id = new AuctionId(FollowedStory.Vault, 7) } }
            : f);
        var state = Nothing.After(See(Upto(3)), See([.. forged]));
        state.Now.Fault.ShouldNotBeNull().ShouldContain("LotTaken");
        VaultEntity.Forbids(state, Claim(Kick)).ShouldBeOfType<ClaimAnswer.VaultNotFollowed>();
        var healed = state.After(new VaultMessage.RollBack(3), See(Of(4)));
        healed.Now.Fault.ShouldBeNull();
        CanonicalText.Of(healed.Now).ShouldBe(CanonicalText.Of(Nothing.After(See(Facts)).Now));
    }

    [Fact]
    public void A_wish_is_granted_to_one_asker_whatever_the_price_and_whoever_asks()
    {
        var take = new ProtocolCall.Take(Auction, 0, Ether(10), Kim, Start);
        var state = Nothing.After(See(Upto(3)), Claim(take));
        var held = VaultEntity.Forbids(state, Claim(take with { MaxPrice = Ether(99), Receiver = Ben }));
        held.ShouldBeOfType<ClaimAnswer.ActionClaimedAlready>().Claim.Key.ShouldBe($"{FollowedStory.Vault}/Take/1/0/1");
        VaultEntity.Forbids(state, Claim(take with { ItemIndex = 1 })).ShouldBeNull("another item is another wish");
        VaultEntity.Decide(state, Claim(take)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(SendingStatus.Included, ActionEnd.Done)]
    [InlineData(SendingStatus.Refused, ActionEnd.Refused)]
    [InlineData(SendingStatus.Dropped, ActionEnd.Dropped)]
    [InlineData(SendingStatus.Burned, ActionEnd.Expired)]
    public void What_is_final_about_its_transaction_ends_a_claim(SendingStatus status, ActionEnd end)
    {
        var state = Nothing.After(See(Upto(2)), Claim(Kick));
        var claim = state.Claims.Values.Single();
        VaultEntity.Decide(state, Note(claim, status, final: false))
            .OfType<VaultJournal.ActionEnded>().ShouldBeEmpty("what may change ends nothing");
        VaultEntity.Decide(state, Note(claim, status, final: true))
            .ShouldBe([new VaultJournal.ActionEnded(claim.Key, end, null)]);
        var next = state.After(Note(claim, status, final: true), Claim(Kick));
        next.Claims.Values.Single().Attempt.ShouldBe(2);
    }

    [Fact]
    public void The_fact_it_aimed_at_frees_the_wish_and_a_rollback_takes_it_again()
    {
        var state = Nothing.After(See(Upto(2)), Claim(Kick), See(Of(3)));
        state.Claims.Values.Single().IsHeld.ShouldBeFalse();
        var back = state.After(new VaultMessage.RollBack(2));
        VaultEntity.Forbids(back, Claim(Kick)).ShouldBeOfType<ClaimAnswer.ActionClaimedAlready>();
    }

    [Fact]
    public void A_final_fact_ends_the_claim_as_ours_or_as_overtaken()
    {
        var kicked = Of(3).First(f => f.Event is AuctionKicked).Transaction;
        var claimed = Nothing.After(See(Upto(2)), Claim(Kick));
        var key = claimed.Claims.Keys.Single();
        Ends(claimed.After(See(Of(3))), 3).ShouldBe([new VaultJournal.ActionEnded(key, ActionEnd.Overtaken, null)]);
        var sent = new VaultMessage.NoteSending(new Sending(key, SendingStatus.Pending, kicked, null, false, null));
        Ends(claimed.After(sent, See(Of(3))), 3).ShouldBe([new VaultJournal.ActionEnded(key, ActionEnd.Done, null)]);
        Ends(claimed.After(See(Of(3)), sent), 3).ShouldBe([new VaultJournal.ActionEnded(key, ActionEnd.Done, null)]);
    }

    [Fact]
    public void What_the_contracts_refused_may_be_tried_at_once_but_a_payment_only_when_that_is_final()
    {
        var repay = new ProtocolCall.Repay(FollowedStory.Vault, Ether(1));
        foreach (var (call, free) in ((ProtocolCall, bool)[])[(Kick, true), (repay, false)])
        {
            var state = Nothing.After(See(Upto(2)), Claim(call));
            var refused = state.After(Note(state.Claims.Values.Single(), SendingStatus.Refused, final: false));
            (VaultEntity.Forbids(refused, Claim(call)) is null).ShouldBe(free, call.Name);
            var returned = refused.After(Note(state.Claims.Values.Single(), SendingStatus.Pending, final: false));
            VaultEntity.Forbids(returned, Claim(call)).ShouldNotBeNull("a reorganisation brought it back");
        }
    }

    [Fact]
    public void An_intent_succeeds_once_for_ever()
    {
        var repay = new ProtocolCall.Repay(FollowedStory.Vault, Ether(1));
        var state = Nothing.After(See(Upto(2)), Claim(repay, "rent-7"));
        var claim = state.Claims.Values.Single();
        var reached = state.After(Note(claim, SendingStatus.Included, final: false));
        VaultEntity.Forbids(reached, Claim(repay, "rent-7")).ShouldBeOfType<ClaimAnswer.ActionClaimedAlready>();
        VaultEntity.Forbids(reached, Claim(repay, "rent-8")).ShouldBeNull("another intent is another payment");
        var failed = state.After(Note(claim, SendingStatus.Dropped, final: true));
        VaultEntity.Forbids(failed, Claim(repay, "rent-7")).ShouldBeNull("it did not happen");
        var done = state.After(Note(claim, SendingStatus.Included, final: true));
        VaultEntity.Forbids(done, Claim(repay, "rent-7")).ShouldBe(new ClaimAnswer.ActionDoneAlready(claim.Key));
    }

    [Fact]
    public void News_of_a_claim_that_is_over_changes_nothing()
    {
        var state = Nothing.After(See(Upto(2)), Claim(Kick));
        var claim = state.Claims.Values.Single();
        var over = state.After(Note(claim, SendingStatus.Dropped, final: true));
        VaultEntity.Decide(over, Note(claim, SendingStatus.Included, final: true)).ShouldBeEmpty();
        var known = Note(claim, SendingStatus.Pending, final: false);
        VaultEntity.Decide(state.After(known), known).ShouldBeEmpty();
    }

    private static IEnumerable<VaultJournal> Ends(FollowedVault state, ulong final) =>
        VaultEntity.Decide(state, new VaultMessage.Finalize(final)).Where(e => e is VaultJournal.ActionEnded);

    private static VaultMessage.NoteSending Note(ActionClaim claim, SendingStatus status, bool final) =>
        new(new Sending(claim.Key, status, Hash32.Parse("0x" + new string('a', 64)), null, final, null));
}
