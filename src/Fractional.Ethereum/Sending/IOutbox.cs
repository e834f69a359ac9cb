using Fractional.Ethereum.Primitives;

namespace Fractional.Ethereum.Sending;

/// <summary>
/// Keeps what is to be sent, and with it who holds which nonce: an entry holds its nonce from <see cref="Prepare"/>
/// until it is <see cref="OutboxState.Dropped"/>. For one chain; several accounts may share it.
/// </summary>
public interface IOutbox
{
    /// <summary>
    /// Stores the entry in state Prepared with the lowest nonce from <paramref name="lowestNonce"/> on that no entry of
    /// its account holds. One atomic step: two callers never get the same nonce. If the id is known already, the stored
    /// entry is returned as it is, unless it was dropped: then it is prepared anew, under the next version.
    /// </summary>
    Task<OutboxEntry> Prepare(OutboxEntry entry, ulong lowestNonce, CancellationToken cancellation);

    /// <summary>Durable when it returns.</summary>
    /// <exception cref="OutboxConflictException">The stored version is not the one before.</exception>
    Task Update(OutboxEntry next, CancellationToken cancellation);

    Task<OutboxEntry?> Find(string id, CancellationToken cancellation);

    /// <summary>The account's entries that are not over, lowest nonce first.</summary>
    Task<IReadOnlyList<OutboxEntry>> Unfinished(Address account, CancellationToken cancellation);
}
