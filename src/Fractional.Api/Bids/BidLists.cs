using System.Globalization;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Units;
using Fractional.Engine;
using Fractional.Engine.Vaults;

namespace Fractional.Api.Bids;

/// <summary>The lists of bids: of an auction, and of an account.</summary>
static class BidLists
{
    /// <summary>By number those that lie in the auction, then those that do not, in the order of their
    /// acceptance.</summary>
    public static IResult OfAuction(
        FractionalEngine engine, HttpContext http, string id, string? owner = null, string? after = null,
        string? limit = null)
    {
        if (Reading.Open(engine, out var now) is { } early) return early;
        if (Parameters.Auction(now.Board, id, out var vault, out var auction) is { } wrongId) return wrongId;
        if (Parameters.Address("owner", owner, out Account? of) is { } wrongOwner) return wrongOwner;
        if (PageOf.Read(after, limit, key => TryPlace(key, out _), out var page) is { } wrongPage) return wrongPage;
        TryPlace(page.After ?? "0/0", out var last);
        var found = In(now.Board.Followed[vault.Address], auction.Id)
            .Where(bid => (of is null || bid.Owner == of) && PlaceOf(bid).CompareTo(last) > 0)
            .OrderBy(PlaceOf);
        return TypedResults.Ok(page.Of(
            http, now.AsOf(vault.Address), found, bid => bid.Resource(now), bid => KeyOf(PlaceOf(bid))));
    }

    /// <summary>First every signature that can still be used, then the others, newest first.</summary>
    public static IResult OfAccount(
        FractionalEngine engine, HttpContext http, string account, string? after = null, string? limit = null)
    {
        if (Reading.Open(engine, out var now) is { } early) return early;
        if (Parameters.Address("account", account, out Account owner) is { } wrongAccount) return wrongAccount;
        if (PageOf.Read(after, limit, key => TryRank(key, out _), out var page) is { } wrongPage) return wrongPage;
        TryRank(page.After ?? "", out var last);
        var found = now.Board.Followed.Values.SelectMany(followed => Of(followed, owner))
            .Select(bid => (Bid: bid, Rank: RankOf(bid, now)))
            .Where(one => page.After is null || one.Rank.CompareTo(last) > 0).OrderBy(one => one.Rank);
        return TypedResults.Ok(page.Of(
            http, now.AsOf(), found, one => one.Bid.Resource(now), one => KeyOf(one.Rank)));
    }

    private static IEnumerable<BidShown> In(FollowedVault followed, AuctionId auction)
    {
        foreach (var number in followed.Bids.In(auction.Number).Placed.Keys)
            yield return BidShown.Of(followed, auction, number)!.Value;
        foreach (var known in followed.Bids.Known.Values)
            if (known.Bid.Auction == auction && !known.IsPlaced) yield return BidShown.Of(followed, known);
    }

    private static IEnumerable<BidShown> Of(FollowedVault followed, Account owner)
    {
        foreach (var hash in followed.Bids.Of(owner).All) yield return BidShown.Of(followed, followed.Bids.Known[hash]);
        foreach (var (auction, bids) in followed.Bids.Auctions)
        {
            var id = new AuctionId(followed.Now.Vault.Address, auction);
            foreach (var (number, placed) in bids.Placed)
                if (placed.Owner == owner && placed.Bid is null)
                    yield return BidShown.Of(followed, id, number)!.Value;
        }
    }

    private static (int Part, long Order) PlaceOf(BidShown bid) =>
        bid.Number is { } number ? (1, number) : (2, bid.Known!.Order);

    private static string KeyOf((int Part, long Order) place) =>
        string.Create(CultureInfo.InvariantCulture, $"{place.Part}/{place.Order}");

    private static bool TryPlace(string key, out (int Part, long Order) place)
    {
        place = default;
        var parts = key.Split('/');
        return parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out place.Part)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out place.Order);
    }

    private static (int Part, ulong SecondsBack, string Id) RankOf(BidShown bid, Reading now) =>
        (bid.CanExecute(now) ? 1 : 2, Timestamp.MaxSeconds - bid.Since.Seconds, bid.Id);

    private static string KeyOf((int Part, ulong SecondsBack, string Id) rank) =>
        string.Create(CultureInfo.InvariantCulture, $"{rank.Part}/{rank.SecondsBack}/{rank.Id}");

    private static bool TryRank(string key, out (int Part, ulong SecondsBack, string Id) rank)
    {
        rank = default;
        var parts = key.Split('/');
        if (parts.Length != 3
            || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var part)
            || !ulong.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var back)) return false;
        rank = (part, back, parts[2]);
        return true;
    }
}
