using Fractional.Ethereum.Anvil;
using Fractional.Ethereum.Primitives;
using Fractional.Ethereum.Rpc;
using Fractional.Integration.Ethereum.Anvil;
using Shouldly;
using Xunit;

namespace Fractional.Integration.Ethereum.Rpc;

/// <summary>The readers against a real node's answers.</summary>
public sealed class AnvilAnswerTests
{
    [Fact]
    public async Task A_real_nodes_blocks_logs_receipts_fees_and_reverts_are_understood()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        CancellationToken stop = limit.Token;
        await using AnvilNode node = await AnvilNode.Start(new AnvilOptions { ChainId = 4242 }, stop);
        await Emitter.Place(node, stop);
        Address from = Address.Parse("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266");

        var refused = await Should.ThrowAsync<RevertException>(
            node.Rpc.Call(Eth.EstimateGas(new CallRequest(Emitter.Address, new byte[] { 0 })), stop));
        refused.RevertData.Length.ShouldBe(0);
        await Should.ThrowAsync<NoCodeException>(
            node.Rpc.CallContract(new CallRequest(from, default), BlockTag.Latest, stop));
        (await Should.ThrowAsync<RpcErrorException>(
            node.Rpc.Call(Eth.Logs(LogFilter.All, Emitter.Topic), stop))).NodeMessage.ShouldBe("unknown block");

        Bytes32 hash = await node.SendAs(from, new CallRequest(Emitter.Address, new byte[] { 9, 8 }), stop);
        Receipt receipt = await node.Mined(hash, stop);
        BlockHeader block = (await node.Rpc.Call(Eth.Header(BlockTag.At(receipt.BlockHash)), stop)).ShouldNotBeNull();
        Log log = (await node.Rpc.Call(Eth.Logs(Emitter.Filter, block.Hash), stop)).ShouldHaveSingleItem();
        FeeHistory fees = await node.Rpc.Call(Eth.FeeHistory(3, BlockTag.Number(block.Number), 50), stop);

        receipt.Succeeded.ShouldBeTrue();
        log.Data.ToArray().ShouldBe([9, 8]);
        log.Topics.ToArray().ShouldBe([Emitter.Topic]);
        log.TransactionHash.ShouldBe(hash);
        fees.BaseFeePerGas.Count.ShouldBe(fees.Tips.Count + 1);
        (await node.Rpc.Call(Eth.TransactionCount(from, BlockTag.At(block.Hash)), stop)).ShouldBe(1UL);
        (await node.Rpc.Call(Eth.ChainId, stop)).ShouldBe(4242UL);
        (await node.Rpc.Call(Eth.Knows(hash), stop)).ShouldBeTrue();
        (await node.Rpc.Call(Eth.Knows(Emitter.Topic), stop)).ShouldBeFalse();
    }

    [Fact]
    public async Task The_knobs_of_the_development_chain_do_what_they_say()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        CancellationToken stop = limit.Token;
        await using AnvilNode node = await AnvilNode.Start(
            new AnvilOptions { GenesisTimestamp = 1_700_000_000, MineByHand = true, Accounts = 2 }, stop);
        Address someone = new(Enumerable.Repeat((byte)5, 20).ToArray());

        UInt256 snapshot = await node.Snapshot(stop);
        await node.MineAt(1_800_000_000, stop);
        await node.SetBalance(someone, 12345, stop);
        (await Head(node, stop)).Timestamp.ShouldBe(1_800_000_000UL);
        (await node.Rpc.Call(Eth.Balance(someone, BlockTag.Latest), stop)).ShouldBe((UInt256)12345);
        await node.Revert(snapshot, stop);
        (await Head(node, stop)).Number.ShouldBe(0UL);
        await Should.ThrowAsync<Fractional.Ethereum.EthereumException>(node.Revert(snapshot, stop));

        await node.SetBalance(someone, UInt256.Parse("1000000000000000000"), stop);
        await node.Impersonate(someone, stop);
        await node.SetNextBaseFee(7_000_000_000, stop);
        Bytes32 kept = await node.SendAs(someone, new CallRequest(someone, default), stop);
        Bytes32 dropped = await node.SendAs(someone, new CallRequest(someone, default), stop);
        await node.DropTransaction(dropped, stop);
        await node.Mine(2, stop, secondsApart: 12);

        (await node.Rpc.Call(Eth.Receipt(kept), stop)).ShouldNotBeNull();
        (await node.Rpc.Call(Eth.Knows(dropped), stop)).ShouldBeFalse();
        (await node.Rpc.Call(Eth.Header(BlockTag.Number(1)), stop))!.BaseFeePerGas.ShouldBe((UInt256)7_000_000_000);
    }

    [Fact]
    public async Task A_chain_that_was_moved_goes_on_from_there_and_mines_by_itself()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        CancellationToken stop = limit.Token;
        const ulong moved = 1_800_000_000;
        await using AnvilNode node = await AnvilNode.Start(
            new AnvilOptions { GenesisTimestamp = 1_700_000_000, Accounts = 1 }, stop);
        await node.SetBlockTimestampInterval(1, stop);
        await node.MineAt(moved, stop);
        await node.FollowTheClock(stop);
        await node.MineEvery(2, stop);

        BlockHeader head;
        do head = await Head(node, stop); while (head.Number < 4);

        // Neither one second a block, as before, nor back at the wall's clock, years away.
        head.Timestamp.ShouldBeInRange(moved + 4, moved + 60);
    }

    private static async Task<BlockHeader> Head(AnvilNode node, CancellationToken stop) =>
        (await node.Rpc.Call(Eth.Header(BlockTag.Latest), stop)).ShouldNotBeNull();
}
