using System.Collections.Immutable;
using Fractional.Ethereum.Abi;
using Fractional.Ethereum.Anvil;
using Fractional.Ethereum.Crypto;
using Fractional.Ethereum.Primitives;
using Fractional.Ethereum.Rpc;
using Fractional.Ethereum.Transactions;
using Fractional.Ethereum.Wallets;
using Fractional.Tests.Ethereum;
using Fractional.Tests.Ethereum.Generators;
using Fractional.Tests.Ethereum.Generators.Zoo;
using Shouldly;
using Xunit;

namespace Fractional.Integration.Ethereum.Generators;

/// <summary>The generated bindings against the compiler's own coder, events, errors and struct hashes.</summary>
public sealed class ZooOnChainTests
{
    private const string Words = "test test test test test test test test test test test junk";

    [Fact]
    public async Task The_compiler_reads_and_writes_what_the_bindings_do()
    {
        using CancellationTokenSource limit = new(TimeSpan.FromMinutes(2));
        await using AnvilNode node = await AnvilNode.Start(new AnvilOptions(), limit.Token);
        Address zoo = await Deploy(node, limit.Token);
        Seeded random = new(110);

        (await Query(node, zoo, new AbiZooContract.StartFunction(), limit.Token)).ShouldBe((ushort)777);
        (await Query(node, zoo, new AbiZooContract.TitleFunction(), limit.Token)).ShouldBe("zoo é");
        (await Query(node, zoo, new AbiZooContract.OverFunction(5), limit.Token)).ShouldBe((UInt256)5);
        Address who = random.Address();
        (await Query(node, zoo, new AbiZooContract.Over2Function(who), limit.Token)).ShouldBe(who);
        for (int i = 0; i < 100; i++)
        {
            Flat flat = ZooValues.Flat(random);
            (await Query(node, zoo, new AbiZooContract.FlatFunction(flat), limit.Token)).ShouldBe(flat);
            Leaf leaf = ZooValues.Leaf(random);
            (await Query(node, zoo, new AbiZooContract.HashLeafFunction(leaf), limit.Token))
                .ShouldBe(leaf.HashStruct());
            (await Query(node, zoo, new AbiZooContract.HashFlatFunction(flat), limit.Token))
                .ShouldBe(flat.HashStruct());

            ImmutableArray<Deep> list = ZooValues.Many(random, 3, () => ZooValues.Deep(random));
            AbiZooContract.ManyReturn many =
                await Query(node, zoo, new AbiZooContract.ManyFunction(9, "x", list), limit.Token);
            many.Output0.ShouldBe((UInt256)9);
            many.Text.ShouldBe("many");
            many.SelectorField.ShouldBeTrue();
            new AbiZooContract.ManyFunction(9, "x", many.Output2).Encode()
                .ShouldBe(new AbiZooContract.ManyFunction(9, "x", list).Encode());
        }
    }

    [Fact]
    public async Task Errors_and_events_of_the_chain_become_their_structs()
    {
        using CancellationTokenSource limit = new(TimeSpan.FromMinutes(2));
        await using AnvilNode node = await AnvilNode.Start(new AnvilOptions(), limit.Token);
        Address zoo = await Deploy(node, limit.Token);
        Deep deep = ZooValues.Deep(new Seeded(111));
        Leaf leaf = ZooValues.Leaf(new Seeded(112));

        (await Refusal(node, zoo, new AbiZooContract.RefuseFunction(0, deep), limit.Token))
            .ShouldBeOfType<AbiZooContract.BareError>();
        (await Refusal(node, zoo, new AbiZooContract.RefuseFunction(8, deep), limit.Token))
            .ShouldBeOfType<AbiZooContract.RefusedError>().Encode()
            .ShouldBe(new AbiZooContract.RefusedError(8, deep).Encode());

        Address from = Address.Parse("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266");
        AbiZooContract.LogFunction log = new(3, "name", deep, leaf);
        Bytes32 hash = await node.SendAs(from, new CallRequest(zoo, log.Encode()), limit.Token);
        IReadOnlyList<Log> logs = (await Succeeded(node, hash, limit.Token)).Logs;
        logs.Count.ShouldBe(3);

        AbiZooContract.SeenEvent seen =
            AbiZooContract.SeenEvent.Decode(logs[0].Topics.ToArray(), logs[0].Data.Span);
        (seen.Id, seen.Who, seen.Name, seen.Flag).ShouldBe(((UInt256)3, from, Keccak256.Hash("name"u8), true));
        new AbiZooContract.DeepFunction(seen.Deep).Encode().ShouldBe(new AbiZooContract.DeepFunction(deep).Encode());
        AbiZooContract.DecodeEvent(logs[1].Topics.ToArray(), logs[1].Data.Span)
            .ShouldBeOfType<AbiZooContract.QuietEvent>();
        AbiZooContract.NumbersEvent numbers =
            AbiZooContract.NumbersEvent.Decode(logs[2].Topics.ToArray(), logs[2].Data.Span);
        (numbers.Low, numbers.Tag, numbers.List.Length).ShouldBe(((short)-5, new Selector(0x01020304), 2));
    }

    private static async Task<Address> Deploy(AnvilNode node, CancellationToken cancellation)
    {
        using Wallet wallet = new(Words);
        using Fractional.Ethereum.Signers.Account account = wallet.GetAccount(0);
        DynamicFeeTransaction creation = new()
        {
            ChainId = node.Options.ChainId, Nonce = 0, GasLimit = 8_000_000, To = null,
            MaxFeePerGas = 10_000_000_000, MaxPriorityFeePerGas = 1,
            Data = new AbiZooContract.Deployment(777, "zoo é").Encode(),
        };
        SignedTransaction signed = await account.SignTransaction(creation, cancellation);
        (await node.Rpc.Call(Eth.SendRawTransaction(signed.Encoded), cancellation)).ShouldBe(signed.Hash);
        return (await Succeeded(node, signed.Hash, cancellation)).ContractAddress.ShouldNotBeNull();
    }

    // The node mines on its own, but answers before it did.
    private static async Task<Receipt> Succeeded(AnvilNode node, Bytes32 hash, CancellationToken cancellation)
    {
        Receipt receipt = await node.Mined(hash, cancellation);
        receipt.Succeeded.ShouldBeTrue();
        return receipt;
    }

    private static async Task<T> Query<T>(
        AnvilNode node, Address contract, IFunctionMessage<T> message, CancellationToken cancellation) =>
        message.DecodeReturn(await node.Rpc.CallContract(
            new CallRequest(contract, message.Encode()), BlockTag.Latest, cancellation));

    private static async Task<object?> Refusal(
        AnvilNode node, Address contract, IFunctionMessage message, CancellationToken cancellation)
    {
        RevertException revert = await Should.ThrowAsync<RevertException>(
            node.Rpc.CallContract(new CallRequest(contract, message.Encode()), BlockTag.Latest, cancellation));
        return AbiZooContract.DecodeError(revert.RevertData.Span);
    }
}
