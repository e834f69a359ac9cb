using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Fractional.Chain;
using Fractional.Chain.Signing;
using Fractional.Core.Auctions.Batch;
using Fractional.Ethereum.Crypto;
using Fractional.Ethereum.Primitives;
using Fractional.Tests.Chain;
using Account = Fractional.Core.Units.Account;

namespace Fractional.Bench.Api;

/// <summary>A bid as the bytes of its request, and the id it will be known by.</summary>
public sealed record SignedRequest(Hash32 Id, byte[] Http)
{
    /// <summary>An owner may have 64 open.</summary>
    const int PerOwner = 50;

    const int Tick = 5;

    /// <summary>So many bids, signed by the keys of many owners; no two neighbours have the same owner.</summary>
    public static SignedRequest[] Make(AuctionServer server, int bids)
    {
        var keys = Enumerable.Range(1, (bids + PerOwner - 1) / PerOwner).Select(KeyOf).ToArray();
        var bidHash = new BidHash(SimulatedSetting.Deployment);
        var made = new SignedRequest[bids];
        Parallel.ForEach(Partitioner.Create(0, bids), range =>
        {
            for (var i = range.Item1; i < range.Item2; i++)
                made[i] = Of(server, bidHash, keys[i % keys.Length], nonce: i / keys.Length);
        });
        foreach (var key in keys) key.Dispose();
        return made;
    }

    static PrivateKey KeyOf(int number)
    {
        Span<byte> bytes = stackalloc byte[PrivateKey.Size];
        bytes.Clear();
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(bytes[^4..], number);
        return new PrivateKey(bytes);
    }

    static SignedRequest Of(AuctionServer server, BidHash bidHash, PrivateKey key, int nonce)
    {
        var owner = new Account(key.Address.Span);
        var quantity = (server.Supply + BatchTerms.LeastBidsForAll - 1) / BatchTerms.LeastBidsForAll;
        var bid = new SignedBid(owner, server.Auction, IsWhole: false, Tick, quantity, nonce, server.EndsAt);
        var id = bidHash.Of(bid);
        Span<byte> digest = stackalloc byte[Hash32.Length];
        id.CopyTo(digest);
        var body = string.Create(CultureInfo.InvariantCulture, $$"""
            {"bid":{"owner":"{{key.Address}}","auction":"{{bid.Auction}}","isWhole":false,"tick":{{Tick}},
            "quantity":"{{quantity}}","nonce":"{{nonce}}","deadline":"{{bid.Deadline}}"},
            "signature":"{{key.Sign(new Bytes32(digest))}}"}
            """);
        return new SignedRequest(id, Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture,
            $"POST /v1/bids HTTP/1.1\r\nHost: {server.Url.Authority}\r\nContent-Type: application/json\r\n"
            + $"Idempotency-Key: {id}\r\nContent-Length: {body.Length}\r\n\r\n{body}")));
    }
}
