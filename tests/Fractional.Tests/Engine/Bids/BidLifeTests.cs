using System.Collections.Immutable;
using Fractional.Chain;
using Fractional.Core.Auctions.Batch;
using Fractional.Engine.Bids;
using Fractional.Engine.Journal;
using Fractional.Engine.Vaults;
using Shouldly;
using Xunit;
using static Fractional.Tests.Chain.SimulatedSetting;
using static Fractional.Tests.Engine.Bids.BidStory;

namespace Fractional.Tests.Engine.Bids;

/// <summary>What the chain says of a bid is what its life says, in whichever order it is told and taken back.</summary>
public sealed class BidLifeTests
{
    static readonly SignedBid A = Bid(Ben, 1);
    static readonly SignedBid B = Bid(Kim, 2, tick: 7);
    static readonly SignedBid Twin = Bid(Ben, 3);

    static FollowedVault Sent(params SignedBid[] bids) => Opened.After(
        [.. bids.Select(bid => Accept(bid)), Relay(bids), Note(1, SendingStatus.Pending, 7)]);

    [Fact]
    public void A_refusal_in_its_own_transaction_ends_a_bid_with_the_reason()
    {
        var state = Sent(A, B).After(
            See(Fact(1, 0, 7, Refused(A, "TransferFromFailed")), Fact(1, 1, 7, Placed(1, B))));
        state.Known(A).Steps[^1].ShouldBe(
            new BidStep(BidLife.Refused, Fact(1, 0, 7, Placed(1, B)).At, Transaction(7), "TransferFromFailed"));
        state.LifeOf(B).ShouldBe(BidLife.Included);
        state.Bids.Of(Ben).Open.ShouldBe(0);
    }

    [Fact]
    public void Somebody_elses_refused_attempt_ends_no_bid()
    {
        var forged = Fact(1, 0, 8, Refused(A, "SignatureRejected"));
        Opened.After(Accept(A), See(forged)).LifeOf(A).ShouldBe(BidLife.Accepted);
        Sent(A).After(See(forged)).LifeOf(A).ShouldBe(BidLife.Relayed);
    }

    [Fact]
    public void A_bid_is_included_then_final_and_a_rollback_takes_it_back_to_relayed()
    {
        var state = Sent(A).After(See(Fact(1, 0, 7, Placed(1, A))));
        (state.LifeOf(A), state.Known(A).Outcome!.Number).ShouldBe((BidLife.Included, 1));
        var back = state.After(new VaultMessage.RollBack(Next - 1));
        (back.LifeOf(A), back.Known(A).Outcome).ShouldBe((BidLife.Relayed, null));
        back.Bids.In(1).Placed.ShouldBeEmpty();
        var again = back.After(See(Fact(2, 0, 7, Placed(1, A))), new VaultMessage.Finalize(Next + 1));
        again.LifeOf(A).ShouldBe(BidLife.Final);
        again.Bids.Sendings.ShouldBeEmpty("nothing can come of it any more");
        again.Bids.In(1).Placed[1].Bid.ShouldBe(HashOf(A));
        again.Known(A).Steps.Select(s => s.Life).ShouldBe(
        [
            BidLife.Accepted, BidLife.Relayed, BidLife.Included, BidLife.Relayed, BidLife.Included, BidLife.Final,
        ]);
    }

    [Fact]
    public void A_refusal_that_is_taken_back_lets_the_bid_live_again()
    {
        var state = Sent(A).After(See(Fact(1, 0, 7, Refused(A, "BidBelowMargin"))));
        var back = state.After(new VaultMessage.RollBack(Next - 1));
        (back.LifeOf(A), back.Bids.Of(Ben).Open).ShouldBe((BidLife.Relayed, 1));
        back.After(See(Fact(1, 0, 7, Placed(1, A)))).LifeOf(A).ShouldBe(BidLife.Included);
    }

