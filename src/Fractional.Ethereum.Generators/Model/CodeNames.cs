using System.Collections.Generic;
using System.Linq;

namespace Fractional.Ethereum.Generators.Model;

/// <summary>C# names for Solidity ones.</summary>
internal static class CodeNames
{
    // Members that generated or record structs have of their own.
    private static readonly HashSet<string> Taken =
    [
        "Encode", "Decode", "DecodeReturn", "Selector", "FunctionSelector", "Topic0", "WriteTo", "ReadFrom",
        "HashStruct", "Eip712Type", "Eip712TypeHash", "Equals", "GetHashCode", "ToString", "Deconstruct", "GetType",
        "PrintMembers", "ReferenceEquals", "MemberwiseClone", "Finalize",
    ];

    /// <summary><c>_maxPrice</c> becomes <c>MaxPrice</c>.</summary>
    public static string Pascal(string name)
    {
        string trimmed = name.Trim('_', '$').Replace('$', '_');
        if (trimmed.Length == 0)
        {
            return "";
        }

        string pascal = char.ToUpperInvariant(trimmed[0]) + trimmed.Substring(1);
        return char.IsDigit(pascal[0]) ? "_" + pascal : pascal;
    }

    /// <summary>One name for each parameter, all different and none the type's own.</summary>
    public static IReadOnlyList<string> Properties(
        IReadOnlyList<AbiParameter> parameters, string typeName, string unnamed)
    {
        List<string> names = [];
        foreach (AbiParameter parameter in parameters)
        {
            string name = Pascal(parameter.Name);
            if (name.Length == 0)
            {
                name = $"{unnamed}{names.Count}";
            }

            if (name == typeName || Taken.Contains(name))
            {
                name += "Field";
            }

            string unique = name;
            for (int i = 2; names.Contains(unique); i++)
            {
                unique = $"{name}{i}";
            }

            names.Add(unique);
        }

        return names.ToList();
    }
}
