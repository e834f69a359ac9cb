using System.Text;
using Fractional.Ethereum;
using Fractional.Ethereum.Primitives;
using Fractional.Ethereum.Rlp;
using Shouldly;
using Xunit;

namespace Fractional.Tests.Ethereum.Rlp;

public sealed class RlpTests
{
    private const int Cases = 10_000;

    [Theory]
    [InlineData("0x", "ends where an item is expected")]
    [InlineData("0x8100", "stands for itself")]
    [InlineData("0x817f", "stands for itself")]
    [InlineData("0x81", "claims 1 bytes; 0 are there")]
    [InlineData("0x83646f", "claims 3 bytes; 2 are there")]
    [InlineData("0xb800", "longer than needed")]
    [InlineData("0xb83700", "longer than needed")]
    [InlineData("0xb90038", "longer than needed")]
    [InlineData("0xb8", "inside a length")]
    [InlineData("0xbfffffffffffffffff", "claims 18446744073709551615 bytes")]
    [InlineData("0xbf7fffffffffffffff", "claims 9223372036854775807 bytes")]
    [InlineData("0xbb7fffffff", "claims 2147483647 bytes")]
    [InlineData("0xc0", "a list where bytes are expected")]
    public void Bytes_that_are_not_canonical_are_refused(string encoded, string reason) =>
        Should.Throw<EthereumFormatException>(() => new RlpReader(Hex.Decode(encoded)).ReadBytes())
            .Message.ShouldContain(reason);

    [Theory]
    [InlineData("0xc1", "claims 1 bytes; 0 are there")]
    [InlineData("0xf800", "longer than needed")]
    [InlineData("0xf90001", "longer than needed")]
    [InlineData("0xff", "inside a length")]
    [InlineData("0x80", "bytes where a list is expected")]
    public void Lists_that_are_not_canonical_are_refused(string encoded, string reason) =>
        Should.Throw<EthereumFormatException>(() => new RlpReader(Hex.Decode(encoded)).ReadList())
            .Message.ShouldContain(reason);

    [Theory]
    [InlineData("0x00", "leading zero")]
    [InlineData("0x820001", "leading zero")]
    [InlineData("0xa1ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", "33 bytes")]
    public void Numbers_with_leading_zeros_or_too_many_bytes_are_refused(string encoded, string reason) =>
        Should.Throw<EthereumFormatException>(() => new RlpReader(Hex.Decode(encoded)).ReadUInt256())
            .Message.ShouldContain(reason);

    [Fact]
    public void A_number_above_64_bits_and_trailing_bytes_are_refused()
    {
        Should.Throw<EthereumFormatException>(() => new RlpReader(Hex.Decode("0x89010000000000000000")).ReadUInt64())
            .Message.ShouldContain("18446744073709551616");
        Should.Throw<EthereumFormatException>(() => new RlpReader([1]).ExpectEnd("the thing"))
            .Message.ShouldContain("1 bytes of RLP follow after the end of the thing");
    }

    // From the common tests of the Ethereum clients (rlptest.json).
    [Theory]
    [InlineData("", "0x80")]
    [InlineData("\0", "0x00")]
    [InlineData("\u0001", "0x01")]
    [InlineData("\u007f", "0x7f")]
    [InlineData("dog", "0x83646f67")]
    [InlineData(
        "Lorem ipsum dolor sit amet, consectetur adipisicing eli",
        "0xb74c6f72656d20697073756d20646f6c6f722073697420616d65742c20636f6e7365637465747572206164697069736963696e67"
        + "20656c69")]
    [InlineData(
        "Lorem ipsum dolor sit amet, consectetur adipisicing elit",
        "0xb8384c6f72656d20697073756d20646f6c6f722073697420616d65742c20636f6e7365637465747572206164697069736963696e"
        + "6720656c6974")]
    public void Texts_encode_as_all_clients_agree(string text, string expected)
    {
        RlpWriter writer = new([]);
        writer.Write(Encoding.ASCII.GetBytes(text));
        Hex.Encode(writer.Written).ShouldBe(expected);
        RlpReader reader = new(writer.Written);
        Encoding.ASCII.GetString(reader.ReadBytes()).ShouldBe(text);
        reader.IsAtEnd.ShouldBeTrue();
    }

