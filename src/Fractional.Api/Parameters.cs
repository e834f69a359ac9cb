using System.Globalization;
using System.Text.Json;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Units;
using Fractional.Core.Vaults;
using Fractional.Engine.Projections;

namespace Fractional.Api;

/// <summary>Reads what stands in a path or a query, and names what is wrong with it.</summary>
static class Parameters
{
    public static IResult? Address(string field, string? given, out Account account)
    {
        account = default;
        if (given is null || !ChecksumAddress.TryRead(given, out var address))
            return Problems.Malformed(field, given, ChecksumAddress.Expected);
        account = address.Account;
        return null;
    }

    /// <summary>A filter: none when it was not given.</summary>
    public static IResult? Address(string field, string? given, out Account? account)
    {
        account = null;
        if (given is null) return null;
        var problem = Address(field, given, out Account found);
        account = found;
        return problem;
    }

    /// <summary>A filter by a word of a closed list: none when it was not given.</summary>
    public static IResult? Word<T>(string field, string? given, out T? word) where T : struct, Enum
    {
        word = null;
        if (given is null) return null;
        foreach (var value in Enum.GetValues<T>().Where(value => WordOf(value) == given))
        {
            word = value;
            return null;
        }
        return Problems.Malformed(field, given, "one of " + string.Join(", ", Words<T>()));
    }

    /// <summary>A moment as a block states it.</summary>
    public static IResult? Time(string field, string? given, Timestamp otherwise, out Timestamp at)
    {
        at = otherwise;
        if (given is null) return null;
        if (!ulong.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || seconds > Timestamp.MaxSeconds)
            return Problems.Malformed(field, given, $"unix seconds, at most {Timestamp.MaxSeconds}");
        at = new Timestamp(seconds);
        return null;
    }

    /// <summary>An amount of wei that a row or a limit may name.</summary>
    public static IResult? Amount(string field, string? given, Wei largest, out Wei? amount)
    {
        amount = null;
        if (given is null) return null;
        if (!Digits.TryRead(given, out var digits) || digits.Value > largest.Value)
            return Problems.Malformed(field, given, $"wei as decimal digits, at most {largest}");
        amount = new Wei((UInt128)digits.Value);
        return null;
    }

    public static IResult? Vault(BoardView board, string given, out Vault vault)
    {
        vault = null!;
        if (Address("vault", given, out Account address) is { } problem) return problem;
        vault = board.Find(address)!;
        return vault is null ? Problems.NotFound("vault", given) : null;
    }

    public static IResult? Auction(BoardView board, string given, out Vault vault, out DutchAuction auction)
    {
        (vault, auction) = (null!, null!);
        if (!Digits.TryRead(given, out var id))
            return Problems.Malformed("id", given, "the decimal id of an auction");
        auction = board.AuctionOf(id.Value)!;
        if (auction is null) return Problems.NotFound("auction", given);
        vault = board.Find(auction.Id.Vault)!;
        return null;
    }

    /// <summary>The words of a closed list.</summary>
    public static IReadOnlyList<string> Words<T>() where T : struct, Enum => [.. Enum.GetValues<T>().Select(WordOf)];

    private static string WordOf<T>(T value) where T : struct, Enum =>
        JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
