using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;
using Fractional.Ethereum.Generators.Json;

namespace Fractional.Ethereum.Generators.Model;

internal enum AbiKind
{
    Unsigned,
    Signed,
    Bool,
    Address,
    FixedBytes,
    Bytes,
    Text,
    Array,
    Struct,
}

// Records compile for netstandard2.0 because Polyfills.cs declares IsExternalInit.

/// <summary>A parameter of a function, event or error, or a field of a struct.</summary>
internal sealed record AbiParameter(string Name, AbiType Type, bool IsIndexed);

/// <summary>A Solidity type.</summary>
/// <param name="Kind">Its family.</param>
/// <param name="Canonical">As signatures write it: a struct is its fields in brackets.</param>
/// <param name="Size">Bits of a number, bytes of <c>bytesN</c>, elements of an array, -1 for any number.</param>
/// <param name="Name">A struct's own name.</param>
/// <param name="Parts">A struct's fields, or the one element of an array.</param>
internal sealed record AbiType(AbiKind Kind, string Canonical, int Size, string Name, IReadOnlyList<AbiParameter> Parts)
{
    // Deeper types do not compile in Solidity either; the limit keeps the recursion here from running away.
    private const int MaxDepth = 16;

    // Far above what a call can carry; keeps sums and products of sizes within an int.
    private const int MaxHeadBytes = 1 << 20;

    private static readonly Regex SizedName = new("^(uint|int|bytes)([1-9][0-9]{0,2})$", RegexOptions.CultureInvariant);
    private static readonly Regex ArrayName = new(@"^(.+)\[([1-9][0-9]{0,8})?\]$", RegexOptions.CultureInvariant);

    public AbiType Element => Parts[0].Type;

    public bool IsDynamic => Kind switch
    {
        AbiKind.Bytes or AbiKind.Text => true,
        AbiKind.Array => Size < 0 || Element.IsDynamic,
        AbiKind.Struct => Parts.Any(p => p.Type.IsDynamic),
        _ => false,
    };

    /// <summary>Bytes in the head of a tuple: the value itself, or the offset of a dynamic one.</summary>
    public int HeadBytes => IsDynamic ? 32 : Kind switch
    {
        AbiKind.Array => Size * Element.HeadBytes,
        AbiKind.Struct => Parts.Sum(p => p.Type.HeadBytes),
        _ => 32,
    };

    /// <summary>One word that is the value, so that an indexed parameter carries it and not its hash.</summary>
    public bool IsWord => Kind is not (AbiKind.Bytes or AbiKind.Text or AbiKind.Array or AbiKind.Struct);

    /// <summary>As EIP-712 names it.</summary>
    public string Eip712Name => Kind switch
    {
        AbiKind.Array => $"{Element.Eip712Name}[{(Size < 0 ? "" : Text(Size))}]",
        AbiKind.Struct => Name,
        _ => Canonical,
    };

    /// <summary>This struct and all structs inside it.</summary>
    public IEnumerable<AbiType> Structs() =>
        Parts.SelectMany(p => p.Type.Structs()).Concat(Kind == AbiKind.Struct ? [this] : []);

    /// <summary>Reads <c>inputs</c>, <c>outputs</c> or <c>components</c>.</summary>
    public static IReadOnlyList<AbiParameter> ReadParameters(JsonNode list, int depth = 0)
    {
        if (depth > MaxDepth)
        {
            throw new BindingFault($"types nest deeper than {MaxDepth}");
        }

        return list.Items.Select(item => new AbiParameter(
            item.Find("name", JsonKind.Text)?.Text ?? "",
            Read(item.Member("type", JsonKind.Text).Text, item, depth),
            item.Members.TryGetValue("indexed", out JsonNode? flag) && flag.Kind == JsonKind.True)).ToList();
    }

    private static AbiType Read(string type, JsonNode item, int depth)
    {
        if (depth > MaxDepth)
        {
            throw new BindingFault($"types nest deeper than {MaxDepth}");
        }

        if (ArrayName.Match(type) is { Success: true } array)
        {
            AbiType element = Read(array.Groups[1].Value, item, depth + 1);
            string count = array.Groups[2].Value;
            int size = count.Length == 0 ? -1 : Number(count);
            CheckHead((long)size * element.HeadBytes, type);
            return new AbiType(
                AbiKind.Array, $"{element.Canonical}[{count}]", size, "", [new AbiParameter("", element, false)]);
        }

        return type switch
        {
            "bool" => Plain(AbiKind.Bool, type),
            "address" => Plain(AbiKind.Address, type),
            "bytes" => Plain(AbiKind.Bytes, type),
            "string" => Plain(AbiKind.Text, type),
            "tuple" => ReadStruct(item, depth),
            _ => ReadSized(type),
        };
    }

    private static AbiType ReadStruct(JsonNode item, int depth)
    {
        IReadOnlyList<AbiParameter> fields = ReadParameters(item.Member("components", JsonKind.Array), depth + 1);
        string internalType = item.Find("internalType", JsonKind.Text)?.Text ?? "";
        Match name = Regex.Match(internalType, @"^struct (?:\w+\.)*(\w+)(?:\[\d*\])*$", RegexOptions.CultureInvariant);
        if (!name.Success || fields.Count == 0)
        {
            throw new BindingFault($"a tuple with internalType '{internalType}' has no struct's name or no fields");
        }

        CheckHead(fields.Sum(f => (long)f.Type.HeadBytes), internalType);
        string canonical = $"({string.Join(",", fields.Select(f => f.Type.Canonical))})";
        return new AbiType(AbiKind.Struct, canonical, 0, name.Groups[1].Value, fields);
    }

    private static AbiType ReadSized(string type)
    {
        Match match = SizedName.Match(type);
        int size = match.Success ? Number(match.Groups[2].Value) : 0;
        AbiKind? kind = match.Groups[1].Value switch
        {
            "uint" when size <= 256 && size % 8 == 0 => AbiKind.Unsigned,
            "int" when size <= 256 && size % 8 == 0 => AbiKind.Signed,
            "bytes" when size is >= 1 and <= 32 => AbiKind.FixedBytes,
            _ => null,
        };
        return kind is { } known
            ? new AbiType(known, type, size, "", [])
            : throw new BindingFault($"the type '{type}' is not supported");
    }

    private static void CheckHead(long bytes, string type)
    {
        if (bytes > MaxHeadBytes)
        {
            throw new BindingFault($"the type '{type}' takes {bytes} bytes; at most {MaxHeadBytes} are supported");
        }
    }

    private static AbiType Plain(AbiKind kind, string type) => new(kind, type, 0, "", []);

    private static int Number(string digits) => int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
