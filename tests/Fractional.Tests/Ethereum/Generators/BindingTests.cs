using System.Collections.Immutable;
using System.Numerics;
using Fractional.Ethereum;
using Fractional.Ethereum.Abi;
using Fractional.Ethereum.Crypto;
using Fractional.Ethereum.Messages;
using Fractional.Ethereum.Primitives;
using Fractional.Tests.Ethereum.Generators.Zoo;
using Shouldly;
using Xunit;

namespace Fractional.Tests.Ethereum.Generators;

/// <summary>The bindings generated for contracts/test/zoo/AbiZoo.sol.</summary>
public sealed class BindingTests
{
    [Fact]
    public void A_number_outside_its_Solidity_type_is_refused_by_name()
    {
        Flat good = ZooValues.Flat(new Seeded(16));
        Refused(good with { Odd = 1UL << 40 }).ShouldBe("Odd is 1099511627776; uint40 cannot hold it");
        Refused(good with { Wide = UInt128.One << 72 }).ShouldContain("Wide");
        Refused(good with { Wider = UInt256.One << 136 }).ShouldContain("uint136");
        Refused(good with { SignedOdd = 1L << 39 }).ShouldContain("int40");
        Refused(good with { SignedWide = Int128.One << 71 }).ShouldContain("int72");
        Refused(good with { SignedWider = BigInteger.One << 255 }).ShouldContain("int256");
        Refused(good with { Twenty = Bytes32.From(1UL) }).ShouldContain("bytes20");
        Should.Throw<EthereumFormatException>(() => (good with { Odd = 1UL << 40 }).HashStruct());

        static string Refused(Flat flat) =>
            Should.Throw<EthereumFormatException>(() => new AbiZooContract.FlatFunction(flat).Encode()).Message;
    }

    [Fact]
    public void An_array_of_another_length_than_its_type_is_refused()
    {
        Leaf two = new([], [Bytes32.Zero, Bytes32.Zero]);
        Should.Throw<EthereumFormatException>(() => new AbiZooContract.HashLeafFunction(two).Encode()).Message
            .ShouldBe("Words has 2 elements; its type has 3");
        Should.Throw<EthereumFormatException>(() => new AbiZooContract.HashLeafFunction(default).Encode());
    }

    [Fact]
    public void Data_of_another_function_error_or_event_is_refused()
    {
        byte[] call = new AbiZooContract.OverFunction(5).Encode();
        Should.Throw<EthereumFormatException>(() => AbiZooContract.Over2Function.Decode(call))
            .Message.ShouldContain("Over2Function");
        Should.Throw<EthereumFormatException>(() => AbiZooContract.BareError.Decode(call));
        Should.Throw<EthereumFormatException>(() => AbiZooContract.QuietEvent.Decode([], []));
        Should.Throw<EthereumFormatException>(() => AbiZooContract.QuietEvent.Decode([Bytes32.Zero], []))
            .Message.ShouldContain("QuietEvent");
        Should.Throw<EthereumFormatException>(
            () => AbiZooContract.QuietEvent.Decode([AbiZooContract.QuietEvent.Topic0], [0]));
        AbiZooContract.DecodeError([1, 2, 3]).ShouldBeNull();
        AbiZooContract.DecodeError([1, 2, 3, 4]).ShouldBeNull();
        AbiZooContract.DecodeEvent([], []).ShouldBeNull();
        AbiZooContract.DecodeEvent([Bytes32.Zero], []).ShouldBeNull();
    }

