using System.Collections.Immutable;
using Fractional.Ethereum.Primitives;
using Fractional.Ethereum.Rpc;

namespace Fractional.Ethereum.Sending;

/// <summary>Where a wish to send stands. The numbers are storage format.</summary>
public enum OutboxState
{
    /// <summary>Has a nonce; nothing is signed.</summary>
    Prepared = 0,

    /// <summary>Signed bytes are stored; whether a node has them is not known.</summary>
    Signed = 1,

    /// <summary>A node has it.</summary>
    Sent = 2,

    /// <summary>In a block that may still be undone: see <see cref="OutboxEntry.Inclusion"/>.</summary>
    Included = 3,

    /// <summary>Done for ever.</summary>
    Final = 4,

    /// <summary>Mined for ever, but the contract refused it.</summary>
    Reverted = 5,

    /// <summary>Never to happen: our cancellation, or a stranger's transaction, used the nonce for ever.</summary>
    Replaced = 6,

    /// <summary>Never to happen: no node took it, and its nonce went back.</summary>
    Dropped = 7,
}

/// <summary>What to send.</summary>
/// <param name="Id">Chosen by the caller: the same id is sent once, however often it is asked for.</param>
/// <param name="To">The receiver; null to create a contract.</param>
/// <param name="Data">Call data.</param>
/// <param name="Value">Wei.</param>
/// <param name="GasLimit">Gas; null to estimate it with one more question to the node.</param>
/// <param name="MaxFeePerGas">Wei: what this is worth at most; null for the sender's own cap.</param>
/// <param name="Deadline">Unix seconds of block time after which it is cancelled; null for never.</param>
public sealed record OutgoingCall(
    string Id, Address? To, ReadOnlyMemory<byte> Data, UInt256 Value = default,
    ulong? GasLimit = null, UInt256? MaxFeePerGas = null, ulong? Deadline = null);

/// <summary>One signed form of an entry: the first, a dearer replacement, or the cancellation.</summary>
/// <param name="Hash">Its name on the chain.</param>
/// <param name="Encoded">The signed bytes.</param>
/// <param name="Fees">What it offers.</param>
/// <param name="Cancels">True for the transfer to oneself that takes the nonce away from the others.</param>
/// <param name="SignedAtBlock">The head when it was signed.</param>
public sealed record SignedAttempt(
    Bytes32 Hash, ReadOnlyMemory<byte> Encoded, Fees Fees, bool Cancels, ulong SignedAtBlock);

/// <summary>Which attempt was mined, and where.</summary>
public sealed record Inclusion(Bytes32 TransactionHash, ulong BlockNumber, Bytes32 BlockHash, bool Succeeded)
{
    public static Inclusion Of(Receipt receipt) =>
        new(receipt.TransactionHash, receipt.BlockNumber, receipt.BlockHash, receipt.Succeeded);
}

/// <summary>A wish to send, and all that was done about it. A value: each change makes a new one.</summary>
public sealed record OutboxEntry
{
    public required string Id { get; init; }

    /// <summary>Who signs and pays.</summary>
    public required Address Account { get; init; }

    public required Address? To { get; init; }

    public required ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>Wei.</summary>
    public required UInt256 Value { get; init; }

    public required ulong GasLimit { get; init; }

    /// <summary>Wei.</summary>
    public required UInt256 MaxFeePerGas { get; init; }

    /// <summary>Unix seconds of block time; null for never.</summary>
    public ulong? Deadline { get; init; }

    /// <summary>Held until the entry is <see cref="OutboxState.Dropped"/>.</summary>
    public ulong Nonce { get; init; }

    public OutboxState State { get; init; }

    /// <summary>1 when prepared, one more with each change: the fence between two who change the same entry.</summary>
    public int Version { get; init; }

    /// <summary>Oldest first; all with the same nonce, so at most one of them can be mined.</summary>
    public ImmutableArray<SignedAttempt> Attempts { get; init; } = [];

    /// <summary>Set in <see cref="OutboxState.Included"/> and kept in what follows.</summary>
    public Inclusion? Inclusion { get; init; }

    /// <summary>Somebody asked for the cancellation.</summary>
    public bool CancelWanted { get; init; }

    /// <summary>Why it was dropped or cancelled, for people; null if it was not.</summary>
    public string? Reason { get; init; }

    /// <summary>Nothing more will happen to it.</summary>
    public bool IsOver => State >= OutboxState.Final;

    /// <summary>Signed, not mined: some node may have it.</summary>
    public bool IsPending => State is OutboxState.Signed or OutboxState.Sent;

    /// <summary>The attempt that counts until a receipt says otherwise.</summary>
    public SignedAttempt Newest => Attempts[^1];

    public OutboxEntry AddAttempt(SignedAttempt attempt) =>
        Next(OutboxState.Signed, OutboxState.Prepared, OutboxState.Signed, OutboxState.Sent) with
        {
            Attempts = Attempts.Add(attempt),
        };

    public OutboxEntry MarkSent() => Next(OutboxState.Sent, OutboxState.Signed);

    public OutboxEntry Include(Inclusion inclusion) =>
        Next(OutboxState.Included, OutboxState.Signed, OutboxState.Sent, OutboxState.Included) with
        {
            Inclusion = inclusion,
        };

    /// <summary>The block that held it left the chain.</summary>
    public OutboxEntry Exclude() => Next(OutboxState.Sent, OutboxState.Included) with { Inclusion = null };

    /// <summary>The block that holds it is final.</summary>
    public OutboxEntry Finish()
    {
        Inclusion mined = Inclusion ?? throw Impossible("finish without inclusion");
        bool cancelled = Attempts.Single(attempt => attempt.Hash == mined.TransactionHash).Cancels;
        OutboxState end = cancelled ? OutboxState.Replaced : mined.Succeeded ? OutboxState.Final : OutboxState.Reverted;
        return Next(end, OutboxState.Included);
    }

    /// <summary>Somebody else's transaction used the nonce for ever.</summary>
    public OutboxEntry LoseNonce(string reason) =>
        Next(OutboxState.Replaced, OutboxState.Signed, OutboxState.Sent) with { Reason = reason };

    /// <summary>Surely nowhere: the nonce is free again.</summary>
    public OutboxEntry Drop(string reason) =>
        Next(OutboxState.Dropped, OutboxState.Prepared, OutboxState.Signed) with { Reason = reason };

    public OutboxEntry AskToCancel(string reason) =>
        Next(State, OutboxState.Prepared, OutboxState.Signed, OutboxState.Sent) with
        {
            CancelWanted = true,
            Reason = reason,
        };

    private OutboxEntry Next(OutboxState to, params ReadOnlySpan<OutboxState> from) =>
        from.Contains(State) ? this with { State = to, Version = Version + 1 } : throw Impossible($"go to {to}");

    private InvalidOperationException Impossible(string move) =>
        new($"outbox entry '{Id}' in state {State} cannot {move}");
}
