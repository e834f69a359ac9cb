using System.Numerics;
using System.Text;
using System.Text.Json;
using Fractional.Ethereum.Crypto;
using Fractional.Ethereum.Primitives;
using Fractional.Properties.Differential;
using Xunit;

namespace Fractional.Properties.Traces;

/// <summary>One member of an event, an error or a struct, as the compiler describes it.</summary>
internal sealed record AbiField(string Name, string Type, bool Indexed, AbiField[] Components)
{
    /// <summary>The type as it stands in a signature.</summary>
    public string Canonical => Type.StartsWith("tuple", StringComparison.Ordinal)
        ? $"({string.Join(",", Components.Select(c => c.Canonical))}){Type[5..]}"
        : Type;

    public bool IsDynamic => Type == "string" || Type.EndsWith("[]", StringComparison.Ordinal);

    public static AbiField Read(JsonElement json) => new(
        json.GetProperty("name").GetString()!,
        json.GetProperty("type").GetString()!,
        json.TryGetProperty("indexed", out var indexed) && indexed.GetBoolean(),
        json.TryGetProperty("components", out var components) ? [.. components.EnumerateArray().Select(Read)] : []);
}

/// <summary>An event or a custom error.</summary>
internal sealed record AbiEntry(string Name, AbiField[] Fields)
{
    public Bytes32 Hash => Keccak256.Hash(Encoding.ASCII.GetBytes(
        $"{Name}({string.Join(",", Fields.Select(f => f.Canonical))})"));
}

/// <summary>What the compiler made of one contract.</summary>
internal sealed class Artifact
{
    private readonly string creationCode;

    private Artifact(JsonElement json)
    {
        creationCode = json.GetProperty("bytecode").GetProperty("object").GetString()!;
        var entries = json.GetProperty("abi").EnumerateArray().ToArray();
        Events = EntriesOf(entries, "event");
        Errors = EntriesOf(entries, "error");
    }

    public AbiEntry[] Events { get; }

    public AbiEntry[] Errors { get; }

    /// <param name="file">The Solidity file it was compiled from, and the contract when it has another name.</param>
    /// <param name="contract">Its name.</param>
    public static Artifact Load(string file, string? contract = null)
    {
        var path = Path.Combine(Repository.Root, $"contracts/out/{file}.sol/{contract ?? file}.json");
        Assert.True(File.Exists(path), $"{path} is missing: run forge build in contracts/");
        using var json = JsonDocument.Parse(File.ReadAllBytes(path));
        return new Artifact(json.RootElement);
    }

    /// <summary>Creation code with constructor arguments that are single words.</summary>
    public byte[] Creation(params BigInteger[] arguments) =>
        [.. Convert.FromHexString(creationCode[2..]), .. Words.Encode(arguments)];

    private static AbiEntry[] EntriesOf(JsonElement[] entries, string type) =>
    [
        .. entries.Where(e => e.GetProperty("type").GetString() == type).Select(e => new AbiEntry(
            e.GetProperty("name").GetString()!,
            [.. e.GetProperty("inputs").EnumerateArray().Select(AbiField.Read)])),
    ];
}