    [Fact]
    public void Facts_that_come_before_the_answer_that_names_the_transaction_count()
    {
        var early = Opened.After(Accept(A), Accept(B), Relay(A, B), See(
            Fact(1, 0, 7, Placed(1, A)), Fact(1, 1, 7, Refused(B, "BidBelowMargin"))));
        early.LifeOf(A).ShouldBe(BidLife.Relayed);
        var named = early.After(Note(1, SendingStatus.Included, 7, block: Next));
        (named.LifeOf(A), named.LifeOf(B)).ShouldBe((BidLife.Included, BidLife.Refused));
        VaultEntity.Decide(named, Note(1, SendingStatus.Included, 7, block: Next)).ShouldBeEmpty();
    }

    [Fact]
    public void A_dearer_transaction_takes_the_place_of_the_first()
    {
        var state = Sent(A).After(See(Fact(1, 0, 8, Placed(1, A))), Note(1, SendingStatus.Included, 8, block: Next));
        (state.LifeOf(A), state.Known(A).Outcome!.Transaction).ShouldBe((BidLife.Included, Transaction(8)));
    }

    /// <summary>Two bids that differ in their nonce alone, one refused: which one, the refusal says.</summary>
    [Theory, InlineData(1), InlineData(3)]
    public void Of_twins_the_refusal_names_the_one_that_was_not_placed(int refusedNonce)
    {
        var (refused, placed) = refusedNonce == 1 ? (A, Twin) : (Twin, A);
        ImmutableArray<Fact.OfVault> facts = refusedNonce == 1
            ? [Fact(1, 0, 7, Refused(A, "TransferFromFailed")), Fact(1, 1, 7, Placed(1, Twin))]
            : [Fact(1, 0, 7, Placed(1, A)), Fact(1, 1, 7, Refused(Twin, "TransferFromFailed"))];
        foreach (var order in new[] { facts, [.. facts.Reverse()] })
        {
            var state = Sent(A, Twin).After([.. order.Select(fact => See(fact))]);
            (state.LifeOf(refused), state.LifeOf(placed)).ShouldBe((BidLife.Refused, BidLife.Included));
            state.Bids.In(1).Placed[1].Bid.ShouldBe(HashOf(placed));
        }
    }

    [Fact]
    public void Every_order_of_a_transactions_facts_gives_the_same_lives()
    {
        ImmutableArray<Fact.OfVault> facts =
        [
            Fact(1, 0, 7, Placed(1, A)), Fact(1, 1, 7, Refused(B, "TransferFromFailed")),
            Fact(1, 2, 7, Placed(2, Twin)), Fact(1, 3, 9, Placed(3, Bid(Lena, 8, tick: 9))),
        ];
        foreach (var order in Permutations(facts))
        {
            var state = Sent(A, B, Twin).After([.. order.Select(fact => See(fact))]);
            (state.LifeOf(A), state.LifeOf(B), state.LifeOf(Twin)).ShouldBe(
                (BidLife.Included, BidLife.Refused, BidLife.Included));
            state.Bids.In(1).Placed.Values.Select(p => p.Bid).ShouldBe([HashOf(A), HashOf(Twin), null]);
        }
    }

    [Theory]
    [InlineData(SendingStatus.Dropped, false)]
    [InlineData(SendingStatus.Burned, true)]
    [InlineData(SendingStatus.Refused, false)]
    public void A_sending_that_came_to_nothing_brings_its_bids_back_and_the_next_has_another_key(
        SendingStatus status, bool final)
    {
        var state = Sent(A).After(Note(1, status, 7, final));
        (state.LifeOf(A), state.Bids.Waiting.Count, state.Bids.Sendings.Count).ShouldBe((BidLife.Accepted, 1, 0));
        state.Known(A).Steps[^1].Reason.ShouldBe(status.ToString());
        state.After(Relay(A)).Bids.Sendings.Keys.ShouldBe([KeyOf(2)]);
    }

