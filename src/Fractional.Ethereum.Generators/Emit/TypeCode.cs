using System.Collections.Generic;
using System.Linq;
using Fractional.Ethereum.Generators.Model;

namespace Fractional.Ethereum.Generators.Emit;

/// <summary>C# types, and the statements that write and read them.</summary>
internal static class TypeCode
{
    public const string Primitives = "global::Fractional.Ethereum.Primitives.";
    public const string Abi = "global::Fractional.Ethereum.Abi.";
    public const string Keccak = "global::Fractional.Ethereum.Crypto.Keccak256.Hash";

    private const string BigInteger = "global::System.Numerics.BigInteger";
    private const string Immutable = "global::System.Collections.Immutable.ImmutableArray";

    public static string Name(AbiType type, string space) => type.Kind switch
    {
        AbiKind.Unsigned => type.Size switch
        {
            <= 8 => "byte",
            <= 16 => "ushort",
            <= 32 => "uint",
            <= 64 => "ulong",
            <= 128 => "global::System.UInt128",
            _ => Primitives + "UInt256",
        },
        AbiKind.Signed => type.Size switch
        {
            <= 8 => "sbyte",
            <= 16 => "short",
            <= 32 => "int",
            <= 64 => "long",
            <= 128 => "global::System.Int128",
            _ => BigInteger,
        },
        AbiKind.Bool => "bool",
        AbiKind.Address => Primitives + "Address",
        AbiKind.FixedBytes => Primitives + (type.Size == 4 ? "Selector" : "Bytes32"),
        AbiKind.Bytes => "global::System.ReadOnlyMemory<byte>",
        AbiKind.Text => "string",
        AbiKind.Array => $"{Immutable}<{Name(type.Element, space)}>",
        _ => $"global::{space}.{type.Name}",
    };

    /// <summary>Writes the members of one tuple: heads, then tails.</summary>
    public static void WriteMembers(CodeText code, IReadOnlyList<(string Name, AbiType Type)> members)
    {
        bool isDynamic = members.Any(m => m.Type.IsDynamic);
        string start = isDynamic ? code.Local("start") : "";
        if (isDynamic)
        {
            code.Line($"int {start} = writer.Position;");
        }

        List<(string Name, AbiType Type, string Head)> tails = [];
        foreach ((string name, AbiType type) in members)
        {
            if (!type.IsDynamic)
            {
                Write(code, type, name, name);
                continue;
            }

            string head = code.Local("head");
            code.Line($"int {head} = writer.ReserveHeads(1);");
            tails.Add((name, type, head));
        }

        foreach ((string name, AbiType type, string head) in tails)
        {
            code.Line($"writer.PointHere({head}, {start});");
            Write(code, type, name, name);
        }
    }

    /// <summary>Reads the members of one tuple into locals.</summary>
    /// <returns>The locals in the members' order.</returns>
    public static IReadOnlyList<string> ReadMembers(CodeText code, IReadOnlyList<AbiType> types, string space)
    {
        bool isDynamic = types.Any(t => t.IsDynamic);
        string start = isDynamic ? code.Local("start") : "";
        if (isDynamic)
        {
            code.Line($"int {start} = reader.Position;");
        }

        string[] locals = new string[types.Count];
        for (int i = 0; i < types.Count; i++)
        {
            locals[i] = types[i].IsDynamic ? code.Local("head") : Read(code, types[i], space);
            if (types[i].IsDynamic)
            {
                code.Line($"int {locals[i]} = reader.SkipHeads(1);");
            }
        }

        for (int i = 0; i < types.Count; i++)
        {
            if (types[i].IsDynamic)
            {
                code.Line($"reader.Enter({locals[i]}, {start});");
                locals[i] = Read(code, types[i], space);
            }
        }

        return locals;
    }

