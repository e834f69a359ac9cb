using System.Text.Json;

namespace Fractional.Ethereum.Rpc;

/// <summary>One call of a batch on its way: it is written, then settled by a result or by the node's error.</summary>
internal abstract class PendingCall
{
    public abstract string Method { get; }

    public abstract ReadOnlyMemory<byte> Parameters { get; }

    public abstract bool Repeatable { get; }

    /// <summary>True once a node gave a result or an error of its own.</summary>
    public bool Answered { get; protected set; }

    public bool HasResult => Answered && Error is null;

    /// <summary>The node's error, if that was the answer.</summary>
    protected RpcException? Error { get; private set; }

    /// <exception cref="EthereumFormatException">Not of the promised shape; the call stays unanswered.</exception>
    public abstract void Accept(ref Utf8JsonReader result);

    public void Refuse(RpcException error)
    {
        Error = error;
        Answered = true;
    }

    /// <summary>As before the first exchange: the calls of a group are only ever answered together.</summary>
    public void Reset()
    {
        Error = null;
        Answered = false;
    }
}

internal sealed class PendingCall<T>(RpcCall<T> call) : PendingCall
{
    private T? _result;

    public override string Method => call.Method;

    public override ReadOnlyMemory<byte> Parameters => call.Parameters;

    public override bool Repeatable => call.Repeatable;

    /// <exception cref="RpcException">The node answered with an error.</exception>
    public T Result => Error is null ? _result! : throw Error;

    public override void Accept(ref Utf8JsonReader result)
    {
        _result = call.Parse(ref result);
        Answered = true;
    }
}

/// <summary>Calls that must be answered by one node in one exchange, and whoever waits for them.</summary>
internal sealed class PendingGroup(PendingCall[] calls, CancellationToken cancellation)
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public PendingCall[] Calls => calls;

    public int Bytes { get; } = calls.Sum(call => call.Method.Length + call.Parameters.Length + PerCallOverhead);

    public bool Repeatable { get; } = calls.All(call => call.Repeatable);

    /// <summary>Nobody waits any more: settled or cancelled.</summary>
    public bool Settled => _done.Task.IsCompleted;

    // {"jsonrpc":"2.0","id":18446744073709551615,"method":"","params":},
    private static int PerCallOverhead => 70;

    public async Task Wait()
    {
        await using CancellationTokenRegistration registration =
            cancellation.Register(() => _done.TrySetCanceled(cancellation));
        await _done.Task;
    }

    /// <summary>Done if every call has its answer.</summary>
    public bool TrySettle()
    {
        if (calls.All(call => call.Answered))
        {
            _done.TrySetResult();
        }

        return Settled;
    }

    public void Fail(RpcException failure) => _done.TrySetException(failure);
}
