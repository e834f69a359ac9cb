using Fractional.Chain.Calls;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Units;
using Fractional.Core.Vaults;

namespace Fractional.Cli.Demo;

/// <summary>With --keep the stage stays open: one vault is in its Dutch round, one in the last hour of its batch,
/// blocks come by themselves, and whoever watches has a key to take part with.</summary>
sealed class Afterwards(Stage stage, Market market, Crowd crowd, Story story)
{
    const uint HourSeconds = 3_600;
    const uint HoursInDay = 24;

    /// <summary>Keepers look so often; the last hour before a handover is theirs to miss, not ours.</summary>
    const uint HoursBetweenLooks = 6;

    /// <summary>What the guest finds of the batch: long enough to bid, be outbid and bid again.</summary>
    const uint LeftSeconds = HourSeconds;

    /// <summary>The plan says twelve days and some hours for a loan, two rounds and a batch.</summary>
    const int MostDays = 20;

    const int GuestTokens = 50;
    const int GuestTokenId = 9_001;

    Item GuestItem => new(stage.Collections[Plot.Odd], GuestTokenId);

    /// <param name="last">The last day of the play.</param>
    /// <param name="stop">Ends it early.</param>
    public async Task SetUp(FloorDay last, CancellationToken stop)
    {
        await Welcome(stop);
        var days = new StillDays(stage, market, last);
        foreach (var plan in new[] { Plot.StillFalling, Plot.StillBidding })
        {
            await stage.MintItems(plan, stop);
            foreach (var (item, traitBps) in stage.ItemsOf(plan).Zip(plan.TraitBps)) market.List(item, traitBps);
        }
        await Next(days, stop);
        var borrowing = new Borrowing(stage, story);
        await borrowing.Open(Plot.StillFalling, stop);
        await borrowing.Open(Plot.StillBidding, stop);
        for (var day = 0; day < MostDays; day++)
            if (await PassDay(days, stop)) return;
        throw new UserException($"vault {Plot.StillBidding.Name} is in no batch after {MostDays} days");
    }

    /// <summary>What a person needs to take part; the last line is the page.</summary>
    public void Invite()
    {
        var (falling, batch) = (Auction(Plot.StillFalling), Batch()!);
        story.Scene("The stage stays open; Ctrl-C ends it and cleans up.");
        story.Say($"  {Plot.StillFalling.Name} falls to {Ether.Text(falling.ReservePrice)} WETH until "
            + $"{Clock(falling.EndsAt)}; now {Ether.Text(falling.PriceAt(stage.Now))}.");
        story.Say($"  {Plot.StillBidding.Name} takes bids until {Clock(batch.EndsAt)}, that is for "
            + $"{(batch.EndsAt - stage.Now) / 60} minutes more.");
        story.Say($"  Blocks come every {Stage.SecondsPerBlock} s; the chain's clock says {Clock(stage.Now)} and "
            + "goes on like yours.");
        story.Say($"  To take part: key {stage.Cast.GuestKey()} of {stage.Cast.Guest.Signer.Address}");
        story.Say($"    has ether, {GuestTokens} WETH and item {GuestTokenId} of {GuestItem.Collection}.");
        story.Say("    Everybody knows that key: send nothing of worth there.");
        story.Say($"  In a wallet: add the network 'Fractional demo', RPC URL {stage.Node.Url}, chain id "
            + $"{stage.Deployment.ChainId}, currency ETH;");
        story.Say("    then import the key as an account.");
        story.Say($"  {stage.Page}");
    }

    async Task Welcome(CancellationToken stop)
    {
        var guest = stage.Cast.Guest;
        await stage.Do(guest, new ProtocolCall.DepositEther(stage.Weth, Stage.Tokens(GuestTokens)), stop);
        await stage.Do(guest, new ProtocolCall.MintItem(GuestItem, guest.Account), stop);
        market.List(GuestItem, Bps.Whole);
    }

    async Task Next(StillDays days, CancellationToken stop)
    {
        await days.Next(stop);
        story.Day(days.Today);
    }

    /// <summary>True once the batch has an hour left: that is where the guest comes in.</summary>
    async Task<bool> PassDay(StillDays days, CancellationToken stop)
    {
        for (var hour = HoursBetweenLooks; hour <= HoursInDay; hour += HoursBetweenLooks)
        {
            var next = days.Today.At + hour * HourSeconds;
            var handover = Batch() is { } batch ? new Timestamp(batch.EndsAt.Seconds - LeftSeconds) : (Timestamp?)null;
            if (handover <= next)
            {
                await stage.AdvanceTo(handover.Value, stop);
                await stage.Quiet(stop);
                return true;
            }
            if (hour == HoursInDay) await Next(days, stop);
            else await stage.AdvanceTo(next, stop);
            await stage.Quiet(stop);
            await crowd.Act(stop);
        }
        return false;
    }

    BatchAuction? Batch() => stage.Engine.Board.RunningBatches
        .Where(running => running.Vault.Name == Plot.StillBidding.Name).Select(running => running.Batch)
        .SingleOrDefault();

    static string Clock(Timestamp at) =>
        $"{DateTimeOffset.FromUnixTimeSeconds((long)at.Seconds):d MMM yyyy HH:mm} UTC";

    DutchAuction Auction(VaultPlan plan)
    {
        var vault = stage.Vaults.Single(v => v.Name == plan.Name);
        return vault.State == VaultState.Dutch
            ? vault.Auctions[vault.AuctionCount]
            : throw new UserException($"vault {plan.Name} should be in its Dutch round, it is {vault.State}");
    }
}
