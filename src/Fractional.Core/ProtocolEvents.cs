using System.Numerics;
using Fractional.Core.Units;

namespace Fractional.Core;

/// <summary>What happened around the vaults: the closed list of the contracts' events that are about no vault, same
/// names and fields; an <see cref="Item"/> stands for collection and token id.</summary>
public abstract record ProtocolEvent
{
    private protected ProtocolEvent()
    {
    }
}

public sealed record PaymentTokenListed(Account Token, bool Listed) : ProtocolEvent;

/// <param name="Lender">Whose offers.</param>
/// <param name="Epoch">Offers of an earlier epoch are void.</param>
public sealed record OffersCancelled(Account Lender, ulong Epoch) : ProtocolEvent;

/// <summary>No bid signed under these nonces is placed any more: nonce <c>256 * Word + i</c> for each bit i of the
/// mask.</summary>
public sealed record NoncesCancelled(Account Owner, BigInteger Word, BigInteger Mask) : ProtocolEvent;
