using Fractional.Ethereum.Primitives;
using Fractional.Ethereum.Rpc;
using Fractional.Ethereum.Sending;
using Fractional.Ethereum.Transactions;
using Shouldly;
using Xunit;

namespace Fractional.Integration.Ethereum.Sending;

/// <summary>The process dies in each state of the outbox: the next one brings every wish to its end, once.</summary>
public sealed class SenderRestartTests
{
    public enum DiedAfter
    {
        Prepared,
        SignedNotHandedOver,
        HandedOverNotNoted,
        Sent,
        MinedNotNoted,
        Included,
        IncludedAndUndone,
    }

    [Theory]
    [InlineData(DiedAfter.Prepared)]
    [InlineData(DiedAfter.SignedNotHandedOver)]
    [InlineData(DiedAfter.HandedOverNotNoted)]
    [InlineData(DiedAfter.Sent)]
    [InlineData(DiedAfter.MinedNotNoted)]
    [InlineData(DiedAfter.Included)]
    [InlineData(DiedAfter.IncludedAndUndone)]
    public async Task A_restart_finishes_what_was_begun_and_begins_nothing_twice(DiedAfter point)
    {
        await using SenderRig rig = await SenderRig.Start();
        await LiveUntil(rig, point);

        await rig.Restart();
        OutboxEntry repeated = await rig.Sender.Send(rig.Call(1), rig.Stop);
        await rig.Sender.Send(rig.Call(2), rig.Stop);
        await using SenderRig.Miner miner = rig.MineEvery(TimeSpan.FromMilliseconds(60));

        (await rig.Over(1)).State.ShouldBe(OutboxState.Final);
        (await rig.Over(2)).State.ShouldBe(OutboxState.Final);
        repeated.Nonce.ShouldBe(0UL);
        (await rig.Seen()).ShouldBe([1, 2]);
        (await rig.Nonce()).ShouldBe(2UL);
    }

    [Fact]
    public async Task What_was_only_prepared_and_would_revert_by_now_is_dropped()
    {
        await using SenderRig rig = await SenderRig.Start();
        await rig.Outbox.Prepare(Wish(rig) with { Data = new byte[] { 0 } }, 0, rig.Stop);
        rig.Run();

        OutboxEntry over = await rig.Over(1);

        over.State.ShouldBe(OutboxState.Dropped);
        over.Reason.ShouldNotBeNull().ShouldContain("revert");
    }

    [Fact]
    public async Task A_send_of_what_somebody_takes_up_at_this_moment_returns_it_as_it_was_left()
    {
        await using SenderRig rig = await SenderRig.Start();
        await LiveUntil(rig, DiedAfter.Prepared);
        var outbox = new ContendedOutbox(rig.Outbox, () => rig.Sender.Round(rig.Stop));
        var options = new SenderOptions { MaxFeePerGas = 500_000_000_000 };
        var late = new TransactionSender(rig.Rpc, rig.Account, outbox, options, TimeProvider.System);

        OutboxEntry left = await late.Send(rig.Call(1), rig.Stop);

        left.State.ShouldBe(OutboxState.Sent);
        left.Attempts.Length.ShouldBe(1);
        await rig.Node.Mine(1, rig.Stop);
        (await rig.Seen()).ShouldBe([1]);
    }

    [Fact]
    public async Task A_send_of_what_somebody_drops_at_this_moment_is_refused()
    {
        await using SenderRig rig = await SenderRig.Start();
        await LiveUntil(rig, DiedAfter.Prepared);
        var outbox = new ContendedOutbox(rig.Outbox, async () => await rig.Outbox.Update(
            (await rig.Outbox.Find("call 1", rig.Stop))!.Drop("no longer wanted"), rig.Stop));
        var options = new SenderOptions { MaxFeePerGas = 500_000_000_000 };
        var late = new TransactionSender(rig.Rpc, rig.Account, outbox, options, TimeProvider.System);

        (await Should.ThrowAsync<SendRejectedException>(late.Send(rig.Call(1), rig.Stop)))
            .Message.ShouldContain("no longer wanted");
    }

    /// <summary>Does by hand what a sender does, and stops at the point.</summary>
    private static async Task LiveUntil(SenderRig rig, DiedAfter point)
    {
        OutboxEntry entry = await rig.Outbox.Prepare(Wish(rig), 0, rig.Stop);
        if (point == DiedAfter.Prepared)
        {
            return;
        }

        entry = entry.AddAttempt(Signed(rig, entry));
        await rig.Outbox.Update(entry, rig.Stop);
        if (point == DiedAfter.SignedNotHandedOver)
        {
            return;
        }

        await rig.Node.Rpc.Call(Eth.SendRawTransaction(entry.Newest.Encoded), rig.Stop);
        if (point == DiedAfter.HandedOverNotNoted)
        {
            return;
        }

        entry = entry.MarkSent();
        await rig.Outbox.Update(entry, rig.Stop);
        if (point == DiedAfter.Sent)
        {
            return;
        }

        await rig.Node.Mine(1, rig.Stop);
        if (point == DiedAfter.MinedNotNoted)
        {
            return;
        }

        Receipt receipt = (await rig.Node.Rpc.Call(Eth.Receipt(entry.Newest.Hash), rig.Stop)).ShouldNotBeNull();
        await rig.Outbox.Update(entry.Include(Inclusion.Of(receipt)), rig.Stop);
        if (point == DiedAfter.IncludedAndUndone)
        {
            await rig.Node.Reorg(1, [], rig.Stop);
        }
    }

    private static OutboxEntry Wish(SenderRig rig)
    {
        OutgoingCall call = rig.Call(1);
        return new OutboxEntry
        {
            Id = call.Id,
            Account = rig.Account.Address,
            To = call.To,
            Data = call.Data,
            Value = call.Value,
            GasLimit = 60_000,
            MaxFeePerGas = 500_000_000_000,
        };
    }

    private static SignedAttempt Signed(SenderRig rig, OutboxEntry entry)
    {
        var fees = new Fees(10_000_000_000, 1_000_000_000);
        SignedTransaction signed = new DynamicFeeTransaction
        {
            ChainId = rig.Node.Options.ChainId,
            Nonce = entry.Nonce,
            GasLimit = entry.GasLimit,
            To = entry.To,
            Data = entry.Data,
            MaxFeePerGas = fees.MaxFeePerGas,
            MaxPriorityFeePerGas = fees.MaxPriorityFeePerGas,
        }.Sign(rig.Account.Key);
        return new SignedAttempt(signed.Hash, signed.Encoded, fees, Cancels: false, SignedAtBlock: 1);
    }

    /// <summary>Between what its user reads and what it writes, a rival is at work on the same entries.</summary>
    private sealed class ContendedOutbox(IOutbox inner, Func<Task> rival) : IOutbox
    {
        public async Task<OutboxEntry> Prepare(OutboxEntry entry, ulong lowestNonce, CancellationToken cancellation)
        {
            OutboxEntry read = await inner.Prepare(entry, lowestNonce, cancellation);
            await rival();
            return read;
        }

        public Task Update(OutboxEntry next, CancellationToken cancellation) => inner.Update(next, cancellation);

        public Task<OutboxEntry?> Find(string id, CancellationToken cancellation) => inner.Find(id, cancellation);

        public Task<IReadOnlyList<OutboxEntry>> Unfinished(Address account, CancellationToken cancellation) =>
            inner.Unfinished(account, cancellation);
    }
}
