using System.Text.Json;
using Fractional.Ethereum.Primitives;

namespace Fractional.Ethereum.Rpc;

/// <summary>Which block a question is about: a number, a hash (EIP-1898) or a name.</summary>
public readonly record struct BlockTag
{
    private readonly string? _name;
    private readonly Bytes32? _hash;

    private BlockTag(string? name, Bytes32? hash)
    {
        _name = name;
        _hash = hash;
    }

    public static BlockTag Latest { get; } = new("latest", null);

    /// <summary>Latest plus what the node would put into the next block.</summary>
    public static BlockTag Pending { get; } = new("pending", null);

    public static BlockTag Safe { get; } = new("safe", null);

    /// <summary>Undone only if a third of the validators' stake is lost.</summary>
    public static BlockTag Finalized { get; } = new("finalized", null);

    public Bytes32? Hash => _hash;

    public static BlockTag Number(ulong number) => new(((UInt256)number).ToQuantity(), null);

    public static BlockTag At(Bytes32 hash) => new(null, hash);

    public override string ToString() => _hash?.ToString() ?? _name ?? "latest";

    internal void Write(Utf8JsonWriter writer)
    {
        if (_hash is not { } hash)
        {
            writer.WriteStringValue(ToString());
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("blockHash", hash.ToString());
        writer.WriteEndObject();
    }
}
