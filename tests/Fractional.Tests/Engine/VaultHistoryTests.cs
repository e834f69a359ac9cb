using Fractional.Chain;
using Fractional.Core.Units;
using Fractional.Core.Vaults;
using Fractional.Engine.Journal;
using Fractional.Engine.Projections;
using Fractional.Engine.Vaults;
using Fractional.Store;
using Shouldly;
using Xunit;
using static Fractional.Tests.Chain.SimulatedSetting;

namespace Fractional.Tests.Engine;

/// <summary>A vault's facts read backwards: each once, whatever the page, and none that was taken back.</summary>
public sealed class VaultHistoryTests
{
    private static readonly Account Vault = Named(77);
    private readonly MemoryEventStore store = new(1, TimeProvider.System);
    private long seq;

    [Fact]
    public async Task An_unknown_vault_has_no_history()
    {
        var (facts, further) = await new VaultHistory(store).Before(Vault, new(1, ulong.MaxValue), 10, default);
        facts.ShouldBeEmpty();
        further.ShouldBeNull();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(500)]
    public async Task What_was_taken_back_is_not_told_on_any_page(int limit)
    {
        await Journal(
            Seen(10, 1), Seen(11, 2), Seen(12, 3), new VaultJournal.BlocksRolledBack(10), Seen(11, 4),
            new VaultJournal.ActionEnded("k", ActionEnd.Done, null), Seen(12, 5), new VaultJournal.BlocksRolledBack(11),
            new VaultJournal.FactsFinalized(10), Seen(12, 6), Seen(13, 7));
        var told = await All(limit);
        told.Select(fact => AmountOf(fact.Fact)).ShouldBe([7, 6, 4, 1]);
        told.Select(fact => fact.Seq).ShouldBe([11, 10, 5, 1]);
        var forward = await new VaultHistory(store).All(Vault, seq, default);
        forward.Select(AmountOf).ShouldBe([1, 4, 6, 7]);
        (await new VaultHistory(store).All(Vault, 3, default)).Select(AmountOf).ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task A_long_journal_comes_in_bounded_answers_each_fact_once()
    {
        for (ulong block = 1; block <= 60; block++)
        {
            await Journal([.. Enumerable.Range(0, 50).Select(i => i == 0
                ? Seen(block, (int)block)
                : (VaultJournal)new VaultJournal.ActionEnded("k", ActionEnd.Expired, null))]);
        }
        var (facts, further) = await new VaultHistory(store).Before(
            Vault, new(seq + 1, ulong.MaxValue), 500, default);
        facts.Count.ShouldBeLessThan(60, "2,000 events are read for one answer");
        further.ShouldNotBeNull();
        (await All(500)).Select(fact => AmountOf(fact.Fact)).ShouldBe(Enumerable.Range(1, 60).Reverse());
        (await All(7)).Select(fact => AmountOf(fact.Fact)).ShouldBe(Enumerable.Range(1, 60).Reverse());
    }

    private async Task<List<HistoryFact>> All(int limit)
    {
        var history = new VaultHistory(store);
        var told = new List<HistoryFact>();
        for (HistoryPlace? place = new HistoryPlace(seq + 1, ulong.MaxValue); place is { } from;)
        {
            (var facts, place) = await history.Before(Vault, from, limit, default);
            facts.Count.ShouldBeLessThanOrEqualTo(limit);
            told.AddRange(facts);
        }
        return told;
    }

    private async Task Journal(params VaultJournal[] events)
    {
        var lease = await store.Acquire(0, "test", TimeSpan.FromMinutes(1));
        var first = seq + 1;
        var rows = events.Select(happened =>
        {
            var (kind, version, data) = JournalCodec.Vault.Encode(happened);
            return new NewEvent(Entities.NameOf(Vault), ++seq, kind, version, data, null, DateTimeOffset.UnixEpoch);
        }).ToList();
        await store.Append(new ShardBatch(0, lease!.Epoch, first, rows, []));
    }

    private static VaultJournal Seen(ulong block, int amount) => new VaultJournal.FactSeen(new Fact.OfVault(
        new FactPlace(block, default, (uint)amount), Start, default, Vault,
        new Transfer(Ada, Ben, new Shares((UInt128)amount))));

    private static int AmountOf(Fact.OfVault fact) => (int)((Transfer)fact.Event).Amount.Value;
}
