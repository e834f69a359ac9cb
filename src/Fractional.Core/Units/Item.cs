using System.Globalization;
using System.Numerics;

namespace Fractional.Core.Units;

/// <summary>One ERC-721 token.</summary>
public readonly record struct Item
{
    private static readonly BigInteger TokenIdLimit = BigInteger.One << 256;

    /// <exception cref="ArgumentOutOfRangeException">The token id is not 0..2^256-1.</exception>
    public Item(Account collection, BigInteger tokenId)
    {
        if (tokenId.Sign < 0 || tokenId >= TokenIdLimit)
        {
            throw new ArgumentOutOfRangeException(nameof(tokenId), tokenId, "a token id is 0..2^256-1");
        }
        Collection = collection;
        TokenId = tokenId;
    }

    public Account Collection { get; }

    public BigInteger TokenId { get; }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Collection}/{TokenId}");
}
