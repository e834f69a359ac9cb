using System.Collections.Frozen;
using System.Globalization;
using System.Numerics;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Fractional.Core;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Loans;
using Fractional.Core.Units;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Fractional.Api.Http;

/// <summary>A refusal of Core or of the contracts as an answer: its name, its sentence and status from docs/errors.md,
/// its numbers as members, and what to do now.</summary>
static partial class RefusalProblems
{
    /// <summary>What tokens and collections of others say, which docs/errors.md does not list.</summary>
    private static readonly (string Name, string Says, int Status)[] OfOthers =
    [
        (nameof(Refusal.InsufficientBalance), "the account has not enough of the token", 422),
        (nameof(Refusal.OwnableUnauthorizedAccount), "only the owner of the contract may do it", 403),
        (nameof(Refusal.Reverted), "a token or a collection refused", 409),
        (nameof(Refusal.Unexplained), "a contract refused without a reason that we know", 409),
    ];

    /// <summary>Rows of docs/errors.md, which this assembly carries: the page and the answers can not differ.</summary>
    private static readonly FrozenDictionary<string, (string Says, int Status)> Rows = ReadRows()
        .Concat(OfOthers).ToFrozenDictionary(row => row.Name, row => (row.Says, row.Status));

    /// <summary>For who meets it while buying, bidding or claiming.</summary>
    private static readonly FrozenDictionary<string, string> Next = new Dictionary<string, string>
    {
        [nameof(Refusal.AuctionNotRunning)] = "Read the auction: it ended, or a batch auction follows it.",
        [nameof(Refusal.AuctionNotOpen)] = "Wait until opensAt; after closesAt anybody may call redo.",
        [nameof(Refusal.ItemNotForSale)] = "Choose an item whose forSale is true.",
        [nameof(Refusal.PriceAboveMax)] = "Wait until the price has fallen to your maximum, or raise it.",
        [nameof(Refusal.DeadlinePassed)] = "Sign again with a later deadline.",
        [nameof(Refusal.BatchNotRunning)] = "Read the auction: its bids are claimed once it is closed.",
        [nameof(Refusal.BiddingOver)] = "Close the auction; anybody may.",
        [nameof(Refusal.BidsSealed)] = "Commit the bid with its deposit, and reveal it later.",
        [nameof(Refusal.TickAboveTop)] = "Name a tick up to topTick.",
        [nameof(Refusal.BidTooSmall)] = "Bid for at least leastQuantity.",
        [nameof(Refusal.BidAboveSupply)] = "Bid for at most the supply.",
        [nameof(Refusal.BidBelowMargin)] = "Bid at the margin or above it.",
        [nameof(Refusal.TickFull)] = "Bid at a neighbouring tick.",
        [nameof(Refusal.WholeBidTooLow)] = "Bid at least the least amount.",
        [nameof(Refusal.EscrowAboveMax)] = "Raise the most escrow, bid lower, or give more shares.",
        [nameof(Refusal.InsufficientBalance)] = "Get more of the token first, or ask for less.",
        [nameof(Refusal.StateForbids)] = "Read the vault's state; this step belongs to another one.",
        [nameof(Refusal.NoLoan)] = "Nothing is owed: there is nothing to preview.",
        [nameof(Refusal.NoAppraisal)] = "Wait until the oracle has a round for the item.",
        [nameof(Refusal.NotEnded)] = "Ask again when the auction has ended.",
        [nameof(Refusal.ZeroShares)] = "Give shares.",
        [nameof(Refusal.BidExpired)] = "Sign again with a later deadline.",
        [nameof(Refusal.NonceUsed)] = "Sign with a nonce that was never used.",
        [nameof(Refusal.SignatureRejected)] = "Sign with the owner's key, for this chain and this contract.",
    }.ToFrozenDictionary();

    /// <summary>403, 409 or 422 as docs/errors.md says.</summary>
    public static ProblemHttpResult Of(Refusal refusal)
    {
        var (says, status) = Rows[refusal.Name];
        var numbers = refusal.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.DeclaringType == refusal.GetType())
            .ToDictionary(
                property => JsonNamingPolicy.CamelCase.ConvertName(property.Name),
                property => Shown(property.GetValue(refusal)));
        var list = string.Join(", ", numbers.Select(number => $"{number.Key} {number.Value}"));
        return Problems.Refused(
            status, Kebab(refusal.Name), list.Length == 0 ? says : $"{says}: {list}", numbers, refusal.Name,
            Next.GetValueOrDefault(refusal.Name));
    }

    /// <summary>PriceAboveMax: price-above-max.</summary>
    public static string Kebab(string name) => Humps().Replace(name, "-$0").ToLowerInvariant();

    private static object? Shown(object? value) => value switch
    {
        Wei wei => wei.ToString(),
        Shares shares => shares.ToString(),
        BigInteger number => number.ToString(CultureInfo.InvariantCulture),
        Timestamp at => at.Seconds,
        Account account => new ChecksumAddress(account).ToString(),
        AuctionId id => id.ToString(),
        LoanId id => id.ToString(),
        Enum word => JsonNamingPolicy.CamelCase.ConvertName(word.ToString()),
        int or ulong or string or null => value,
        _ => value.ToString(),
    };

    private static IEnumerable<(string Name, string Says, int Status)> ReadRows()
    {
        using var page = typeof(RefusalProblems).Assembly.GetManifestResourceStream("errors.md")!;
        var text = new StreamReader(page).ReadToEnd();
        return Row().Matches(text).Select(row => (
            row.Groups[1].Value, row.Groups[2].Value, int.Parse(row.Groups[3].Value, CultureInfo.InvariantCulture)));
    }

    [GeneratedRegex(@"^\| (\w+) \| (.+) \| (\d{3}) \|\r?$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("(?<=[a-z0-9])[A-Z]")]
    private static partial Regex Humps();
}
