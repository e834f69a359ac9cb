using System.Collections.Immutable;
using System.Text.Json;
using Fractional.Core.Units;
using Fractional.Core.Vaults;

namespace Fractional.Chain;

/// <summary>A contract of the protocol: where it lies and the keccak-256 of the code that must lie there.</summary>
public sealed record DeployedContract(Account Address, Hash32 CodeHash);

/// <summary>A token that vaults may be paid in.</summary>
public sealed record PaymentToken(Account Address, string Symbol, byte Decimals);

/// <summary>The manifest of one deployment of the protocol: what a start is checked against, so that nobody signs for
/// another chain or another contract.</summary>
/// <param name="StartBlock">The block before the first fact: following starts after it.</param>
/// <param name="VaultImplementation">The code that every vault delegates to.</param>
/// <param name="Protocol">What the contracts were built with.</param>
public sealed record Deployment(
    ulong ChainId,
    ulong StartBlock,
    DeployedContract VaultFactory,
    DeployedContract VaultImplementation,
    DeployedContract LoanBook,
    DeployedContract DutchAuction,
    DeployedContract BatchAuction,
    DeployedContract SealedBids,
    DeployedContract InsuranceFund,
    DeployedContract AppraisalOracle,
    Protocol Protocol,
    ImmutableArray<PaymentToken> PaymentTokens)
{
    private static readonly JsonSerializerOptions Indented = new(ChainJson.Options) { WriteIndented = true };

    /// <summary>The contracts by the names that messages call them.</summary>
    internal IEnumerable<(string Name, DeployedContract Contract)> Contracts =>
    [
        ("VaultFactory", VaultFactory), ("VaultImplementation", VaultImplementation), ("LoanBook", LoanBook),
        ("DutchAuction", DutchAuction), ("BatchAuction", BatchAuction), ("SealedBids", SealedBids),
        ("InsuranceFund", InsuranceFund), ("AppraisalOracle", AppraisalOracle),
    ];

    /// <summary>Reads a manifest from a file.</summary>
    /// <exception cref="DeploymentException">Names the file and what is wrong in it.</exception>
    public static Deployment Load(string path)
    {
        try
        {
            return Parse(File.ReadAllText(path));
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw new DeploymentException($"the deployment manifest {path} can not be read: {wrong.Message}", wrong);
        }
        catch (DeploymentException wrong)
        {
            throw new DeploymentException($"{path}: {wrong.Message}", wrong);
        }
    }

    /// <exception cref="DeploymentException">Names the member and what is wrong with it.</exception>
    public static Deployment Parse(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<Deployment>(json, ChainJson.Options)
                ?? throw new DeploymentException("the deployment manifest is null; a JSON object is expected");
        }
        catch (JsonException wrong)
        {
            throw new DeploymentException(
                $"the deployment manifest is wrong at {wrong.Path ?? "$"}: {wrong.Message}", wrong);
        }
    }

    public string ToJson() => JsonSerializer.Serialize(this, Indented);

    /// <summary>Writes the manifest whole or not at all.</summary>
    public void Save(string path)
    {
        var fresh = path + ".new";
        File.WriteAllText(fresh, ToJson() + "\n");
        File.Move(fresh, path, overwrite: true);
    }
}

/// <summary>The manifest is wrong, or the chain is not the one it describes.</summary>
public sealed class DeploymentException(string message, Exception? inner = null) : Exception(message, inner);
