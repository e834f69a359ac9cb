using System.Numerics;
using Fractional.Ethereum;
using Fractional.Ethereum.Abi;
using Fractional.Ethereum.Messages;
using Fractional.Ethereum.Primitives;
using Shouldly;
using Xunit;

namespace Fractional.Tests.Ethereum.Abi;

public sealed class AbiTests
{
    private const int Cases = 10_000;
    private const string Zeros = "0000000000000000000000000000000000000000000000000000000000000000";
    private const string One = "0000000000000000000000000000000000000000000000000000000000000001";
    private const string ThirtyTwo = "0000000000000000000000000000000000000000000000000000000000000020";
    private const string Ones = "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff";

    private delegate void Reading(ref AbiReader reader);

    [Fact]
    public void Dirty_words_are_refused()
    {
        Refused("02" + Zeros[2..], (ref r) => r.ReadBool()).ShouldContain("neither true nor false");
        Refused(Zeros[1..] + "2", (ref r) => r.ReadBool()).ShouldContain("neither true nor false");
        Refused("01" + Zeros[2..], (ref r) => r.ReadAddress()).ShouldContain("no address");
        Refused("01" + Zeros[2..], (ref r) => r.ReadUInt64(64)).ShouldContain("no uint64");
        Refused(Zeros[2..] + "80", (ref r) => r.ReadUInt64(7)).ShouldContain("no uint7");
        Refused("01" + Zeros[2..], (ref r) => r.ReadUInt128(128)).ShouldContain("no uint128");
        Refused("01" + Zeros[2..], (ref r) => r.ReadUInt256(248)).ShouldContain("no uint248");
        Refused("01" + Zeros[2..], (ref r) => r.ReadInteger(248)).ShouldContain("no int248");
        Refused(Zeros[2..] + "80", (ref r) => r.ReadInteger(8)).ShouldContain("no int8");
        Refused(Zeros[2..] + "01", (ref r) => r.ReadFixedBytes(31)).ShouldContain("no bytes31");
        Refused("0000000001" + Zeros[10..], (ref r) => r.ReadSelector()).ShouldContain("no bytes4");
    }

    [Fact]
    public void Offsets_that_do_not_point_to_the_next_tail_are_refused()
    {
        AnyType twoTexts = AnyType.Tuple([new("bytes", "bytes", 0, []), new("bytes", "bytes", 0, [])]);
        string good = Zeros[2..] + "40" + Zeros[2..] + "60" + Zeros + Zeros;
        twoTexts.Decode(Hex.Decode("0x" + good)).ShouldBeOfType<object[]>().Length.ShouldBe(2);
        string twice = Zeros[2..] + "40" + Zeros[2..] + "40" + Zeros;
        Should.Throw<EthereumFormatException>(() => twoTexts.Decode(Hex.Decode("0x" + twice))).Message
            .ShouldContain("the offset at byte 32 is 64, the tail begins at 96");
        string gap = Zeros[2..] + "40" + Zeros[2..] + "80" + Zeros + Zeros + Zeros;
        Should.Throw<EthereumFormatException>(() => twoTexts.Decode(Hex.Decode("0x" + gap)));
        string swapped = Zeros[2..] + "60" + Zeros[2..] + "40" + Zeros + Zeros;
        Should.Throw<EthereumFormatException>(() => twoTexts.Decode(Hex.Decode("0x" + swapped)));
        Refused(Ones, (ref r) => r.Enter(r.SkipHeads(1), 0)).ShouldContain("the tail begins at 32");
        Refused(Ones, (ref r) => r.SkipHeads(2)).ShouldContain("before 2 offsets");
        Refused(Ones, (ref r) => r.SkipHeads(int.MaxValue)).ShouldContain("before 2147483647 offsets");
    }

