using Fractional.Ethereum.Primitives;
using Fractional.Ethereum.Rpc;

namespace Fractional.Ethereum.Sending;

/// <summary>Signs and hands over an entry that has a nonce.</summary>
internal delegate Task<(OutboxEntry Entry, SendVerdict Verdict, string Words)> SendPrepared(
    OutboxEntry entry, ChainView view, CancellationToken cancellation);

/// <summary>What one block means for all open entries of an account.</summary>
internal sealed class OutboxRound(Broadcaster broadcaster, ChainView view, bool reorganised, SendPrepared send)
{
    /// <summary>Gaps filled in one round; more would be a sign of something else.</summary>
    private const int MaxFills = 16;

    private readonly JsonRpcClient _rpc = broadcaster.Rpc;
    private readonly SenderOptions _options = broadcaster.Options;
    private int _doubts;

    /// <returns>False while something is in doubt that the next block alone will not resolve.</returns>
    public async Task<bool> Take(IReadOnlyList<OutboxEntry> entries, CancellationToken cancellation)
    {
        await Task.WhenAll(entries.Select(entry => TakeOne(entry, cancellation)));
        await FillGaps(cancellation);
        return _doubts == 0;
    }

    private async Task TakeOne(OutboxEntry entry, CancellationToken cancellation)
    {
        try
        {
            await (entry.State switch
            {
                OutboxState.Prepared => Resume(entry, cancellation),
                OutboxState.Included => Confirm(entry, entry.Inclusion!, cancellation),
                _ => Push(entry, cancellation),
            });
        }
        catch (EthereumException failure)
        {
            // One entry's trouble must not stop the others; the next round tries again.
            Doubt($"'{entry.Id}' (nonce {entry.Nonce}): {failure.Message}");
        }
    }

    // A process stopped between nonce and signature. The wish still stands if it would still work.
    private async Task Resume(OutboxEntry entry, CancellationToken cancellation)
    {
        string? obstacle = entry.CancelWanted ? entry.Reason : IsLate(entry)
            ? "deadline passed before it was sent"
            : await broadcaster.Simulate(entry, view.Head.Hash, cancellation);
        if (obstacle is not null)
        {
            await broadcaster.Save(entry.Drop(obstacle), cancellation);
            return;
        }

        (_, SendVerdict verdict, string words) = await send(entry, view, cancellation);
        if (verdict != SendVerdict.Accepted)
        {
            Doubt($"'{entry.Id}' (nonce {entry.Nonce}) was not taken: {words}");
        }
    }

    private async Task Confirm(OutboxEntry entry, Inclusion inclusion, CancellationToken cancellation)
    {
        bool isFinal = inclusion.BlockNumber <= view.FinalizedBlock;
        if (!isFinal && !reorganised && entry.Nonce < view.Nonce)
        {
            return;
        }

        Receipt? receipt = await _rpc.Call(Eth.Receipt(inclusion.TransactionHash), cancellation);
        if (receipt is null)
        {
            _options.Notice($"'{entry.Id}': block {inclusion.BlockNumber} left the chain with it.");
            await Push(await broadcaster.Save(entry.Exclude(), cancellation), cancellation);
        }
        else if (Inclusion.Of(receipt) is var found && found != inclusion)
        {
            await broadcaster.Save(entry.Include(found), cancellation);
        }
        else if (isFinal)
        {
            await broadcaster.Save(entry.Finish(), cancellation);
        }
    }

    /// <summary>Signed or sent: mined meanwhile, or to be handed over again, cancelled, or replaced.</summary>
    private async Task Push(OutboxEntry entry, CancellationToken cancellation)
    {
        if (entry.Nonce < view.Nonce)
        {
            await Settle(entry, cancellation);
            return;
        }

        // Nodes forget what waits; handing over the same bytes again is harmless, and asks whether they are known.
        if (entry.State == OutboxState.Signed || entry.Newest.SignedAtBlock < view.Head.Number || reorganised)
        {
            (entry, SendVerdict verdict, string words) = await broadcaster.HandOver(entry, cancellation);
            if (verdict != SendVerdict.Accepted)
            {
                Doubt($"'{entry.Id}' (nonce {entry.Nonce}) waits: {words}");
            }
        }

        string? obstacle = entry.Newest.Cancels ? null : await Obstacle(entry, cancellation);
        if (obstacle is not null)
        {
            await CancelOrSettle(entry, obstacle, cancellation);
        }
        else if (IsOverdue(entry))
        {
            await Replace(entry, entry.Newest.Cancels, cancellation);
        }
    }

