using System.Security.Cryptography;
using Fractional.Ethereum.Primitives;

namespace Fractional.Ethereum.Crypto;

/// <summary>
/// The curve in C# alone, for machines without libsecp256k1. Signs only where <see cref="AllowSigning"/> is set.
/// </summary>
public sealed class ManagedSecp256k1 : ISecp256k1
{
    private static readonly UInt256 HalfOrder = Secp256k1.Order / 2;

    public string Name => "managed secp256k1 (libsecp256k1 was not found; slower, and it signs only when allowed to)";

    public bool AllowSigning { get; set; }

    public bool TryPublicKey(ReadOnlySpan<byte> privateKey, Span<byte> publicKey)
    {
        UInt256 key = UInt256.ReadBigEndian(privateKey);
        if (!IsScalar(key))
        {
            return false;
        }

        Write(CurvePoint.MultiplyGenerator(key), publicKey);
        return true;
    }

    public Signature Sign(ReadOnlySpan<byte> hash, ReadOnlySpan<byte> privateKey)
    {
        if (!AllowSigning)
        {
            throw new SigningRefusedException(
                "libsecp256k1 was not found, and the managed signer is off: install the library "
                + "(Debian: libsecp256k1-1) or set AllowManagedSigner where no real funds are at stake");
        }

        UInt256 key = UInt256.ReadBigEndian(privateKey);
        if (!IsScalar(key))
        {
            throw new SigningRefusedException("the private key is zero or not below the order of the curve");
        }

        Residue<GroupOrder> number = Residue<GroupOrder>.From(UInt256.ReadBigEndian(hash));
        using DeterministicNonces nonces = new(privateKey, number.ToUInt256());
        while (true)
        {
            UInt256 nonce = nonces.Next();
            if (IsScalar(nonce) && TrySign(number, Residue<GroupOrder>.From(key), nonce, out Signature signature))
            {
                return signature;
            }
        }
    }

    public bool TryRecover(ReadOnlySpan<byte> hash, in Signature signature, int recoveryId, Span<byte> publicKey)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(recoveryId);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(recoveryId, 3);
        UInt256 x = signature.R;
        if (!IsScalar(signature.R) || !IsScalar(signature.S)
            || ((recoveryId & 2) != 0 && UInt256.OverflowingAdd(x, Secp256k1.Order, out x))
            || !CurvePoint.TryFromX(x, (recoveryId & 1) != 0, out CurvePoint nonce))
        {
            return false;
        }

        // Q = (s * R - hash * G) / r
        Residue<GroupOrder> inverse = Residue<GroupOrder>.From(signature.R).Inverse();
        Residue<GroupOrder> number = Residue<GroupOrder>.From(UInt256.ReadBigEndian(hash));
        UInt256 byGenerator = (-number * inverse).ToUInt256();
        UInt256 byNonce = (Residue<GroupOrder>.From(signature.S) * inverse).ToUInt256();
        CurvePoint key = CurvePoint.MultiplyGenerator(byGenerator) + nonce.Multiply(byNonce);
        if (key.IsInfinity)
        {
            return false;
        }

        Write(key, publicKey);
        return true;
    }

    private static bool TrySign(
        in Residue<GroupOrder> hash, in Residue<GroupOrder> key, in UInt256 nonce, out Signature signature)
    {
        (UInt256 x, UInt256 y) = CurvePoint.MultiplyGenerator(nonce).ToAffine();
        Residue<GroupOrder> r = Residue<GroupOrder>.From(x);
        Residue<GroupOrder> s = Residue<GroupOrder>.From(nonce).Inverse() * (hash + (r * key));
        UInt256 proof = s.ToUInt256();
        bool isHigh = proof > HalfOrder;
        int parity = (y & 1UL).IsZero == isHigh ? 1 : 0;
        signature = new Signature(r.ToUInt256(), isHigh ? Secp256k1.Order - proof : proof, (byte)parity);
        return !r.IsZero && !s.IsZero;
    }

    private static bool IsScalar(in UInt256 number) => !number.IsZero && number < Secp256k1.Order;

    private static void Write(in CurvePoint point, Span<byte> publicKey)
    {
        (UInt256 x, UInt256 y) = point.ToAffine();
        x.WriteBigEndian(publicKey);
        y.WriteBigEndian(publicKey[32..]);
    }

    /// <summary>The candidates of RFC 6979, section 3.2, with HMAC-SHA-256.</summary>
    private sealed class DeterministicNonces : IDisposable
    {
        private readonly byte[] _key = GC.AllocateArray<byte>(32, pinned: true);
        private readonly byte[] _state = GC.AllocateArray<byte>(32, pinned: true);
        private bool _isFirst = true;

        public DeterministicNonces(ReadOnlySpan<byte> privateKey, in UInt256 reducedHash)
        {
            Span<byte> seed = stackalloc byte[64];
            privateKey.CopyTo(seed);
            reducedHash.WriteBigEndian(seed[32..]);
            _state.AsSpan().Fill(1);
            Mix(0, seed);
            Mix(1, seed);
            CryptographicOperations.ZeroMemory(seed);
        }

        public UInt256 Next()
        {
            if (!_isFirst)
            {
                Mix(0, []);
            }

            _isFirst = false;
            HMACSHA256.HashData(_key, _state, _state);
            return UInt256.ReadBigEndian(_state);
        }

        public void Dispose()
        {
            CryptographicOperations.ZeroMemory(_key);
            CryptographicOperations.ZeroMemory(_state);
        }

        private void Mix(byte step, ReadOnlySpan<byte> seed)
        {
            Span<byte> message = stackalloc byte[97];
            _state.CopyTo(message);
            message[32] = step;
            seed.CopyTo(message[33..]);
            HMACSHA256.HashData(_key, message[..(33 + seed.Length)], _key);
            HMACSHA256.HashData(_key, _state, _state);
            CryptographicOperations.ZeroMemory(message);
        }
    }
}
