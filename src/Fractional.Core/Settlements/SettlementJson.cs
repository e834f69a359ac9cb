using System.Globalization;
using System.Text;
using System.Text.Json;
using Fractional.Core.Auctions.Batch;

namespace Fractional.Core.Settlements;

/// <summary>
/// The statement as text: the same bytes for the same settlement on every machine. Two spaces, "\n", amounts as
/// decimal strings, members in this order; rows on one line each, so that a differing line says what it is of.
/// </summary>
public static class SettlementJson
{
    public const string Format = "fractional settlement 1";

    private static readonly JsonWriterOptions Written = new() { Indented = true, IndentSize = 2, NewLine = "\n" };

    /// <param name="settlement">What is stated.</param>
    /// <param name="hash">Of its inputs, as the chain emits it: 0x and 64 digits.</param>
    /// <returns>The document, ending in a line feed.</returns>
    public static string Of(Settlement settlement, string hash)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Written))
        {
            json.WriteStartObject();
            Members(
                json, ("format", Format), ("hash", hash), ("vault", Text(settlement.Auction.Id.Vault)),
                ("auction", Text(settlement.Auction.Id)), ("loan", Text(settlement.Loan.Id)),
                ("status", Text(settlement.Status)));
            Inputs(json, settlement);
            if (settlement.Batch is { } batch)
            {
                OfBatch(json, batch);
            }
            OfLines(json, settlement);
            if (settlement.Loan.Cover is { } cover)
            {
                json.WriteStartObject("cover");
                Members(json, ("shortfall", Text(cover.Shortfall)), ("amount", Text(cover.Amount)));
                json.WriteEndObject();
            }
            Rows(json, "divisions", settlement.Divisions.Select(Row));
            Rows(json, "payees", settlement.Payees.Select(Row));
            json.WriteStartObject("dust");
            Members(json, ("lenders", Text(settlement.LenderDust)), ("holders", Text(settlement.HolderDust)));
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(bytes.ToArray()) + "\n";
    }

    /// <summary>The first line that differs, from 1, and what each document has there; nothing when they are
    /// equal.</summary>
    public static (int Line, string Expected, string Found)? FirstDifference(string expected, string found)
    {
        var (left, right) = (expected.Split('\n'), found.Split('\n'));
        for (var i = 0; i < Math.Max(left.Length, right.Length); i++)
        {
            var (ofLeft, ofRight) = (LineOf(left, i), LineOf(right, i));
            if (ofLeft != ofRight)
            {
                return (i + 1, ofLeft ?? "the end", ofRight ?? "the end");
            }
        }
        return null;

        static string? LineOf(string[] lines, int index) => index < lines.Length ? lines[index] : null;
    }

    private static void Inputs(Utf8JsonWriter json, Settlement settlement)
    {
        var auction = settlement.Auction;
        json.WriteStartObject("inputs");
        Members(
            json, ("keeperReward", Text(auction.KeeperReward)), ("kickReward", Text(auction.KickReward)),
            ("debt", Text(auction.Debt)), ("penalty", Text(auction.Penalty)), ("feeBps", Text(auction.FeeBps)),
            ("loanUnits", Text(settlement.Loan.Units)), ("repaid", Text(settlement.Loan.Balance.Repaid)),
            ("totalShares", Text(settlement.TotalShares)), ("cashBefore", Text(settlement.CashBefore)));
        Rows(json, "items", auction.Items.Select((item, i) => Object(
            ("index", Text(i)), ("weight", Text(item.Weight)), ("price", Text(item.Price)),
            ("royaltyBps", Text(item.RoyaltyBps)), ("royaltyReceiver", Text(item.RoyaltyReceiver)))));
        json.WriteEndObject();
    }

    private static void OfLines(Utf8JsonWriter json, Settlement settlement)
    {
        var lines = settlement.Lines;
        json.WriteStartObject("lines");
        Members(
            json, ("proceeds", Text(lines.Proceeds)), ("keeper", Text(lines.Keeper)), ("debt", Text(lines.Debt)),
            ("penalty", Text(lines.Penalty)), ("fee", Text(lines.Fee)), ("royalty", Text(lines.Royalty)),
            ("residual", Text(lines.Residual)));
        json.WriteEndObject();
    }

    private static void OfBatch(Utf8JsonWriter json, SettledBatch settled)
    {
        var (terms, clearing) = (settled.Batch.Terms, settled.Clearing);
        json.WriteStartObject("batch");
        Members(
            json, ("status", Text(settled.Batch.Status)), ("supply", Text(terms.Supply)),
            ("reservePrice", Text(terms.Grid.ReservePrice)), ("tickSize", Text(terms.Grid.TickSizeUp)),
            ("clearingPrice", Text(clearing.ClearingPrice)),
            ("margin", clearing.Margin is { } margin ? Text(margin) : "none"),
            ("above", Text(clearing.Above)), ("atMargin", Text(clearing.AtMargin)), ("price", Text(settled.Price)),
            ("credit", Text(settled.Batch.Credit)), ("surplus", Text(settled.Surplus)),
            ("unitsOfLenders", Text(settled.UnitsOfLenders)), ("unitDust", Text(settled.UnitDust)));
        Rows(json, "bids", settled.Bids.Select(Row));
        Rows(json, "lenders", settled.Lenders.Select(Row));
        json.WriteEndObject();
    }

    private static string Row(SettledBid settled)
    {
        var (bid, outcome) = (settled.Bid, settled.Outcome);
        (string, string)[] place = bid.Kind == BidKind.Whole ? [] : [
            ("tick", Text(bid.Units.Tick)), ("quantity", Text(bid.Units.Quantity)),
            ("before", Text(bid.Units.Before)), ("shares", Text(bid.Shares)),
        ];
        return Object([
            ("id", Text(settled.Id)), ("owner", Text(bid.Owner)), ("kind", Text(bid.Kind)), .. place,
            ("escrow", Text(bid.Escrow)), ("fill", Text(outcome.Units)), ("payment", Text(outcome.Paid)),
            ("credit", Text(settled.Credit)), ("refund", Text(settled.Refund)),
            ("sharesBack", Text(outcome.Shares)),
        ]);
    }

    private static string Row(SettledLender settled) => Object(
        ("account", Text(settled.Lender)), ("loanUnits", Text(settled.LoanUnits)), ("units", Text(settled.Units)));

    private static string Row(Division division) => Object(
        ("what", division.What), ("left", Text(division.Left)), ("right", Text(division.Right)),
        ("divisor", Text(division.Divisor)), ("direction", division.IsUp ? "up" : "down"),
        ("result", Text(division.Result)), ("remainder", Text(division.Remainder)));

    private static string Row(Payee payee)
    {
        (string, string)[] part = payee.Line switch
        {
            Payee.Lender => [("units", Text(payee.Part))],
            Payee.Holder => [("shares", Text(payee.Part))],
            _ => [],
        };
        return Object([
            ("line", payee.Line), ("account", Text(payee.Account)), .. part, ("amount", Text(payee.Amount)),
        ]);
    }

    private static void Members(Utf8JsonWriter json, params ReadOnlySpan<(string Name, string Text)> members)
    {
        foreach (var (name, text) in members)
        {
            json.WriteString(name, text);
        }
    }

    private static void Rows(Utf8JsonWriter json, string name, IEnumerable<string> rows)
    {
        var indent = "\n" + new string(' ', Written.IndentSize * json.CurrentDepth);
        var lines = string.Join(",", rows.Select(row => indent + "  " + row));
        json.WritePropertyName(name);
        json.WriteRawValue(lines.Length == 0 ? "[]" : "[" + lines + indent + "]");
    }

    /// <summary>On one line. Names, digits and hex need no escapes.</summary>
    private static string Object(params IEnumerable<(string Name, string Text)> members) =>
        "{" + string.Join(", ", members.Select(member => $"\"{member.Name}\": \"{member.Text}\"")) + "}";

    private static string Text<T>(T value) where T : notnull =>
        value is IFormattable number ? number.ToString(null, CultureInfo.InvariantCulture) : value.ToString()!;
}
