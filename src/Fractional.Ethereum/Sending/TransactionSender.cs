using System.Collections.Concurrent;
using Fractional.Ethereum.Primitives;
using Fractional.Ethereum.Rpc;
using Fractional.Ethereum.Signers;

namespace Fractional.Ethereum.Sending;

/// <summary>
/// Sends for one account: each wish once, whatever fails in between. A send costs one question to the node, because
/// nonce and fees are kept from block to block by <see cref="Run"/>, which must be running (it rests without work when
/// <see cref="SenderOptions.StayReady"/> is off): it also resolves doubts, replaces what waits too long, cancels what
/// would revert, fills gaps and says when a transaction is final.
/// </summary>
/// <remarks>One sender per account at a time: who owns the account is the caller's lease to hold.</remarks>
public sealed class TransactionSender
{
    /// <summary>How often a send takes a new nonce because somebody else with the same key used the last.</summary>
    private const int NonceTries = 3;

    private readonly Broadcaster _broadcaster;
    private readonly SenderOptions _options;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, bool> _busy = [];
    private ChainView? _view;
    private BlockHeader? _lastRound;
    private volatile bool _attention = true;
    private long _sends;
    private long _restsSince = -1;

    public TransactionSender(
        JsonRpcClient rpc, ISigner signer, IOutbox outbox, SenderOptions options, TimeProvider time)
    {
        _broadcaster = new Broadcaster(rpc, signer, outbox, options, entry => Changed?.Invoke(entry));
        _options = options;
        _time = time;
    }

    /// <summary>Every change of an entry, after it was stored.</summary>
    public event Action<OutboxEntry>? Changed;

    public Address Account => _broadcaster.Account;

    /// <summary>
    /// Stores the wish, signs it, stores the bytes, hands them to a node. A known id is not sent again.
    /// </summary>
    /// <returns>
    /// The entry as it stands: Sent, or Signed while it is in doubt whether a node has it, until the next round.
    /// </returns>
    /// <exception cref="RevertException">By the estimate of gas the contract refuses. Nothing was stored.</exception>
    /// <exception cref="FeeAboveCapException">Nothing was stored.</exception>
    /// <exception cref="SendRejectedException">The node does not want it; the entry is dropped.</exception>
    /// <exception cref="SigningRefusedException">The signer does not want it; the entry is dropped.</exception>
    /// <exception cref="RpcException">No node answers, and nothing was stored.</exception>
    /// <exception cref="OutboxConflictException">The same id is being sent at this moment.</exception>
    public async Task<OutboxEntry> Send(OutgoingCall call, CancellationToken cancellation)
    {
        UInt256 cap = Fees.Smaller(call.MaxFeePerGas ?? _options.MaxFeePerGas, _options.MaxFeePerGas);
        ChainView view = _view ?? await Look(cancellation);
        view.Quote.Under(cap);
        if (!_busy.TryAdd(call.Id, true))
        {
            throw new OutboxConflictException($"'{call.Id}' is being sent right now");
        }

        try
        {
            var entry = new OutboxEntry
            {
                Id = call.Id,
                Account = Account,
                To = call.To,
                Data = call.Data,
                Value = call.Value,
                GasLimit = call.GasLimit ?? await EstimateGas(call, cancellation),
                MaxFeePerGas = cap,
                Deadline = call.Deadline,
            };
            return await SendWithFreshNonce(entry, view, cancellation);
        }
        catch
        {
            // Wherever it stopped, the next round looks after it, also without a new block.
            _attention = true;
            throw;
        }
        finally
        {
            // After the entry was stored: a round that did not see it has counted one send less, and does not rest.
            Interlocked.Increment(ref _sends);
            _busy.TryRemove(call.Id, out _);
        }
    }

    /// <summary>Asks for the cancellation; the next round tries it. No effect on what is mined or over.</summary>
    /// <returns>The entry as it stands; null if there is none.</returns>
    public async Task<OutboxEntry?> Cancel(string id, string reason, CancellationToken cancellation)
    {
        while (true)
        {
            OutboxEntry? entry = await _broadcaster.Outbox.Find(id, cancellation);
            if (entry is null || entry.IsOver || entry.State == OutboxState.Included || entry.CancelWanted)
            {
                return entry;
            }

            try
            {
                entry = await _broadcaster.Save(entry.AskToCancel(reason), cancellation);
                _attention = true;
                return entry;
            }
            catch (OutboxConflictException)
            {
                // It changed at this moment, so there was progress: the wish is put to what it is now.
            }
        }
    }

    /// <summary>Waits until the entry is as wanted, for example <c>entry => entry.IsOver</c>.</summary>
    public async Task<OutboxEntry> WaitFor(string id, Func<OutboxEntry, bool> wanted, CancellationToken cancellation)
    {
        var reached = new TaskCompletionSource<OutboxEntry>(TaskCreationOptions.RunContinuationsAsynchronously);
        void Look(OutboxEntry entry)
        {
            if (entry.Id == id && wanted(entry))
            {
                reached.TrySetResult(entry);
            }
        }

        Changed += Look;
        try
        {
            if (await _broadcaster.Outbox.Find(id, cancellation) is { } stored)
            {
                Look(stored);
            }

            return await reached.Task.WaitAsync(cancellation);
        }
        finally
        {
            Changed -= Look;
        }
    }

