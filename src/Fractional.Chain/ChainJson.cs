using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Serialization;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Loans;
using Fractional.Core.Units;

namespace Fractional.Chain;

/// <summary>The JSON of Core's units: amounts and ids are decimal strings, accounts and hashes <c>0x</c> text,
/// seconds and bps numbers. Strict: unknown or missing members and other spellings are refused.</summary>
public static class ChainJson
{
    /// <summary>Digits of 2^256-1.</summary>
    private const int MaxDigits = 78;

    public static readonly JsonSerializerOptions Options = Freeze(Create());

    /// <summary>A fresh copy for who must add to it.</summary>
    public static JsonSerializerOptions Create() => new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        AllowDuplicateProperties = false,
        // PostgreSQL's jsonb keeps members in an order of its own.
        AllowOutOfOrderMetadataProperties = true,
        // What a record works out from its fields is no part of it.
        IgnoreReadOnlyProperties = true,
        Converters =
        {
            new TextConverter<Account>(Account.Parse),
            new TextConverter<Hash32>(Hash32.Parse),
            new TextConverter<Wei>(t => new Wei(UInt128Of(t))),
            new TextConverter<Shares>(t => new Shares(UInt128Of(t))),
            new TextConverter<UInt128>(UInt128Of),
            new TextConverter<BigInteger>(NumberOf),
            new TextConverter<Item>(ItemOf),
            new TextConverter<LoanId>(t => ChainIds.TryLoan(NumberOf(t), out var id) ? id : throw NoId(t)),
            new TextConverter<AuctionId>(t => ChainIds.TryAuction(NumberOf(t), out var id) ? id : throw NoId(t)),
            new TextConverter<OfferHash>(t => new OfferHash(Number(Hash32.Parse(t)))),
            new TextConverter<Commitment>(t => new Commitment(Number(Hash32.Parse(t)))),
            new NumberConverter<Timestamp>(n => new Timestamp(n), t => t.Seconds),
            new NumberConverter<Bps>(n => new Bps(checked((ushort)n)), b => b.Value),
            new JsonStringEnumConverter(),
        },
    };

    private static JsonSerializerOptions Freeze(JsonSerializerOptions options)
    {
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }

    /// <summary>Digits without sign, blanks or leading zeros, so that equal numbers have equal texts.</summary>
    private static BigInteger NumberOf(string text) =>
        text.Length is > 0 and <= MaxDigits && text.All(char.IsAsciiDigit) && (text.Length == 1 || text[0] != '0')
            ? BigInteger.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture)
            : throw new FormatException($"'{text}' is not a whole number of 1 to {MaxDigits} digits");

    /// <summary>The collection, a stroke and the token id: an item is named in one piece.</summary>
    private static Item ItemOf(string text)
    {
        var stroke = text.IndexOf('/', StringComparison.Ordinal);
        if (stroke < 0) throw new FormatException($"'{text}' is not an item: collection/tokenId");
        var tokenId = NumberOf(text[(stroke + 1)..]);
        return tokenId >> 256 == 0
            ? new Item(Account.Parse(text[..stroke]), tokenId)
            : throw new FormatException($"token id {tokenId} is above 2^256-1");
    }

    private static UInt128 UInt128Of(string text)
    {
        var number = NumberOf(text);
        return number <= UInt128.MaxValue
            ? (UInt128)number
            : throw new FormatException($"'{text}' is above 2^128-1");
    }

    private static BigInteger Number(Hash32 hash)
    {
        Span<byte> bytes = stackalloc byte[Hash32.Length];
        hash.CopyTo(bytes);
        return new BigInteger(bytes, isUnsigned: true, isBigEndian: true);
    }

    private static FormatException NoId(string text) =>
        new($"{text} is no id of a loan or an auction: uint160(vault) << 96 | number");

    private sealed class TextConverter<T>(Func<string, T> parse) : JsonConverter<T> where T : notnull
    {
        public override T Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String
                ? Parsed(reader.GetString()!)
                : throw new JsonException($"a {typeof(T).Name} is written as a string, not as a {reader.TokenType}");

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());

        public override T ReadAsPropertyName(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            Parsed(reader.GetString()!);

        public override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            writer.WritePropertyName(value.ToString()!);

        private T Parsed(string text)
        {
            try
            {
                return parse(text);
            }
            catch (FormatException wrong)
            {
                throw new JsonException(wrong.Message, wrong);
            }
        }
    }

    private sealed class NumberConverter<T>(Func<ulong, T> make, Func<T, ulong> number) : JsonConverter<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetUInt64(out var read))
            {
                throw new JsonException($"a {typeof(T).Name} is a whole number of at most 64 bits");
            }
            try
            {
                return make(read);
            }
            catch (Exception wrong) when (wrong is OverflowException or ArgumentOutOfRangeException)
            {
                throw new JsonException($"{read} is too large for a {typeof(T).Name}", wrong);
            }
        }

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            writer.WriteNumberValue(number(value));
    }
}
