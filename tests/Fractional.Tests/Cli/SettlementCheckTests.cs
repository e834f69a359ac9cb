using Fractional.Chain;
using Fractional.Chain.JsonRpc;
using Fractional.Cli;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Loans;
using Fractional.Core.Units;
using Fractional.Core.Vaults;
using Fractional.Tests.Core.Vaults;
using Shouldly;
using Xunit;
using static Fractional.Tests.Core.Vaults.VaultStory;

namespace Fractional.Tests.Cli;

/// <summary>A settlement held against its log: a true one passes, and every number changed is named with its
/// line.</summary>
public sealed class SettlementCheckTests
{
    readonly WitnessedStory witnessed = new(new VaultStory());
    readonly int settledAt;
    readonly Hash32 hash;

    public SettlementCheckTests()
    {
        var story = witnessed.Story;
        witnessed.Round(100);
        story.Do(Alice, new OpenLoan([story.Offer(story.Terms, Ether(30))], Alice));
        witnessed.Pass(93 * Duration.Day);
        witnessed.Round(100);
        story.Do(Keeper, new Kick());
        story.WaitUntil(story.Auction.StartsAt.Seconds + 20 * 3_600);
        story.TakeItem(Bob);
        settledAt = story.Log.FindIndex(e => e.Event is AuctionSettled);
        hash = StatementHash.Of(Check(story.Log, null).Settlement!);
    }

    [Fact]
    public void A_true_settlement_has_no_fault_and_its_document_names_the_hash()
    {
        var check = Check(witnessed.Story.Log, hash);
        check.Fault.ShouldBeNull();
        check.Document.Split('\n')[2].ShouldBe($"  \"hash\": \"{hash}\",");
        check.FaultOf(check.Document).ShouldBeNull();
    }

    [Fact]
    public void A_hash_that_is_another_or_missing_is_the_third_line()
    {
        var other = Hash32.Parse("0x" + new string('1', 64));
        Check(witnessed.Story.Log, other).Fault.ShouldBe(
            $"line 3: the rules give \"hash\": \"{hash}\", the chain's events say \"hash\": \"{other}\"");
        Check(witnessed.Story.Log, null).Fault.ShouldNotBeNull().ShouldContain("\"none\"");
    }

    [Theory]
    [InlineData("Proceeds")]
    [InlineData("Keeper")]
    [InlineData("Debt")]
    [InlineData("Penalty")]
    [InlineData("Fee")]
    [InlineData("Royalty")]
    [InlineData("Residual")]
    public void A_line_that_is_off_by_a_wei_is_named_with_both_numbers(string line)
    {
        var property = typeof(AuctionSettled).GetProperty(line)!;
        var amount = (Wei)property.GetValue(witnessed.Story.Log[settledAt].Event)!;
        var more = amount + new Wei(1);
        var fault = Check(witnessed.Changed(settledAt, property, more), hash).Fault.ShouldNotBeNull();
        var name = line.ToLowerInvariant();
        fault.ShouldContain($"the rules give \"{name}\": \"{amount}\"");
        fault.ShouldContain($"the chain's events say \"{name}\": \"{more}\"");
        fault.ShouldStartWith("line ");
    }

    [Fact]
    public void An_event_before_it_that_is_wrong_is_named_itself()
    {
        var taken = witnessed.Story.Log.FindIndex(e => e.Event is LotTaken);
        var changed = witnessed.Changed(taken, typeof(LotTaken).GetProperty(nameof(LotTaken.Price))!, Ether(1));
        var check = Check(changed, hash);
        check.Fault.ShouldNotBeNull().ShouldContain("LotTaken.Price");
        check.Settlement.ShouldBeNull();
    }

    [Fact]
    public void A_settlement_that_is_not_in_the_log_is_refused() => Should.Throw<UserException>(
        () => Check(witnessed.Story.Log[..settledAt], hash)).Message.ShouldContain("not among the vault's logs");

    [Fact]
    public void A_document_of_somebody_else_is_compared_line_by_line()
    {
        var check = Check(witnessed.Story.Log, hash);
        check.FaultOf(check.Document.Replace("\"Settled\"", "\"Covered\"")).ShouldBe(
            "line 7: the rules give \"status\": \"Settled\", the file says \"status\": \"Covered\"");
        check.FaultOf(check.Document[..^2]).ShouldNotBeNull().ShouldContain("the file says");
    }

    SettlementCheck Check(IReadOnlyList<Recorded<VaultEvent>> log, Hash32? found)
    {
        var place = witnessed.Story.Log[settledAt];
        return SettlementCheck.Of(
            log, witnessed.Oracle.Log, witnessed.Story.FundLog, witnessed.Story.Protocol,
            new SettlementLog(witnessed.Story.AuctionId, place.Block, place.LogIndex, found));
    }
}