    [Fact]
    public void Lengths_beyond_the_data_are_refused_before_anything_is_allocated()
    {
        Refused(Zeros[16..] + "7fffffffffffffff", (ref r) => r.ReadBytes()).ShouldContain("at most 0");
        Refused(Ones, (ref r) => r.ReadBytes()).ShouldContain("no uint64");
        Refused(Zeros[2..] + "21" + Ones, (ref r) => r.ReadBytes()).ShouldContain("at most 32");
        Refused(Zeros[2..] + "02" + Ones + Ones, (ref r) => r.ReadLength(64)).ShouldContain("at most 1");
        Refused(One + "01" + Zeros[4..] + "01", (ref r) => r.ReadBytes()).ShouldContain("padding that is not zero");
        Refused(One + "01", (ref r) => r.ReadBytes()).ShouldContain("claims 1 bytes and their padding; 1 are there");
        Refused(One + Zeros, (ref r) => { r.ReadBytes(); r.ReadUInt256(); }).ShouldContain("ends at byte 64");
        Refused(One + Zeros, (ref r) => { r.ReadUInt256(); r.ExpectEnd(); }).ShouldContain("32 bytes of ABI data");
    }

    [Fact]
    public void Numbers_that_do_not_fit_are_not_written()
    {
        Refused((ref w) => w.Write(256UL, 8, "feeBps")).ShouldBe("feeBps is 256; uint8 cannot hold it");
        Refused((ref w) => w.Write(UInt128.One << 96, 96, "x")).ShouldContain("uint96");
        Refused((ref w) => w.Write(UInt256.One << 160, 160, "x")).ShouldContain("uint160");
        Refused((ref w) => w.Write(new BigInteger(128), 8, "x")).ShouldContain("int8");
        Refused((ref w) => w.Write(new BigInteger(-129), 8, "x")).ShouldContain("int8");
        Refused((ref w) => w.WriteFixedBytes(Bytes32.From(1UL), 31, "x")).ShouldContain("bytes31");
    }

    // The example of the Solidity documentation: f(uint256,uint32[],bytes10,bytes).
    [Fact]
    public void The_example_of_the_specification_encodes_as_written()
    {
        AnyType number = new("uint32", "uint", 32, []);
        AnyType arguments = AnyType.Tuple(
        [
            new("uint256", "uint", 256, []), new("uint32[]", "array", -1, [number]), new("bytes10", "fixed", 10, []),
            new("bytes", "bytes", 0, []),
        ]);
        object[] values =
        [
            (BigInteger)0x123, new object[] { (BigInteger)0x456, (BigInteger)0x789 }, "1234567890"u8.ToArray(),
            "Hello, world!"u8.ToArray(),
        ];
        const string expected =
            "0x0000000000000000000000000000000000000000000000000000000000000123"
            + "0000000000000000000000000000000000000000000000000000000000000080"
            + "3132333435363738393000000000000000000000000000000000000000000000"
            + "00000000000000000000000000000000000000000000000000000000000000e0"
            + "0000000000000000000000000000000000000000000000000000000000000002"
            + "0000000000000000000000000000000000000000000000000000000000000456"
            + "0000000000000000000000000000000000000000000000000000000000000789"
            + "000000000000000000000000000000000000000000000000000000000000000d"
            + "48656c6c6f2c20776f726c642100000000000000000000000000000000000000";
        Hex.Encode(arguments.Encode(values)).ShouldBe(expected);
    }

    [Fact]
    public void Random_nested_values_round_trip()
    {
        Seeded random = new(14);
        for (int i = 0; i < Cases; i++)
        {
            AnyType type = AnyType.Tuple([AnyType.Random(random, 3)]);
            object value = type.RandomValue(random);
            byte[] encoded = type.Encode(value);
            (encoded.Length % 32).ShouldBe(0);
            object read = type.Decode(encoded);
            type.Text(read).ShouldBe(type.Text(value), type.Name);
            type.Encode(read).ShouldBe(encoded);
        }
    }

    [Fact]
    public void Changed_bytes_are_refused_or_write_back_to_themselves()
    {
        Seeded random = new(15);
        int refused = 0;
        for (int i = 0; i < Cases; i++)
        {
            AnyType type = AnyType.Tuple([AnyType.Random(random, 3)]);
            byte[] changed = Change(random, type.Encode(type.RandomValue(random)));
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                object read = type.Decode(changed);
                (type.Name.Contains("string", StringComparison.Ordinal) || type.Encode(read).SequenceEqual(changed))
                    .ShouldBeTrue($"{type.Name} {Hex.Encode(changed)}");
            }
            catch (EthereumFormatException)
            {
                refused++;
            }

            // Objects as values cost far more than generated structs; the point is that no length is believed.
            (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(100_000 + (64 * changed.Length));
        }

        refused.ShouldBeGreaterThan(Cases / 4);
    }