    /// <param name="code">Receives the statements.</param>
    /// <param name="type">The type of the value.</param>
    /// <param name="value">An expression.</param>
    /// <param name="name">What to call it in a message.</param>
    public static void Write(CodeText code, AbiType type, string value, string name)
    {
        switch (type.Kind)
        {
            case AbiKind.Unsigned:
                bool isFull = type.Size is 8 or 16 or 32 or 64 or 128 or 256;
                string widened = type.Size <= 64 ? $"(ulong){value}" : value;
                code.Line($"writer.Write({widened}{(isFull ? "" : $", {type.Size}, \"{name}\"")});");
                break;
            case AbiKind.Signed:
                code.Line(type.Size switch
                {
                    8 or 16 or 32 or 64 => $"writer.Write((long){value});",
                    128 => $"writer.Write({value});",
                    _ => $"writer.Write(({BigInteger}){value}, {type.Size}, \"{name}\");",
                });
                break;
            case AbiKind.FixedBytes when type.Size is not (4 or 32):
                code.Line($"writer.WriteFixedBytes({value}, {type.Size}, \"{name}\");");
                break;
            case AbiKind.FixedBytes when type.Size == 4:
                code.Line($"writer.WriteFixedBytes({value});");
                break;
            case AbiKind.Bytes:
                code.Line($"writer.WriteBytes({value}.Span);");
                break;
            case AbiKind.Text:
                code.Line($"writer.WriteText({value});");
                break;
            case AbiKind.Array:
                WriteArray(code, type, value, name);
                break;
            case AbiKind.Struct:
                code.Line($"{value}.WriteTo(ref writer);");
                break;
            default:
                code.Line($"writer.Write({value});");
                break;
        }
    }

    /// <returns>The local that holds the value.</returns>
    private static string Read(CodeText code, AbiType type, string space)
    {
        if (type.Kind == AbiKind.Array)
        {
            return ReadArray(code, type, space);
        }

        string local = code.Local("value");
        code.Line($"{Name(type, space)} {local} = {ReadExpression(type, space)};");
        return local;
    }

    public static string ReadExpression(AbiType type, string space) => type.Kind switch
    {
        AbiKind.Unsigned when type.Size <= 64 => $"({Name(type, space)})reader.ReadUInt64({type.Size})",
        AbiKind.Unsigned when type.Size <= 128 => $"reader.ReadUInt128({type.Size})",
        AbiKind.Unsigned when type.Size < 256 => $"reader.ReadUInt256({type.Size})",
        AbiKind.Unsigned => "reader.ReadUInt256()",
        AbiKind.Signed when type.Size <= 64 => $"({Name(type, space)})reader.ReadInt64({type.Size})",
        AbiKind.Signed when type.Size <= 128 => $"reader.ReadInt128({type.Size})",
        AbiKind.Signed => $"reader.ReadInteger({type.Size})",
        AbiKind.Bool => "reader.ReadBool()",
        AbiKind.Address => "reader.ReadAddress()",
        AbiKind.FixedBytes when type.Size == 4 => "reader.ReadSelector()",
        AbiKind.FixedBytes when type.Size < 32 => $"reader.ReadFixedBytes({type.Size})",
        AbiKind.FixedBytes => "reader.ReadBytes32()",
        AbiKind.Bytes => "reader.ReadBytes().ToArray()",
        AbiKind.Text => "reader.ReadText()",
        _ => $"{Name(type, space)}.ReadFrom(ref reader)",
    };

    private static void WriteArray(CodeText code, AbiType type, string value, string name)
    {
        string items = code.Local("items");
        string i = code.Local("i");
        code.Line($"var {items} = {value}.AsSpan();");
        code.Line(type.Size < 0
            ? $"writer.Write((ulong){items}.Length);"
            : $"{Abi}AbiCalls.CheckLength({items}.Length, {type.Size}, \"{name}\");");
        string start = code.Local("start");
        string heads = code.Local("heads");
        if (type.Element.IsDynamic)
        {
            code.Line($"int {start} = writer.Position;");
            code.Line($"int {heads} = writer.ReserveHeads({items}.Length);");
        }

        code.Open($"for (int {i} = 0; {i} < {items}.Length; {i}++)");
        if (type.Element.IsDynamic)
        {
            code.Line($"writer.PointHere({heads} + (32 * {i}), {start});");
        }

        Write(code, type.Element, $"{items}[{i}]", name);
        code.Close();
    }

    private static string ReadArray(CodeText code, AbiType type, string space)
    {
        string items = code.Local("items");
        string i = code.Local("i");
        string length = type.Size < 0 ? $"reader.ReadLength({type.Element.HeadBytes})" : $"{type.Size}";
        string element = Name(type.Element, space);
        string count = code.Local("count");
        code.Line($"int {count} = {length};");
        string start = code.Local("start");
        string heads = code.Local("heads");
        if (type.Element.IsDynamic)
        {
            code.Line($"int {start} = reader.Position;");
            code.Line($"int {heads} = reader.SkipHeads({count});");
        }
        else if (type.Size >= 0)
        {
            code.Line($"reader.Require({type.HeadBytes});");
        }

        code.Line($"var {items} = {Immutable}.CreateBuilder<{element}>({count});");
        code.Open($"for (int {i} = 0; {i} < {count}; {i}++)");
        if (type.Element.IsDynamic)
        {
            code.Line($"reader.Enter({heads} + (32 * {i}), {start});");
        }

        code.Line($"{items}.Add({Read(code, type.Element, space)});");
        code.Close();
        string local = code.Local("value");
        code.Line($"var {local} = {items}.MoveToImmutable();");
        return local;
    }
}
