using System.Text.Json.Nodes;
using Fractional.Api;
using Fractional.Core.Proceeds;
using Fractional.Core.Units;
using Shouldly;

namespace Fractional.Tests.Api;

/// <summary>Reads what the API showed.</summary>
internal static class Shown
{
    public static string? Text(this JsonNode node, string field) => node[field]?.GetValue<string>();

    public static int Number(this JsonNode node, string field) => node[field]!.GetValue<int>();

    public static ulong Unix(this JsonNode node, string field) => node[field]!["unix"]!.GetValue<ulong>();

    public static IEnumerable<string?> Each(this JsonNode node, string list, string field) =>
        node[list]!.AsArray().Select(entry => entry!.Text(field));

    public static JsonArray List(this JsonNode node, string list) => node[list]!.AsArray();

    /// <summary>As the API writes an address.</summary>
    public static string Address(Account account) => new ChecksumAddress(account).ToString();

    public static void ShouldShow(this JsonNode shown, Split split)
    {
        shown.Text("proceeds").ShouldBe(split.Proceeds.ToString());
        shown.Text("keeper").ShouldBe(split.Keeper.ToString());
        shown.Text("debt").ShouldBe(split.Debt.ToString());
        shown.Text("penalty").ShouldBe(split.Penalty.ToString());
        shown.Text("fee").ShouldBe(split.Fee.ToString());
        shown.Text("royalty").ShouldBe(split.Royalty.ToString());
        shown.Text("residual").ShouldBe(split.Residual.ToString());
    }
}
