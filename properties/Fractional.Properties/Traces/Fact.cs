using System.Collections;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Loans;
using Fractional.Core.Units;
using Fractional.Properties.Differential;

namespace Fractional.Properties.Traces;

/// <summary>
/// An event or a refusal reduced to its name and its fields as text, so that what the contracts say and what the core
/// says can be compared without a map between them: names must be equal, that is the rule of the house.
/// </summary>
internal sealed record Fact(string Name, SortedDictionary<string, string> Fields)
{
    private const string NoErrorOfOurs = "NoErrorOfOurs";

    /// <summary>What the core said: a record whose properties are the fields.</summary>
    public static Fact OfCore(object said)
    {
        var fields = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var type = said.GetType();
        foreach (var property in type.GetProperties().Where(p => p.DeclaringType == type))
        {
            Add(fields, Camel(property.Name), property.GetValue(said)!);
        }
        return new Fact(said.GetType().Name, fields);
    }

    /// <summary>What a contract said: topics and data of a log.</summary>
    public static Fact OfLog(AbiEntry entry, BigInteger[] topics, BigInteger[] data)
    {
        var fields = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var (topic, word) = (1, 0);
        foreach (var field in entry.Fields)
        {
            if (field.Indexed)
            {
                fields[field.Name] = Text(field, topics[topic++]);
            }
            else
            {
                word = Read(fields, field, field.Name, data, word);
            }
        }
        return new Fact(entry.Name, fields);
    }

    /// <summary>What a contract refused with.</summary>
    public static Fact OfRevert(IEnumerable<AbiEntry> errors, byte[] data)
    {
        var entry = data.Length < 4
            ? null
            : errors.FirstOrDefault(e => data.AsSpan(0, 4).SequenceEqual(e.Hash.Span[..4]));
        if (entry is not null)
        {
            return OfLog(entry, [], Words.Decode(data.AsSpan(4)));
        }
        var unknown = data.Length == 36 ? Words.Decode(data.AsSpan(4))[0].ToString(CultureInfo.InvariantCulture) : "";
        var fields = new SortedDictionary<string, string> { ["data"] = Convert.ToHexString(data), ["code"] = unknown };
        return new Fact(NoErrorOfOurs, fields);
    }

    public bool Equals(Fact? other) => other is not null && ToString() == other.ToString();

    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    public override string ToString() => $"{Name}({string.Join(", ", Fields.Select(f => $"{f.Key} {f.Value}"))})";

    // ---- the contracts' side ----

    private static int Read(
        SortedDictionary<string, string> fields, AbiField field, string name, BigInteger[] data, int word)
    {
        if (field.IsDynamic)
        {
            fields[name] = Dynamic(field, data, (int)data[word] / Words.Length);
            return word + 1;
        }
        if (field.Components.Length == 0)
        {
            fields[name] = Text(field, data[word]);
            return word + 1;
        }
        foreach (var component in field.Components)
        {
            word = Read(fields, component, $"{name}.{component.Name}", data, word);
        }
        return word;
    }

    /// <summary>A text, or an array of structs of single words.</summary>
    private static string Dynamic(AbiField field, BigInteger[] data, int start)
    {
        var length = (int)data[start];
        if (field.Type == "string")
        {
            var bytes = Words.Encode(data.Skip(start + 1).Take((length + Words.Length - 1) / Words.Length));
            return Encoding.UTF8.GetString(bytes, 0, length);
        }
        var elements = data.Skip(start + 1).Chunk(field.Components.Length).Take(length);
        return string.Join(";", elements.Select(e => string.Join("/", e)));
    }

    /// <summary>The name of a loan's term is the one text that the contracts keep in a word.</summary>
    private static string Text(AbiField field, BigInteger word) => field is { Name: "term", Type: "bytes32" }
        ? Encoding.ASCII.GetString(Words.Encode([word])).TrimEnd('\0')
        : word.ToString(CultureInfo.InvariantCulture);

    // ---- the core's side ----

    private static void Add(SortedDictionary<string, string> fields, string name, object value)
    {
        if (value is LoanTerms terms)
        {
            foreach (var property in typeof(LoanTerms).GetProperties().Where(p => p.CanWrite))
            {
                Add(fields, $"{name}.{Camel(property.Name)}", property.GetValue(terms)!);
            }
            return;
        }
        fields[name] = Text(value);
    }

    private static string Text(object value) => value switch
    {
        string text => text,
        bool yes => yes ? "1" : "0",
        Enum kind => Convert.ToInt64(kind, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture),
        Account account => account.ToNumber().ToString(CultureInfo.InvariantCulture),
        LoanId id => id.ToString(),
        AuctionId id => id.ToString(),
        Commitment commitment => commitment.Value.ToString(CultureInfo.InvariantCulture),
        OfferHash hash => hash.Value.ToString(CultureInfo.InvariantCulture),
        Item item => $"{item.Collection.ToNumber()}/{item.TokenId}",
        ITuple => throw new NotSupportedException($"no text for {value.GetType()}"),
        IEnumerable many => string.Join(";", many.Cast<object>().Select(Text)),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
