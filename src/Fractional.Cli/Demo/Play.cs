using Fractional.Core.Proceeds;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Units;
using Fractional.Core.Vaults;

namespace Fractional.Cli.Demo;

/// <summary>Runs the plot through the real days: appraisers speak, owners act or do not, bots do the rest.</summary>
sealed class Play(Stage stage, FloorSeries series, Market market, Story story)
{
    const uint HourSeconds = 3_600;
    const int HoursInDay = 24;

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
            if (index + 1 < series.Days.Length) await WatchUntilTomorrow(day.At, stop);
        }
    }

    /// <summary>While something is urgent the bots look every hour; otherwise the day passes at once.</summary>
    async Task WatchUntilTomorrow(Timestamp from, CancellationToken stop)
    {
        for (var hour = 1u; hour < HoursInDay && IsUrgent(hour); hour++)
        {
            await stage.AdvanceTo(from + hour * HourSeconds, stop);
            await stage.Quiet(stop);
            foreach (var auction in RunningAuctions()) Watch(auction);
        }
    }

    /// <summary>An auction is watched by the hour; a margin call only while the appraisals are fresh.</summary>
    bool IsUrgent(uint hour) =>
        RunningAuctions().Any() || (hour <= 2 && stage.Vaults.Any(v => v.State == VaultState.MarginCall));

    /// <summary>Keeps the first preview of an auction with one item, to hold the settlement against it.</summary>
    void Watch(DutchAuction auction)
    {
        if (auction.Items.Length == 1 && auction.Raised.IsZero)
            stage.Previews.TryAdd(auction.Id, Preview.OfAuction(stage.VaultAt(auction.Id.Vault), auction));
        story.Price(auction, stage.Now);
    }

    IEnumerable<DutchAuction> RunningAuctions() =>
        stage.Vaults.Where(v => v.State == VaultState.Dutch).Select(v => v.Auctions[v.AuctionCount]);

    async Task OwnersAct(CancellationToken stop)
    {
        await borrowing.RepayInTime(stop);
        await borrowing.CureMarginCall(stop);
        await borrowing.RepayWhatWasCured(stop);
    }
}
