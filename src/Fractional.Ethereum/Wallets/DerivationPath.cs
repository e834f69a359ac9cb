using System.Collections.Immutable;
using System.Globalization;

namespace Fractional.Ethereum.Wallets;

/// <summary>A BIP-32 path such as <c>m/44'/60'/0'/0</c>: steps below 2^31, hardened ones with an apostrophe.</summary>
public readonly record struct DerivationPath
{
    /// <summary>Added to a hardened step.</summary>
    public const uint Hardened = 1u << 31;

    /// <summary>BIP-44 for Ethereum, external addresses of the first account; an index comes behind it.</summary>
    public static readonly DerivationPath Ethereum = Parse("m/44'/60'/0'/0");

    readonly ImmutableArray<uint> steps;

    DerivationPath(ImmutableArray<uint> steps) => this.steps = steps;

    public ImmutableArray<uint> Steps => steps.IsDefault ? [] : steps;

    /// <exception cref="EthereumFormatException">Not m and steps 0..2147483647, some with apostrophes.</exception>
    public static DerivationPath Parse(string text)
    {
        var parts = text.Split('/');
        if (parts[0] != "m") throw new EthereumFormatException($"a path begins with m, '{text}' does not");
        return new DerivationPath([.. parts.Skip(1).Select(part => Step(text, part))]);
    }

    /// <summary>The path with one more step that is not hardened.</summary>
    public DerivationPath Child(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        return new DerivationPath(Steps.Add((uint)index));
    }

    public override string ToString() => string.Join('/', Steps.Select(StepText).Prepend("m"));

    static string StepText(uint step) => step >= Hardened
        ? string.Create(CultureInfo.InvariantCulture, $"{step - Hardened}'")
        : step.ToString(CultureInfo.InvariantCulture);

    static uint Step(string path, string part)
    {
        var isHardened = part.EndsWith('\'');
        var digits = isHardened ? part[..^1] : part;
        if (!uint.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var step) || step >= Hardened)
            throw new EthereumFormatException(
                $"'{part}' in path '{path}' is not 0..2147483647, with an apostrophe if hardened");
        return isHardened ? step + Hardened : step;
    }
}
