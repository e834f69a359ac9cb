using Fractional.Ethereum.Primitives;

namespace Fractional.Ethereum.Rpc;

/// <summary>Calls that must not mistake an empty address for a contract that answers nothing.</summary>
public static class ContractCalls
{
    /// <summary><c>eth_call</c>; an empty answer is doubted until the contract proves to exist.</summary>
    /// <exception cref="RevertException">The contract refuses.</exception>
    /// <exception cref="NoCodeException">There is no contract at <see cref="CallRequest.To"/>.</exception>
    public static async Task<byte[]> CallContract(
        this JsonRpcClient rpc, CallRequest request, BlockTag block, CancellationToken cancellation)
    {
        byte[] answer = await rpc.Call(Eth.Call(request, block), cancellation);
        if (answer.Length == 0 && request.To is { } contract)
        {
            await rpc.RequireCode(contract, block, cancellation);
        }

        return answer;
    }

    /// <returns>The code's keccak-256, to compare with a pinned manifest.</returns>
    /// <exception cref="NoCodeException">There is no contract at the address.</exception>
    public static async Task<Bytes32> RequireCode(
        this JsonRpcClient rpc, Address contract, BlockTag block, CancellationToken cancellation)
    {
        byte[] code = await rpc.Call(Eth.Code(contract, block), cancellation);
        return code.Length > 0
            ? Crypto.Keccak256.Hash(code)
            : throw new NoCodeException(
                $"no contract at {contract} on chain {rpc.ChainId} at block {block}: "
                + "the address is wrong, or it is not deployed yet");
    }
}
