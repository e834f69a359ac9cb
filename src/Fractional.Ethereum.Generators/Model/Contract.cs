using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using Fractional.Ethereum.Generators.Json;

namespace Fractional.Ethereum.Generators.Model;

/// <summary>A function, an event or an error.</summary>
/// <param name="Name">In Solidity.</param>
/// <param name="TypeName">Of the generated struct, without its ending; overloads are numbered.</param>
/// <param name="Inputs">Its parameters.</param>
/// <param name="Outputs">What a function returns.</param>
internal sealed record ContractMember(
    string Name, string TypeName, IReadOnlyList<AbiParameter> Inputs, IReadOnlyList<AbiParameter> Outputs)
{
    public string Signature => $"{Name}({string.Join(",", Inputs.Select(i => i.Type.Canonical))})";
}

/// <summary>What a Foundry artifact says about a contract.</summary>
internal sealed record Contract(
    IReadOnlyList<ContractMember> Functions, IReadOnlyList<ContractMember> Events, IReadOnlyList<ContractMember> Errors,
    IReadOnlyList<AbiParameter> Constructor, string BytecodeHex)
{
    private static readonly Regex Name = new("^[A-Za-z_$][A-Za-z0-9_$]*$", RegexOptions.CultureInvariant);

    /// <exception cref="BindingFault">Not an artifact, or one that cannot be bound.</exception>
    public static Contract Read(string artifact)
    {
        JsonNode root = JsonReader.Parse(artifact);
        List<JsonNode> entries = root.Member("abi", JsonKind.Array).Items;
        JsonNode? constructor = entries.FirstOrDefault(e => TypeOf(e) == "constructor");
        return new Contract(
            Members(entries, "function"), Members(entries, "event"), Members(entries, "error"),
            constructor is null ? [] : Parameters(constructor, "inputs"),
            Bytecode(root));
    }

    public IEnumerable<AbiType> Structs() => Functions.Concat(Events).Concat(Errors)
        .SelectMany(m => m.Inputs.Concat(m.Outputs)).Concat(Constructor).SelectMany(p => p.Type.Structs());

    private static IReadOnlyList<ContractMember> Members(List<JsonNode> entries, string type)
    {
        List<ContractMember> members = [];
        foreach (JsonNode entry in entries.Where(e => TypeOf(e) == type))
        {
            if (entry.Members.TryGetValue("anonymous", out JsonNode? flag) && flag.Kind == JsonKind.True)
            {
                // An anonymous event has no topic to be known by; nothing can be generated for it.
                continue;
            }

            string name = entry.Member("name", JsonKind.Text).Text;
            if (!Name.IsMatch(name))
            {
                throw new BindingFault($"'{name}' is no name");
            }

            int overloads = members.Count(m => m.Name == name);
            members.Add(new ContractMember(
                name, CodeNames.Pascal(name) + (overloads == 0 ? "" : $"{overloads + 1}"),
                Parameters(entry, "inputs"), type == "function" ? Parameters(entry, "outputs") : []));
        }

        return members;
    }

    private static IReadOnlyList<AbiParameter> Parameters(JsonNode entry, string list) =>
        AbiType.ReadParameters(entry.Member(list, JsonKind.Array));

    private static string TypeOf(JsonNode entry) => entry.Member("type", JsonKind.Text).Text;

    // Empty for an interface. Foundry leaves __$...$__ where a library's address must be linked in.
    private static string Bytecode(JsonNode root)
    {
        string code = root.Find("bytecode", JsonKind.Object)?.Member("object", JsonKind.Text).Text ?? "0x";
        return Regex.IsMatch(code, "^0x([0-9a-fA-F]{2})*$", RegexOptions.CultureInvariant)
            ? code.Substring(2)
            : throw new BindingFault("the bytecode is not hex: it has libraries to link, which is not supported");
    }
}
