using System.Collections.Immutable;
using Fractional.Chain.JsonRpc;
using Fractional.Core.Units;
using Fractional.Ethereum;
using Fractional.Ethereum.Crypto;

namespace Fractional.Chain.Simulated;

/// <summary>Accounts that are contracts.</summary>
public sealed partial record SimulatedWorld
{
    /// <summary>By whose signatures each of them signs (EIP-1271).</summary>
    public ImmutableDictionary<Account, Account> SmartAccounts { get; init; } =
        ImmutableDictionary<Account, Account>.Empty;

    internal bool AcceptsSignature(Account contract, Hash32 hash, ReadOnlySpan<byte> signature)
    {
        if (!SmartAccounts.TryGetValue(contract, out var owner)) return false;
        try
        {
            return Signature.Read(signature).TryRecover(hash.ToBytes(), out var signer) && signer.ToAccount() == owner;
        }
        catch (EthereumFormatException)
        {
            return false;
        }
    }
}
