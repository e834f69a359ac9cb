using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Fractional.Api.Sessions;

/// <summary>A token that is given once; only its SHA-256 is kept.</summary>
/// <param name="Token">A prefix that says what it is, and 32 random bytes as base64url.</param>
/// <param name="Id">The beginning of the hash, by which the rest is found; no secret.</param>
readonly record struct Secret(string Token, string Id, byte[] Hash)
{
    public const string SessionPrefix = "fs_", KeyPrefix = "fk_";

    const int RandomBytes = 32, IdBytes = 12;

    public static readonly int IdChars = 2 * IdBytes;

    public static Secret Make(string prefix) => Of(
        prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes)));

    /// <summary>None when it can not be a token of this kind.</summary>
    public static Secret? Read(string prefix, string given) =>
        given.Length == prefix.Length + Base64Url.GetEncodedLength(RandomBytes)
        && given.StartsWith(prefix, StringComparison.Ordinal) && Base64Url.IsValid(given.AsSpan(prefix.Length))
            ? Of(given)
            : null;

    /// <summary>Compares in a time that tells nothing about where they differ.</summary>
    public bool Is(byte[] hash) => CryptographicOperations.FixedTimeEquals(Hash, hash);

    static Secret Of(string token)
    {
        var hash = SHA256.HashData(Encoding.ASCII.GetBytes(token));
        return new Secret(token, Convert.ToHexStringLower(hash.AsSpan(0, IdBytes)), hash);
    }

    /// <summary>The token stays out of logs.</summary>
    public override string ToString() => Id;
}
