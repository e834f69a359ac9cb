using System.Collections.Immutable;
using Fractional.Core.Auctions.Batch;

namespace Fractional.Engine.Bids;

/// <summary>How much of everything, and why no more.</summary>
public static class BidLimits
{
    /// <summary>Bids of one owner in one vault that are accepted or relayed and in no block: more than anybody
    /// revises in a block, few enough that nobody fills the queue alone.</summary>
    public const int OpenPerOwner = 64;

    /// <summary>Signed bids kept of one auction, whatever became of them: about 1 KB each, and a day of blocks full of
    /// nothing else.</summary>
    public const int KeptPerAuction = 65_536;

    /// <summary>Bids in one transaction. Their gas is then below the 2^24 that one transaction may have.</summary>
    public const int PerSending = 40;

    /// <summary>Bytes of all signatures in one transaction: nodes take transactions up to 128 KB.</summary>
    public const int SignatureBytesPerSending = 65_536;

    /// <summary>Transactions of one vault that are under way: three blocks full of them.</summary>
    public const int OpenSendings = 16;

    /// <summary>Characters of an idempotency key, printable ASCII: a hash in hex and room for a name before
    /// it.</summary>
    public const int KeyChars = 128;

    /// <summary>Bytes of one signature: a multisig of sixty.</summary>
    public const int SignatureBytes = 4_096;

    /// <summary>Steps of a bid's history: the first and the newest are kept.</summary>
    public const int Steps = 32;

    /// <summary>Words of the chain end here.</summary>
    private const int NonceBits = 256;

    public static bool IsKey(string key) => key.Length is > 0 and <= KeyChars && key.All(c => c is > ' ' and <= '~');

    /// <exception cref="ArgumentException">Something no contract could be told, or longer than we keep.</exception>
    public static void Check(SignedBid bid, ImmutableArray<byte> signature, string key)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bid.Tick, nameof(bid));
        if (bid.Nonce.Sign < 0 || bid.Nonce.GetBitLength() > NonceBits)
            throw new ArgumentException($"the nonce {bid.Nonce} is not 0 to 2^256-1", nameof(bid));
        if (signature.Length > SignatureBytes)
            throw new ArgumentException($"{signature.Length} bytes of signature, at most {SignatureBytes} are kept",
                nameof(signature));
        if (!IsKey(key))
            throw new ArgumentException($"the key '{key}' is not 1 to {KeyChars} printable ASCII characters",
                nameof(key));
    }
}
