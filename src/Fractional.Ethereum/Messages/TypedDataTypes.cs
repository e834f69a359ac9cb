using System.Globalization;
using System.Text;
using System.Text.Json;
using Fractional.Ethereum.Primitives;

namespace Fractional.Ethereum.Messages;

internal readonly record struct TypedDataField(string Name, string Type);

/// <summary>The <c>types</c> of typed data: structs by name, each checked when it is read.</summary>
internal sealed class TypedDataTypes
{
    // Generous for anything a person can read before signing, and small enough to bound every loop and recursion here.
    private const int MaxStructs = 64;
    private const int MaxFields = 128;
    private const int MaxNameCharacters = 64;
    private const int MaxTypeCharacters = 128;

    private readonly Dictionary<string, TypedDataField[]> _structs = [];
    private readonly Dictionary<string, Bytes32> _typeHashes = [];

    private TypedDataTypes()
    {
    }

    public static TypedDataTypes Read(JsonElement types)
    {
        if (types.ValueKind != JsonValueKind.Object)
        {
            throw new EthereumFormatException("typed data: types is not an object");
        }

        TypedDataTypes read = new();
        foreach (JsonProperty type in types.EnumerateObject())
        {
            CheckName(type.Name, "struct");
            if (read._structs.Count == MaxStructs)
            {
                throw new EthereumFormatException($"typed data: more than {MaxStructs} structs");
            }

            if (!read._structs.TryAdd(type.Name, ReadFields(type.Name, type.Value)))
            {
                throw new EthereumFormatException($"typed data: the struct '{type.Name}' is defined twice");
            }
        }

        foreach ((string name, TypedDataField[] fields) in read._structs)
        {
            foreach (TypedDataField field in fields)
            {
                read.CheckType(field.Type, $"{name}.{field.Name}");
            }
        }

        return read;
    }

    public bool IsStruct(string type) => _structs.ContainsKey(type);

    public TypedDataField[] Fields(string type) =>
        _structs.TryGetValue(type, out TypedDataField[]? fields)
            ? fields
            : throw new EthereumFormatException($"typed data: the struct '{Hex.Shown(type)}' is not defined in types");

    public Bytes32 TypeHash(string type)
    {
        if (!_typeHashes.TryGetValue(type, out Bytes32 hash))
        {
            _typeHashes[type] = hash = Eip712.TypeHash(EncodeType(type));
        }

        return hash;
    }

    /// <summary>The struct, then the structs it uses in the order of their names.</summary>
    public string EncodeType(string type)
    {
        SortedSet<string> used = new(StringComparer.Ordinal);
        Collect(type, used);
        used.Remove(type);
        StringBuilder text = new();
        foreach (string name in used.Prepend(type))
        {
            text.Append(name).Append('(')
                .AppendJoin(',', Fields(name).Select(f => $"{f.Type} {f.Name}")).Append(')');
        }

        return text.ToString();
    }

    /// <summary>Each of these members once, and no other.</summary>
    public static void ExpectMembers(JsonElement element, string what, IReadOnlyCollection<string> members)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new EthereumFormatException($"{what} is not an object");
        }

        HashSet<string> found = [];
        foreach (JsonProperty property in element.EnumerateObject())
        {
            if (!members.Contains(property.Name))
            {
                throw new EthereumFormatException($"{what} has an unknown member '{Hex.Shown(property.Name)}'");
            }

            if (!found.Add(property.Name))
            {
                throw new EthereumFormatException($"{what} has the member '{property.Name}' twice");
            }
        }

        if (members.FirstOrDefault(m => !found.Contains(m)) is { } missing)
        {
            throw new EthereumFormatException($"{what} lacks the member '{missing}'");
        }
    }

    /// <summary>Splits <c>T[2][]</c> into <c>T[2]</c> and a length; -1 for any length.</summary>
    public static bool TrySplitArray(string type, out string element, out int length)
    {
        element = type;
        length = -1;
        int open = type.LastIndexOf('[');
        if (open < 0 || type[^1] != ']')
        {
            return false;
        }

        element = type[..open];
        string count = type[(open + 1)..^1];
        return count.Length == 0
            || (int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out length) && count[0] != '0');
    }

    private static TypedDataField[] ReadFields(string type, JsonElement fields)
    {
        if (fields.ValueKind != JsonValueKind.Array)
        {
            throw new EthereumFormatException($"typed data: the struct '{type}' is not an array of fields");
        }

        List<TypedDataField> read = [];
        foreach (JsonElement field in fields.EnumerateArray())
        {
            ExpectMembers(field, $"typed data: a field of '{type}'", ["name", "type"]);
            string name = Text(field, "name", type);
            CheckName(name, $"field of '{type}'");
            if (read.Any(f => f.Name == name))
            {
                throw new EthereumFormatException($"typed data: the struct '{type}' has the field '{name}' twice");
            }

            if (read.Count == MaxFields)
            {
                throw new EthereumFormatException($"typed data: the struct '{type}' has more than {MaxFields} fields");
            }

            read.Add(new TypedDataField(name, Text(field, "type", type)));
        }

        return [.. read];
    }

    private static string Text(JsonElement field, string member, string type) =>
        field.GetProperty(member) is { ValueKind: JsonValueKind.String } text
            ? text.GetString()!
            : throw new EthereumFormatException($"typed data: a field's {member} in '{type}' is not text");

    private static void CheckName(string name, string what)
    {
        bool isName = name.Length is > 0 and <= MaxNameCharacters && !char.IsAsciiDigit(name[0])
            && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '$');
        if (!isName)
        {
            throw new EthereumFormatException($"typed data: '{Hex.Shown(name)}' is not a name for a {what}");
        }
    }

    private void CheckType(string type, string where)
    {
        if (type.Length > MaxTypeCharacters)
        {
            throw new EthereumFormatException($"typed data: the type of {where} has {type.Length} characters");
        }

        string element = Element(type);
        if (!IsStruct(element) && !TypedDataAtom.IsKnown(element))
        {
            throw new EthereumFormatException($"typed data: the type '{Hex.Shown(type)}' of {where} is not known");
        }
    }

    private static string Element(string type)
    {
        while (TrySplitArray(type, out string inner, out _))
        {
            type = inner;
        }

        return type;
    }

    private void Collect(string type, SortedSet<string> used)
    {
        if (!used.Add(type))
        {
            return;
        }

        foreach (TypedDataField field in Fields(type))
        {
            string element = Element(field.Type);
            if (IsStruct(element))
            {
                Collect(element, used);
            }
        }
    }
}
