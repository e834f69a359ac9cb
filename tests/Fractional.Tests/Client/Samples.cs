using System.Numerics;
using Fractional.Client;
using Fractional.Ethereum.Primitives;
using Fractional.Tests.Chain;
using Account = Fractional.Core.Units.Account;
using VaultsAuction = Fractional.Core.Auctions.Dutch.AuctionId;

namespace Fractional.Tests.Client;

/// <summary>Resources with numbers that no double holds.</summary>
static class Samples
{
    public static readonly BigInteger Wei = BigInteger.Parse("123456789012345678901234567890");

    public static readonly Address Someone = Address.Parse("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266");

    public static readonly VaultsAuction Id = new(new Account(Someone.Span), 7);

    public static readonly UInt256 AuctionId = (UInt256)Id.ToNumber();

    public static AsOf AsOf(long seq = 7) => new(9, Bytes32.From(9), Moment, Finality.Pending, seq);

    public static Moment Moment { get; } = new("2022-06-01T00:00:00Z", 1_654_041_600);

    public static Deployment Deployment { get; } = new(
        AsOf(), SimulatedSetting.Deployment.ChainId,
        new Contracts(
            Someone, Someone, Someone, Address.Parse($"{SimulatedSetting.Deployment.BatchAuction.Address}"), Someone,
            Someone, Someone),
        [], Someone);

    public static Batch Batch { get; } = new(
        BatchStatus.Bidding, Moment, 0, null, Supply: 1_000, LeastQuantity: 1, ReservePrice: Wei, TickSize: 10,
        TopTick: 65_535, Margin: null, ClearingPrice: Wei, Sold: 0, Bids: 0, BestWhole: null, LeastWhole: Wei,
        MaxCredit: 0, Series: null, Price: null, RedeemableUntil: null);

    public static Auction Auction(long seq) => new(
        AsOf(seq), AuctionId, Someone, AuctionKind.Batch, AuctionPhase.Running, null,
        new Dutch(
            1, Moment, Moment, Wei, Wei, 0, 0, Wei, Wei, 0, null, null, [new DutchItem(0, Wei, 500, true, null, Wei)],
            new Split(0, 0, 0, 0, 0, 0, 0)),
        Batch);

    public static Bid Bid(string id) => new(
        AsOf(), id, AuctionId, Someone, Someone, BidKind.Parts, 3, Wei, 5, null, null, Wei, 1, Moment, null,
        BidLife.Accepted, null, 0, 0, 0, null, null, null, null, [new BidStep(BidLife.Accepted, Moment, null, null)]);
}