    [Fact]
    public void Names_follow_Solidity_and_never_collide()
    {
        AbiZooContract.OverFunction.FunctionSelector.ShouldBe(Selector.Of("over(uint256)"));
        AbiZooContract.Over2Function.FunctionSelector.ShouldBe(Selector.Of("over(address)"));
        AbiZooContract.NothingFunction nothing = new(Input0: 1, EncodeField: 2, NothingFunctionField: 3);
        AbiZooContract.NothingFunction.Decode(nothing.Encode()).ShouldBe(nothing);
        IFunctionMessage plain = nothing;
        plain.Selector.ShouldBe(Selector.Of("nothing(uint256,uint256,uint256)"));
        plain.ShouldNotBeAssignableTo<IFunctionMessage<UInt256>>();
        AbiZooContract.QuietEvent.Topic0.ShouldBe(Keccak256.Hash("Quiet()"u8));
    }

    [Fact]
    public void Calls_of_every_shape_round_trip()
    {
        Seeded random = new(17);
        for (int i = 0; i < 10_000; i++)
        {
            AbiZooContract.FlatFunction flat = new(ZooValues.Flat(random));
            byte[] encoded = flat.Encode();
            AbiZooContract.FlatFunction.Decode(encoded).ShouldBe(flat);
            flat.DecodeReturn(encoded.AsSpan(4)).ShouldBe(flat.Given);
        }

        for (int i = 0; i < 2_000; i++)
        {
            AbiZooContract.ManyFunction many = new(
                random.UInt256(), "text", ZooValues.Many(random, 3, () => ZooValues.Deep(random)));
            byte[] encoded = many.Encode();
            AbiZooContract.ManyFunction read = AbiZooContract.ManyFunction.Decode(encoded);
            read.Encode().ShouldBe(encoded);
            read.List.Length.ShouldBe(many.List.Length);
            for (int j = 0; j < read.List.Length; j++)
            {
                read.List[j].Raw.ToArray().ShouldBe(many.List[j].Raw.ToArray());
                read.List[j].Flats.ShouldBe(many.List[j].Flats);
                read.List[j].Leaves[1].Names.ShouldBe(many.List[j].Leaves[1].Names);
            }
        }
    }

    [Fact]
    public void Changed_call_data_is_refused_or_reads_back_to_itself_and_takes_little_memory()
    {
        Seeded random = new(18);
        byte[] good = new AbiZooContract.DeepFunction(ZooValues.Deep(random)).Encode();
        AbiZooContract.DeepFunction.Decode(good);
        int refused = 0;
        for (int i = 0; i < 10_000; i++)
        {
            int length = random.Below(3) == 0 ? 4 + random.Below(good.Length - 4) : good.Length;
            byte[] changed = [.. good.AsSpan(0, length)];
            for (int changes = random.Below(3); changes > 0 && changed.Length > 4; changes--)
            {
                changed[4 + random.Below(changed.Length - 4)] = (byte)random.Below(256);
            }

            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                AbiZooContract.DeepFunction read = AbiZooContract.DeepFunction.Decode(changed);
                long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
                allocated.ShouldBeLessThan(4 * changed.Length);

                // Text that is no longer UTF-8 is shown, not kept.
                (read.Given.ToString().Contains('\ufffd') || read.Encode().SequenceEqual(changed)
                    || read.Given.Leaf.Names.Concat(read.Given.Leaves.SelectMany(l => l.Names)).Append(read.Given.Text)
                        .Any(n => n.Contains('\ufffd'))).ShouldBeTrue();
            }
            catch (EthereumFormatException)
            {
                refused++;
            }
        }

