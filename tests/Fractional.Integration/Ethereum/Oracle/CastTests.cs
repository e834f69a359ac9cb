using System.Globalization;
using System.Text.Json;
using Fractional.Ethereum.Crypto;
using Fractional.Ethereum.Messages;
using Fractional.Ethereum.Primitives;
using Fractional.Ethereum.Rlp;
using Fractional.Ethereum.Transactions;
using Fractional.Ethereum.Wallets;
using Fractional.Tests.Ethereum;
using Fractional.Tests.Ethereum.Abi;
using Fractional.Tests.Ethereum.Transactions;
using Shouldly;
using Xunit;

namespace Fractional.Integration.Ethereum.Oracle;

/// <summary>200 random cases of each function whose result money depends on, against an independent oracle.</summary>
public sealed class CastTests
{
    private const int Cases = 200;

    [Fact]
    public async Task Hashes_agree()
    {
        Seeded random = new(101);
        await Agree(() =>
        {
            byte[] data = random.Bytes(1 + random.Below(500));
            return (["keccak", Hex.Encode(data)], Keccak256.Hash(data).ToString());
        });
    }

    [Fact]
    public async Task Addresses_of_keys_and_their_checksums_agree()
    {
        Seeded random = new(102);
        await Agree(() =>
        {
            byte[] bytes = random.Bytes(32);
            using PrivateKey key = new(bytes);
            return (["wallet", "address", "--private-key", Hex.Encode(bytes)], key.Address.ToString());
        });
    }

    [Fact]
    public async Task Signatures_of_hashes_and_messages_agree()
    {
        Seeded random = new(103);
        await Agree(() =>
        {
            byte[] bytes = random.Bytes(32);
            using PrivateKey key = new(bytes);
            byte[] message = random.Bytes(1 + random.Below(60));
            Bytes32 hash = random.Bytes32();
            return random.Coin()
                ? (["wallet", "sign", "--no-hash", "--private-key", Hex.Encode(bytes), hash.ToString()],
                    key.Sign(hash).ToString())
                : (["wallet", "sign", "--private-key", Hex.Encode(bytes), Hex.Encode(message)],
                    key.Sign(PersonalMessage.Hash(message)).ToString());
        });
    }

    [Fact]
    public async Task Signed_transactions_agree_byte_by_byte()
    {
        Seeded random = new(104);
        await Agree(() =>
        {
            byte[] bytes = random.Bytes(32);
            using PrivateKey key = new(bytes);
            Transaction transaction = random.Coin() ? Legacy(random) : DynamicFee(random);
            return (MakeTransaction(transaction, bytes), Hex.Encode(transaction.Sign(key).Encoded.Span));
        });
    }

    [Fact]
    public async Task Transactions_of_every_type_are_read_as_they_were_meant()
    {
        Seeded random = new(105);
        using PrivateKey key = new(random.Bytes(32));
        SignedTransaction[] signed =
        [
            .. Enumerable.Range(0, Cases).Select(i => RandomTransactions.Next(random, i % 3))
                .Where(t => t.ChainId != 0).Select(t => t.Sign(key)),
        ];
        string[] printed = await Cast.Run(
            [.. signed.Select(s => new[] { "decode-transaction", Hex.Encode(s.Encoded.Span) })]);
        for (int i = 0; i < signed.Length; i++)
        {
            using JsonDocument quoted = JsonDocument.Parse(printed[i]);
            bool isText = quoted.RootElement.ValueKind == JsonValueKind.String;
            using JsonDocument read = JsonDocument.Parse(isText ? quoted.RootElement.GetString()! : printed[i]);
            Transaction meant = signed[i].Transaction;
            Address.Parse(Text(read, "signer")).ShouldBe(key.Address);
            Bytes32.Parse(Text(read, "hash")).ShouldBe(signed[i].Hash);
            Hex.ParseQuantity(Text(read, "chainId")).ShouldBe((UInt256)meant.ChainId);
            Hex.ParseQuantity(Text(read, "nonce")).ShouldBe((UInt256)meant.Nonce);
            Hex.ParseQuantity(Text(read, "gas")).ShouldBe((UInt256)meant.GasLimit);
            Hex.ParseQuantity(Text(read, "value")).ShouldBe(meant.Value);
            Text(read, "input").ShouldBe(Hex.Encode(meant.Data.Span));
        }
    }

    [Fact]
    public async Task Encoded_arguments_of_nested_types_agree()
    {
        Seeded random = new(106);
        await Agree(() =>
        {
            AnyType type = AnyType.Tuple([AnyType.Random(random, 3), AnyType.Random(random, 1)]);
            object value = type.RandomValue(random);
            AnyType arguments = AnyType.Tuple([type]);
            return (["abi-encode", $"f({type.Name})", type.Text(value)], Hex.Encode(arguments.Encode(new[] { value })));
        });
    }

    [Fact]
    public async Task Derived_keys_agree()
    {
        Seeded random = new(107);
        await Agree(() =>
        {
            Mnemonic words = Mnemonic.FromEntropy(random.Bytes(16 + (4 * random.Below(5))));
            string path = $"m/44'/60'/{random.Below(3)}'/{random.Below(2)}";
            int index = random.Below(1_000);
            using Wallet wallet = new(words.Words, "", path);
            using Fractional.Ethereum.Signers.Account account = wallet.GetAccount(index);
            byte[] key = new byte[PrivateKey.Size];
            account.Key.CopyTo(key);
            return (["wallet", "private-key", words.Words, $"{path}/{index}"], Hex.Encode(key));
        });
    }

