using Fractional.Store;

namespace Fractional.Engine.Hosting;

/// <summary>
/// A shard's single writer: takes its mail, decides, commits all of it at once, then answers. It has no thread and no
/// timer of its own; a host calls <see cref="Step"/>, one call at a time.
/// </summary>
sealed class Shard(int number, IEventStore store, TimeProvider clock, HostOptions options, string owner)
{
    static readonly TimeSpan SweepEvery = TimeSpan.FromMinutes(1);

    readonly Batch batch = new();
    readonly List<(Envelope Envelope, Cell? Cell)> turn = [];
    readonly HashSet<Region> regions = [];
    readonly Dictionary<string, long> cursors = [];
    readonly ShardOwnership ownership = new(number, store, options, owner);
    Mailbox.Lot normal = new(), urgent = new();
    DateTimeOffset now = DateTimeOffset.MinValue;
    DateTimeOffset sweepAt = DateTimeOffset.MinValue;
    long wakeAt;

    public Mailbox Mail { get; } = new(options.MailboxCapacity, options.UrgentCapacity);

    public long? Epoch => ownership.Lease?.Epoch;

    public int Number => number;

    /// <summary>When a step has something to do even without mail, in UTC ticks; read by other threads.</summary>
    public long WakeAt => Volatile.Read(ref wakeAt);

    /// <summary>For the one who calls <see cref="Step"/>.</summary>
    public bool HasMail => Mail.Count + normal.Left + urgent.Left > 0;

    /// <summary>One turn with at most so many messages. Throws only on a bug of ours.</summary>
    public async Task Step(int most)
    {
        // The wall clock may step back; what entities see does not.
        var wall = clock.GetUtcNow();
        if (wall > now) now = wall;
        var held = await ownership.Hold(now);
        if (ownership.TakeLoss()) Forget();
        Collect(most);
        if (held) await Decide();
        else RejectFrom(0);
        turn.Clear();
        if (now >= sweepAt) Sweep();
        Volatile.Write(ref wakeAt, Math.Min(ownership.DueAt.UtcTicks, sweepAt.UtcTicks));
    }

    /// <summary>Urgent mail first, as far as the turn has room.</summary>
    void Collect(int most)
    {
        while (turn.Count < most)
        {
            if (!Next(Lane.Urgent, ref urgent, out var envelope) && !Next(Lane.Normal, ref normal, out envelope))
                return;
            if (envelope.Region is null)
            {
                turn.Add((envelope, null));
                continue;
            }
            var cells = envelope.Region.Cells(number);
            if (!cells.TryGetValue(envelope.EntityId, out var cell))
            {
                regions.Add(envelope.Region);
                cells.Add(envelope.EntityId, cell = envelope.Region.NewCell(envelope.EntityId));
            }
            turn.Add((envelope, cell));
        }
    }

    bool Next(Lane lane, ref Mailbox.Lot lot, out Envelope envelope)
    {
        if (lot.TryRead(out envelope)) return true;
        lot = Mail.Take(lane, lot);
        return lot.TryRead(out envelope);
    }

    async Task Decide()
    {
        var next = 0;
        try
        {
            await Load();
            while (next < turn.Count)
            {
                if (batch.IsFull)
                {
                    await Commit();
                    if (ownership.Lease is null) break;
                    await Load();
                }
                var (envelope, cell) = turn[next++];
                if (cell is null) Move((CursorReply)envelope.Reply!);
                else Handle(envelope, cell);
            }
            await Commit();
        }
        catch (StoreUnavailableException away)
        {
            ownership.NoteAway(away);
        }
        RejectFrom(next);
        foreach (var (envelope, cell) in turn)
            if (cell is not null && (cell.IsEmpty || envelope.Command == Envelope.Passivate && cell.Failures == 0))
                envelope.Region!.Cells(number).Remove(envelope.EntityId);
    }

    async Task Load()
    {
        await Recovery.Load(store, turn, now, Fault);
        foreach (var (envelope, _) in turn)
            if (envelope.Reply?.Options?.Cursor is { } move && !cursors.ContainsKey(move.Name))
                cursors.Add(move.Name, (await store.ReadCursor(number, move.Name))?.Position ?? 0);
    }