    /// <summary>Endless: one round per block, and sooner while something is in doubt.</summary>
    public async Task Run(CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                if (!IsResting)
                {
                    await Round(cancellation);
                }
            }
            catch (Exception failure) when (failure is not (WrongChainException or OperationCanceledException))
            {
                // Also an outbox that is away: nobody else would look after what was sent.
                _options.Notice($"sender of {Account} cannot go on: {failure.Message}");
            }

            await Task.Delay(_options.PollInterval, _time, cancellation);
        }
    }

    /// <summary>Looks at the chain once and does what is due: nothing without a new block or a doubt.</summary>
    public async Task Round(CancellationToken cancellation)
    {
        BlockHeader head = await ChainView.ReadHead(_broadcaster.Rpc, cancellation);
        if (head.Hash == _lastRound?.Hash && !_attention)
        {
            return;
        }

        ChainView view = await Look(head, cancellation);
        bool reorganised = await view.LeftBehind(_lastRound, _broadcaster.Rpc, cancellation);
        _attention = false;
        _lastRound = null; // Until this round is through, all must be looked at again.
        long sends = Interlocked.Read(ref _sends);
        var round = new OutboxRound(_broadcaster, view, reorganised, SendPrepared);
        IReadOnlyList<OutboxEntry> entries = await _broadcaster.Outbox.Unfinished(Account, cancellation);
        bool settled = await round.Take([.. entries.Where(entry => !_busy.ContainsKey(entry.Id))], cancellation);
        _attention |= !settled;
        _lastRound = view.Head;
        if (!_options.StayReady && entries.Count == 0)
        {
            _view = null;
            Interlocked.Exchange(ref _restsSince, sends);
        }
    }

    private bool IsResting => !_attention && Interlocked.Read(ref _restsSince) == Interlocked.Read(ref _sends);

    private async Task<OutboxEntry> SendWithFreshNonce(
        OutboxEntry wish, ChainView view, CancellationToken cancellation)
    {
        for (int attempt = 1; ; attempt++)
        {
            OutboxEntry entry = await _broadcaster.Outbox.Prepare(wish, view.LowestFreeNonce, cancellation);
            if (entry.State != OutboxState.Prepared)
            {
                return entry;
            }

            SendVerdict verdict;
            string words;
            try
            {
                (entry, verdict, words) = await SendPrepared(entry, view, cancellation);
            }
            catch (OutboxConflictException)
            {
                // What an earlier life had prepared a round took up at this moment: it stands as the round leaves it.
                entry = (await _broadcaster.Outbox.Find(wish.Id, cancellation))!;
                (verdict, words) = (SendVerdict.Accepted, entry.Reason ?? "");
            }

            if (verdict == SendVerdict.NonceTaken && attempt < NonceTries)
            {
                view = await Look(cancellation);
                continue;
            }

            return entry.State == OutboxState.Dropped ? throw new SendRejectedException(words) : entry;
        }
    }

    /// <summary>Signs and hands over what has a nonce; drops it if signer or node do not want it.</summary>
    private async Task<(OutboxEntry Entry, SendVerdict Verdict, string Words)> SendPrepared(
        OutboxEntry entry, ChainView view, CancellationToken cancellation)
    {
        try
        {
            Fees fees = view.Quote.Under(entry.MaxFeePerGas);
            entry = await _broadcaster.Sign(entry, fees, cancels: false, view.Head.Number, cancellation);
        }
        catch (Exception refused) when (refused is not OutboxConflictException and not OperationCanceledException)
        {
            // No node has seen anything: the nonce can go back.
            await _broadcaster.Save(entry.Drop(refused.Message), cancellation);
            _attention = true;
            throw;
        }

        (entry, SendVerdict verdict, string words) = await _broadcaster.HandOver(entry, cancellation);
        _attention |= verdict != SendVerdict.Accepted;
        return verdict is SendVerdict.Rejected or SendVerdict.NonceTaken
            ? (await _broadcaster.Save(entry.Drop(words), cancellation), verdict, words)
            : (entry, verdict, words);
    }

    private async Task<ulong> EstimateGas(OutgoingCall call, CancellationToken cancellation)
    {
        var request = new CallRequest(call.To, call.Data, Account, call.Value);
        ulong estimate = await _broadcaster.Rpc.Call(Eth.EstimateGas(request), cancellation);
        return estimate + (estimate * _options.GasMarginPercent / 100);
    }

    private async Task<ChainView> Look(CancellationToken cancellation) =>
        await Look(await ChainView.ReadHead(_broadcaster.Rpc, cancellation), cancellation);

    private async Task<ChainView> Look(BlockHeader head, CancellationToken cancellation) =>
        _view = await ChainView.Read(_broadcaster.Rpc, head, Account, _options, cancellation);
}
