using Fractional.Chain;
using Fractional.Chain.Calls;
using Fractional.Chain.Signing;
using Fractional.Chain.Simulated;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Units;
using Fractional.Ethereum.Crypto;
using Shouldly;
using Xunit;
using static Fractional.Tests.Chain.SimulatedSetting;

namespace Fractional.Tests.Chain.Simulated;

/// <summary>The simulated chain takes what a real key signed, as the contract would, and its own signatures.</summary>
public sealed class SimulatedBidTests : IDisposable
{
    private readonly PrivateKey key = PrivateKey.Parse("0x" + new string('3', 64));
    private readonly SimulatedChain chain = new(1, World(), SimulatedFaults.None, Start);

    private SignedBid Bid => new(
        new Account(key.Address.Span), new AuctionId(Named(201), 1), IsWhole: false, 7, Ether(3).Value, 300,
        Start + 60);

    [Fact]
    public async Task A_bid_is_signed_by_its_owners_key_or_by_the_world_and_by_nothing_else()
    {
        var bidHash = new BidHash(SimulatedSetting.Deployment);
        var real = key.Sign(bidHash.Digest(Bid)).ToArray();
        (await IsSigned(new Signed<SignedBid>(Bid, Bid.Owner, [.. real]))).ShouldBeTrue();
        (await IsSigned(SimulatedWorld.Sign(Bid))).ShouldBeTrue();
        var other = Bid with { Nonce = 301 };
        (await IsSigned(new Signed<SignedBid>(other, other.Owner, [.. real]))).ShouldBeFalse();
        (await IsSigned(new Signed<SignedBid>(Bid with { Owner = Ada }, Ada, [.. real]))).ShouldBeFalse();
    }

    public void Dispose() => key.Dispose();

    private async Task<bool> IsSigned(Signed<SignedBid> bid)
    {
        var signed = chain.IsKeySigned(bid);
        (await chain.IsSigned(bid, default)).ShouldBe(signed);
        return signed;
    }
}
