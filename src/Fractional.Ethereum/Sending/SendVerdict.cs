using Fractional.Ethereum.Rpc;

namespace Fractional.Ethereum.Sending;

/// <summary>What a node's answer to a signed transaction means.</summary>
internal enum SendVerdict
{
    /// <summary>The node has it.</summary>
    Accepted,

    /// <summary>The nonce is taken, on the chain or by a dearer transaction: perhaps by this very one.</summary>
    NonceTaken,

    /// <summary>The node does not want it: as far as this node goes, it is nowhere.</summary>
    Rejected,

    /// <summary>No answer, or none that settles it: it may be anywhere.</summary>
    Unknown,
}

internal static class SendVerdicts
{
    // Words of geth, Nethermind, Besu, Erigon, Reth and anvil. What is not listed leaves a doubt.
    private static readonly string[] Known =
        ["already known", "alreadyknown", "known transaction", "already imported", "already in mempool"];

    private static readonly string[] Taken =
    [
        "nonce too low", "nonce is too low", "oldnonce", "replacement transaction underpriced", "too low to replace",
        "replacementnotallowed",
    ];

    private static readonly string[] Refused =
    [
        "underpriced", "insufficient funds", "insufficientfunds", "intrinsic gas", "exceeds block gas limit",
        "exceeds the configured cap", "fee cap", "less than block base fee", "max fee per gas less", "feetoolow",
        "max priority fee per gas higher", "invalid sender", "invalid signature", "invalid chain id",
        "chain id mismatch",
        "txpool is full", "oversized data", "nonce too high", "gas limit too high", "gaslimitexceeded",
        "failed to decode", "transaction type not supported",
    ];

    public static SendVerdict Of(RpcException failure)
    {
        if (failure is not RpcErrorException answer)
        {
            return SendVerdict.Unknown;
        }

        return Says(answer, Known) ? SendVerdict.Accepted
            : Says(answer, Taken) ? SendVerdict.NonceTaken
            : Says(answer, Refused) ? SendVerdict.Rejected
            : SendVerdict.Unknown;
    }

    private static bool Says(RpcErrorException answer, string[] words) =>
        words.Any(word => answer.NodeMessage.Contains(word, StringComparison.OrdinalIgnoreCase));
}
