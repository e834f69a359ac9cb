using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Fractional.Ethereum.Crypto;

namespace Fractional.Ethereum.Wallets;

/// <summary>Key files of version 3 ("web3 secret storage"): scrypt or PBKDF2, AES-128-CTR, a keccak checksum.</summary>
public static class Keystore
{
    /// <summary>What other clients write: 256 MiB and about a second.</summary>
    const int StandardN = 1 << 18;
    const int StandardR = 8;
    const int DerivedBytes = 32;

    static readonly JsonSerializerOptions Json = new()
    {
        PropertyNameCaseInsensitive = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>The file's text for a key.</summary>
    /// <param name="n">scrypt's cost, a power of two; lower it only for tests.</param>
    public static string Export(PrivateKey key, string password, int n = StandardN)
    {
        var salt = RandomNumberGenerator.GetBytes(32);
        var iv = RandomNumberGenerator.GetBytes(16);
        var derived = Scrypt.DeriveKey(Encoding.UTF8.GetBytes(password), salt, n, StandardR, 1, DerivedBytes);
        var cipher = new byte[PrivateKey.Size];
        key.CopyTo(cipher);
        ApplyCtr(derived.AsSpan(0, 16), iv, cipher);
        var file = new FileShape(
            3, RandomId(), key.Address.ToString()[2..].ToLowerInvariant(),
            new CryptoShape(
                "aes-128-ctr", Plain(cipher), new IvShape(Plain(iv)), "scrypt",
                new KdfShape(DerivedBytes, Plain(salt), n, StandardR, 1, null, null), Plain(Mac(derived, cipher))));
        CryptographicOperations.ZeroMemory(derived);
        return JsonSerializer.Serialize(file, Json);
    }

    /// <summary>The key in a file's text.</summary>
    /// <exception cref="EthereumFormatException">Not such a file, or the password is wrong. Shows neither.</exception>
    public static PrivateKey Import(string text, string password)
    {
        var file = Read(text);
        var cipher = Bytes(file.Crypto.Ciphertext, "ciphertext", PrivateKey.Size);
        var derived = Derive(file.Crypto, Encoding.UTF8.GetBytes(password));
        try
        {
            if (!CryptographicOperations.FixedTimeEquals(Mac(derived, cipher), Bytes(file.Crypto.Mac, "mac", 32)))
                throw new EthereumFormatException("the password does not open this key file");
            ApplyCtr(derived.AsSpan(0, 16), Bytes(file.Crypto.CipherParams.Iv, "iv", 16), cipher);
            return Checked(new PrivateKey(cipher), file.Address);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(derived);
            CryptographicOperations.ZeroMemory(cipher);
        }
    }

    /// <summary>The mac does not cover the iv: only the address the file states shows that another key came
    /// out.</summary>
    static PrivateKey Checked(PrivateKey key, string? stated)
    {
        var opened = key.Address.ToString();
        if (stated is null || opened.Equals(stated, StringComparison.OrdinalIgnoreCase)
            || opened.AsSpan(2).Equals(stated, StringComparison.OrdinalIgnoreCase))
            return key;
        key.Dispose();
        throw new EthereumFormatException($"the key file states address '{stated}' but holds the key of {opened}");
    }

    static FileShape Read(string text)
    {
        FileShape? file;
        try
        {
            file = JsonSerializer.Deserialize<FileShape>(text, Json);
        }
        catch (JsonException wrong)
        {
            throw new EthereumFormatException(
                $"not a key file: its JSON is wrong at line {wrong.LineNumber + 1}", wrong);
        }
        catch (Exception wrong) when (wrong is ArgumentException or InvalidOperationException)
        {
            // How the reader reports half a surrogate pair, in the text or behind an escape.
            throw new EthereumFormatException("not a key file: it is not well-formed Unicode", wrong);
        }
        if (file is not { Version: 3, Crypto: { Ciphertext: not null, Mac: not null } crypto }
            || crypto is not { CipherParams.Iv: not null, KdfParams.Salt: not null })
            throw new EthereumFormatException("not a key file of version 3: version, crypto.ciphertext, crypto.mac, "
                + "crypto.cipherparams.iv or crypto.kdfparams.salt is missing");
        return file.Crypto.Cipher == "aes-128-ctr"
            ? file
            : throw new EthereumFormatException($"a key file uses aes-128-ctr, this one says '{file.Crypto.Cipher}'");
    }

    static byte[] Derive(CryptoShape crypto, byte[] password)
    {
        var kdf = crypto.KdfParams;
        if (kdf.DkLen != DerivedBytes)
            throw new EthereumFormatException($"dklen is {kdf.DkLen}, {DerivedBytes} is expected");
        var salt = Bytes(kdf.Salt, "salt", null);
        const int mostRounds = 10_000_000;
        return crypto.Kdf switch
        {
            "scrypt" => Scrypt.DeriveKey(password, salt, kdf.N ?? 0, kdf.R ?? 0, kdf.P ?? 0, DerivedBytes),
            "pbkdf2" when kdf is { Prf: "hmac-sha256", C: >= 1 and <= mostRounds } =>
                Rfc2898DeriveBytes.Pbkdf2(password, salt, kdf.C.Value, HashAlgorithmName.SHA256, DerivedBytes),
            "pbkdf2" => throw new EthereumFormatException(
                $"pbkdf2 with prf '{kdf.Prf}' and c={kdf.C}: hmac-sha256 and 1..{mostRounds} are expected"),
            _ => throw new EthereumFormatException($"kdf is '{crypto.Kdf}', scrypt or pbkdf2 is expected"),
        };
    }

    static byte[] Mac(ReadOnlySpan<byte> derived, ReadOnlySpan<byte> cipher)
    {
        Span<byte> input = stackalloc byte[16 + PrivateKey.Size];
        derived[16..].CopyTo(input);
        cipher.CopyTo(input[16..]);
        return Keccak256.Hash(input).Span.ToArray();
    }

    /// <summary>AES-128 in counter mode over two blocks: the same in both directions.</summary>
    static void ApplyCtr(ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv, Span<byte> data)
    {
        using var aes = Aes.Create();
        aes.Key = key.ToArray();
        Span<byte> counter = stackalloc byte[16];
        Span<byte> pad = stackalloc byte[16];
        iv.CopyTo(counter);
        for (var start = 0; start < data.Length; start += 16)
        {
            aes.EncryptEcb(counter, pad, PaddingMode.None);
            for (var i = 0; i < 16; i++) data[start + i] ^= pad[i];
            for (var i = 15; i >= 0 && unchecked(++counter[i]) == 0; i--) ;
        }
    }

    static string Plain(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(bytes);

    static byte[] Bytes(string hex, string field, int? length)
    {
        try
        {
            var bytes = Convert.FromHexString(hex);
            return length is null || bytes.Length == length
                ? bytes
                : throw new EthereumFormatException($"{field} has {bytes.Length} bytes, {length} are expected");
        }
        catch (FormatException wrong)
        {
            throw new EthereumFormatException($"{field} is not hex", wrong);
        }
    }

    /// <summary>A version 4 UUID, as the format asks for.</summary>
    static string RandomId()
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes);
        bytes[6] = (byte)(bytes[6] & 0x0f | 0x40);
        bytes[8] = (byte)(bytes[8] & 0x3f | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }

    sealed record FileShape(
        [property: JsonPropertyName("version")] int Version, [property: JsonPropertyName("id")] string? Id,
        [property: JsonPropertyName("address")] string? Address,
        [property: JsonPropertyName("crypto")] CryptoShape Crypto);

    sealed record CryptoShape(
        [property: JsonPropertyName("cipher")] string Cipher,
        [property: JsonPropertyName("ciphertext")] string Ciphertext,
        [property: JsonPropertyName("cipherparams")] IvShape CipherParams,
        [property: JsonPropertyName("kdf")] string Kdf,
        [property: JsonPropertyName("kdfparams")] KdfShape KdfParams,
        [property: JsonPropertyName("mac")] string Mac);

    sealed record IvShape([property: JsonPropertyName("iv")] string Iv);

    sealed record KdfShape(
        [property: JsonPropertyName("dklen")] int DkLen, [property: JsonPropertyName("salt")] string Salt,
        [property: JsonPropertyName("n")] int? N, [property: JsonPropertyName("r")] int? R,
        [property: JsonPropertyName("p")] int? P, [property: JsonPropertyName("c")] int? C,
        [property: JsonPropertyName("prf")] string? Prf);
}
