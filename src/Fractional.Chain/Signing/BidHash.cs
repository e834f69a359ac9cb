using Fractional.Chain.JsonRpc;
using Fractional.Core.Auctions.Batch;
using Fractional.Ethereum.Abi;
using Fractional.Ethereum.Crypto;
using Fractional.Ethereum.Messages;
using Fractional.Ethereum.Primitives;

namespace Fractional.Chain.Signing;

/// <summary>What a bidder signs, as <c>BatchAuction.bidHash</c> computes it: the bid's id. The same hash as <see
/// cref="PayloadSigning.BidData"/> gives, without the detour over JSON.</summary>
public sealed class BidHash(Deployment deployment)
{
    private const string Type =
        "Bid(address owner,uint256 id,bool isWhole,uint256 tick,uint256 quantity,uint256 nonce,uint256 deadline)";

    private static readonly Bytes32 TypeHash = Eip712.TypeHash(Type);

    private readonly Bytes32 separator = new Eip712Domain(
        "Fractional BatchAuction", "1", deployment.ChainId, deployment.BatchAuction.Address.ToAddress()).Separator();

    /// <exception cref="OverflowException">Tick or nonce is negative, or the nonce is above 2^256-1.</exception>
    public Hash32 Of(SignedBid bid) => Digest(bid).ToHash();

    /// <summary>Whether the owner's own key signed the bid, by the contract's rule for accounts without code: 65 bytes,
    /// v 27 or 28, s in the lower half.</summary>
    public bool IsKeySigned(SignedBid bid, ReadOnlySpan<byte> signature) =>
        signature.Length == Signature.Size && signature[^1] is 27 or 28
        && Signature.Read(signature).TryRecover(Digest(bid), out var signer) && signer.ToAccount() == bid.Owner;

    internal Bytes32 Digest(SignedBid bid)
    {
        var words = new AbiWriter(stackalloc byte[8 * Bytes32.Size]);
        words.Write(TypeHash);
        words.Write(bid.Owner.ToAddress());
        words.Write(bid.Auction.ToWord());
        words.Write(bid.IsWhole ? 1UL : 0UL);
        words.Write((UInt256)bid.Tick);
        words.Write(bid.Quantity);
        words.Write((UInt256)bid.Nonce);
        words.Write(bid.Deadline.Seconds);
        return Eip712.Digest(separator, Keccak256.Hash(words.Written));
    }
}