    [Fact]
    public void A_pending_sending_and_one_that_may_still_be_told_bring_nothing_back()
    {
        VaultEntity.Decide(Sent(A), Note(1, SendingStatus.Pending, 7)).ShouldBeEmpty();
        VaultEntity.Decide(Sent(A), Note(1, SendingStatus.Included, 7, block: Next)).ShouldBeEmpty();
        VaultEntity.Decide(Sent(A), Note(1, SendingStatus.Included, 7, final: true, block: Next + 101))
            .ShouldBeEmpty("the facts of its block were not told yet");
        Sent(A).After(Note(1, SendingStatus.Included, 7, final: true, block: Next)).LifeOf(A)
            .ShouldBe(BidLife.Accepted, "it is final, and no log speaks of this bid");
    }

    /// <summary>A transaction that was given up comes after all: the next one finds the nonce used.</summary>
    [Fact]
    public void A_bid_placed_by_an_earlier_sending_is_found_when_its_nonce_is_refused()
    {
        var state = Sent(A).After(Note(1, SendingStatus.Dropped, 7), Relay(A), Note(2, SendingStatus.Pending, 8));
        var placed = state.After(See(Fact(1, 0, 7, Placed(1, A)), Fact(1, 1, 8, Refused(A, "NonceUsed"))));
        (placed.LifeOf(A), placed.Known(A).Outcome!.Number).ShouldBe((BidLife.Included, 1));
        Sent(A).After(See(Fact(1, 1, 7, Refused(A, "NonceUsed")))).LifeOf(A)
            .ShouldBe(BidLife.Refused, "its owner cancelled it, or used the nonce for another bid");
    }

    [Fact]
    public void A_bid_that_its_owner_placed_alone_is_found_by_what_it_says_and_its_used_nonce()
    {
        var used = new VaultMessage.NoteNonceUsed(HashOf(A), IsFinal: false, Now);
        var state = Opened.After(Accept(A), See(Fact(1, 0, 9, Placed(1, B)), Fact(1, 1, 9, Placed(2, A))));
        state.LifeOf(A).ShouldBe(BidLife.Accepted, "an equal bid is not this one while the nonce is free");
        var found = state.After(used);
        (found.LifeOf(A), found.Known(A).Outcome!.Number, found.Bids.Waiting.Count)
            .ShouldBe((BidLife.Included, 2, 0));
        var back = found.After(new VaultMessage.RollBack(Next - 1));
        (back.LifeOf(A), back.Bids.Waiting.Values.Single()).ShouldBe((BidLife.Accepted, HashOf(A)));
        var final = state.After(new VaultMessage.Finalize(Next)).After(used);
        final.LifeOf(A).ShouldBe(BidLife.Final, "what it was found by is final already");
    }

    [Fact]
    public void A_withdrawn_bid_that_its_owner_placed_alone_is_found_and_never_comes_back_to_the_relay()
    {
        var state = Opened.After(
            Accept(A), new VaultMessage.WithdrawBid(HashOf(A), Ben, Now), See(Fact(1, 0, 9, Placed(1, A))),
            new VaultMessage.NoteNonceUsed(HashOf(A), false, Now));
        state.LifeOf(A).ShouldBe(BidLife.Included);
        var back = state.After(new VaultMessage.RollBack(Next - 1));
        (back.LifeOf(A), back.Bids.Waiting.Count, back.Bids.Of(Ben).Open).ShouldBe((BidLife.Withdrawn, 0, 0));
    }

    [Fact]
    public void One_placed_bid_is_never_two_signed_ones()
    {
        var state = Opened.After(Accept(A), Accept(Twin), See(Fact(1, 0, 9, Placed(1, A)))).After(
            new VaultMessage.NoteNonceUsed(HashOf(A), false, Now),
            new VaultMessage.NoteNonceUsed(HashOf(Twin), false, Now));
        (state.LifeOf(A), state.LifeOf(Twin)).ShouldBe((BidLife.Included, BidLife.Accepted));
        state.After(new VaultMessage.NoteNonceUsed(HashOf(Twin), IsFinal: true, Now)).Known(Twin).Steps[^1]
            .ShouldBe(new BidStep(BidLife.Refused, Now, null, "NonceUsed"));
    }

