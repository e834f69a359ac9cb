using System.Text.RegularExpressions;
using Fractional.Browser.Harness;
using Fractional.Core.Auctions.Dutch;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Fractional.Browser;

/// <summary>A server that lies about what is to be signed: the page reads the bytes, says what is wrong, and hands
/// nothing to the wallet.</summary>
[Collection(World.Name)]
public sealed class RefusalStory(World world)
{
    const string Stranger = "00000000000000000000000000000000deadbeef";

    [BrowserFact]
    public async Task Bytes_that_do_something_else_than_the_page_was_asked_for_can_not_be_signed()
    {
        var auction = await world.Kick(world.TakeRipe());
        var spender = Hex(world.Stage.Deployment.DutchAuction.Address);
        var unasked = world.Cast.Bidders[0];
        await Refuses(auction, unasked, "which is none of our contracts",
            told => Regex.Replace(told, $"(\"to\":\"0x){spender}", "${1}" + Stranger, RegexOptions.IgnoreCase));
        await Refuses(auction, unasked, "you asked for",
            told => told.Replace(Hex(unasked.Account), Stranger, StringComparison.OrdinalIgnoreCase));

        var approving = world.Cast.Crowd[7];
        await world.Fund(approving, auction.Top);
        var other = Hex(world.Stage.Deployment.BatchAuction.Address);
        await Refuses(auction, approving, "That is not the contract you are dealing with.",
            told => Regex.Replace(told, $"(\"spender\":\"0x){spender}", "${1}" + other, RegexOptions.IgnoreCase));
        await Refuses(auction, approving, "That is not the contract you are dealing with.",
            told => Approval.Replace(told, "${1}" + Stranger + "$3"));
        await Refuses(auction, approving, "It would let the contract take without a limit",
            told => Approval.Replace(told, "${1}${2}" + new string('f', 64)));
        await Refuses(auction, approving, "you asked for",
            told => Approval.Replace(told, "${1}${2}" + new string('0', 63) + "1"));
    }

    /// <summary>The bytes of approve(spender, amount).</summary>
    static readonly Regex Approval = new("(0x095ea7b30{24})([0-9a-f]{40})([0-9a-f]{64})");

    async Task Refuses(DutchAuction auction, Cli.Demo.Actor buyer, string says, Func<string, string> lie)
    {
        var wallet = world.WalletOf(buyer);
        await using var visit = await world.Visit(wallet);
        await visit.Page.RouteAsync("**/v1/transactions", async route =>
        {
            var answer = await route.FetchAsync();
            await route.FulfillAsync(new() { Response = answer, Body = lie(await answer.TextAsync()) });
        });
        await visit.Open($"auctions/{auction.Id.ToNumber()}");
        await visit.Connect();
        await visit.Button("Review the take").ClickAsync();
        await visit.Sheet().Sees("The page does not hand this to your wallet.");
        await visit.Sheet().Sees(says);
        await visit.Show($"refused-{Regex.Replace(says, "\\W+", "-")}");
        await Expect(visit.Sheet().Button("Sign in the wallet")).ToHaveCountAsync(0);
        wallet.Requests.ShouldNotContain(asked => asked.Method == "eth_sendTransaction");
    }

    static string Hex(Core.Units.Account account) => account.ToString()[2..];
}
