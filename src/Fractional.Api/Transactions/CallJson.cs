using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Fractional.Chain;
using Fractional.Chain.Calls;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Fractional.Api.Transactions;

/// <summary>Calls as people write them: <c>{"type": "take", ...}</c> with the members of the call's record,
/// strictly.</summary>
static class CallJson
{
    /// <summary>What people do. Owners of the protocol and appraisers have tools of their own.</summary>
    static readonly Type[] Known =
    [
        typeof(ProtocolCall.Create), typeof(ProtocolCall.Open), typeof(ProtocolCall.Repay),
        typeof(ProtocolCall.RepayAndRedeem), typeof(ProtocolCall.Refinance), typeof(ProtocolCall.Flag),
        typeof(ProtocolCall.Unflag), typeof(ProtocolCall.Withdraw), typeof(ProtocolCall.MovePosition),
        typeof(ProtocolCall.SweepLoan), typeof(ProtocolCall.CancelOffers), typeof(ProtocolCall.Kick),
        typeof(ProtocolCall.Take), typeof(ProtocolCall.TakeNet), typeof(ProtocolCall.Redo), typeof(ProtocolCall.Cure),
        typeof(ProtocolCall.WriteOff), typeof(ProtocolCall.Collect), typeof(ProtocolCall.CollectRoyalty),
        typeof(ProtocolCall.ToBatch), typeof(ProtocolCall.RedeemEquity), typeof(ProtocolCall.Bid),
        typeof(ProtocolCall.BidRollover), typeof(ProtocolCall.BidWhole), typeof(ProtocolCall.CancelNonces),
        typeof(ProtocolCall.Close), typeof(ProtocolCall.ClaimBid), typeof(ProtocolCall.FormSeries),
        typeof(ProtocolCall.Deliver), typeof(ProtocolCall.ClaimSeries), typeof(ProtocolCall.SweepSurplus),
        typeof(ProtocolCall.Commit), typeof(ProtocolCall.Reveal), typeof(ProtocolCall.ReturnDeposit),
        typeof(ProtocolCall.CollectTip), typeof(ProtocolCall.Redeem), typeof(ProtocolCall.Claim),
        typeof(ProtocolCall.Sweep), typeof(ProtocolCall.TransferShares), typeof(ProtocolCall.ApproveToken),
        typeof(ProtocolCall.ApproveCollection), typeof(ProtocolCall.DepositEther),
    ];

    const string Discriminator = "type";

    static readonly JsonSerializerOptions Options = Make();

    /// <summary>The record of each word.</summary>
    public static readonly FrozenDictionary<string, Type> Types = Known.ToFrozenDictionary(WordOf);

    public static IResult? Read(JsonElement given, out ProtocolCall call)
    {
        call = null!;
        if (given.ValueKind != JsonValueKind.Object)
            return Problems.Malformed("$.call", given.GetRawText(), "an object");
        if (!given.TryGetProperty(Discriminator, out var word) || word.ValueKind != JsonValueKind.String
            || !Types.ContainsKey(word.GetString()!))
        {
            var found = word.ValueKind == JsonValueKind.Undefined ? null : word.ToString();
            return Problems.Malformed("$.call.type", found, "one of " + string.Join(", ", Known.Select(WordOf)));
        }
        try
        {
            call = given.Deserialize<ProtocolCall>(Options)!;
            return null;
        }
        catch (JsonException wrong)
        {
            return Malformed(word.GetString()!, wrong);
        }
    }

    /// <summary>The members of a call by name, as its JSON has them.</summary>
    public static IEnumerable<JsonPropertyInfo> MembersOf(Type call) =>
        Options.GetTypeInfo(call).Properties.Where(property => property.AssociatedParameter is not null);

    static string WordOf(Type call) => JsonNamingPolicy.CamelCase.ConvertName(call.Name);

    /// <summary>The path and, of a text in a wrong form, why; else the members it has. No word of ours.</summary>
    static ProblemHttpResult Malformed(string word, JsonException wrong)
    {
        var path = wrong.Path is { Length: > 1 } at ? "$.call" + at[1..] : "$.call";
        var members = string.Join(", ", MembersOf(Types[word]).Select(member => member.Name));
        return Problems.Malformed(
            path, null, wrong.InnerException is FormatException form
                ? $"the documented form: {form.Message}"
                : $"{word} with exactly these members, each in its documented form: {members}");
    }

    static JsonSerializerOptions Make()
    {
        var options = ChainJson.Create();
        options.TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { NameCalls } };
        options.Converters.Insert(0, new HexBytes());
        options.Converters.Insert(0, new LongText());
        options.MakeReadOnly();
        return options;
    }

    static void NameCalls(JsonTypeInfo info)
    {
        if (info.Type != typeof(ProtocolCall)) return;
        info.PolymorphismOptions = new JsonPolymorphismOptions { TypeDiscriminatorPropertyName = Discriminator };
        foreach (var type in Known) info.PolymorphismOptions.DerivedTypes.Add(new JsonDerivedType(type, WordOf(type)));
    }

    /// <summary>Signatures, as wallets give them.</summary>
    sealed class HexBytes : JsonConverter<ImmutableArray<byte>>
    {
        /// <summary>Bytes; a signature of a large multisig has as many.</summary>
        const int Most = 4_096;

        public override ImmutableArray<byte> Read(
            ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
        {
            var text = reader.TokenType == JsonTokenType.String ? reader.GetString()! : "";
            if (HexText.TryRead(text, Most, out var bytes)) return [.. bytes];
            var form = new FormatException($"bytes are {HexText.Form(Most)}");
            throw new JsonException(form.Message, form);
        }

        public override void Write(
            Utf8JsonWriter writer, ImmutableArray<byte> value, JsonSerializerOptions options) =>
            writer.WriteStringValue($"0x{Convert.ToHexStringLower(value.AsSpan())}");
    }

    /// <summary>Numbers of 64 bits, which a browser's own numbers can not hold.</summary>
    sealed class LongText : JsonConverter<ulong>
    {
        public override ulong Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
        {
            if (reader.TokenType == JsonTokenType.String && Digits.TryRead(reader.GetString()!, out var digits)
                && digits.Value <= ulong.MaxValue) return (ulong)digits.Value;
            var form = new FormatException("decimal digits in a string, at most 2^64-1");
            throw new JsonException(form.Message, form);
        }

        public override void Write(Utf8JsonWriter writer, ulong value, JsonSerializerOptions options) =>
            writer.WriteStringValue(new Digits(value).ToString());
    }
}