    void Handle(in Envelope envelope, Cell cell)
    {
        if (envelope.Command == Envelope.Passivate) return;
        if (!cell.IsLoaded)
        {
            envelope.Reply?.Decline(HostRefusal.EntityStopped);
            return;
        }
        cell.LastUsed = now;
        batch.Mark();
        try
        {
            if (!IsRepeat(envelope, cell)) cell.Handle(envelope, now, batch);
            if (envelope.Reply?.Options?.Cursor is { } move && Take(move)) batch.Move(move);
            cell.Succeeded();
            batch.Keep(cell, envelope.Reply);
        }
        catch (Exception bug)
        {
            batch.Undo();
            Fault(cell, bug);
            envelope.Reply?.Fail(new EntityFaultException(cell.Entity, bug));
        }
    }

    bool IsRepeat(in Envelope envelope, Cell cell)
    {
        if (envelope.Reply is not { Options: { } asked } reply) return false;
        var seq = 0L;
        var taken = asked.CommandId is { } id && cell.Recent is { } recent && recent.TryFind(id, out seq)
            || asked.Cursor is { } move && cursors.GetValueOrDefault(move.Name) >= move.Position;
        if (taken) cell.Repeat(reply, seq);
        return taken;
    }

    void Move(CursorReply reply)
    {
        var move = reply.Options!.Cursor!.Value;
        reply.Moved = Take(move);
        if (reply.Moved) batch.Move(move);
        batch.Reply(reply);
    }

    /// <summary>True when the cursor was not there yet.</summary>
    bool Take(in CursorMove move)
    {
        if (cursors[move.Name] >= move.Position) return false;
        cursors[move.Name] = move.Position;
        return true;
    }

    /// <summary>Writes what was decided so far and answers it, or takes all of it back.</summary>
    async Task Commit()
    {
        var fault = batch.IsEmpty ? null : await ownership.Append(batch, now);
        if (fault is null) batch.SendReplies();
        else batch.FailReplies(fault);
        // Whatever goes wrong with an append loses the shard first, and with it every state of the batch.
        if (ownership.TakeLoss()) Forget();
        if (fault is null) await KeepSnapshots();
        batch.Clear();
    }

    async Task KeepSnapshots()
    {
        List<Snapshot>? due = null;
        foreach (var cell in batch.Dirty)
        {
            if (!cell.IsLoaded || cell.Seq - cell.SnapshotSeq < options.SnapshotEvery) continue;
            cell.SnapshotSeq = cell.Seq;
            try
            {
                if (cell.TakeSnapshot() is { } snapshot) (due ??= []).Add(snapshot);
            }
            catch (Exception bug)
            {
                Fault(cell, bug);
            }
        }
        if (due is null) return;
        try
        {
            await store.WriteSnapshots(due);
        }
        catch (StoreUnavailableException)
        {
            // Only a shorter way to what the events say: the next is due in SnapshotEvery events.
            return;
        }
    }

    void Fault(Cell cell, Exception bug)
    {
        var pause = options.FirstBackOff * Math.Pow(2, Math.Min(cell.Failures, 20));
        cell.Stop(now + (pause < options.MaxBackOff ? pause : options.MaxBackOff));
        options.OnFault?.Invoke(new EntityFault(cell.Entity, cell.Failures, cell.StoppedUntil, bug));
    }

    /// <summary>Turns away what cannot be decided now: the store is away, or the shard is another's.</summary>
    void RejectFrom(int first)
    {
        for (var i = first; i < turn.Count; i++)
            if (ownership.Away is { } away) turn[i].Envelope.Reply?.Fail(away);
            else turn[i].Envelope.Reply?.Decline(HostRefusal.ShardElsewhere);
    }

    /// <summary>Another owner may have written: what is in memory is worth nothing.</summary>
    void Forget()
    {
        foreach (var region in regions)
            foreach (var cell in region.Cells(number).Values) cell.Unload();
        cursors.Clear();
    }

    void Sweep()
    {
        sweepAt = now + SweepEvery;
        foreach (var region in regions)
        {
            var cells = region.Cells(number);
            foreach (var (id, cell) in cells)
                if (cell.LastUsed + options.IdleAfter <= now && cell.StoppedUntil <= now) cells.Remove(id);
        }
    }

    /// <summary>Fails what waits and gives the shard back.</summary>
    public async Task Close()
    {
        Mail.Close();
        Collect(int.MaxValue);
        foreach (var (envelope, _) in turn) envelope.Reply?.Decline(HostRefusal.HostStopping);
        turn.Clear();
        await ownership.Release();
    }
}
