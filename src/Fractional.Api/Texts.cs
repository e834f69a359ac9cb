using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Serialization;
using Fractional.Chain;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Loans;
using Fractional.Core.Units;

namespace Fractional.Api;

/// <summary>What JSON writes as one string of a fixed form; whoever serialises it, the form is the same.</summary>
public interface IText<TSelf> where TSelf : struct, IText<TSelf>
{
    /// <summary>A regular expression for the whole string.</summary>
    static abstract string Pattern { get; }

    /// <summary>The form in words, for who sent another one.</summary>
    static abstract string Expected { get; }

    static abstract bool TryRead(string text, out TSelf read);
}

/// <summary>Decimal digits of 0..2^256-1.</summary>
/// <remarks>Without sign or leading zero: no reader's own number type can lose a wei of it.</remarks>
[JsonConverter(typeof(TextJson<Digits>))]
public readonly record struct Digits(BigInteger Value) : IText<Digits>
{
    /// <summary>Digits of 2^256-1.</summary>
    private const int MostDigits = 78;

    public static string Pattern => "^(0|[1-9][0-9]{0,77})$";

    public static string Expected => "a whole number of at most 78 decimal digits in a string";

    public static implicit operator Digits(Wei amount) => new(amount.Value);

    public static implicit operator Digits(Shares units) => new(units.Value);

    public static implicit operator Digits(BigInteger number) => new(number);

    public static implicit operator Digits(AuctionId id) => new(id.ToNumber());

    public static implicit operator Digits(LoanId id) => new(id.ToNumber());

    public static bool TryRead(string text, out Digits read)
    {
        read = default;
        if (text.Length is 0 or > MostDigits || !text.All(char.IsAsciiDigit) || (text.Length > 1 && text[0] == '0'))
            return false;
        read = new Digits(BigInteger.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture));
        return read.Value >> 256 == 0;
    }

    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>An address with the checksum of EIP-55.</summary>
/// <remarks>Read in one case or with the right checksum.</remarks>
[JsonConverter(typeof(TextJson<ChecksumAddress>))]
public readonly record struct ChecksumAddress(Account Account) : IText<ChecksumAddress>
{
    public static string Pattern => "^0x[0-9a-fA-F]{40}$";

    public static string Expected => "an address: 0x and 40 hex digits, in one case or with the checksum of EIP-55";

    public static implicit operator ChecksumAddress(Account account) => new(account);

    public static bool TryRead(string text, out ChecksumAddress read)
    {
        var known = Ethereum.Primitives.Address.TryParse(text.AsSpan(), out var address);
        read = known ? new Account(address.Span) : default(Account);
        return known;
    }

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Account.Length];
        Account.CopyTo(bytes);
        return new Ethereum.Primitives.Address(bytes).ToString();
    }
}

/// <summary>32 bytes in lower-case hex.</summary>
[JsonConverter(typeof(TextJson<HashText>))]
public readonly record struct HashText(Hash32 Hash) : IText<HashText>
{
    public static string Pattern => "^0x[0-9a-f]{64}$";

    public static string Expected => "a hash: 0x and 64 hex digits";

    public static implicit operator HashText(Hash32 hash) => new(hash);

    public static bool TryRead(string text, out HashText read)
    {
        var known = Hash32.TryParse(text, out var hash);
        read = hash;
        return known;
    }

    public override string ToString() => Hash.ToString();
}

/// <summary>Writes the text, and names the form that was expected when another one is read.</summary>
sealed class TextJson<T> : JsonConverter<T> where T : struct, IText<T>
{
    public override T Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && T.TryRead(reader.GetString()!, out var read)
            ? read
            : throw new JsonException(T.Expected);

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}

/// <summary>A member of a closed list as a word: <c>marginCall</c>.</summary>
sealed class Word<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where T : struct, Enum;
