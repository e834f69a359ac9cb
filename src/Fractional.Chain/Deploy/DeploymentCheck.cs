using Fractional.Chain.JsonRpc;
using Fractional.Ethereum;
using Fractional.Ethereum.Rpc;

namespace Fractional.Chain;

/// <summary>Compares a manifest with the chain before anything is signed.</summary>
public static class DeploymentCheck
{
    /// <exception cref="DeploymentException">The first thing that differs, with what was expected and what is
    /// there.</exception>
    public static async Task Check(this Deployment deployment, JsonRpcClient rpc, CancellationToken stop)
    {
        var chainId = await Asked(() => rpc.Call(Eth.ChainId, stop));
        if (chainId != deployment.ChainId)
            throw new DeploymentException(
                $"the manifest is for chain {deployment.ChainId}, the node serves chain {chainId}");
        foreach (var (name, contract) in deployment.Contracts)
        {
            var found = await Asked(() => rpc.RequireCode(contract.Address.ToAddress(), BlockTag.Latest, stop), name);
            if (found.ToHash() != contract.CodeHash)
                throw new DeploymentException(
                    $"{name} at {contract.Address} has code {found}, the manifest says {contract.CodeHash}");
        }
    }

    static async Task<T> Asked<T>(Func<Task<T>> ask, string? name = null)
    {
        try
        {
            return await ask();
        }
        catch (EthereumException failure) when (failure is NoCodeException or WrongChainException)
        {
            throw new DeploymentException(name is null ? failure.Message : $"{name}: {failure.Message}", failure);
        }
        catch (EthereumException failure)
        {
            throw new ChainException(failure.Message, failure);
        }
    }
}
