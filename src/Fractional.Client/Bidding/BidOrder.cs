using System.Numerics;
using System.Security.Cryptography;
using Fractional.Ethereum.Primitives;

namespace Fractional.Client;

/// <summary>A bid to sign: all that the contract will hold its owner to.</summary>
public sealed record BidOrder
{
    /// <summary>The last limit price that a bid may name.</summary>
    public const int TopTick = 65_535;

    const int NonceBytes = 16;

    BidOrder(UInt256 auction, bool isWhole, int tick, BigInteger quantity, ulong deadline)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(tick);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(tick, TopTick);
        ArgumentOutOfRangeException.ThrowIfLessThan(quantity, BigInteger.One);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quantity, (BigInteger)UInt128.MaxValue);
        (Auction, IsWhole, Tick, Quantity, Deadline) = (auction, isWhole, tick, quantity, deadline);
    }

    public UInt256 Auction { get; }

    public bool IsWhole { get; }

    /// <summary>The limit of a bid for units; of a bid for the whole it means nothing.</summary>
    public int Tick { get; }

    /// <summary>Units; wei for the whole.</summary>
    public BigInteger Quantity { get; }

    /// <summary>Unix seconds by the chain's clock: from then on the bid is dead wherever it is.</summary>
    public ulong Deadline { get; }

    /// <summary>A number the owner has not used; the number of a bid that was not relayed yet replaces that bid. Random
    /// unless it is set.</summary>
    public UInt256 Nonce { get; init; } = UInt256.ReadBigEndian(
        [.. new byte[UInt256.Size - NonceBytes], .. RandomNumberGenerator.GetBytes(NonceBytes)]);

    /// <summary>Who pays and gets, when it is a contract whose signer signs (EIP-1271); null for the signer.</summary>
    public Address? Owner { get; init; }

    /// <summary>A bid for units of the new series.</summary>
    /// <param name="auction">Id of the auction.</param>
    /// <param name="tick">The limit: see <see cref="Batch.TickAt"/>.</param>
    /// <param name="units">At least the batch's least quantity.</param>
    /// <param name="deadline">Unix seconds.</param>
    public static BidOrder Parts(UInt256 auction, int tick, BigInteger units, ulong deadline) =>
        new(auction, isWhole: false, tick, units, deadline);

    /// <summary>A bid for the items themselves.</summary>
    /// <param name="auction">Id of the auction.</param>
    /// <param name="amount">Wei: at least the batch's least whole.</param>
    /// <param name="deadline">Unix seconds.</param>
    public static BidOrder Whole(UInt256 auction, BigInteger amount, ulong deadline) =>
        new(auction, isWhole: true, tick: 0, amount, deadline);
}
