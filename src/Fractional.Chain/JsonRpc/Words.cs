using System.Numerics;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Loans;
using Fractional.Core.Units;
using Fractional.Ethereum;
using Fractional.Ethereum.Primitives;

namespace Fractional.Chain.JsonRpc;

/// <summary>Between Core's units and the words of the chain. A number from the chain that does not fit its unit is a
/// lie
/// or a wrong contract: it is refused, never cut.</summary>
internal static class Words
{
    public static Account ToAccount(this Address address) => new(address.Span);

    public static Address ToAddress(this Account account)
    {
        Span<byte> bytes = stackalloc byte[Account.Length];
        account.CopyTo(bytes);
        return new Address(bytes);
    }

    public static Hash32 ToHash(this Bytes32 bytes) => new(bytes.Span);

    public static Bytes32 ToBytes(this Hash32 hash)
    {
        Span<byte> bytes = stackalloc byte[Hash32.Length];
        hash.CopyTo(bytes);
        return new Bytes32(bytes);
    }

    public static Wei ToWei(this UInt256 word) => new(ToUInt128(word));

    public static Shares ToShares(this UInt256 word) => new(ToUInt128(word));

    public static Timestamp ToTime(this UInt256 word) => new(ToUInt64(word));

    public static Timestamp ToTime(this ulong seconds) => new(seconds);

    public static BigInteger ToNumber(this UInt256 word) => word;

    public static int ToIndex(this UInt256 word) => word.TryToUInt64(out var number) && number <= int.MaxValue
        ? (int)number
        : throw new EthereumFormatException($"{word} is no index");

    public static Bps ToBps(this UInt256 word) => word.TryToUInt64(out var number) && number <= ushort.MaxValue
        ? new Bps((ushort)number)
        : throw new EthereumFormatException($"{word} is above 2^16-1, no bps");

    /// <summary>The member of a closed list; a number that none has comes from a contract we do not know.</summary>
    public static T ToMember<T>(this byte number) where T : struct, Enum
    {
        var member = (T)Enum.ToObject(typeof(T), number);
        return Enum.IsDefined(member)
            ? member
            : throw new EthereumFormatException($"{number} is no {typeof(T).Name}");
    }

    public static ulong ToUInt64(this UInt256 word) => word.TryToUInt64(out var number)
        ? number
        : throw new EthereumFormatException($"{word} is above 2^64-1");

    public static LoanId ToLoan(this UInt256 word) => ChainIds.TryLoan(word, out var id)
        ? id
        : throw new EthereumFormatException($"{word} is no id of a loan");

    public static AuctionId ToAuction(this UInt256 word) => ChainIds.TryAuction(word, out var id)
        ? id
        : throw new EthereumFormatException($"{word} is no id of an auction");

    public static Commitment ToCommitment(this Bytes32 bytes) => new(bytes.ToUInt256());

    public static Bytes32 ToBytes(this Commitment commitment) => Bytes32.From((UInt256)commitment.Value);

    public static UInt256 ToWord(this LoanId id) => (UInt256)id.ToNumber();

    public static UInt256 ToWord(this AuctionId id) => (UInt256)id.ToNumber();

    public static UInt256 ToWord(this Wei wei) => wei.Value;

    public static UInt256 ToWord(this Shares shares) => shares.Value;

    static UInt128 ToUInt128(UInt256 word) => word.TryToUInt128(out var number)
        ? number
        : throw new EthereumFormatException($"{word} is above 2^128-1");
}
