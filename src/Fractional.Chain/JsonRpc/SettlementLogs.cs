using Fractional.Core.Auctions.Dutch;
using Fractional.Ethereum.Rpc;
using Dutch = Fractional.Chain.Bindings.DutchAuctionContract;

namespace Fractional.Chain.JsonRpc;

/// <summary>A settlement as one transaction's logs show it.</summary>
/// <param name="Id">The auction that ended.</param>
/// <param name="Block">Where its AuctionSettled stands.</param>
/// <param name="LogIndex">Its place in the block.</param>
/// <param name="Hash">Of its inputs; null when no StatementHashed follows.</param>
public readonly record struct SettlementLog(AuctionId Id, ulong Block, uint LogIndex, Hash32? Hash);

/// <summary>Finds the settlements in a transaction's receipt.</summary>
public static class SettlementLogs
{
    /// <summary>In the order of the logs; empty when the transaction settled nothing.</summary>
    public static IReadOnlyList<SettlementLog> In(Receipt receipt, Deployment deployment)
    {
        var found = new List<SettlementLog>();
        foreach (var log in receipt.Logs.Where(l => l.Address.ToAccount() == deployment.DutchAuction.Address))
            switch (Dutch.DecodeEvent(log.Topics, log.Data.Span))
            {
                case Dutch.AuctionSettledEvent e:
                    var index = checked((uint)log.LogIndex);
                    found.Add(new SettlementLog(e.Id.ToAuction(), log.BlockNumber, index, null));
                    break;
                case Dutch.StatementHashedEvent e when found.Count > 0 && found[^1].Id == e.Id.ToAuction():
                    found[^1] = found[^1] with { Hash = e.Hash.ToHash() };
                    break;
            }
        return found;
    }
}
