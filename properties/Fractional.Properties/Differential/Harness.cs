using System.Numerics;
using System.Text.Json;
using Fractional.Ethereum.Anvil;
using Fractional.Ethereum.Primitives;
using Fractional.Ethereum.Rpc;
using Fractional.Laws;
using Xunit;

namespace Fractional.Properties.Differential;

/// <summary>MechHarness.sol and BookHarness.sol on a development chain of its own.</summary>
public sealed class Harness : IAsyncLifetime
{
    private const ulong GasPerRequest = 1_000_000_000;
    private static readonly (string Contract, Address At)[] Places =
    [
        ("MechHarness", Address.Parse("0x00000000000000000000000000000000ca11ab1e")),
        ("BookHarness", Address.Parse("0x00000000000000000000000000000000b00cab1e")),
    ];

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private readonly Dictionary<string, Address> doors = [];
    private AnvilNode? node;

    public async Task InitializeAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        node = await AnvilNode.Start(new AnvilOptions(), limit.Token);
        foreach (var (contract, at) in Places)
        {
            await node.SetCode(at, ReadArtifact(contract, at), limit.Token);
        }
    }

    public async Task DisposeAsync()
    {
        if (node is not null)
        {
            await node.DisposeAsync();
        }
    }

    /// <summary>Compares the core with the EVM on every case; the smallest mismatch found is thrown.</summary>
    /// <returns>How many cases were compared.</returns>
    internal async Task<int> Compare(PureFunction function, LawRun run)
    {
        Assert.True(doors.ContainsKey(function.Signature), $"no harness has {function.Signature}");
        var cases = run.Draw(function.Cases);
        foreach (var chunk in cases.Chunk(function.CallsPerRequest))
        {
            var outcomes = await Ask(function, chunk);
            for (var i = 0; i < chunk.Length; i++)
            {
                if (Mismatch(function, chunk[i], outcomes[i]) is not null)
                {
                    throw await Smallest(function, chunk[i], run);
                }
            }
        }
        return cases.Length;
    }

    /// <summary>Widens one argument of each case beyond 128 bits: neither side may answer.</summary>
    internal async Task<int> RefusesTooWide(PureFunction function, LawRun run)
    {
        var cases = run.Draw(function.Cases);
        foreach (var chunk in cases.Select(Widened).Chunk(function.CallsPerRequest))
        {
            foreach (var (c, outcome) in chunk.Zip(await Ask(function, chunk)))
            {
                Assert.False(outcome.Accepted, $"the EVM accepts {function.Signature}({c})");
                Assert.True(Holds.IsRefused(c.Core), $"the core accepts {function.Signature}({c})");
            }
        }
        return cases.Length;
    }

    private static PureCase Widened(PureCase c, int index)
    {
        var place = index % c.Arguments.Length;
        c.Arguments[place] += BigInteger.One << 128;
        return c;
    }

    private async Task<LawBrokenException> Smallest(PureFunction function, PureCase found, LawRun run)
    {
        var (smallest, why) = (found, Mismatch(function, found, (await Ask(function, [found]))[0]));
        for (var shrunk = true; shrunk;)
        {
            shrunk = false;
            foreach (var candidates in function.Cases.Shrinker(smallest).Chunk(function.CallsPerRequest))
            {
                var outcomes = await Ask(function, candidates);
                var broken = candidates.Zip(outcomes, (c, o) => (Case: c, Why: Mismatch(function, c, o)))
                    .FirstOrDefault(c => c.Why is not null);
                if (broken.Why is not null)
                {
                    (smallest, why, shrunk) = (broken.Case, broken.Why, true);
                    break;
                }
            }
        }
        return new LawBrokenException(
            $"law 4 {function.Signature}({smallest}): {why}; replay: {LawRun.SeedVariable}={run.Seed}");
    }

    private async Task<(bool Accepted, byte[] Data)[]> Ask(PureFunction function, IReadOnlyList<PureCase> cases)
    {
        using var limit = new CancellationTokenSource(Patience);
        var calls = cases.Select(c => Words.Call(function.Signature, c.Arguments)).ToArray();
        var request = new CallRequest(doors[function.Signature], Words.Batch(calls), GasLimit: GasPerRequest);
        return Words.Outcomes(await node!.Rpc.Call(Eth.Call(request, BlockTag.Latest), limit.Token));
    }

    private static string? Mismatch(PureFunction function, PureCase c, (bool Accepted, byte[] Data) evm)
    {
        var words = evm.Accepted ? Words.Decode(evm.Data) : [];
        var accepted = evm.Accepted && words.All(word => word.GetBitLength() <= function.ResultBits);
        BigInteger[] core;
        try
        {
            core = c.Core();
        }
        catch (NamedRefusal refusal)
        {
            return !evm.Accepted && evm.Data.SequenceEqual(refusal.RevertData)
                ? null
                : $"the core refuses with {Convert.ToHexString(refusal.RevertData)}, the EVM says {Say(evm)}";
        }
        catch (Exception refusal) when (refusal is ArithmeticException or ArgumentException)
        {
            return accepted ? $"the core refuses ({refusal.Message}), the EVM says {Say(evm)}" : null;
        }
        return accepted && words.SequenceEqual(core)
            ? null
            : $"the core says {string.Join(", ", core)}, the EVM says {Say(evm)}";
    }

    private static string Say((bool Accepted, byte[] Data) evm) => evm.Accepted
        ? string.Join(", ", Words.Decode(evm.Data))
        : $"revert {Convert.ToHexString(evm.Data)}";

    /// <summary>A harness needs no constructor, so its code is put in place without a transaction.</summary>
    private byte[] ReadArtifact(string contract, Address at)
    {
        var path = Path.Combine(Repository.Root, $"contracts/out/{contract}.sol/{contract}.json");
        Assert.True(File.Exists(path), $"{path} is missing: run forge build in contracts/");
        using var artifact = JsonDocument.Parse(File.ReadAllBytes(path));
        foreach (var method in artifact.RootElement.GetProperty("methodIdentifiers").EnumerateObject())
        {
            doors[method.Name] = at;
        }
        var code = artifact.RootElement.GetProperty("deployedBytecode").GetProperty("object").GetString()!;
        return Convert.FromHexString(code[2..]);
    }
}
