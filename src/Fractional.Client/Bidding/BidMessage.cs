using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Fractional.Client.Http;
using Fractional.Ethereum.Messages;
using Fractional.Ethereum.Primitives;

namespace Fractional.Client.Bidding;

/// <summary>The body of <c>POST /v1/bids</c>.</summary>
sealed record BidPost(BidMessage Bid, ReadOnlyMemory<byte> Signature);

/// <summary>What the owner signs, made here and not taken from the server; in the order of the struct.</summary>
sealed record BidMessage(
    Address Owner, UInt256 Auction, bool IsWhole, int Tick, BigInteger Quantity, UInt256 Nonce, UInt256 Deadline)
{
    const string Types = """
        {"EIP712Domain":[{"name":"name","type":"string"},{"name":"version","type":"string"},
        {"name":"chainId","type":"uint256"},{"name":"verifyingContract","type":"address"}],
        "Bid":[{"name":"owner","type":"address"},{"name":"id","type":"uint256"},{"name":"isWhole","type":"bool"},
        {"name":"tick","type":"uint256"},{"name":"quantity","type":"uint256"},{"name":"nonce","type":"uint256"},
        {"name":"deadline","type":"uint256"}]}
        """;

    public static BidMessage Of(BidOrder order, Address signer) => new(
        order.Owner ?? signer, order.Auction, order.IsWhole, order.Tick, order.Quantity, order.Nonce, order.Deadline);

    /// <summary>EIP-712 typed data as the contract hashes it.</summary>
    /// <param name="chainId">Where it is valid.</param>
    /// <param name="batchAuction">The contract that checks it.</param>
    public TypedData ToTypedData(ulong chainId, Address batchAuction)
    {
        var message = JsonSerializer.Serialize(
            new
            {
                Owner, Id = Auction, IsWhole, Tick = Tick.ToString(CultureInfo.InvariantCulture), Quantity, Nonce,
                Deadline,
            },
            ClientJson.Options);
        return TypedData.Parse($$"""
            {"types":{{Types}},"primaryType":"Bid",
            "domain":{"name":"Fractional BatchAuction","version":"1","chainId":"{{(UInt256)chainId}}",
            "verifyingContract":"{{batchAuction}}"},"message":{{message}}}
            """);
    }
}