    [Fact]
    public async Task Typed_data_is_signed_alike()
    {
        Seeded random = new(108);
        await Agree(() =>
        {
            byte[] bytes = random.Bytes(32);
            using PrivateKey key = new(bytes);
            TypedData data = TypedData.Parse(RandomTypedData(random));
            return (["wallet", "sign", "--data", "--private-key", Hex.Encode(bytes), data.Json],
                key.Sign(data.Digest).ToString());
        });
    }

    [Fact]
    public async Task Nested_lists_are_written_alike()
    {
        Seeded random = new(109);
        await Agree(() =>
        {
            RlpWriter writer = new(stackalloc byte[64]);
            string text = WriteRandom(ref writer, random, 4, isList: true);
            return (["to-rlp", text], Hex.Encode(writer.Written));
        });
    }

    private static async Task Agree(Func<(string[] Command, string Ours)> next)
    {
        List<(string[] Command, string Ours)> cases = [.. Enumerable.Range(0, Cases).Select(_ => next())];
        string[] theirs = await Cast.Run([.. cases.Select(c => c.Command)]);
        for (int i = 0; i < cases.Count; i++)
        {
            theirs[i].ShouldBe(cases[i].Ours, $"case {i}: cast {string.Join(' ', cases[i].Command)}");
        }
    }

    private static string[] MakeTransaction(Transaction transaction, byte[] key)
    {
        string[] fees = transaction is DynamicFeeTransaction dynamic
            ? ["--gas-price", $"{dynamic.MaxFeePerGas}", "--priority-gas-price", $"{dynamic.MaxPriorityFeePerGas}"]
            : ["--legacy", "--gas-price", transaction.MaxGasPrice.ToString()];
        return
        [
            "mktx", "--chain", transaction.ChainId.ToString(CultureInfo.InvariantCulture),
            "--nonce", transaction.Nonce.ToString(CultureInfo.InvariantCulture),
            "--gas-limit", transaction.GasLimit.ToString(CultureInfo.InvariantCulture), .. fees,
            "--value", transaction.Value.ToString(), "--private-key", Hex.Encode(key),
            "--rpc-url", "http://127.0.0.1:1", transaction.To!.ToString()!, Hex.Encode(transaction.Data.Span),
        ];
    }

    private static LegacyTransaction Legacy(Seeded random) => new()
    {
        ChainId = 1 + (ulong)random.Below(100_000),
        Nonce = (ulong)random.Below(1_000_000),
        GasLimit = 21_000 + (ulong)random.Below(1_000_000),
        To = random.Address(),
        Value = random.UInt256() >> 130,
        Data = random.Bytes(4 + random.Below(100)),
        GasPrice = (ulong)random.Below(int.MaxValue),
    };

    private static DynamicFeeTransaction DynamicFee(Seeded random) => new()
    {
        ChainId = 1 + (ulong)random.Below(100_000),
        Nonce = (ulong)random.Below(1_000_000),
        GasLimit = 21_000 + (ulong)random.Below(1_000_000),
        To = random.Address(),
        Value = random.UInt256() >> 130,
        Data = random.Bytes(4 + random.Below(100)),
        MaxFeePerGas = 1_000_000 + (ulong)random.Below(int.MaxValue),
        MaxPriorityFeePerGas = (ulong)random.Below(1_000_000),
    };

    private static string RandomTypedData(Seeded random) =>
        $$$"""
        {"types":{"EIP712Domain":[{"name":"name","type":"string"},{"name":"chainId","type":"uint256"},
        {"name":"verifyingContract","type":"address"}],
        "Offer":[{"name":"lender","type":"address"},{"name":"principal","type":"uint128"},
        {"name":"delta","type":"int64"},{"name":"terms","type":"Terms[]"},
        {"name":"raw","type":"bytes"},{"name":"tag","type":"bytes4"}],
        "Terms":[{"name":"rateBps","type":"uint16"},{"name":"title","type":"string"},{"name":"late","type":"bool"}]},
        "primaryType":"Offer","domain":{"name":"Loans","chainId":{{{random.Below(1_000_000)}}},
        "verifyingContract":"{{{random.Address()}}}"},
        "message":{"lender":"{{{random.Address()}}}","principal":"{{{random.Bits(128)}}}",
        "delta":{{{-random.Below(1_000_000)}}},
        "terms":[{{{string.Join(',', Enumerable.Range(0, random.Below(4)).Select(_ => RandomTerms(random)))}}}],
        "raw":"{{{Hex.Encode(random.Bytes(random.Below(50)))}}}","tag":"{{{Hex.Encode(random.Bytes(4))}}}"}}
        """.ReplaceLineEndings("");

    private static string RandomTerms(Seeded random) =>
        $"{{\"rateBps\":{random.Below(65_536)},\"title\":\"é {random.Below(9)}\",\"late\":true}}";

    private static string WriteRandom(ref RlpWriter writer, Seeded random, int depth, bool isList)
    {
        if (!isList)
        {
            byte[] bytes = random.Bytes(random.Below(random.Coin() ? 3 : 80));
            writer.Write(bytes);
            return $"\"{Hex.Encode(bytes)}\"";
        }

        int list = writer.BeginList();
        List<string> items = [];
        for (int left = random.Below(4); left > 0; left--)
        {
            items.Add(WriteRandom(ref writer, random, depth - 1, depth > 0 && random.Coin()));
        }

        writer.EndList(list);
        return $"[{string.Join(',', items)}]";
    }

    private static string Text(JsonDocument read, string member) => read.RootElement.GetProperty(member).GetString()!;
}
