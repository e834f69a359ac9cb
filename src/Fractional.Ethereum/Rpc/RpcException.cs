namespace Fractional.Ethereum.Rpc;

/// <summary>Anything that stops a JSON-RPC call. The message says what was asked, of whom, and what came.</summary>
public abstract class RpcException(string message) : EthereumException(message);

/// <summary>No endpoint answered: refused, cut, timed out or an HTTP error.</summary>
/// <param name="message">What was asked, where, and how it failed.</param>
/// <param name="mayHaveRun">False when the request surely never reached a node, so nothing can have happened.</param>
public sealed class RpcUnreachableException(string message, bool mayHaveRun) : RpcException(message)
{
    public bool MayHaveRun { get; } = mayHaveRun;
}

/// <summary>The endpoints ask us to slow down for longer than we are willing to wait. The call did not run.</summary>
public sealed class RpcRateLimitedException(string message, TimeSpan retryAfter) : RpcException(message)
{
    public TimeSpan RetryAfter { get; } = retryAfter;
}

/// <summary>The answer is not what JSON-RPC or the method promises. The call may have run.</summary>
public sealed class RpcFormatException(string message) : RpcException(message);

/// <summary>The answer is larger than <see cref="RpcOptions.MaxResponseBytes"/>: ask for less at a time.</summary>
public sealed class RpcResponseTooLargeException(string message) : RpcException(message);

/// <summary>The node answered with an error of its own. It is an answer: no other endpoint is asked.</summary>
/// <param name="message">What was asked, where, and the node's words.</param>
/// <param name="code">The JSON-RPC error code.</param>
/// <param name="nodeMessage">The node's words alone, at most 300 characters.</param>
public sealed class RpcErrorException(string message, long code, string nodeMessage) : RpcException(message)
{
    public long Code { get; } = code;

    public string NodeMessage { get; } = nodeMessage;
}

/// <summary>The contract, or the EVM under it, refused the call. It is an answer: no other endpoint is asked.</summary>
/// <param name="message">What was asked, where, and the node's words.</param>
/// <param name="revertData">The ABI-encoded error, empty when the contract gave none.</param>
public sealed class RevertException(string message, ReadOnlyMemory<byte> revertData) : RpcException(message)
{
    public ReadOnlyMemory<byte> RevertData { get; } = revertData;
}

/// <summary>An endpoint serves another chain than the one configured; nothing is read from it or sent to it.</summary>
public sealed class WrongChainException(string message) : RpcException(message);

/// <summary>There is no contract at an address where one must be.</summary>
public sealed class NoCodeException(string message) : RpcException(message);

/// <summary>Every endpoint's newest block is older than <see cref="RpcOptions.MaxHeadAge"/>.</summary>
public sealed class StaleHeadException(string message) : RpcException(message);

/// <summary>The independent endpoints do not agree on a block, or too few of them answered.</summary>
public sealed class NoAgreementException(string message) : RpcException(message);

/// <summary>More than <see cref="RpcOptions.MaxWaitingCalls"/> calls wait already. The call did not run.</summary>
public sealed class RpcOverloadedException(string message) : RpcException(message);
