using System.Text.Json;
using Fractional.Ethereum.Crypto;
using Fractional.Ethereum.Primitives;

namespace Fractional.Ethereum.Messages;

/// <summary>Hashes JSON values by their EIP-712 types. Depth is bounded by the JSON reader's own limit of 64.</summary>
internal sealed class TypedDataHash(TypedDataTypes types)
{
    /// <param name="type">The struct's name.</param>
    /// <param name="value">Its JSON object.</param>
    /// <param name="path">Where it stands, for messages.</param>
    public Bytes32 Struct(string type, JsonElement value, string path)
    {
        TypedDataField[] fields = types.Fields(type);
        TypedDataTypes.ExpectMembers(value, path, Array.ConvertAll(fields, f => f.Name));
        byte[] words = new byte[(1 + fields.Length) * Bytes32.Size];
        types.TypeHash(type).CopyTo(words);
        for (int i = 0; i < fields.Length; i++)
        {
            TypedDataField field = fields[i];
            Word(field.Type, value.GetProperty(field.Name), $"{path}.{field.Name}")
                .CopyTo(words.AsSpan((i + 1) * Bytes32.Size));
        }

        return Keccak256.Hash(words);
    }

    private Bytes32 Word(string type, JsonElement value, string path)
    {
        if (TypedDataTypes.TrySplitArray(type, out string element, out int length))
        {
            return Elements(element, length, value, path);
        }

        return types.IsStruct(type) ? Struct(type, value, path) : TypedDataAtom.Word(type, value, path);
    }

    private Bytes32 Elements(string element, int length, JsonElement value, string path)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            throw new EthereumFormatException($"{path} is not an array");
        }

        int count = value.GetArrayLength();
        if (length >= 0 && count != length)
        {
            throw new EthereumFormatException($"{path} has {count} elements; its type has {length}");
        }

        byte[] words = new byte[count * Bytes32.Size];
        int at = 0;
        foreach (JsonElement item in value.EnumerateArray())
        {
            Word(element, item, $"{path}[{at}]").CopyTo(words.AsSpan(at * Bytes32.Size));
            at++;
        }

        return Keccak256.Hash(words);
    }
}
