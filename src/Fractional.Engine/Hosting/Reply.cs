using System.Collections.Immutable;
using Fractional.Core;
using Fractional.Store;

namespace Fractional.Engine.Hosting;

/// <summary>Somebody who waits. What is set first is told only by <see cref="Send"/>, after the commit.</summary>
interface IReply
{
    AskOptions? Options { get; }

    void Send();

    void Fail(Exception fault);

    void Decline(HostRefusal reason);
}

sealed class CursorReply(CursorMove move)
    : TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously), IReply
{
    public bool Moved { get; set; }

    public AskOptions? Options { get; } = new(Cursor: move);

    public void Send() => TrySetResult(Moved);

    public void Fail(Exception fault) => TrySetException(fault);

    public void Decline(HostRefusal reason) =>
        TrySetException(new StoreUnavailableException(
            $"the cursor {move.Name} was not moved to {move.Position}: {reason}", outcomeUnknown: false));
}

sealed class AskReply<TEvent, TState>(AskOptions? options)
    : TaskCompletionSource<Answer<TEvent, TState>>(TaskCreationOptions.RunContinuationsAsynchronously), IReply
{
    Answer<TEvent, TState>? answer;

    public AskOptions? Options => options;

    public void Accept(ImmutableArray<TEvent> events, TState state, long seq) =>
        answer = new Answer<TEvent, TState>.Accepted(events, state, seq);

    public void Refuse(Refusal refusal, TState state, long seq) =>
        answer = new Answer<TEvent, TState>.Refused(refusal, state, seq);

    public void Repeat(long commandSeq, TState state, long seq) =>
        answer = new Answer<TEvent, TState>.Repeated(commandSeq, state, seq);

    public void Send() => TrySetResult(answer ?? throw new InvalidOperationException("a reply without an answer"));

    public void Fail(Exception fault) => TrySetException(fault);

    public void Decline(HostRefusal reason) => TrySetResult(new Answer<TEvent, TState>.Declined(reason));
}