    [Fact]
    public void Text_that_is_not_UTF_8_is_shown_and_not_a_fault()
    {
        AbiReader reader = new(Hex.Decode("0x" + One + "ff" + Zeros[2..]));
        reader.ReadText().ShouldBe("\ufffd");
    }

    [Fact]
    public void Packed_parts_stand_side_by_side()
    {
        PackedWriter writer = new([]);
        writer.Write((UInt256)0x1234, 16);
        writer.Write(true);
        writer.Write(Address.Parse("0x00000000000000000000000000000000000000ff"));
        writer.Write("ab");
        writer.Write(Bytes32.Zero);
        writer.Write([7]);
        Hex.Encode(writer.Written).ShouldBe("0x123401" + Zeros[..38] + "ff6162" + Zeros + "07");
        Should.Throw<EthereumFormatException>(() => new PackedWriter([]).Write((UInt256)256, 8));
    }

    [Fact]
    public void Reverts_of_the_compiler_are_read_and_others_refused()
    {
        string text = "0x08c379a0" + ThirtyTwo + One + "61" + Zeros[2..];
        RevertReason.Decode(Hex.Decode(text)).Text.ShouldBe("a");
        RevertPanic.Decode(Hex.Decode("0x4e487b71" + Zeros[2..] + "11")).Code.ShouldBe((UInt256)0x11);
        Should.Throw<EthereumFormatException>(() => RevertPanic.Decode(Hex.Decode(text)))
            .Message.ShouldContain("Panic");
        Should.Throw<EthereumFormatException>(() => RevertReason.Decode([1, 2, 3]));
        Should.Throw<EthereumFormatException>(() => RevertReason.Decode(Hex.Decode(text + "00")));
        Should.Throw<EthereumFormatException>(() => RevertReason.Decode(Hex.Decode("0x08c379a0" + One + One)));
    }

    [Fact]
    public void A_contract_signature_asks_by_EIP_1271_and_believes_only_the_magic_answer()
    {
        ContractSignature question = new(Bytes32.From(5UL), new byte[] { 1, 2 });
        Hex.Encode(question.Encode()).ShouldBe(
            "0x1626ba7e" + Zeros[1..] + "5" + Zeros[2..] + "40" + Zeros[1..] + "2" + "0102" + Zeros[4..]);
        question.DecodeReturn(Hex.Decode("0x1626ba7e" + Zeros[8..])).ShouldBeTrue();
        question.DecodeReturn(Hex.Decode("0x1626ba7e" + Zeros[8..] + "ff")).ShouldBeTrue("so do the contracts");
        question.DecodeReturn(Hex.Decode("0xffffffff" + Zeros[8..])).ShouldBeFalse();
        question.DecodeReturn(Hex.Decode("0x1626ba7e" + Zeros[9..] + "1")).ShouldBeFalse();
        question.DecodeReturn(Hex.Decode("0x1626ba7e")).ShouldBeFalse();
        question.DecodeReturn([]).ShouldBeFalse();
    }

    private static byte[] Change(Seeded random, byte[] data)
    {
        byte[] changed = random.Below(4) == 0 ? data[..random.Below(data.Length + 1)] : data;
        for (int changes = random.Below(3); changes > 0 && changed.Length > 0; changes--)
        {
            changed[random.Below(changed.Length)] = random.Coin() ? (byte)0xff : (byte)random.Below(64);
        }

        return changed;
    }

    private static string Refused(string words, Reading reading) => Should.Throw<EthereumFormatException>(() =>
    {
        AbiReader reader = new(Hex.Decode("0x" + words));
        reading(ref reader);
    }).Message;

    private delegate void Writing(ref AbiWriter writer);

    private static string Refused(Writing writing) => Should.Throw<EthereumFormatException>(() =>
    {
        AbiWriter writer = new([]);
        writing(ref writer);
    }).Message;
}
