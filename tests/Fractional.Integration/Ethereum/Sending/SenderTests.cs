using Fractional.Ethereum.Primitives;
using Fractional.Ethereum.Rpc;
using Fractional.Ethereum.Sending;
using Fractional.Ethereum.Transactions;
using Fractional.Integration.Ethereum.Anvil;
using Shouldly;
using Xunit;

namespace Fractional.Integration.Ethereum.Sending;

/// <summary>Replacement, cancellation, restarts and gaps on a real node.</summary>
public sealed class SenderTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(60);
    private static readonly byte[] RevertingCode = [0x5f, 0x5f, 0xfd];

    [Fact]
    public async Task What_the_contract_refuses_is_not_even_stored()
    {
        await using SenderRig rig = await SenderRig.Start();
        OutgoingCall refused = rig.Call(1) with { Data = new byte[] { 0 }, GasLimit = null };

        await Should.ThrowAsync<RevertException>(rig.Sender.Send(refused, rig.Stop));

        (await rig.Outbox.Find("call 1", rig.Stop)).ShouldBeNull();
    }

    [Fact]
    public async Task What_costs_more_than_it_is_worth_is_not_even_stored()
    {
        await using SenderRig rig = await SenderRig.Start();

        await Should.ThrowAsync<FeeAboveCapException>(rig.Sender.Send(rig.Call(1) with { MaxFeePerGas = 1 }, rig.Stop));

        (await rig.Outbox.Find("call 1", rig.Stop)).ShouldBeNull();
    }

    [Fact]
    public async Task A_send_is_one_request_once_the_sender_knows_the_chain()
    {
        await using SenderRig rig = await SenderRig.Start();
        (await rig.Sender.Send(rig.Call(1), rig.Stop)).State.ShouldBe(OutboxState.Sent);
        int before = rig.Proxy.Requests;

        (await rig.Sender.Send(rig.Call(2), rig.Stop)).State.ShouldBe(OutboxState.Sent);

        (rig.Proxy.Requests - before).ShouldBe(1);
    }

    [Fact]
    public async Task A_sender_that_need_not_stay_ready_asks_nothing_without_work()
    {
        await using SenderRig rig = await SenderRig.Start(stayReady: false);
        rig.Run();
        for (int number = 1; number <= 2; number++)
        {
            await using (rig.MineEvery(Soon))
            {
                await rig.Sender.Send(rig.Call(number), rig.Stop);
                (await rig.Over(number)).State.ShouldBe(OutboxState.Final);
            }

            // New blocks pass without a question; a sender that never rests runs into the rig's limit.
            int before;
            do
            {
                before = rig.Proxy.Requests;
                await rig.Node.Mine(1, rig.Stop);
                await Task.Delay(5 * Soon, rig.Stop);
            }
            while (rig.Proxy.Requests != before);
        }

        (await rig.Seen()).ShouldBe([1, 2]);
    }

    [Fact]
    public async Task An_id_is_sent_once_however_often_it_is_asked_for()
    {
        await using SenderRig rig = await SenderRig.Start();
        rig.Run();
        await using SenderRig.Miner miner = rig.MineEvery(Soon);

        OutboxEntry first = await rig.Sender.Send(rig.Call(1), rig.Stop);
        OutboxEntry again = await rig.Sender.Send(rig.Call(1), rig.Stop);
        again.Newest.Hash.ShouldBe(first.Newest.Hash);
        OutboxEntry done = await rig.Over(1);
        OutboxEntry late = await rig.Sender.Send(rig.Call(1), rig.Stop);

        done.State.ShouldBe(OutboxState.Final);
        late.State.ShouldBe(OutboxState.Final);
        (await rig.Seen()).ShouldBe([1]);
        (await rig.Nonce()).ShouldBe(1UL);
    }

    [Fact]
    public async Task A_mined_refusal_ends_as_reverted()
    {
        await using SenderRig rig = await SenderRig.Start();
        rig.Run();
        await rig.Sender.Send(rig.Call(1) with { Data = new byte[] { 0 } }, rig.Stop);
        await rig.Node.Mine(1, rig.Stop);
        await using SenderRig.Miner miner = rig.MineEvery(Soon);

        (await rig.Over(1)).State.ShouldBe(OutboxState.Reverted);
    }

    [Fact]
    public async Task What_waits_under_a_rising_base_fee_is_replaced_by_a_dearer_one()
    {
        await using SenderRig rig = await SenderRig.Start();
        OutboxEntry cheap = await rig.Sender.Send(rig.Call(1), rig.Stop);
        for (int i = 0; i < 4; i++)
        {
            await rig.Node.SetNextBaseFee(50_000_000_000, rig.Stop);
            await rig.Node.Mine(1, rig.Stop);
            await rig.Sender.Round(rig.Stop);
        }

        OutboxEntry dear = (await rig.Outbox.Find("call 1", rig.Stop)).ShouldNotBeNull();
        dear.Attempts.Length.ShouldBe(2);
        dear.Nonce.ShouldBe(cheap.Nonce);
        dear.Newest.Fees.MaxFeePerGas.ShouldBeGreaterThan((UInt256)50_000_000_000);
        dear.Newest.Fees.MaxPriorityFeePerGas.ShouldBeGreaterThanOrEqualTo(
            cheap.Newest.Fees.BumpedUp().MaxPriorityFeePerGas);

        rig.Run();
        await using SenderRig.Miner miner = rig.MineEvery(Soon);
        OutboxEntry done = await rig.Over(1);
        done.State.ShouldBe(OutboxState.Final);
        done.Inclusion!.TransactionHash.ShouldBe(dear.Newest.Hash);
        (await rig.Seen()).ShouldBe([1]);
        (await rig.Node.Rpc.Call(Eth.Receipt(cheap.Newest.Hash), rig.Stop)).ShouldBeNull();
    }

    [Fact]
    public async Task What_would_revert_by_now_is_cancelled_by_a_transfer_to_oneself()
    {
        await using SenderRig rig = await SenderRig.Start();
        await rig.Sender.Send(rig.Call(1), rig.Stop);
        await rig.Sender.Send(rig.Call(2) with { To = rig.Account.Address }, rig.Stop);
        await rig.Node.SetNextBaseFee(50_000_000_000, rig.Stop);
        await rig.Node.Mine(1, rig.Stop);
        await rig.Node.SetCode(Emitter.Address, RevertingCode, rig.Stop);
        await rig.Sender.Round(rig.Stop);

        OutboxEntry cancelled = (await rig.Outbox.Find("call 1", rig.Stop)).ShouldNotBeNull();
        cancelled.Newest.Cancels.ShouldBeTrue();
        cancelled.Reason.ShouldNotBeNull().ShouldContain("revert");

        rig.Run();
        await using SenderRig.Miner miner = rig.MineEvery(Soon);
        (await rig.Over(1)).State.ShouldBe(OutboxState.Replaced);
        (await rig.Over(2)).State.ShouldBe(OutboxState.Final);
        (await rig.Nonce()).ShouldBe(2UL);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_late_or_no_longer_wanted_is_cancelled(bool byDeadline)
    {
        await using SenderRig rig = await SenderRig.Start();
        BlockHeader head = (await rig.Node.Rpc.Call(Eth.Header(BlockTag.Latest), rig.Stop)).ShouldNotBeNull();
        await rig.Sender.Send(rig.Call(1, byDeadline ? head.Timestamp + 1_000 : null), rig.Stop);
        if (!byDeadline)
        {
            await rig.Sender.Cancel("call 1", "changed my mind", rig.Stop);
        }

        await rig.Node.SetNextBaseFee(50_000_000_000, rig.Stop);
        await rig.Node.MineAt(head.Timestamp + 1_000, rig.Stop);
        await rig.Sender.Round(rig.Stop);
        rig.Run();
        await using SenderRig.Miner miner = rig.MineEvery(Soon);

        OutboxEntry over = await rig.Over(1);
        over.State.ShouldBe(OutboxState.Replaced);
        over.Reason.ShouldBe(byDeadline ? "deadline passed" : "changed my mind");
        (await rig.Seen()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_transaction_the_node_forgot_is_handed_over_again()
    {
        await using SenderRig rig = await SenderRig.Start();
        OutboxEntry sent = await rig.Sender.Send(rig.Call(1), rig.Stop);
        await rig.Node.DropTransaction(sent.Newest.Hash, rig.Stop);
        await rig.Node.Mine(1, rig.Stop);
        rig.Run();
        await using SenderRig.Miner miner = rig.MineEvery(Soon);

        OutboxEntry done = await rig.Over(1);

        done.State.ShouldBe(OutboxState.Final);
        (await rig.Seen()).ShouldBe([1]);
    }

    [Fact]
    public async Task A_stranger_with_our_key_costs_us_a_nonce_but_never_a_second_send()
    {
        await using SenderRig rig = await SenderRig.Start();
        OutboxEntry known = await rig.Sender.Send(rig.Call(1) with { GasLimit = 60_000 }, rig.Stop);
        await rig.Node.DropTransaction(known.Newest.Hash, rig.Stop);
        await SendAsStranger(rig, nonce: 0);
        await rig.Node.Mine(1, rig.Stop);

        // The sender still believes that nonce 1 is the next free one; the stranger took that too.
        await SendAsStranger(rig, nonce: 1);
        await rig.Node.Mine(1, rig.Stop);
        OutboxEntry second = await rig.Sender.Send(rig.Call(2), rig.Stop);
        second.Nonce.ShouldBe(2UL);
        rig.Run();
        await using SenderRig.Miner miner = rig.MineEvery(Soon);

        OutboxEntry lost = await rig.Over(1);
        lost.State.ShouldBe(OutboxState.Replaced);
        lost.Reason.ShouldNotBeNull().ShouldContain("nonce 0");
        (await rig.Over(2)).State.ShouldBe(OutboxState.Final);
        (await rig.Seen()).ShouldBe([2]);
    }

    [Fact]
    public async Task A_block_that_leaves_the_chain_takes_no_transaction_with_it()
    {
        await using SenderRig rig = await SenderRig.Start();
        await rig.Sender.Send(rig.Call(1), rig.Stop);
        await rig.Node.Mine(1, rig.Stop);
        await rig.Sender.Round(rig.Stop);
        (await rig.Outbox.Find("call 1", rig.Stop))!.State.ShouldBe(OutboxState.Included);

        // anvil forgets the transactions of the blocks it drops.
        await rig.Node.Reorg(1, [], rig.Stop);
        (await rig.Nonce()).ShouldBe(0UL);
        await rig.Sender.Round(rig.Stop);
        (await rig.Outbox.Find("call 1", rig.Stop))!.State.ShouldBe(OutboxState.Sent);
        rig.Run();
        await using SenderRig.Miner miner = rig.MineEvery(Soon);

        (await rig.Over(1)).State.ShouldBe(OutboxState.Final);
        (await rig.Seen()).ShouldBe([1]);
    }

    [Fact]
    public async Task A_nonce_that_came_back_below_waiting_ones_is_filled()
    {
        await using SenderRig rig = await SenderRig.Start();
        rig.Proxy.Choose = body => body.Contains("eth_sendRawTransaction") ? Fault.Refuse : Fault.None;
        Task<OutboxEntry> refused = rig.Sender.Send(rig.Call(1), rig.Stop);
        await Should.ThrowAsync<SendRejectedException>(refused);
        OutboxEntry held = await rig.Outbox.Prepare(Held(rig, "holds nonce 0"), 0, rig.Stop);
        rig.Proxy.Choose = _ => Fault.None;
        (await rig.Sender.Send(rig.Call(2), rig.Stop)).Nonce.ShouldBe(1UL);
        await rig.Outbox.Update(held.Drop("given back"), rig.Stop);

        rig.Run();
        await using SenderRig.Miner miner = rig.MineEvery(Soon);

        (await rig.Over(2)).State.ShouldBe(OutboxState.Final);
        (await rig.Nonce()).ShouldBe(2UL);
        rig.Notices.ShouldContain(notice => notice.Contains("nonce 0") && notice.Contains("filled"));
    }

    private static OutboxEntry Held(SenderRig rig, string id) => new()
    {
        Id = id,
        Account = rig.Account.Address,
        To = Emitter.Address,
        Data = default,
        Value = default,
        GasLimit = 60_000,
        MaxFeePerGas = 500_000_000_000,
    };

    private static async Task SendAsStranger(SenderRig rig, ulong nonce)
    {
        var transaction = new DynamicFeeTransaction
        {
            ChainId = rig.Node.Options.ChainId,
            Nonce = nonce,
            GasLimit = 21_000,
            To = rig.Account.Address,
            MaxFeePerGas = 100_000_000_000,
            MaxPriorityFeePerGas = 1_000_000_000,
        };
        await rig.Node.Rpc.Call(Eth.SendRawTransaction(transaction.Sign(rig.Account.Key).Encoded), rig.Stop);
    }
}
