using Fractional.Core.Proceeds;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Units;
using Fractional.Core.Vaults;

namespace Fractional.Cli.Demo;

/// <summary>Runs the plot through the real days: appraisers speak, owners act or do not, bots do the rest.</summary>
sealed class Play(Stage stage, FloorSeries series, Market market, Crowd crowd, Story story)
{
    const uint HourSeconds = 3_600;
    const int HoursInDay = 24;

    /// <summary>Where no bot waits for a price, four looks a day are enough.</summary>
    const int HoursAtRest = 6;

    readonly Borrowing borrowing = new(stage, story);

    public async Task Run(CancellationToken stop)
    {
        for (var index = 0; index < series.Days.Length; index++)
        {
            var day = series.Days[index];
            await stage.AdvanceTo(day.At + 1, stop);
            await market.Publish(day, stop);
            story.Day(day);
            await stage.Quiet(stop);
            if (index == Plot.DaysBeforeLoans) await borrowing.OpenAll(stop);
            await OwnersAct(stop);
            await crowd.Act(stop);
            if (index + 1 < series.Days.Length) await WatchUntilTomorrow(day.At, stop);
        }
    }

    /// <summary>While something is urgent the bots look every hour; otherwise the day passes at once.</summary>
    async Task WatchUntilTomorrow(Timestamp from, CancellationToken stop)
    {
        for (var hour = 1u; hour < HoursInDay && IsUrgent(hour); hour++)
        {
            if (hour % HoursAtRest != 0 && !IsWanted(hour)) continue;
            await stage.AdvanceTo(from + hour * HourSeconds, stop);
            await stage.Quiet(stop);
            foreach (var auction in RunningAuctions()) Watch(auction);
            await crowd.Act(stop);
        }
    }

    bool IsUrgent(uint hour) =>
        stage.Vaults.Any(v => v.State is VaultState.Dutch or VaultState.Batch) || IsWanted(hour);

    /// <summary>An auction that bots bid in is watched by the hour; a margin call only while the appraisals are
    /// fresh.</summary>
    bool IsWanted(uint hour) =>
        RunningAuctions().Any(a => stage.VaultAt(a.Id.Vault).Items[0].Collection != stage.Collections[Plot.Odd])
        || (hour <= 2 && stage.Vaults.Any(v => v.State == VaultState.MarginCall));

    /// <summary>Keeps the preview of the round for an auction with one item, to hold the settlement against
    /// it.</summary>
    void Watch(DutchAuction auction)
    {
        if (auction.Items.Length == 1 && auction.Raised.IsZero)
            stage.Previews[auction.Id] = Preview.OfAuction(stage.VaultAt(auction.Id.Vault), auction);
        story.Price(auction, stage.Now);
    }

    IEnumerable<DutchAuction> RunningAuctions() =>
        stage.Vaults.Where(v => v.State == VaultState.Dutch).Select(v => v.Auctions[v.AuctionCount]);

    async Task OwnersAct(CancellationToken stop)
    {
        await borrowing.RepayInTime(stop);
        await borrowing.CureMarginCall(stop);
        await borrowing.RepayWhatWasCured(stop);
        await borrowing.RedeemLate(stop);
    }
}
