using System.Collections.Frozen;
using System.Numerics;
using System.Reflection;
using System.Text;
using Fractional.Chain.Bindings;
using Fractional.Core;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Loans;
using Fractional.Core.Units;
using Fractional.Core.Vaults;
using Fractional.Ethereum;
using Fractional.Ethereum.Abi;
using Fractional.Ethereum.Primitives;

namespace Fractional.Chain.JsonRpc;

/// <summary>Revert data as a refusal. A refusal is named like the contract's error and carries its arguments in its
/// order,
/// so the two are joined by that rule; a test holds every error of the contracts against it.</summary>
internal static class RevertReading
{
    /// <summary>Foreign data can be of any length; what is shown of it is not.</summary>
    const int ShownBytes = 512;

    static readonly FrozenDictionary<string, ConstructorInfo> Refusals = typeof(Refusal).GetNestedTypes()
        .ToFrozenDictionary(t => t.Name, t => t.GetConstructors().Single(), StringComparer.Ordinal);

    public static Refusal Read(ReadOnlySpan<byte> data)
    {
        try
        {
            if (OwnError(data) is { } error) return Join(error);
            if (Is(data, RevertReason.Selector)) return new Refusal.Reverted(RevertReason.Decode(data).Text);
            if (Is(data, RevertPanic.Selector)) return new Refusal.Reverted($"panic {RevertPanic.Decode(data).Code}");
        }
        catch (EthereumFormatException)
        {
            // Somebody's malformed answer: shown as it is.
        }
        return new Refusal.Unexplained(Hex.Encode(data[..Math.Min(data.Length, ShownBytes)]));
    }

    /// <summary>The error of one of our contracts, or null.</summary>
    static object? OwnError(ReadOnlySpan<byte> data) =>
        DutchAuctionContract.DecodeError(data) ?? BatchAuctionContract.DecodeError(data)
        ?? LoanBookContract.DecodeError(data) ?? VaultContract.DecodeError(data)
        ?? VaultFactoryContract.DecodeError(data) ?? AppraisalOracleContract.DecodeError(data)
        ?? SealedBidsContract.DecodeError(data) ?? InsuranceFundContract.DecodeError(data);

    /// <summary>The refusal with the error's name and its arguments; an error of a library we use is shown by
    /// name.</summary>
    static Refusal Join(object error)
    {
        var name = error.GetType().Name[..^"Error".Length];
        if (!Refusals.TryGetValue(name, out var make)) return new Refusal.Reverted(name);
        var arguments = error.GetType().GetConstructors().Single(c =>
            c.GetParameters().Length == make.GetParameters().Length)
            .GetParameters().Select(p => error.GetType().GetProperty(p.Name!)!.GetValue(error)!);
        return (Refusal)make.Invoke([.. arguments.Zip(make.GetParameters(), (given, p) => Convert(given,
            p.ParameterType))]);
    }

    static object Convert(object given, Type wanted) => (given, wanted) switch
    {
        (UInt256 n, _) when wanted == typeof(Wei) => n.ToWei(),
        (UInt256 n, _) when wanted == typeof(Shares) => n.ToShares(),
        (UInt256 n, _) when wanted == typeof(Timestamp) => n.ToTime(),
        (UInt256 n, _) when wanted == typeof(ulong) => n.ToUInt64(),
        (UInt256 n, _) when wanted == typeof(int) => n.ToIndex(),
        (UInt256 n, _) when wanted == typeof(BigInteger) => n.ToNumber(),
        (UInt256 n, _) when wanted == typeof(LoanId) => n.ToLoan(),
        (UInt256 n, _) when wanted == typeof(AuctionId) => n.ToAuction(),
        (Address a, _) when wanted == typeof(Account) => a.ToAccount(),
        (byte state, _) when wanted == typeof(VaultState) => state.ToMember<VaultState>(),
        (Bytes32 b, _) when wanted == typeof(OfferHash) => new OfferHash(b.ToUInt256()),
        (Bytes32 b, _) when wanted == typeof(Commitment) => b.ToCommitment(),
        (Bytes32 b, _) when wanted == typeof(string) => Encoding.ASCII.GetString(b.Span).TrimEnd('\0'),
        _ => throw new EthereumFormatException($"{given.GetType().Name} is no {wanted.Name}"),
    };

    static bool Is(ReadOnlySpan<byte> data, Selector selector) =>
        data.Length >= Selector.Size && Selector.Read(data) == selector;
}
