using Fractional.Ethereum;
using Fractional.Ethereum.Anvil;
using Fractional.Ethereum.Messages;
using Fractional.Ethereum.Primitives;
using Fractional.Ethereum.Rpc;
using Fractional.Ethereum.Sending;
using Fractional.Ethereum.Signers;
using Shouldly;
using Xunit;

namespace Fractional.Integration.Ethereum.Sending;

/// <summary>A sender whose key is in another process: here anvil's own accounts.</summary>
public sealed class JsonRpcSignerTests
{
    [Fact]
    public async Task A_sender_works_with_a_key_it_never_sees()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await using AnvilNode node = await AnvilNode.Start(new AnvilOptions(), limit.Token);
        Address account = Address.Parse("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266");
        Address stranger = new(Enumerable.Repeat((byte)3, 20).ToArray());
        using var signer = new JsonRpcSigner(node.Url, account, TimeSpan.FromSeconds(30), TimeProvider.System);
        using var wrong = new JsonRpcSigner(node.Url, stranger, TimeSpan.FromSeconds(30), TimeProvider.System);
        var options = new SenderOptions { MaxFeePerGas = 100_000_000_000 };
        var call = new OutgoingCall("one", stranger, default, Value: 12_345, GasLimit: 21_000);

        var outbox = new MemoryOutbox();
        var refused = new TransactionSender(node.Rpc, wrong, outbox, options, TimeProvider.System);
        await Should.ThrowAsync<SigningRefusedException>(refused.Send(call, limit.Token));
        (await outbox.Find("one", limit.Token))!.State.ShouldBe(OutboxState.Dropped);

        var sender = new TransactionSender(node.Rpc, signer, new MemoryOutbox(), options, TimeProvider.System);
        OutboxEntry sent = await sender.Send(call, limit.Token);
        sent.State.ShouldBe(OutboxState.Sent);
        await node.Mined(sent.Newest.Hash, limit.Token);
        (await node.Rpc.Call(Eth.Balance(stranger, BlockTag.Latest), limit.Token)).ShouldBe((UInt256)12_345);

        var typed = TypedData.Parse(
            """
            {"types":{"EIP712Domain":[{"name":"name","type":"string"}],"Bid":[{"name":"price","type":"uint256"}]},
            "primaryType":"Bid","domain":{"name":"test"},"message":{"price":"7"}}
            """);
        (await signer.SignTypedData(typed, limit.Token)).Recover(typed.Digest).ShouldBe(account);
        (await signer.SignMessage(new byte[] { 1, 2, 3 }, limit.Token))
            .Recover(PersonalMessage.Hash([1, 2, 3])).ShouldBe(account);
    }
}