    [Theory]
    [InlineData("0", "0x80")]
    [InlineData("1", "0x01")]
    [InlineData("127", "0x7f")]
    [InlineData("128", "0x8180")]
    [InlineData("1000", "0x8203e8")]
    [InlineData("100000", "0x830186a0")]
    [InlineData("83729609699884896815286331701780722", "0x8f102030405060708090a0b0c0d0e0f2")]
    [InlineData(
        "105315505618206987246253880190783558935785933862974822347068935681",
        "0x9c0100020003000400050006000700080009000a000b000c000d000e01")]
    public void Numbers_encode_as_all_clients_agree(string number, string expected)
    {
        RlpWriter writer = new([]);
        writer.Write(UInt256.Parse(number));
        Hex.Encode(writer.Written).ShouldBe(expected);
        new RlpReader(writer.Written).ReadUInt256().ShouldBe(UInt256.Parse(number));
    }

    [Fact]
    public void The_set_of_three_encodes_as_all_clients_agree()
    {
        // [ [], [[]], [ [], [[]] ] ]
        RlpWriter writer = new([]);
        int outer = writer.BeginList();
        WriteTwo(ref writer);
        int third = writer.BeginList();
        WriteTwo(ref writer);
        writer.EndList(third);
        writer.EndList(outer);
        Hex.Encode(writer.Written).ShouldBe("0xc7c0c1c0c3c0c1c0");

        static void WriteTwo(ref RlpWriter writer)
        {
            writer.EndList(writer.BeginList());
            int one = writer.BeginList();
            writer.EndList(writer.BeginList());
            writer.EndList(one);
        }
    }

    [Fact]
    public void What_is_read_and_written_again_is_the_same_bytes()
    {
        Seeded random = new(9);
        for (int i = 0; i < Cases; i++)
        {
            byte[] encoded = RandomItem(random, 3);
            RlpReader reader = new(encoded);
            RlpWriter again = new([]);
            Copy(ref reader, ref again);
            reader.IsAtEnd.ShouldBeTrue();
            again.Written.SequenceEqual(encoded).ShouldBeTrue();
        }
    }

    [Fact]
    public void Random_bytes_are_canonical_or_refused_and_nothing_else()
    {
        Seeded random = new(10);
        int read = 0;
        for (int i = 0; i < Cases; i++)
        {
            byte[] encoded = i % 2 == 0 ? random.Bytes(random.Below(80)) : RandomItem(random, 3);
            if (encoded.Length > 0 && i % 4 != 3)
            {
                encoded[random.Below(encoded.Length)] = (byte)random.Below(256);
            }

            RlpWriter again = new([]);
            bool isCanonical = TryCopy(encoded, ref again);
            read += isCanonical ? 1 : 0;
            (!isCanonical || again.Written.SequenceEqual(encoded)).ShouldBeTrue(Hex.Encode(encoded));
        }

        read.ShouldBeInRange(1_000, 9_000);
    }

    private static bool TryCopy(byte[] encoded, ref RlpWriter again)
    {
        try
        {
            RlpReader reader = new(encoded);
            Copy(ref reader, ref again);
            reader.ExpectEnd("the item");
            return true;
        }
        catch (EthereumFormatException)
        {
            return false;
        }
    }

    private static void Copy(ref RlpReader reader, ref RlpWriter writer)
    {
        if (!reader.NextIsList)
        {
            writer.Write(reader.ReadBytes());
            return;
        }

        RlpReader list = reader.ReadList();
        int mark = writer.BeginList();
        while (!list.IsAtEnd)
        {
            Copy(ref list, ref writer);
        }

        writer.EndList(mark);
    }

    private static byte[] RandomItem(Seeded random, int depth)
    {
        RlpWriter writer = new(stackalloc byte[64]);
        if (depth == 0 || random.Coin())
        {
            writer.Write(random.Bytes(random.Below(random.Coin() ? 4 : 300)));
            return writer.Written.ToArray();
        }

        int mark = writer.BeginList();
        for (int left = random.Below(5); left > 0; left--)
        {
            writer.WriteRaw(RandomItem(random, depth - 1));
        }

        writer.EndList(mark);
        return writer.Written.ToArray();
    }
}
