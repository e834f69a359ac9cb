using Fractional.Chain;
using Fractional.Core.Units;
using Fractional.Engine.Journal;
using Fractional.Engine.Vaults;
using Fractional.Store;

namespace Fractional.Engine.Projections;

/// <summary>Where a reading backwards stands.</summary>
/// <param name="Before">Only events with a smaller number.</param>
/// <param name="UpToBlock">Only facts up to and with this block: what lies above was taken back later.</param>
public readonly record struct HistoryPlace(long Before, ulong UpToBlock)
{
    /// <summary>After everything that a view holds of a vault.</summary>
    public static HistoryPlace Newest(BoardView view, Account vault) => new(view.SeqOf(vault) + 1, ulong.MaxValue);
}

/// <summary>A fact and its number in the journal of its vault.</summary>
public readonly record struct HistoryFact(long Seq, Fact.OfVault Fact);

/// <summary>The facts of one vault as its journal holds them, without those that were taken back.</summary>
public sealed class VaultHistory(IEventStore store)
{
    /// <summary>Events read for one answer, so that a journal full of claims and rollbacks keeps nobody waiting: the
    /// answer is then shorter than asked and says where to go on.</summary>
    private const int MostEvents = 4 * Window;

    /// <summary>Events of one question to the store: a page is at most as long.</summary>
    private const int Window = 500;

    /// <summary>Facts before a place, newest first.</summary>
    /// <param name="most">At least 1.</param>
    /// <returns>The facts, and where to go on; null at the beginning.</returns>
    public async Task<(IReadOnlyList<HistoryFact> Facts, HistoryPlace? Further)> Before(
        Account vault, HistoryPlace place, int most, CancellationToken stop)
    {
        var facts = new List<HistoryFact>();
        for (var read = 0; place.Before > 1 && read < MostEvents;)
        {
            var after = Math.Max(0, place.Before - 1 - Window);
            var events = await Read(vault, after, (int)(place.Before - 1 - after), stop);
            read += events.Count;
            foreach (var (seq, happened) in events.Reverse())
            {
                if (facts.Count == most) return (facts, place);
                place = place with { Before = seq };
                if (happened is VaultJournal.BlocksRolledBack rolled)
                    place = place with { UpToBlock = Math.Min(place.UpToBlock, rolled.To) };
                else if (happened is VaultJournal.FactSeen seen && seen.Fact.Place.BlockNumber <= place.UpToBlock)
                    facts.Add(new HistoryFact(seq, seen.Fact));
            }
        }
        return (facts, place.Before > 1 ? place : null);
    }

    /// <summary>Facts from the first one on, as the board folds them; none that was taken back.</summary>
    /// <param name="upTo">Events up to and with this number.</param>
    public async Task<IReadOnlyList<Fact.OfVault>> All(Account vault, long upTo, CancellationToken stop)
    {
        var facts = new List<Fact.OfVault>();
        for (var after = 0L; after < upTo; after += StoreLimits.MaxRead)
        {
            var most = (int)Math.Min(StoreLimits.MaxRead, upTo - after);
            foreach (var (_, happened) in await Read(vault, after, most, stop))
            {
                if (happened is VaultJournal.FactSeen seen) facts.Add(seen.Fact);
                if (happened is VaultJournal.BlocksRolledBack rolled)
                    facts.RemoveAll(fact => fact.Place.BlockNumber > rolled.To);
            }
        }
        facts.Sort((left, right) => left.Place.CompareTo(right.Place));
        return facts;
    }

    private async Task<IReadOnlyList<(long Seq, VaultJournal Event)>> Read(
        Account vault, long after, int most, CancellationToken stop)
    {
        var stored = await store.ReadEntities([new EntityPosition(Entities.NameOf(vault), after)], most, stop);
        return [.. stored.Select(e => (e.Seq, JournalCodec.Vault.Decode(e.Kind, e.Version, e.Data)))];
    }
}
