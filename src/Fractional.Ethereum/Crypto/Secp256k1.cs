using Fractional.Ethereum.Primitives;

namespace Fractional.Ethereum.Crypto;

/// <summary>The numbers of the curve, and which implementation this process uses.</summary>
public static class Secp256k1
{
    /// <summary>The order of the group: private keys, r and s are below it.</summary>
    public static readonly UInt256 Order =
        Hex.ParseQuantity("0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141");

    private static readonly ManagedSecp256k1 Fallback = new();

    /// <summary>libsecp256k1 where it is installed, else the managed form. Log its name at the start.</summary>
    public static ISecp256k1 Current { get; } = NativeSecp256k1.Instance ?? (ISecp256k1)Fallback;

    /// <summary>
    /// Lets the managed form sign. It runs in constant time as far as C# allows, but nobody audited it and its
    /// temporaries are not erased, so without this setting it only verifies.
    /// </summary>
    public static bool AllowManagedSigner
    {
        get => Fallback.AllowSigning;
        set => Fallback.AllowSigning = value;
    }
}
