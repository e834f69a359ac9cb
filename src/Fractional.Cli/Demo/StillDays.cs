namespace Fractional.Cli.Demo;

/// <summary>Days that no series tells of: the floor stands still, and the appraisers speak every evening.</summary>
/// <param name="last">The day before the first one.</param>
sealed class StillDays(Stage stage, Market market, FloorDay last)
{
    /// <summary>The newest day that the appraisers spoke about.</summary>
    public FloorDay Today { get; private set; } = last;

    /// <summary>On to the end of the next day, when its floor and the items' values are told; about days that the chain
    /// has passed already nobody says anything.</summary>
    public async Task Next(CancellationToken stop)
    {
        do Today = Today with { Date = Today.Date.AddDays(1) };
        while (Today.At < stage.Now);
        await stage.AdvanceTo(Today.At + 1, stop);
        await market.Publish(Today, stop);
        await stage.Quiet(stop);
    }
}
