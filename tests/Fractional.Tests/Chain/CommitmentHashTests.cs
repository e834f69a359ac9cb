using System.Numerics;
using Fractional.Chain;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Units;
using Fractional.Ethereum.Crypto;
using Shouldly;
using Xunit;
using static Fractional.Tests.Chain.SimulatedSetting;

namespace Fractional.Tests.Chain;

public sealed class CommitmentHashTests
{
    const ulong ChainId = 31_337;

    static readonly SealedBid Bid = new(
        new AuctionId(Named(201), 4), Ben, BidKind.Rollover, 65_535, UInt128.MaxValue, new Shares(13),
        BigInteger.Pow(2, 255) + 3);

    [Fact]
    public void It_is_the_hash_of_nine_words()
    {
        byte[][] words =
        [
            Word(ChainId), Word(Named(7).ToNumber()), Word(Bid.Auction.ToNumber()), Word(Ben.ToNumber()), Word(1),
            Word(65_535), Word((BigInteger)UInt128.MaxValue), Word(13), Word(Bid.Salt),
        ];
        var expected = Keccak256.Hash(words.SelectMany(word => word).ToArray());
        CommitmentHash.Of(Bid, ChainId, Named(7)).ToString().ShouldBe(expected.ToString());
    }

    [Fact]
    public void Every_member_changes_it()
    {
        SealedBid[] others =
        [
            Bid, Bid with { Auction = Bid.Auction with { Number = 5 } }, Bid with { Bidder = Kim },
            Bid with { Kind = BidKind.Parts }, Bid with { Tick = 65_534 }, Bid with { Quantity = Bid.Quantity - 1 },
            Bid with { Shares = new Shares(12) }, Bid with { Salt = Bid.Salt + 1 },
        ];
        others.Select(other => CommitmentHash.Of(other, ChainId, Named(7)))
            .Append(CommitmentHash.Of(Bid, ChainId + 1, Named(7)))
            .Append(CommitmentHash.Of(Bid, ChainId, Named(8)))
            .ShouldBeUnique();
    }

    static byte[] Word(BigInteger number)
    {
        var word = new byte[32];
        var bytes = number.ToByteArray(isUnsigned: true, isBigEndian: true);
        bytes.CopyTo(word, word.Length - bytes.Length);
        return word;
    }
}
