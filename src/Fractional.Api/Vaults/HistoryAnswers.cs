using System.Globalization;
using Fractional.Engine;
using Fractional.Engine.Projections;

namespace Fractional.Api.Vaults;

/// <summary>A vault's facts out of the journal, newest first.</summary>
static class HistoryAnswers
{
    public static async Task<IResult> List(
        FractionalEngine engine, HttpContext http, string vault, CancellationToken stop, string? after = null,
        string? limit = null)
    {
        if (Reading.Open(engine, out var now) is { } early) return early;
        if (Parameters.Vault(now.Board, vault, out var found) is { } noVault) return noVault;
        if (PageOf.Read(after, limit, key => TryPlace(key, out _), out var page) is { } wrongPage) return wrongPage;
        TryPlace(page.After ?? "", out var from);
        var start = page.After is null ? HistoryPlace.Newest(now.Board, found.Address) : from;
        var (facts, rest) = await engine.HistoryOf(found.Address, start, page.Limit, stop);
        var final = now.Board.Followed[found.Address].FinalBlock;
        return TypedResults.Ok(page.Of(
            http, now.AsOf(found.Address), [.. facts.Select(fact => EntryOf(fact, final))],
            rest is { } place ? PageOf.CursorOf(KeyOf(place)) : null));
    }

    static HistoryEntryResource EntryOf(HistoryFact seen, ulong final)
    {
        var fact = seen.Fact;
        return new HistoryEntryResource(
            seen.Seq, fact.Event.GetType().Name, EventData.Of(fact.Event), fact.Place.BlockNumber,
            fact.Transaction, Moment.Of(fact.At),
            fact.Place.BlockNumber <= final ? Finality.Finalized : Finality.Pending);
    }

    static string KeyOf(HistoryPlace place) =>
        string.Create(CultureInfo.InvariantCulture, $"{place.Before}/{place.UpToBlock}");

    static bool TryPlace(string key, out HistoryPlace place)
    {
        place = default;
        var parts = key.Split('/');
        if (parts.Length != 2
            || !long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var before)
            || !ulong.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var upTo)) return false;
        place = new HistoryPlace(before, upTo);
        return true;
    }
}
