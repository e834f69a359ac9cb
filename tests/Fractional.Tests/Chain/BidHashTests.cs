using System.Globalization;
using System.Numerics;
using Fractional.Chain;
using Fractional.Chain.Signing;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Units;
using Fractional.Ethereum.Crypto;
using Fractional.Ethereum.Primitives;
using Shouldly;
using Xunit;
using static Fractional.Tests.Chain.SimulatedSetting;

namespace Fractional.Tests.Chain;

/// <summary>A bid's hash is what wallets show and sign; its signature is judged as the contract judges it.</summary>
public sealed class BidHashTests
{
    static readonly Fractional.Chain.Deployment Deployment = SimulatedSetting.Deployment;
    static readonly PrivateKey Key = PrivateKey.Parse("0x" + new string('3', 64));
    static readonly Account Owner = new(Key.Address.Span);
    static readonly BidHash Hash = new(Deployment);

    static readonly SignedBid Bid = new(
        Owner, new AuctionId(Named(201), 1), IsWhole: false, 7, Ether(3).Value, 300, Start + 60);

    static byte[] Good => Key.Sign(Hash.Digest(Bid)).ToArray();

    [Theory]
    [InlineData(false, 0, "1", "0")]
    [InlineData(true, 65_535, "340282366920938463463374607431768211455", "12345")]
    [InlineData(false, 9, "12345", "115792089237316195423570985008687907853269984665640564039457584007913129639935")]
    public void A_bids_hash_is_that_of_its_typed_data(bool isWhole, int tick, string quantity, string nonce)
    {
        var bid = Bid with
        {
            IsWhole = isWhole, Tick = tick, Quantity = UInt128.Parse(quantity, CultureInfo.InvariantCulture),
            Nonce = BigInteger.Parse(nonce, CultureInfo.InvariantCulture),
        };
        Hash.Of(bid).ToString().ShouldBe(new PayloadSigning(Deployment).BidData(bid).Digest.ToString());
    }

    [Fact]
    public void Another_chain_or_another_contract_is_another_hash()
    {
        new BidHash(Deployment with { ChainId = 2 }).Of(Bid).ShouldNotBe(Hash.Of(Bid));
        new BidHash(Deployment with { BatchAuction = Deployment.LoanBook }).Of(Bid).ShouldNotBe(Hash.Of(Bid));
        new BidHash(Deployment with { ChainId = 2 }).IsKeySigned(Bid, Good).ShouldBeFalse();
    }

    [Fact]
    public void What_fits_no_word_of_the_chain_is_refused()
    {
        Should.Throw<OverflowException>(() => Hash.Of(Bid with { Nonce = -1 }));
        Should.Throw<OverflowException>(() => Hash.Of(Bid with { Nonce = BigInteger.One << 256 }));
    }

    [Fact]
    public void Only_the_one_form_of_the_owners_signature_is_taken()
    {
        var good = Good;
        Hash.IsKeySigned(Bid, good).ShouldBeTrue();
        Hash.IsKeySigned(Bid, Other("the other root of s", good)).ShouldBeFalse();
        Hash.IsKeySigned(Bid, Other("compact", good)).ShouldBeFalse();
        Hash.IsKeySigned(Bid, Other("bare parity", good)).ShouldBeFalse();
        Hash.IsKeySigned(Bid, [.. good, 0]).ShouldBeFalse();
        Hash.IsKeySigned(Bid, good.AsSpan(..64)).ShouldBeFalse();
        Hash.IsKeySigned(Bid, []).ShouldBeFalse();
        Hash.IsKeySigned(Bid, new byte[65]).ShouldBeFalse();
        Hash.IsKeySigned(Bid with { Owner = Account.Zero }, new byte[65]).ShouldBeFalse();
        Hash.IsKeySigned(Bid with { Owner = Ada }, good).ShouldBeFalse();
        var another = PrivateKey.Parse("0x" + new string('4', 64)).Sign(Hash.Digest(Bid)).ToArray();
        Hash.IsKeySigned(Bid, another).ShouldBeFalse();
    }

    static byte[] Other(string form, byte[] good)
    {
        var s = UInt256.ReadBigEndian(good.AsSpan(32, 32));
        var bytes = good.ToArray();
        switch (form)
        {
            case "the other root of s":
                (Secp256k1.Order - s).WriteBigEndian(bytes.AsSpan(32));
                bytes[64] = (byte)(good[64] == 27 ? 28 : 27);
                return bytes;
            case "compact":
                bytes[32] |= (byte)((good[64] - 27) << 7);
                return bytes[..64];
            default:
                bytes[64] -= 27;
                return bytes;
        }
    }
}
