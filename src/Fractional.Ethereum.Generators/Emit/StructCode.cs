using System;
using System.Collections.Generic;
using System.Linq;
using Fractional.Ethereum.Generators.Model;

namespace Fractional.Ethereum.Generators.Emit;

/// <summary>A Solidity struct as a readonly record struct that writes, reads and hashes (EIP-712) itself.</summary>
internal static class StructCode
{
    private const string Hash = TypeCode.Primitives + "Bytes32";

    public static string Emit(AbiType type, string space)
    {
        IReadOnlyList<string> names = CodeNames.Properties(type.Parts, type.Name, "Field");
        List<(string Name, AbiType Type)> members = names.Zip(type.Parts, (n, p) => (n, p.Type)).ToList();
        CodeText code = new();
        ContractCode.Header(code, space);
        string encodedType = EncodedType(type);
        code.Line($"/// <summary><c>struct {encodedType}</c></summary>");
        code.Open($"public readonly record struct {type.Name}({ContractCode.List(members, space)})");
        code.Line("/// <summary>The type as EIP-712 writes it.</summary>");
        code.Line($"public const string Eip712Type = \"{encodedType}\";");
        code.Line();
        code.Line($"private static readonly {Hash} Eip712TypeHash = {TypeCode.Keccak}(\"{encodedType}\"u8);");
        code.Line();
        code.Line("/// <summary>The EIP-712 hash of these fields.</summary>");
        code.Open($"public {Hash} HashStruct()");
        int stack = Math.Min(32 * (members.Count + 1), 1024);
        code.Line($"{TypeCode.Abi}AbiWriter writer = new(stackalloc byte[{stack}]);");
        code.Line("writer.Write(Eip712TypeHash);");
        foreach ((string name, AbiType field) in members)
        {
            WriteHashed(code, field, name, name, space);
        }

        code.Line($"return {TypeCode.Keccak}(writer.Written);");
        code.Close();
        code.Line();
        code.Open($"internal void WriteTo(ref {TypeCode.Abi}AbiWriter writer)");
        TypeCode.WriteMembers(code, members);
        code.Close();
        code.Line();
        code.Open($"internal static {type.Name} ReadFrom(ref {TypeCode.Abi}AbiReader reader)");
        IReadOnlyList<string> locals = TypeCode.ReadMembers(code, type.Parts.Select(p => p.Type).ToList(), space);
        code.Line($"return new {type.Name}({string.Join(", ", locals)});");
        code.Close();
        code.Close();
        return code.ToString();
    }

    private static string EncodedType(AbiType type)
    {
        IEnumerable<AbiType> inner = type.Structs().Where(s => s.Name != type.Name)
            .GroupBy(s => s.Name).Select(g => g.First()).OrderBy(s => s.Name, StringComparer.Ordinal);
        return string.Concat(new[] { type }.Concat(inner).Select(
            s => $"{s.Name}({string.Join(",", s.Parts.Select(p => $"{p.Type.Eip712Name} {p.Name}"))})"));
    }

    // Inside a struct's hash, text, bytes, arrays and structs stand as their own hashes.
    private static void WriteHashed(CodeText code, AbiType type, string value, string name, string space)
    {
        switch (type.Kind)
        {
            case AbiKind.Bytes:
                code.Line($"writer.Write({TypeCode.Keccak}({value}.Span));");
                break;
            case AbiKind.Text:
                code.Line($"writer.Write(global::Fractional.Ethereum.Messages.Eip712.HashText({value}));");
                break;
            case AbiKind.Struct:
                code.Line($"writer.Write({value}.HashStruct());");
                break;
            case AbiKind.Array:
                WriteHashedArray(code, type, value, name, space);
                break;
            default:
                TypeCode.Write(code, type, value, name);
                break;
        }
    }

    private static void WriteHashedArray(CodeText code, AbiType type, string value, string name, string space)
    {
        string hash = code.Local("HashItems");
        string items = code.Local("items");
        string i = code.Local("i");
        code.Line($"writer.Write({hash}({value}.AsSpan()));");
        code.Open($"static {Hash} {hash}(global::System.ReadOnlySpan<{TypeCode.Name(type.Element, space)}> {items})");
        code.Line($"{TypeCode.Abi}AbiWriter writer = new(new byte[32 * {items}.Length]);");
        code.Open($"for (int {i} = 0; {i} < {items}.Length; {i}++)");
        WriteHashed(code, type.Element, $"{items}[{i}]", name, space);
        code.Close();
        code.Line($"return {TypeCode.Keccak}(writer.Written);");
        code.Close();
    }
}
