using System.Reflection;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Fractional.Ethereum.Primitives;

namespace Fractional.Ethereum.Crypto;

/// <summary>libsecp256k1, with the recovery module that distributions build in.</summary>
/// <remarks>
/// The library ends the process on an illegal argument, so every length and the recovery id are checked here first. Its
/// context is randomised once against side channels and is only read afterwards: calls may run on many threads.
/// </remarks>
public sealed partial class NativeSecp256k1 : ISecp256k1
{
    private const string Library = "secp256k1";
    private const uint SignAndVerify = 0x301;
    private const uint Uncompressed = 0x2;
    private const int OpaqueKeySize = 64;
    private const int OpaqueSignatureSize = 65;
    private const int SerializedKeySize = 65;

    // Newest first; the names differ by distribution and by system.
    private static readonly string[] FileNames =
    [
        "libsecp256k1.so.2", "libsecp256k1.so.1", "libsecp256k1.so.0", "libsecp256k1.so",
        "libsecp256k1.dylib", "libsecp256k1.2.dylib", "libsecp256k1.dll", "libsecp256k1-2.dll", "secp256k1.dll",
    ];

    private readonly IntPtr _context;

    private NativeSecp256k1(IntPtr context, string fileName)
    {
        _context = context;
        Name = $"libsecp256k1 ({fileName})";
    }

    /// <summary>Null when no file of the library, or none with the recovery module, was found.</summary>
    public static NativeSecp256k1? Instance { get; } = Load();

    public string Name { get; }

    public bool TryPublicKey(ReadOnlySpan<byte> privateKey, Span<byte> publicKey)
    {
        Require(privateKey.Length, 32, "private key");
        Span<byte> opaque = stackalloc byte[OpaqueKeySize];
        if (secp256k1_ec_pubkey_create(_context, opaque, privateKey) != 1)
        {
            return false;
        }

        Serialize(opaque, publicKey);
        return true;
    }

    public Signature Sign(ReadOnlySpan<byte> hash, ReadOnlySpan<byte> privateKey)
    {
        Require(hash.Length, 32, "hash");
        Require(privateKey.Length, 32, "private key");
        Span<byte> opaque = stackalloc byte[OpaqueSignatureSize];
        if (secp256k1_ecdsa_sign_recoverable(_context, opaque, hash, privateKey, IntPtr.Zero, IntPtr.Zero) != 1)
        {
            throw new SigningRefusedException("the private key is zero or not below the order of the curve");
        }

        Span<byte> compact = stackalloc byte[64];
        _ = secp256k1_ecdsa_recoverable_signature_serialize_compact(_context, compact, out int recoveryId, opaque);
        return new Signature(
            UInt256.ReadBigEndian(compact[..32]), UInt256.ReadBigEndian(compact[32..]), (byte)(recoveryId & 1));
    }

    public bool TryRecover(ReadOnlySpan<byte> hash, in Signature signature, int recoveryId, Span<byte> publicKey)
    {
        Require(hash.Length, 32, "hash");
        ArgumentOutOfRangeException.ThrowIfNegative(recoveryId);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(recoveryId, 3);
        Span<byte> compact = stackalloc byte[64];
        signature.R.WriteBigEndian(compact);
        signature.S.WriteBigEndian(compact[32..]);
        Span<byte> opaque = stackalloc byte[OpaqueSignatureSize];
        Span<byte> opaqueKey = stackalloc byte[OpaqueKeySize];
        if (secp256k1_ecdsa_recoverable_signature_parse_compact(_context, opaque, compact, recoveryId) != 1
            || secp256k1_ecdsa_recover(_context, opaqueKey, opaque, hash) != 1)
        {
            return false;
        }

        Serialize(opaqueKey, publicKey);
        return true;
    }

    private static NativeSecp256k1? Load()
    {
        Assembly assembly = typeof(NativeSecp256k1).Assembly;
        foreach (string fileName in FileNames)
        {
            if (NativeLibrary.TryLoad(fileName, assembly, null, out IntPtr handle)
                && NativeLibrary.TryGetExport(handle, nameof(secp256k1_ecdsa_recover), out _))
            {
                NativeLibrary.SetDllImportResolver(
                    assembly, (name, _, _) => name == Library ? handle : IntPtr.Zero);
                return new NativeSecp256k1(CreateContext(), fileName);
            }
        }

        return null;
    }

    private static IntPtr CreateContext()
    {
        IntPtr context = secp256k1_context_create(SignAndVerify);
        Span<byte> seed = stackalloc byte[32];
        RandomNumberGenerator.Fill(seed);
        int randomised = secp256k1_context_randomize(context, seed);
        CryptographicOperations.ZeroMemory(seed);
        return randomised == 1
            ? context
            : throw new EthereumException("libsecp256k1 could not randomise its context");
    }

    private void Serialize(ReadOnlySpan<byte> opaqueKey, Span<byte> publicKey)
    {
        Span<byte> serialized = stackalloc byte[SerializedKeySize];
        nuint length = SerializedKeySize;
        _ = secp256k1_ec_pubkey_serialize(_context, serialized, ref length, opaqueKey, Uncompressed);
        serialized[1..].CopyTo(publicKey);
    }

    private static void Require(int length, int needed, string what)
    {
        if (length != needed)
        {
            throw new EthereumFormatException($"{length} bytes given; a {what} holds exactly {needed}");
        }
    }

    [LibraryImport(Library)]
    private static partial IntPtr secp256k1_context_create(uint flags);

    [LibraryImport(Library)]
    private static partial int secp256k1_context_randomize(IntPtr context, ReadOnlySpan<byte> seed);

    [LibraryImport(Library)]
    private static partial int secp256k1_ec_pubkey_create(
        IntPtr context, Span<byte> publicKey, ReadOnlySpan<byte> privateKey);

    [LibraryImport(Library)]
    private static partial int secp256k1_ec_pubkey_serialize(
        IntPtr context, Span<byte> output, ref nuint length, ReadOnlySpan<byte> publicKey, uint flags);

    [LibraryImport(Library)]
    private static partial int secp256k1_ecdsa_sign_recoverable(
        IntPtr context, Span<byte> signature, ReadOnlySpan<byte> hash, ReadOnlySpan<byte> privateKey,
        IntPtr nonceFunction, IntPtr nonceData);

    [LibraryImport(Library)]
    private static partial int secp256k1_ecdsa_recoverable_signature_serialize_compact(
        IntPtr context, Span<byte> output, out int recoveryId, ReadOnlySpan<byte> signature);

    [LibraryImport(Library)]
    private static partial int secp256k1_ecdsa_recoverable_signature_parse_compact(
        IntPtr context, Span<byte> signature, ReadOnlySpan<byte> input, int recoveryId);

    [LibraryImport(Library)]
    private static partial int secp256k1_ecdsa_recover(
        IntPtr context, Span<byte> publicKey, ReadOnlySpan<byte> signature, ReadOnlySpan<byte> hash);
}
