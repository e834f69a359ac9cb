using System.Text.Json;
using Fractional.Ethereum.Primitives;

namespace Fractional.Ethereum.Messages;

/// <summary>EIP-712 typed data as wallets exchange it: the JSON of <c>eth_signTypedData_v4</c>.</summary>
/// <remarks>
/// Strict where the standard is silent, because a person signs what a page shows: every field of a struct must be there
/// and no other, numbers must fit their type, and nothing unknown is passed over.
/// </remarks>
public sealed class TypedData
{
    /// <summary>More is refused before it is parsed; wallets show a few kilobytes.</summary>
    public const int MaxJsonCharacters = 1 << 20;

    private const string DomainType = "EIP712Domain";
    private static readonly string[] Members = ["types", "primaryType", "domain", "message"];

    // The order and the types that the standard fixes.
    private static readonly string[] DomainFields =
        ["string name", "string version", "uint256 chainId", "address verifyingContract", "bytes32 salt"];

    private TypedData(string json, string primaryType, in Bytes32 domainSeparator, in Bytes32 structHash)
    {
        Json = json;
        PrimaryType = primaryType;
        DomainSeparator = domainSeparator;
        StructHash = structHash;
    }

    /// <summary>The text this was read from, for signers behind JSON-RPC.</summary>
    public string Json { get; }

    public string PrimaryType { get; }

    public Bytes32 DomainSeparator { get; }

    public Bytes32 StructHash { get; }

    /// <summary>What is signed.</summary>
    public Bytes32 Digest => Eip712.Digest(DomainSeparator, StructHash);

    /// <exception cref="EthereumFormatException">Not JSON, or not typed data; names the field.</exception>
    public static TypedData Parse(string json)
    {
        if (json.Length > MaxJsonCharacters)
        {
            throw new EthereumFormatException(
                $"typed data has {json.Length} characters; at most {MaxJsonCharacters} are read");
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return Read(json, document.RootElement);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or ArgumentException)
        {
            // The last two are how the JSON reader reports half a surrogate pair, in the text or behind an escape.
            throw new EthereumFormatException($"typed data is not JSON: {Hex.Shown(fault.Message)}", fault);
        }
    }

    private static TypedData Read(string json, JsonElement root)
    {
        TypedDataTypes.ExpectMembers(root, "typed data", Members);
        TypedDataTypes types = TypedDataTypes.Read(root.GetProperty("types"));
        CheckDomain(types);
        JsonElement primary = root.GetProperty("primaryType");
        string primaryType = primary.ValueKind == JsonValueKind.String
            ? primary.GetString()!
            : throw new EthereumFormatException("typed data: primaryType is not text");
        TypedDataHash hash = new(types);
        return new TypedData(
            json, primaryType,
            hash.Struct(DomainType, root.GetProperty("domain"), "domain"),
            hash.Struct(primaryType, root.GetProperty("message"), "message"));
    }

    private static void CheckDomain(TypedDataTypes types)
    {
        int last = -1;
        foreach (TypedDataField field in types.Fields(DomainType))
        {
            int at = Array.IndexOf(DomainFields, $"{field.Type} {field.Name}");
            if (at <= last)
            {
                throw new EthereumFormatException(
                    $"typed data: '{field.Type} {field.Name}' has no place in {DomainType}; "
                    + $"it holds some of: {string.Join(", ", DomainFields)}, in this order");
            }

            last = at;
        }
    }
}
