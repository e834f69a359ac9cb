using Fractional.Engine.Journal;
using Fractional.Engine.Vaults;
using Shouldly;
using Xunit;

namespace Fractional.Tests.Engine.Journal;

public sealed class JournalCodecTests
{
    /// <summary>A row as an earlier build wrote it: it must be read for ever.</summary>
    private const string OldTake =
        """
        {"fact":{"vault":"0x00000000000000000000000000000000000000aa","event":{"type":"LotTaken",
        "id":"13468787627424937390902471557121","itemIndex":0,
        "taker":"0x000000000000000000000000000000000000000c","receiver":"0x000000000000000000000000000000000000000c",
        "price":"50000000000000000000","raised":"50000000000000000000"},
        "place":{"blockNumber":7,"blockHash":"0x1111111111111111111111111111111111111111111111111111111111111111",
        "logIndex":2},"at":1800000000,
        "transaction":"0x2222222222222222222222222222222222222222222222222222222222222222"}}
        """;

    [Fact]
    public void The_kinds_of_the_journal_are_these() =>
        JournalCodec.Vault.Kinds.Select(k => k.Kind).ShouldBe(
            [
                "FactSeen", "BlocksRolledBack", "FactsFinalized", "ActionClaimed", "ActionSent", "ActionEnded",
                "BidAccepted", "BidsRelayed", "BidsSent", "BidsReturned", "BidFound", "BidWithdrawn", "BidEnded",
            ],
            ignoreOrder: true);

    [Fact]
    public void Every_record_of_a_story_reads_back_as_it_was()
    {
        var state = FollowedVault.Unknown;
        foreach (var happened in VaultEntity.Decide(state, FollowedStory.See(FollowedStory.Facts)))
        {
            var text = JournalCodec.Vault.Encode(happened);
            JournalCodec.Vault.Decode(text.Kind, text.Version, text.Data).ShouldBe(happened);
        }
    }

    [Fact]
    public void A_row_of_an_earlier_build_is_read_and_an_unknown_event_is_not()
    {
        var read = JournalCodec.Vault.Decode("FactSeen", 1, OldTake).ShouldBeOfType<VaultJournal.FactSeen>();
        read.Fact.Place.BlockNumber.ShouldBe(7ul);
        read.Fact.Event.GetType().Name.ShouldBe("LotTaken");
        Should.Throw<System.Text.Json.JsonException>(
            () => JournalCodec.Vault.Decode("FactSeen", 1, OldTake.Replace("LotTaken", "LotStolen")));
        Should.Throw<System.Text.Json.JsonException>(
            () => JournalCodec.Vault.Decode("FactSeen", 1, OldTake.Replace("\"raised\"", "\"risen\"")));
    }
}
