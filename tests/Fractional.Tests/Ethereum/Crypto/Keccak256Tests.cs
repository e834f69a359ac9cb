using System.Text;
using Fractional.Ethereum.Crypto;
using Fractional.Ethereum.Primitives;
using Org.BouncyCastle.Crypto.Digests;
using Shouldly;
using Xunit;

namespace Fractional.Tests.Ethereum.Crypto;

public sealed class Keccak256Tests
{
    // The short vectors of the Keccak team, and the value every Ethereum client knows.
    [Theory]
    [InlineData("", "0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470")]
    [InlineData("abc", "0x4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45")]
    [InlineData(
        "Transfer(address,address,uint256)", "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef")]
    public void Known_texts_hash_to_known_values(string text, string expected) =>
        Keccak256.Hash(Encoding.ASCII.GetBytes(text)).ToString().ShouldBe(expected);

    [Fact]
    public void Every_length_around_the_block_limits_equals_BouncyCastle()
    {
        Seeded random = new(6);
        for (int length = 0; length < 600; length++)
        {
            byte[] data = random.Bytes(length);
            KeccakDigest digest = new(256);
            digest.BlockUpdate(data, 0, data.Length);
            byte[] expected = new byte[32];
            digest.DoFinal(expected, 0);
            Keccak256.Hash(data).ToArray().ShouldBe(expected, $"length {length}");
        }
    }

    [Fact]
    public void Hashing_in_place_and_hashing_without_allocation_work()
    {
        byte[] data = new byte[32];
        Bytes32 once = Keccak256.Hash(data);
        Keccak256.Hash(data, data);
        data.ShouldBe(once.ToArray());

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1_000; i++)
        {
            Keccak256.Hash(data, data);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }
}
