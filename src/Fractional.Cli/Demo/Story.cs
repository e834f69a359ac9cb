using Fractional.Core.Auctions.Batch;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Insurance;
using Fractional.Core.Loans;
using Fractional.Core.Units;
using Fractional.Core.Vaults;
using Fractional.Keepers;

namespace Fractional.Cli.Demo;

/// <summary>Tells what happens while it happens, in words a newcomer understands.</summary>
sealed class Story(TextWriter output, Cast cast, TimeSpan pause)
{
    const int BarWidth = 40;
    const ulong Hour = 3_600;
    const ulong HoursShown = 12;

    readonly Dictionary<Account, string> names = [];
    FloorDay today;
    Wei peak;

    public void Say(string sentence) => output.WriteLine(sentence);

    /// <summary>A heading with room above it.</summary>
    public void Scene(string title)
    {
        output.WriteLine();
        output.WriteLine(title);
    }

    public void Knows(Account vault, string name) => names[vault] = name;

    public void Day(FloorDay day)
    {
        peak = Wei.Max(peak, day.Floor);
        today = day;
        if (day.Date.Day % 7 != 1) return;
        output.WriteLine($"  {day.Date:d MMM}  floor {Ether.Text(day.Floor, 2),6} ETH  {Bar(day.Floor, peak)}");
        Thread.Sleep(pause);
    }

    public void Borrowed(VaultPlan plan, Actor owner, Wei principal, LoanTerms terms) => Tell(
        $"{owner.Name} locks {Count(plan.TraitBps.Length)} in vault {plan.Name}, gets one million shares and borrows "
        + $"{Ether.Text(principal)} WETH from three lenders until {DateOf(terms.DueAt)}.");

    public void Repaid(VaultPlan plan, Actor owner, Wei debt) =>
        Tell($"{owner.Name} repays {Ether.Text(debt)} WETH: vault {plan.Name} is free of debt.");

    public void CrowdBids(string vault, int bids, int signed, int rollovers) => Tell(
        $"{bids} bids for parts of {vault}: {signed} of them signed and sent by a keeper in one transaction, "
        + $"{rollovers} by holders who roll their shares over.");

    public void SealedBids(string vault, int bids) => Tell(
        $"{bids} collectors commit to bids for parts of {vault}; what they are, nobody sees.");

    public void SealedBidsTold(string vault, int told, int silent) => Tell(
        $"{told} of the sealed bids for {vault} are revealed, {silent} stays silent.");

