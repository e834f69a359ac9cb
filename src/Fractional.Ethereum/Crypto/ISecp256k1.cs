namespace Fractional.Ethereum.Crypto;

/// <summary>
/// The curve of Ethereum's keys. Two living forms: <see cref="NativeSecp256k1"/> over libsecp256k1, and
/// <see cref="ManagedSecp256k1"/> where that library is not installed. They agree bit for bit.
/// </summary>
public interface ISecp256k1
{
    /// <summary>What answers, for the start-up log.</summary>
    string Name { get; }

    /// <param name="privateKey">32 bytes, 1 up to the group order minus 1, big-endian.</param>
    /// <param name="publicKey">Receives X then Y, 64 bytes.</param>
    /// <returns>False when the private key is zero or not below the group order.</returns>
    bool TryPublicKey(ReadOnlySpan<byte> privateKey, Span<byte> publicKey);

    /// <summary>Signs with the nonce of RFC 6979; the s of the result is in the lower half (EIP-2).</summary>
    /// <param name="hash">32 bytes.</param>
    /// <param name="privateKey">32 bytes, 1 up to the group order minus 1, big-endian.</param>
    /// <exception cref="SigningRefusedException">A bad key, or a form that may not sign.</exception>
    Signature Sign(ReadOnlySpan<byte> hash, ReadOnlySpan<byte> privateKey);

    /// <summary>Finds the key that signed.</summary>
    /// <param name="hash">32 bytes.</param>
    /// <param name="signature">Any, also one that no key could have made.</param>
    /// <param name="recoveryId">0 to 3: bit 0 is the parity of y, bit 1 says that x was above the group order.</param>
    /// <param name="publicKey">Receives X then Y, 64 bytes.</param>
    /// <returns>False when no key exists for these numbers.</returns>
    bool TryRecover(ReadOnlySpan<byte> hash, in Signature signature, int recoveryId, Span<byte> publicKey);
}
