using Fractional.Core;
using Fractional.Core.Units;
using Fractional.Core.Valuation;
using Shouldly;
using Xunit;
using static Fractional.Tests.Core.Vaults.VaultStory;

namespace Fractional.Tests.Core.Valuation;

public sealed class AppraisalOracleTests
{
    private readonly OracleStory story = new();

    [Fact]
    public void A_round_of_two_signers_or_of_too_little_weight_is_refused()
    {
        story.Refuses(story.RoundOf(1, 2), new Refusal.QuorumMissing(2, 3));
        story.Do(new SetSigner(OracleStory.Signers[0], 99));
        story.Refuses(story.RoundOf(1, 2, 3), new Refusal.WeightMissing(299, 300));
    }

    [Fact]
    public void A_round_ascends_by_value_and_then_by_signer()
    {
        story.Refuses(story.RoundOf(1, 3, 2), new Refusal.NotSorted(2));
        var round = story.RoundOf(1, 1, 1);
        story.Refuses(new SubmitRound([round.Appraisals[0], round.Appraisals[0], round.Appraisals[1]]),
            new Refusal.NotSorted(1));
        story.Try(round).IsRefused.ShouldBeFalse();
    }

    [Fact]
    public void A_round_is_about_one_item_and_each_signer_speaks_once()
    {
        var round = story.RoundOf(1, 2, 3);
        var other = new Item(Collection, 1);
        story.Refuses(With(round, 1, a => a with { Item = other }), new Refusal.ItemMixed(1));
        var again = round.Appraisals[2] with { Signature = round.Appraisals[0].Signature };
        story.Refuses(
            round with { Appraisals = round.Appraisals.SetItem(2, again) },
            new Refusal.SignerRepeated(OracleStory.Signers[0]));
        story.Do(new SetSigner(OracleStory.Signers[1], 0));
        story.Refuses(round, new Refusal.SignerUnknown(OracleStory.Signers[1]));
    }

    [Fact]
    public void A_value_of_nothing_or_above_two_to_the_120_is_refused()
    {
        var limit = new Wei(UInt128.One << 120);
        var round = story.RoundOf(0, 1, 2);
        story.Refuses(round, new Refusal.AppraisalOutOfRange(Wei.Zero, limit));
        var above = limit + new Wei(1);
        story.Refuses(
            With(story.RoundOf(1, 2, 3), 2, a => a with { Value = above }),
            new Refusal.AppraisalOutOfRange(above, limit));
    }

    [Fact]
    public void An_appraisal_is_neither_of_the_future_nor_dead_nor_old()
    {
        var round = story.RoundOf(1, 2, 3);
        var now = story.Now;
        story.Refuses(
            With(round, 0, a => a with { ObservedAt = now + 1 }), new Refusal.ObservedInFuture(now + 1, now));
        story.Refuses(With(round, 0, a => a with { ValidUntil = now }), new Refusal.AppraisalExpired(now, now));
        var oldest = new Timestamp(now.Seconds - AppraisalOracle.MaxAgeSeconds);
        var older = new Timestamp(oldest.Seconds - 1);
        story.Refuses(With(round, 0, a => a with { ObservedAt = older }), new Refusal.AppraisalTooOld(older, oldest));
        story.Try(With(round, 0, a => a with { ObservedAt = oldest })).IsRefused.ShouldBeFalse();
    }

    [Fact]
    public void A_nonce_is_used_once_and_a_signature_must_be_the_signers()
    {
        var round = story.RoundOf(1, 2, 3);
        var signed = round.Appraisals[0];
        var nonce = signed.Appraisal.Nonce;
        var replayed = signed with { Signature = signed.Signature with { LastNonce = nonce } };
        story.Refuses(
            round with { Appraisals = round.Appraisals.SetItem(0, replayed) },
            new Refusal.NonceNotGreater(nonce, nonce));
        var forged = signed with { Signature = signed.Signature with { IsSigned = false } };
        story.Refuses(
            round with { Appraisals = round.Appraisals.SetItem(0, forged) },
            new Refusal.SignatureRejected(OracleStory.Signers[0]));
    }

    [Fact]
    public void Rounds_of_one_item_keep_half_an_hour_apart()
    {
        story.Submit(story.RoundOf(100, 100, 100));
        var earliest = story.Now.Seconds + 1_800;
        story.Wait(1_799);
        story.Refuses(story.RoundOf(100, 100, 100), new Refusal.ObservedNotLater(story.Now, earliest));
        story.Wait(1);
        story.Submit(story.RoundOf(100, 100, 100));
    }

    [Fact]
    public void A_round_needs_a_known_collection_and_seven_days_of_floors()
    {
        var young = new OracleStory(withFloors: false);
        young.Refuses(young.RoundOf(1, 2, 3), new Refusal.HistoryTooShort(0, 7 * Duration.Day));
        young.Floor(Ether(10));
        young.Wait(7 * Duration.Day - 1);
        young.Refuses(young.RoundOf(1, 2, 3), new Refusal.HistoryTooShort(7 * Duration.Day - 1, 7 * Duration.Day));
        young.Wait(1);
        young.Submit(young.RoundOf(1, 2, 3));
        young.Do(new SetCollection(Collection, 0, Bps.Zero));
        young.Wait(3_600);
        young.Refuses(young.RoundOf(1, 2, 3), new Refusal.CollectionUnknown(Collection));
    }