    /// <summary>The chain says the nonce is used: by one of ours, or by a stranger.</summary>
    private async Task Settle(OutboxEntry entry, CancellationToken cancellation)
    {
        if (await broadcaster.FindReceipt(entry, cancellation) is { } receipt)
        {
            OutboxEntry included = await broadcaster.Save(entry.Include(Inclusion.Of(receipt)), cancellation);
            await Confirm(included, included.Inclusion!, cancellation);
            return;
        }

        BlockTag final = BlockTag.Number(view.FinalizedBlock);
        if (await _rpc.Call(Eth.TransactionCount(entry.Account, final), cancellation) > entry.Nonce)
        {
            string reason = $"nonce {entry.Nonce} was used for ever by a transaction that is not in this outbox";
            await broadcaster.Save(entry.LoseNonce(reason), cancellation);
            _options.Notice($"'{entry.Id}': {reason}.");
        }
    }

    // Only the next in line is simulated: the state before the others is not known yet.
    private async Task<string?> Obstacle(OutboxEntry entry, CancellationToken cancellation) =>
        entry.CancelWanted ? entry.Reason
        : IsLate(entry) ? "deadline passed"
        : entry.Nonce == view.Nonce ? await broadcaster.Simulate(entry, view.Head.Hash, cancellation)
        : null;

    private async Task CancelOrSettle(OutboxEntry entry, string obstacle, CancellationToken cancellation)
    {
        // The last look: it may have been mined while we were thinking.
        if (await broadcaster.FindReceipt(entry, cancellation) is { } receipt)
        {
            await broadcaster.Save(entry.Include(Inclusion.Of(receipt)), cancellation);
            return;
        }

        _options.Notice($"'{entry.Id}' (nonce {entry.Nonce}) is cancelled: {obstacle}.");
        if (!entry.CancelWanted)
        {
            entry = await broadcaster.Save(entry.AskToCancel(obstacle), cancellation);
        }

        await Replace(entry, cancels: true, cancellation);
    }

    private async Task Replace(OutboxEntry entry, bool cancels, CancellationToken cancellation)
    {
        // Getting rid of something may cost up to the sender's own cap.
        UInt256 cap = cancels ? _options.MaxFeePerGas : entry.MaxFeePerGas;
        if (view.Quote.ReplacementOf(entry.Newest.Fees, cap) is not { } fees)
        {
            _options.Notice($"'{entry.Id}' (nonce {entry.Nonce}) must wait: 13 % more is above {cap} wei per gas.");
            return;
        }

        entry = await broadcaster.Sign(entry, fees, cancels, view.Head.Number, cancellation);
        (_, SendVerdict verdict, string words) = await broadcaster.HandOver(entry, cancellation);
        if (verdict != SendVerdict.Accepted)
        {
            Doubt($"the replacement of '{entry.Id}' (nonce {entry.Nonce}) was not taken: {words}");
        }
    }

    private async Task FillGaps(CancellationToken cancellation)
    {
        IReadOnlyList<OutboxEntry> open = await broadcaster.Outbox.Unfinished(broadcaster.Account, cancellation);
        HashSet<ulong> held = [.. open.Select(entry => entry.Nonce)];
        ulong end = open.Where(entry => entry.IsPending).Select(entry => entry.Nonce).DefaultIfEmpty().Max();
        int fills = 0;
        for (ulong nonce = view.LowestFreeNonce; nonce < end && fills < MaxFills; nonce++)
        {
            if (!held.Contains(nonce))
            {
                fills++;
                await Fill(nonce, cancellation);
            }
        }
    }

    /// <summary>A nonce nobody holds stops all above it: a transfer of nothing to oneself takes it.</summary>
    private async Task Fill(ulong nonce, CancellationToken cancellation)
    {
        var filler = new OutboxEntry
        {
            Id = $"fill:{broadcaster.Account}:{nonce}:{view.Head.Hash}",
            Account = broadcaster.Account,
            To = broadcaster.Account,
            Data = default,
            Value = default,
            GasLimit = _options.TransferGas,
            MaxFeePerGas = _options.MaxFeePerGas,
        };
        OutboxEntry entry = await broadcaster.Outbox.Prepare(filler, nonce, cancellation);
        if (entry.State == OutboxState.Prepared && entry.Nonce != nonce)
        {
            // A send took the nonce in the meantime: nothing to fill any more.
            await broadcaster.Save(entry.Drop("the gap closed by itself"), cancellation);
            return;
        }

        _options.Notice($"nonce {nonce} of {broadcaster.Account} is free below waiting transactions: it is filled.");
        await TakeOne(entry, cancellation);
    }

    private bool IsLate(OutboxEntry entry) => view.Head.Timestamp >= entry.Deadline;

    private bool IsOverdue(OutboxEntry entry) =>
        view.Head.Number >= entry.Newest.SignedAtBlock + _options.ReplaceAfterBlocks
        && (entry.Nonce == view.Nonce || entry.Newest.Fees.MaxFeePerGas < view.Quote.NextBaseFee);

    private void Doubt(string notice)
    {
        Interlocked.Increment(ref _doubts);
        _options.Notice(notice);
    }
}
