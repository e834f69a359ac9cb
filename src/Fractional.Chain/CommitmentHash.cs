using Fractional.Chain.JsonRpc;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Units;
using Fractional.Ethereum.Abi;
using Fractional.Ethereum.Crypto;
using Fractional.Ethereum.Primitives;

namespace Fractional.Chain;

/// <summary>What a bidder commits, as SealedBids computes it again at the reveal.</summary>
public static class CommitmentHash
{
    /// <summary>keccak256 of the chain, the contract and all members of the bid in their order, 32 bytes
    /// each.</summary>
    /// <param name="bid">To be committed or told.</param>
    /// <param name="chainId">Where.</param>
    /// <param name="sealedBids">The deployment's SealedBids.</param>
    public static Commitment Of(SealedBid bid, ulong chainId, Account sealedBids)
    {
        var words = new AbiWriter(stackalloc byte[288]);
        words.Write(chainId);
        words.Write(sealedBids.ToAddress());
        words.Write(bid.Auction.ToWord());
        words.Write(bid.Bidder.ToAddress());
        words.Write((ulong)bid.Kind);
        words.Write((ulong)bid.Tick);
        words.Write(bid.Quantity);
        words.Write(bid.Shares.Value);
        words.Write((UInt256)bid.Salt);
        return Keccak256.Hash(words.Written).ToCommitment();
    }
}