    [Fact]
    public void Floors_of_one_collection_keep_three_hours_apart()
    {
        story.Floor(Ether(1_000));
        var earliest = story.Now.Seconds + 10_800;
        story.Wait(10_799);
        var early = new SubmitFloor([.. OracleStory.Signers[..3].Select(signer => new PresentedFloorReport(
            new FloorReport(Collection, Ether(1), story.Now, story.Now + 1, 1_000),
            new Signature(signer, 0, IsSigned: true, IsNewcomer: false)))]);
        story.Refuses(early, new Refusal.ObservedNotLater(story.Now, earliest));
        var unknown = early with
        {
            Reports = [.. early.Reports.Select(r => r with { Report = r.Report with { Collection = Bob } })],
        };
        story.Refuses(unknown, new Refusal.CollectionUnknown(Bob));
    }

    [Fact]
    public void Settings_have_limits_and_there_are_64_signers_for_ever()
    {
        story.Refuses(new SetSigner(Bob, 1_001), new Refusal.SettingOutOfRange("weight", 1_001, 1_000));
        story.Refuses(new SetCollection(Bob, 1_000_001, Bps.Zero),
            new Refusal.SettingOutOfRange("rarityCapBps", 1_000_001, 1_000_000));
        story.Refuses(new SetCollection(Bob, 1, new Bps(7_001)),
            new Refusal.SettingOutOfRange("forcedSaleDiscountBps", 7_001, 7_000));
        for (byte i = 100; i < 159; i++)
        {
            story.Do(new SetSigner(Named(i), 1));
        }
        story.Refuses(new SetSigner(Bob, 1), new Refusal.SignerLimit(64));
        story.Do(new SetSigner(OracleStory.Signers[0], 0));
    }

    [Fact]
    public void The_first_round_is_valued_by_its_median_and_haircut()
    {
        story.Submit(story.RoundOf(90, 100, 120)).Single().ShouldBe(new RoundAccepted(
            OracleStory.Item, Ether(100), Ether(100), Ether(100), Ether(80), Ether(100), new Bps(1_000), story.Now));
    }

    [Fact]
    public void A_value_rises_slowly_to_borrow_against_and_falls_at_once()
    {
        story.Submit(story.RoundOf(100, 100, 100));
        story.Wait(Duration.Day);
        story.Submit(story.RoundOf(200, 200, 200));
        story.Valuation.LimitedValue.ShouldBe(Ether(150));
        story.Valuation.BorrowValue.ShouldBe(Ether(135));
        story.Wait(Duration.Day);
        story.Submit(story.RoundOf(50, 50, 50));
        story.Valuation.LimitedValue.ShouldBe(Ether(50));
    }

    [Fact]
    public void A_crash_reaches_the_liquidation_value_over_a_day()
    {
        story.Submit(story.RoundOf(100, 100, 100));
        story.Wait(2 * Duration.Day);
        story.Submit(story.RoundOf(40, 40, 40));
        story.Valuation.LiquidationValue.ShouldBe(Ether(100));
        story.Wait(Duration.Day / 2);
        story.Valuation.LiquidationValue.ShouldBe(Ether(70));
        story.Wait(1);
        story.Valuation.LiquidationValue.ShouldBe(Wei.Parse("69999305555555555556"), "rounded up");
        story.Wait(Duration.Day / 2 - 1);
        story.Valuation.LiquidationValue.ShouldBe(Ether(40));
    }

    [Fact]
    public void An_appraisal_above_the_rarity_cap_counts_as_the_cap()
    {
        story.Submit(story.RoundOf(6_000, 6_000, 6_000));
        story.Valuation.Appraisal.ShouldBe(Ether(6_000));
        story.Valuation.SpotValue.ShouldBe(Ether(5_000));
    }

    [Fact]
    public void Appraisals_as_far_apart_as_can_be_make_a_round_and_not_a_fault()
    {
        var most = new Wei(UInt128.One << 120);
        var round = With(story.RoundOf(1, 2, 3), 0, a => a with { Value = new Wei(1) });
        story.Submit(With(round, 2, a => a with { Value = most }));
        story.Valuation.DispersionBps.ShouldBe(new Bps(9_999));
        story.Valuation.BorrowValue.ShouldBe(new Wei(Ether(2).Value * 4 / 10));
    }

    [Fact]
    public void An_item_that_was_never_appraised_has_no_values() =>
        story.Oracle.ValuationOf(new Item(Collection, 9), story.Now).ShouldBeNull();

    private static SubmitRound With(SubmitRound round, int index, Func<Appraisal, Appraisal> change)
    {
        var given = round.Appraisals[index];
        return new SubmitRound(round.Appraisals.SetItem(index, given with { Appraisal = change(given.Appraisal) }));
    }
}
