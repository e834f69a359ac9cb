using Fractional.Chain.Calls;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Loans;
using Fractional.Core.Units;
using Fractional.Core.Vaults;
using static Fractional.Tests.Chain.SimulatedSetting;

namespace Fractional.Tests.Api;

/// <summary>The same vault after two Dutch rounds in which nobody bought: bids for units, for old shares and for the
/// whole can be placed.</summary>
public sealed class BatchOnLoopback : AuctionOnLoopback
{
    internal BatchAuction Batch => Vault.Batches[1];

    internal TickGrid Grid => Batch.Terms.Grid;

    /// <summary>Both rounds ran out; bidding is open.</summary>
    internal async Task OpenBatch(LoanOptions options = LoanOptions.None)
    {
        await TellStory(options);
        await RunOut();
    }

    /// <summary>From a running first round to the batch auction.</summary>
    internal async Task RunOut()
    {
        await Mine((uint)(Auction.EndsAt - Now));
        await Do(new ProtocolCall.Redo(Auction.Id), Kim);
        await Mine((uint)(Auction.EndsAt - Now));
        await Do(new ProtocolCall.ToBatch(Auction.Id), Kim);
    }

    /// <summary>Two bids of a crowd, one with old shares, and one for the whole.</summary>
    internal async Task TakeBids()
    {
        await Do(new ProtocolCall.Bid(Batch.Id, 900, Units(400_000)), Ben);
        await Do(new ProtocolCall.Bid(Batch.Id, 400, Units(300_000)), Lena);
        await Do(new ProtocolCall.BidRollover(Batch.Id, 600, Units(200_000), Units(250_000), Ether(100)), Ada);
        await Do(new ProtocolCall.BidWhole(Batch.Id, Ether(100)), Kim);
    }

    /// <summary>The crowd takes every unit and outbids the whole; Lena's bid is out.</summary>
    internal async Task Crowd()
    {
        await TakeBids();
        await Do(new ProtocolCall.Bid(Batch.Id, 2_000, Units(500_000)), Kim);
    }

    internal async Task Close()
    {
        await Mine((uint)(Batch.EndsAt - Now));
        await Do(new ProtocolCall.Close(Batch.Id), Kim);
    }

    internal static Shares Units(ulong whole) => new(Wei.One.Value * whole);
}
