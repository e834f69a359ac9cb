using System.Numerics;
using Fractional.Chain.Bindings;
using Fractional.Chain.Calls;
using Fractional.Chain.JsonRpc;
using Fractional.Core.Units;
using Fractional.Ethereum.Messages;
using Fractional.Ethereum.Primitives;
using Fractional.Ethereum.Rpc;
using SignedBid = Fractional.Core.Auctions.Batch.SignedBid;

namespace Fractional.Chain;

// What who takes signed bids asks of the chain.
public sealed partial class JsonRpcChain
{
    /// <summary>Gas a bidder's contract may use to check its signature: a multisig of seven needs a third. Less than a
    /// bid's part of a transaction, so that what is accepted here is not refused there for its gas.</summary>
    const ulong BidSignatureGas = 250_000;

    /// <summary>Gas of a transaction with signed bids beside that of its bids: enough for one that moves the margin of
    /// a full book past 999 ticks (5,000,000, the gas tests' limit). An estimate is no help: what happens inside when
    /// gas is short is a refused bid, not a revert.</summary>
    const ulong BidForGas = 6_000_000;

    /// <summary>Gas for each signed bid; 160,000 is usual. Forty come to 16,000,000 in all, below the 2^24 that one
    /// transaction may have (EIP-7825).</summary>
    const ulong SignedBidGas = 250_000;

    public Task<Wei> TokenAllowance(Account token, Account owner, Account spender, CancellationToken stop) => Answered(
        async () =>
    {
        var question = new DemoWethContract.AllowanceFunction(owner.ToAddress(), spender.ToAddress());
        var answer = question.DecodeReturn(await rpc.CallContract(
            new CallRequest(token.ToAddress(), question.Encode()), BlockTag.Latest, stop));
        return new Wei(answer.TryToUInt128(out var units) ? units : UInt128.MaxValue);
    });

    public Hash32 HashOf(SignedBid bid) => bidHash.Of(bid);

    public bool IsKeySigned(Signed<SignedBid> bid) => bidHash.IsKeySigned(bid.Payload, bid.Signature.AsSpan());

    public Task<bool> IsSigned(Signed<SignedBid> bid, CancellationToken stop) => Answered(async () =>
    {
        var code = await rpc.Call(Eth.Code(bid.Payload.Owner.ToAddress(), BlockTag.Latest), stop);
        if (code.Length == 0) return IsKeySigned(bid);
        var question = new ContractSignature(bidHash.Digest(bid.Payload), bid.Signature.AsMemory());
        return await TryRead(bid.Payload.Owner, question, stop, BidSignatureGas) == true;
    });

    public Task<NonceUse> NonceUseOf(Account owner, BigInteger nonce, CancellationToken stop) => Answered(async () =>
    {
        var question = new BatchAuctionContract.IsNonceUsedFunction(owner.ToAddress(), (UInt256)nonce);
        if (!await IsTrue(question, BlockTag.Latest, stop)) return NonceUse.Free;
        return await IsTrue(question, BlockTag.Finalized, stop) ? NonceUse.UsedFinally : NonceUse.Used;
    });

    /// <summary>Null where the node's estimate will do.</summary>
    static ulong? GasFor(ProtocolCall call) => call is ProtocolCall.BidFor { Bids.Length: var bids }
        ? BidForGas + SignedBidGas * (ulong)bids
        : null;

    /// <summary>Of a block before the contract was there, the answer is no.</summary>
    async Task<bool> IsTrue(
        BatchAuctionContract.IsNonceUsedFunction question, BlockTag block, CancellationToken stop)
    {
        var request = new CallRequest(Deployment.BatchAuction.Address.ToAddress(), question.Encode());
        var answer = await rpc.Call(Eth.Call(request, block), stop);
        return answer.Length > 0 && question.DecodeReturn(answer);
    }
}