    [Fact]
    public void A_rollover_and_another_auctions_bid_are_never_a_signed_one()
    {
        var rollover = Placed(1, A) with { Shares = new(5) };
        var state = Opened.After(Accept(A), See(Fact(1, 0, 9, rollover)));
        VaultEntity.Decide(state, new VaultMessage.NoteNonceUsed(HashOf(A), false, Now)).ShouldBeEmpty();
    }

    [Fact]
    public void A_transaction_holds_so_many_bids_and_so_many_are_under_way()
    {
        var bids = Enumerable.Range(1, 20).SelectMany(owner => Enumerable.Range(1, 40).Select(
            n => Bid(Named(300 + (uint)owner), n, thousandths: 1))).ToArray();
        var state = Opened.After([.. bids.Select(bid => Accept(bid))]);
        var all = Relay(bids);
        state = state.After(all);
        state.Bids.Sendings.Values.Single().Bids.ShouldBe(bids.Take(BidLimits.PerSending).Select(HashOf));
        for (var more = 1; more < BidLimits.OpenSendings; more++) state = state.After(all);
        state.Bids.Sendings.Count.ShouldBe(BidLimits.OpenSendings);
        VaultEntity.Decide(state, all).ShouldBeEmpty();
        state.Bids.Waiting.Count.ShouldBe(bids.Length - BidLimits.OpenSendings * BidLimits.PerSending);
    }

    [Fact]
    public void A_history_keeps_its_first_and_its_newest_steps()
    {
        var state = Sent(A);
        for (uint round = 0; round < BidLimits.Steps; round++)
            state = state.After(See(Fact(1 + round, 0, 7, Placed(1, A))), new VaultMessage.RollBack(Next - 1));
        var steps = state.Known(A).Steps;
        steps.Length.ShouldBe(BidLimits.Steps);
        (steps[0].Life, steps[^1].Life).ShouldBe((BidLife.Accepted, BidLife.Relayed));
    }

    [Fact]
    public void Every_event_about_bids_reads_back_and_folds_to_the_same_state()
    {
        VaultMessage[] story =
        [
            Accept(A), Accept(Bid(Ben, 1, tick: 6), "next"), Accept(B), Accept(Twin), Accept(Whole(Lena, 4)),
            Relay(B, Twin), Note(1, SendingStatus.Pending, 7),
            See(Fact(1, 0, 7, Refused(B, "TransferFromFailed")), Fact(1, 1, 9, Placed(1, Bid(Ben, 1, tick: 6)))),
            new VaultMessage.NoteNonceUsed(HashOf(Bid(Ben, 1, tick: 6)), false, Now),
            Note(1, SendingStatus.Dropped), new VaultMessage.WithdrawBid(HashOf(Twin), Ben, Now),
            new VaultMessage.EndBid(HashOf(Whole(Lena, 4)), BidLife.Expired, null, Now),
        ];
        var (state, copy, kinds) = (Opened, Opened, new HashSet<string>());
        foreach (var happened in story.SelectMany(message =>
        {
            var events = VaultEntity.Decide(state, message);
            state = events.Aggregate(state, FollowedVault.Evolve);
            return events;
        }))
        {
            var text = JournalCodec.Vault.Encode(happened);
            kinds.Add(text.Kind);
            copy = FollowedVault.Evolve(copy, JournalCodec.Vault.Decode(text.Kind, text.Version, text.Data));
        }
        CanonicalText.Of(copy).ShouldBe(CanonicalText.Of(state));
        kinds.Where(kind => kind.StartsWith("Bid")).ShouldBe(
            ["BidAccepted", "BidsRelayed", "BidsSent", "BidFound", "BidsReturned", "BidWithdrawn", "BidEnded"]);
    }

    static IEnumerable<ImmutableArray<T>> Permutations<T>(ImmutableArray<T> items) => items.Length <= 1
        ? [items]
        : items.SelectMany((item, i) => Permutations(items.RemoveAt(i)).Select(rest => rest.Insert(0, item)));
}
