using Fractional.Chain.Bindings;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Units;
using Fractional.Ethereum.Primitives;
using Fractional.Ethereum.Rpc;
using Fractional.Integration.Keeper;
using Shouldly;
using Xunit;
using SignedBid = Fractional.Core.Auctions.Batch.SignedBid;

namespace Fractional.Integration.Chain;

/// <summary>What a wallet is shown and signs is what the contract recovers.</summary>
[Collection(RipeWorld.Name)]
public sealed class SignedBidTests(RipeWorld world)
{
    [Theory]
    [InlineData(false, 0, 1, "0")]
    [InlineData(true, 65_535, 12_345, "115792089237316195423570985008687907853269984665640564039457584007913129639935")]
    public async Task A_bids_typed_data_hashes_as_in_the_contract(bool isWhole, int tick, ulong quantity, string nonce)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var owner = world.Stage.Cast.Crowd[0].Account;
        var bid = new SignedBid(
            owner, new AuctionId(world.Vault, 1), isWhole, tick, quantity,
            System.Numerics.BigInteger.Parse(nonce, System.Globalization.CultureInfo.InvariantCulture),
            new Timestamp(1_700_000_000));
        var question = new BatchAuctionContract.BidHashFunction(new Fractional.Chain.Bindings.SignedBid(
            Address.Parse(owner.ToString()), (UInt256)bid.Auction.ToNumber(), isWhole, (UInt256)tick, quantity,
            (UInt256)bid.Nonce, bid.Deadline.Seconds));
        var answer = await world.Node.Rpc.CallContract(
            new CallRequest(Address.Parse(world.Stage.Deployment.BatchAuction.Address.ToString()), question.Encode()),
            BlockTag.Latest, limit.Token);
        world.Stage.Signing.BidData(bid).Digest.ShouldBe(question.DecodeReturn(answer));
    }
}
