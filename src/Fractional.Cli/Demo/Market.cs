using System.Collections.Immutable;
using Fractional.Chain.Calls;
using Fractional.Core.Valuation;
using Fractional.Core.Units;

namespace Fractional.Cli.Demo;

/// <summary>The appraisers' day: they sign the floor of the day and what each item is worth at that floor.</summary>
sealed class Market(Stage stage, ImmutableArray<Account> collections)
{
    const uint ValidSeconds = 3_600;

    readonly List<(Item Item, ushort TraitBps)> items = [];
    ulong nonce;

    /// <summary>From the next day on the item is appraised.</summary>
    public void List(Item item, ushort traitBps) => items.Add((item, traitBps));

    /// <summary>Submits the floor of both collections and a round for every listed item.</summary>
    public async Task Publish(FloorDay day, CancellationToken stop)
    {
        nonce++;
        await Task.WhenAll(collections.Select(collection => SubmitFloor(collection, day, stop)));
        // The oracle needs seven days of floors before it can value an item.
        if (nonce < Plot.DaysBeforeLoans) return;
        await Task.WhenAll(items.Select(listed =>
            SubmitRound(listed.Item, Rounding.BpsDown(day.Floor, new Bps(listed.TraitBps)), day.At, stop)));
    }

    async Task SubmitFloor(Account collection, FloorDay day, CancellationToken stop)
    {
        var reports = ImmutableArray.CreateBuilder<Signed<FloorReport>>();
        foreach (var appraiser in stage.Cast.Appraisers)
            reports.Add(await stage.Signing.Sign(
                new FloorReport(collection, day.Floor, day.At, day.At + ValidSeconds, nonce), appraiser.Signer, stop));
        await stage.Do(stage.Cast.Deployer, new ProtocolCall.SubmitFloor(reports.ToImmutable()), stop);
    }

    async Task SubmitRound(Item item, Wei value, Timestamp at, CancellationToken stop)
    {
        var appraisals = ImmutableArray.CreateBuilder<Signed<Appraisal>>();
        foreach (var (appraiser, biasBps) in stage.Cast.Appraisers.Zip(Plot.AppraiserBiasBps))
            appraisals.Add(await stage.Signing.Sign(
                new Appraisal(item, Rounding.BpsDown(value, new Bps(biasBps)), new Bps(9_000), at, at + ValidSeconds,
                    nonce),
                appraiser.Signer, stop));
        await stage.Do(stage.Cast.Deployer, new ProtocolCall.SubmitRound(appraisals.ToImmutable()), stop);
    }
}