        refused.ShouldBeInRange(3_000, 9_900);
    }

    [Fact]
    public void Structs_hash_like_their_typed_data()
    {
        Leaf leaf = new(["a", "é"], [Bytes32.From(1UL), Bytes32.From(2UL), Bytes32.Zero]);
        Deep deep = new(
            "text", new byte[] { 1, 2, 3 }, [], [[5UL, 6UL]], leaf, [leaf, leaf with { Names = [] }]);
        string words = $"[\"{leaf.Words[0]}\",\"{leaf.Words[1]}\",\"{leaf.Words[2]}\"]";
        string leafJson = $"{{\"names\":[\"a\",\"é\"],\"words\":{words}}}";
        Leaf.Eip712Type.ShouldBe("Leaf(string[] names,bytes32[3] words)");
        TypedData data = TypedData.Parse(
            "{\"types\":{\"EIP712Domain\":[],\"Leaf\":" + Fields("string[] names,bytes32[3] words")
            + ",\"Flat\":" + Fields(Between(Flat.Eip712Type))
            + ",\"Deep\":" + Fields(Between(Deep.Eip712Type[..(Deep.Eip712Type.IndexOf(')') + 1)]))
            + "},\"primaryType\":\"Deep\",\"domain\":{},\"message\":{\"text\":\"text\",\"raw\":\"0x010203\","
            + "\"flats\":[],\"pairs\":[[5,6]],\"leaf\":" + leafJson + ",\"leaves\":[" + leafJson
            + ",{\"names\":[],\"words\":" + words + "}]}}");
        deep.HashStruct().ShouldBe(data.StructHash);

        static string Between(string type) => type[(type.IndexOf('(') + 1)..^1];

        static string Fields(string list) => "[" + string.Join(',', list.Split(',').Select(
            f => $"{{\"name\":\"{f.Split(' ')[1]}\",\"type\":\"{f.Split(' ')[0]}\"}}")) + "]";
    }

    [Fact]
    public void An_event_is_read_from_topics_and_data_and_hashes_stand_for_what_is_longer_than_a_word()
    {
        Address who = new Seeded(19).Address();
        Bytes32 nameHash = Keccak256.Hash("name"u8);
        AbiWriter writer = new([]);
        int head = writer.ReserveHeads(1);
        writer.PointHere(head, 0);
        writer.Write(2UL);
        writer.Write(7UL);
        writer.Write(8UL);
        Bytes32 minusFive = new Seeded(0).Bytes32();
        minusFive = new Bytes32([.. Enumerable.Repeat((byte)0xff, 31), 0xfb]);
        Bytes32 tag = new([1, 2, 3, 4, .. new byte[28]]);
        Bytes32[] topics = [AbiZooContract.NumbersEvent.Topic0, minusFive, tag, nameHash];
        AbiZooContract.NumbersEvent log = AbiZooContract.NumbersEvent.Decode(topics, writer.Written);
        log.Low.ShouldBe((short)-5);
        log.Tag.ToString().ShouldBe("0x01020304");
        log.Leaf.ShouldBe(nameHash);
        log.List.ShouldBe(ImmutableArray.Create<UInt256>(7UL, 8UL));
        AbiZooContract.DecodeEvent(topics, writer.Written).ShouldBeOfType<AbiZooContract.NumbersEvent>();

        topics[2] = new Bytes32(who.ToArray().Concat(new byte[12]).ToArray());
        byte[] data = writer.Written.ToArray();
        Should.Throw<EthereumFormatException>(() => AbiZooContract.NumbersEvent.Decode(topics, data))
            .Message.ShouldContain("no bytes4");
    }

    [Fact]
    public void Errors_round_trip_and_are_found_by_their_selector()
    {
        AbiZooContract.RefusedError error = new(9, ZooValues.Deep(new Seeded(20)));
        object? found = AbiZooContract.DecodeError(error.Encode());
        found.ShouldBeOfType<AbiZooContract.RefusedError>().Encode().ShouldBe(error.Encode());
        AbiZooContract.DecodeError(default(AbiZooContract.BareError).Encode())
            .ShouldBeOfType<AbiZooContract.BareError>();
    }

    [Fact]
    public void A_deployment_is_code_then_arguments()
    {
        byte[] code = AbiZooContract.Deployment.Bytecode();
        byte[] data = new AbiZooContract.Deployment(7, "zoo").Encode();
        code.Length.ShouldBeGreaterThan(1_000);
        data.AsSpan(0, code.Length).SequenceEqual(code).ShouldBeTrue();
        data.Length.ShouldBe(code.Length + (4 * 32));
    }
}
