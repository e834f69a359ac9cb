using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace Fractional.Ethereum.Wallets;

/// <summary>A BIP-39 phrase of the English list. Its checksum holds: a typing error is refused.</summary>
public sealed class Mnemonic
{
    const int BitsPerWord = 11;
    const int SeedBytes = 64;
    const int SeedRounds = 2048;

    static readonly ImmutableArray<string> List = ReadList();

    static readonly FrozenDictionary<string, int> Places =
        List.Index().ToFrozenDictionary(entry => entry.Item, entry => entry.Index, StringComparer.Ordinal);

    Mnemonic(string words) => Words = words;

    /// <summary>The words with one space between. Whoever has them has the money.</summary>
    public string Words { get; }

    /// <summary>A fresh phrase from the operating system's randomness.</summary>
    /// <param name="wordCount">12, 15, 18, 21 or 24.</param>
    public static Mnemonic Generate(int wordCount = 24)
    {
        if (wordCount is < 12 or > 24 || wordCount % 3 != 0)
            throw new EthereumFormatException($"a phrase has 12, 15, 18, 21 or 24 words, not {wordCount}");
        Span<byte> entropy = stackalloc byte[wordCount / 3 * 4];
        RandomNumberGenerator.Fill(entropy);
        var phrase = FromEntropy(entropy);
        CryptographicOperations.ZeroMemory(entropy);
        return phrase;
    }

    /// <param name="entropy">16, 20, 24, 28 or 32 bytes.</param>
    public static Mnemonic FromEntropy(ReadOnlySpan<byte> entropy)
    {
        if (entropy.Length is < 16 or > 32 || entropy.Length % 4 != 0)
            throw new EthereumFormatException($"entropy has 16, 20, 24, 28 or 32 bytes, not {entropy.Length}");
        Span<byte> bits = stackalloc byte[entropy.Length + 1];
        entropy.CopyTo(bits);
        bits[^1] = Checksum(entropy);
        var words = new string[entropy.Length / 4 * 3];
        for (var i = 0; i < words.Length; i++) words[i] = List[ReadBits(bits, i * BitsPerWord)];
        return new Mnemonic(string.Join(' ', words));
    }

    /// <summary>Reads a phrase: words in lower case with blanks between, checksum enforced.</summary>
    /// <exception cref="EthereumFormatException">Names the word's place, never the phrase.</exception>
    public static Mnemonic Parse(string phrase)
    {
        var words = phrase.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length is < 12 or > 24 || words.Length % 3 != 0)
            throw new EthereumFormatException($"a phrase has 12, 15, 18, 21 or 24 words, not {words.Length}");
        Span<byte> bits = stackalloc byte[words.Length / 3 * 4 + 1];
        bits.Clear();
        for (var i = 0; i < words.Length; i++)
        {
            if (!Places.TryGetValue(words[i], out var place))
                throw new EthereumFormatException($"word {i + 1} of the phrase is not in the BIP-39 English list");
            WriteBits(bits, i * BitsPerWord, place);
        }
        return Checksum(bits[..^1]) == bits[^1]
            ? new Mnemonic(string.Join(' ', words))
            : throw new EthereumFormatException(
                "the phrase's checksum does not match: a word is wrong or two are swapped");
    }

    /// <summary>The 64-byte seed under a passphrase, which may be empty; the caller zeroes it.</summary>
    /// <exception cref="EthereumFormatException">The passphrase cannot be normalised here.</exception>
    public byte[] ToSeed(string passphrase = "")
    {
        var password = Encoding.UTF8.GetBytes(Words);
        var salt = Encoding.UTF8.GetBytes("mnemonic" + Nfkd(passphrase));
        var seed = Rfc2898DeriveBytes.Pbkdf2(password, salt, SeedRounds, HashAlgorithmName.SHA512, SeedBytes);
        CryptographicOperations.ZeroMemory(password);
        return seed;
    }

    /// <summary>
    /// The form that BIP-39 hashes. A process without Unicode tables (invariant globalization) returns other scripts as
    /// they are; it would open another, empty wallet than everybody else, so it refuses.
    /// </summary>
    static string Nfkd(string passphrase)
    {
        if (Ascii.IsValid(passphrase)) return passphrase;
        const string composed = "\u00e9";
        if (composed.Normalize(NormalizationForm.FormKD).Length == 1)
            throw new EthereumFormatException("the passphrase has a character beyond ASCII, which this process "
                + "cannot normalise: it would open another wallet than other programs do");
        try
        {
            return passphrase.Normalize(NormalizationForm.FormKD);
        }
        catch (ArgumentException wrong)
        {
            throw new EthereumFormatException("the passphrase is not well-formed Unicode", wrong);
        }
    }

    /// <summary>Never the words.</summary>
    public override string ToString() => $"{Words.Count(c => c == ' ') + 1} words";

    /// <summary>The first bits of the hash, one for each four bytes, at the top of a byte.</summary>
    static byte Checksum(ReadOnlySpan<byte> entropy)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(entropy, hash);
        return (byte)(hash[0] & 0xff << (8 - entropy.Length / 4));
    }

    static int ReadBits(ReadOnlySpan<byte> bits, int start)
    {
        var place = 0;
        for (var i = start; i < start + BitsPerWord; i++) place = place << 1 | bits[i >> 3] >> (7 - (i & 7)) & 1;
        return place;
    }

    static void WriteBits(Span<byte> bits, int start, int place)
    {
        for (var i = 0; i < BitsPerWord; i++)
            if ((place >> (BitsPerWord - 1 - i) & 1) != 0) bits[start + i >> 3] |= (byte)(1 << (7 - (start + i & 7)));
    }

    static ImmutableArray<string> ReadList()
    {
        var assembly = Assembly.GetExecutingAssembly();
        var name = assembly.GetManifestResourceNames().Single(n => n.EndsWith("english.txt", StringComparison.Ordinal));
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }
}
