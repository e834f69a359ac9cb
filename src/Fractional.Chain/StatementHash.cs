using Fractional.Chain.JsonRpc;
using Fractional.Core.Settlements;
using Fractional.Ethereum.Abi;
using Fractional.Ethereum.Crypto;

namespace Fractional.Chain;

/// <summary>The hash that a settlement emits on chain, computed again.</summary>
public static class StatementHash
{
    /// <summary>keccak256 of id, status, keeperReward, debt, penalty and feeBps, then price and royaltyBps of each item
    /// (0 and 0 for one that was never sold), 32 bytes each.</summary>
    public static Hash32 Of(Settlement settlement)
    {
        var auction = settlement.Auction;
        var words = new AbiWriter(stackalloc byte[1_280]); // of sixteen items
        words.Write(auction.Id.ToWord());
        words.Write((ulong)settlement.Status);
        words.Write(auction.KeeperReward.Value);
        words.Write(auction.Debt.Value);
        words.Write(auction.Penalty.Value);
        words.Write((ulong)auction.FeeBps.Value);
        foreach (var item in auction.Items)
        {
            words.Write(item.Price.Value);
            words.Write(item.Price.IsZero ? 0UL : item.RoyaltyBps.Value);
        }
        return Keccak256.Hash(words.Written).ToHash();
    }
}
