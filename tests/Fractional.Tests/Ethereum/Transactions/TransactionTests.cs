using Fractional.Ethereum;
using Fractional.Ethereum.Crypto;
using Fractional.Ethereum.Primitives;
using Fractional.Ethereum.Transactions;
using Shouldly;
using Xunit;

namespace Fractional.Tests.Ethereum.Transactions;

public sealed class TransactionTests
{
    private const string Eip155Signed =
        "0xf86c098504a817c800825208943535353535353535353535353535353535353535880de0b6b3a76400008025a028ef61340bd939bc"
        + "2195fe537567866003e1a15d3c71ff63e1590620aa636276a067cbe9d8997f761aecb703304b3800ccf555c9f3dc64214b297fb196"
        + "6a3b6d83";

    [Theory]
    [InlineData("0x", "has no bytes")]
    [InlineData("0x00c0", "type 0")]
    [InlineData("0x03c0", "type 3")]
    [InlineData("0x04c0", "type 4")]
    [InlineData("0x7fc0", "type 127")]
    [InlineData("0x02c0", "ends where an item is expected")]
    [InlineData("0x02c000", "follow after the end of the transaction")]
    [InlineData("0x02", "ends where an item is expected")]
    [InlineData("0x80", "where a list is expected")]
    public void Bytes_that_are_no_transaction_are_refused(string encoded, string reason) =>
        Should.Throw<EthereumFormatException>(() => SignedTransaction.Decode(Hex.Decode(encoded)))
            .Message.ShouldContain(reason);

    [Fact]
    public void A_tip_above_the_fee_is_not_signed()
    {
        using PrivateKey key = new(Bytes32.From(1UL).Span);
        DynamicFeeTransaction wrong = new()
        {
            ChainId = 1, Nonce = 0, GasLimit = 21_000, To = Address.Zero, MaxFeePerGas = 3, MaxPriorityFeePerGas = 4,
        };
        Should.Throw<EthereumFormatException>(() => wrong.Sign(key)).Message
            .ShouldBe("maxPriorityFeePerGas 4 is above maxFeePerGas 3");
    }

    [Fact]
    public void A_receiver_of_another_length_and_an_unknown_v_are_refused()
    {
        byte[] good = Hex.Decode(Eip155Signed);
        byte[] otherV = [.. good];
        otherV[^67] = 0x24;
        Should.Throw<EthereumFormatException>(() => SignedTransaction.Decode(otherV)).Message.ShouldContain("is 36");
        Should.Throw<EthereumFormatException>(() => SignedTransaction.Decode(good.AsSpan()[..^1]));
        Should.Throw<EthereumFormatException>(() => SignedTransaction.Decode([.. good, 0]));
    }

    [Fact]
    public void The_EIP_155_example_signs_to_its_bytes()
    {
        using PrivateKey key = PrivateKey.Parse("0x" + string.Concat(Enumerable.Repeat("46", 32)));
        LegacyTransaction transaction = new()
        {
            ChainId = 1,
            Nonce = 9,
            GasPrice = 20_000_000_000,
            GasLimit = 21_000,
            To = Address.Parse("0x3535353535353535353535353535353535353535"),
            Value = 1_000_000_000_000_000_000,
        };
        transaction.SigningHash().ToString()
            .ShouldBe("0xdaf5a779ae972f972197303d7b574746c7ef83eadac0f2791ad23db92e4c8e53");
        SignedTransaction signed = transaction.Sign(key);
        Hex.Encode(signed.Encoded.Span).ShouldBe(Eip155Signed);
        signed.RecoverSender().ToString().ShouldBe("0x9d8A62f656a8d1615C1294fd71e9CFb3E4855A4F");
        transaction.MaxCost.ToString().ShouldBe("1000420000000000000");
    }

    [Fact]
    public void Every_form_round_trips_and_names_its_sender()
    {
        Seeded random = new(11);
        using PrivateKey key = new(random.Bytes(32));
        for (int i = 0; i < 2_000; i++)
        {
            SignedTransaction signed = RandomTransactions.Next(random, i % 3).Sign(key);
            SignedTransaction read = SignedTransaction.Decode(signed.Encoded.Span);
            SignedTransaction again = new(read.Transaction, read.Signature);
            again.Encoded.ToArray().ShouldBe(signed.Encoded.ToArray());
            read.Hash.ShouldBe(signed.Hash);
            read.Hash.ShouldBe(Keccak256.Hash(signed.Encoded.Span));
            read.Signature.ShouldBe(signed.Signature);
            read.Transaction.Type.ShouldBe((byte)(i % 3));
            read.Transaction.Nonce.ShouldBe(signed.Transaction.Nonce);
            read.Transaction.To.ShouldBe(signed.Transaction.To);
            read.Transaction.Value.ShouldBe(signed.Transaction.Value);
            read.Transaction.ChainId.ShouldBe(signed.Transaction.ChainId);
            read.Transaction.MaxGasPrice.ShouldBe(signed.Transaction.MaxGasPrice);
            read.RecoverSender().ShouldBe(key.Address);
        }
    }

    [Fact]
    public void A_changed_byte_is_refused_or_read_as_another_transaction_and_never_as_the_same()
    {
        Seeded random = new(12);
        using PrivateKey key = new(random.Bytes(32));
        for (int i = 0; i < 10_000; i++)
        {
            SignedTransaction signed = RandomTransactions.Next(random, i % 3).Sign(key);
            byte[] changed = signed.Encoded.ToArray();
            changed[random.Below(changed.Length)] ^= (byte)(1 + random.Below(255));
            try
            {
                SignedTransaction read = SignedTransaction.Decode(changed);
                read.Hash.ShouldNotBe(signed.Hash);
                new SignedTransaction(read.Transaction, read.Signature).Encoded.ToArray().ShouldBe(changed);
            }
            catch (EthereumFormatException)
            {
                // Refused, as it should be.
            }
        }
    }
}