    public void MarginCallAnswered(VaultPlan plan, Actor owner, Wei payment) => Tell(
        $"{owner.Name} answers the margin call on {plan.Name} within the cure window: repays {Ether.Text(
            payment)} WETH.");

    /// <summary>What a bot did; what it did not do is counted in its log.</summary>
    public void Acted(DecisionRecord record)
    {
        if (record.Acted) Tell(DateOf(record.At), $"{record.Bot} sends {record.Action} for {NameOf(record.Vault)}.");
    }

    /// <summary>What the chain said, where people care.</summary>
    public void Happened(Account vault, VaultEvent happened)
    {
        var name = NameOf(vault);
        switch (happened)
        {
            case LoanFlagged e:
                Tell($"margin call on {name}: debt {Ether.Text(e.Debt)} is too much for a value of "
                    + $"{Ether.Text(e.LiquidationValue)}; 24 hours to cure.");
                break;
            case LoanUnflagged:
                Tell($"the margin call on {name} is lifted.");
                break;
            case AuctionKicked e:
                Tell($"{cast.NameOf(e.Keeper)} kicks {name}: debt {Ether.Text(e.Debt)}, value "
                    + $"{Ether.Text(e.LiquidationValue)}; the price will fall from {Ether.Text(e.Top)} to "
                    + $"{Ether.Text(e.ReservePrice)}.");
                break;
            case LotTaken e:
                Tell($"SOLD: item {e.ItemIndex} of {name} to {cast.NameOf(e.Taker)} for {Ether.Text(e.Price)} WETH.");
                break;
            case BatchOpened e:
                Tell($"nobody took {name}: {BiddingOf(e)} from {Ether.Text(e.ReservePrice)} up; the whole competes "
                    + "with its parts.");
                break;
            case WholeBidPlaced e:
                Tell($"{cast.NameOf(e.Owner)} bids {Ether.Text(e.Amount)} for all of {name}.");
                break;
            case BatchClosed e:
                Tell(e.Status switch
                {
                    BatchStatus.Parts when !e.Credit.IsZero => $"SOLD: a few buy parts of {name} for "
                        + $"{Ether.Text(e.Price)}; the lenders take the rest for {Ether.Text(e.Credit)} of the debt.",
                    BatchStatus.Parts => $"SOLD: the crowd buys {name} in parts for {Ether.Text(e.Price)}; everybody "
                        + "pays the same price.",
                    BatchStatus.Whole => $"SOLD: {name} as a whole for {Ether.Text(e.Price)}.",
                    _ => $"the bids do not take all of {name}: every one is refunded.",
                });
                break;
            case AuctionConverted e:
                Tell($"the lenders own {name}, unless {Ether.Text(e.Debt)}, the keepers' reward and 1 % are paid "
                    + $"until {DateOf(e.RedeemableUntil)}.");
                break;
            case EquityRedeemed e:
                Tell($"{cast.NameOf(e.Payer)} redeems {name}: debt {Ether.Text(e.Debt)} and {Ether.Text(e.Premium)} "
                    + "to the lenders; not a share has moved.");
                break;
            case LoanCovered e:
                Tell($"the insurance fund pays {Ether.Text(e.Amount)} of the {Ether.Text(e.Shortfall)} that {name} "
                    + "left unpaid.");
                break;
            case TipCollected e:
                Tell($"the insurance fund tips {cast.NameOf(e.Payee)} {Ether.Text(e.Amount)} for {name}: no sale paid "
                    + "for the work.");
                break;
            case SeriesFormed e:
                names[e.Series] = name + "+";
                Tell($"a new vault {name}+ holds the items, free of debt; its shares wait for their owners.");
                break;
            case AuctionSettled e:
                Tell($"{name} is settled: proceeds {Ether.Text(e.Proceeds)}, lenders {Ether.Text(e.Debt)}, "
                    + $"share holders {Ether.Text(e.Residual)}.");
                break;
        }
    }

    /// <summary>The falling price, now and then.</summary>
    public void Price(DutchAuction auction, Timestamp now)
    {
        if (auction.Status != AuctionStatus.Running || !auction.IsOpenAt(now)) return;
        // The first half day hour by hour, then twice a day: a price that nobody waits for is soon dull.
        var hours = (now - auction.StartsAt) / Hour;
        if (hours % HoursShown != 0 && (hours > HoursShown || auction.Round > 0)) return;
        var price = auction.PriceAt(now);
        output.WriteLine(
            $"          {NameOf(auction.Id.Vault),-9} {hours,2} h  "
            + $"{Ether.Text(price, 2),7} {Bar(price, auction.Top)}");
        Thread.Sleep(pause);
    }

    /// <summary>What the bots did and, by reason, how often they did nothing.</summary>
    public void Bots(IEnumerable<(string Bot, DecisionLog Log)> logs)
    {
        output.WriteLine();
        foreach (var (bot, log) in logs)
            output.WriteLine(
                $"{bot,-13} acted {log.Acts.Count,2} times; held back: "
                + string.Join(", ", log.Skips.OrderByDescending(s => s.Value).Select(s => $"{s.Key} {s.Value}")));
    }

    public string NameOf(Account vault) => names.GetValueOrDefault(vault) ?? vault.ToString();

    void Tell(string sentence) => Tell($"{today.Date:d MMM}", sentence);

    void Tell(string date, string sentence) => output.WriteLine($"  {date}  {sentence}");

    static string Bar(Wei part, Wei whole) =>
        whole.IsZero ? "" : new string('#', (int)Rounding.MulDivDown(part.Value, BarWidth, whole.Value));

    static string BiddingOf(BatchOpened e) => e.IsSealed
        ? "24 hours to commit sealed bids and 12 to reveal them,"
        : "48 hours of batch bidding";

    static string Count(int items) => items == 1 ? "one NFT" : $"{items} NFTs";

    static string DateOf(Timestamp at) => $"{DateTimeOffset.FromUnixTimeSeconds((long)at.Seconds):d MMM}";
}
