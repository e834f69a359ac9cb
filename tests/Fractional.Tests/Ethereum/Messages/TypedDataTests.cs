using Fractional.Ethereum;
using Fractional.Ethereum.Crypto;
using Fractional.Ethereum.Messages;
using Fractional.Ethereum.Primitives;
using Fractional.Ethereum.Signers;
using Shouldly;
using Xunit;

namespace Fractional.Tests.Ethereum.Messages;

public sealed class TypedDataTests
{
    // The example of EIP-712.
    private const string Mail = """
        {"types":{"EIP712Domain":[{"name":"name","type":"string"},{"name":"version","type":"string"},
        {"name":"chainId","type":"uint256"},{"name":"verifyingContract","type":"address"}],
        "Person":[{"name":"name","type":"string"},{"name":"wallet","type":"address"}],
        "Mail":[{"name":"from","type":"Person"},{"name":"to","type":"Person"},{"name":"contents","type":"string"}]},
        "primaryType":"Mail","domain":{"name":"Ether Mail","version":"1","chainId":1,
        "verifyingContract":"0xCcCCccccCCCCcCCCCCCcCcCccCcCCCcCcccccccC"},
        "message":{"from":{"name":"Cow","wallet":"0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826"},
        "to":{"name":"Bob","wallet":"0xbBbBBBBbbBBBbbbBbbBbbbbBBbBbbbbBbBbbBBbB"},"contents":"Hello, Bob!"}}
        """;

    [Theory]
    [InlineData("", "is not JSON")]
    [InlineData("[]", "is not an object")]
    [InlineData("{}", "lacks the member 'types'")]
    [InlineData("""{"types":{},"primaryType":"X","domain":{},"message":{}}""", "'EIP712Domain' is not defined")]
    [InlineData("""{"types":[],"primaryType":"X","domain":{},"message":{}}""", "types is not an object")]
    [InlineData("""{"types":{},"types":{},"primaryType":"X","domain":{},"message":{}}""", "'types' twice")]
    [InlineData("""{"types":{"1":[]},"primaryType":"X","domain":{},"message":{}}""", "'1' is not a name")]
    [InlineData("""{"types":{"\ud800":[]},"primaryType":"X","domain":{},"message":{}}""", "is not JSON")]
    public void Text_that_is_not_typed_data_is_refused(string json, string reason) =>
        Should.Throw<EthereumFormatException>(() => TypedData.Parse(json)).Message.ShouldContain(reason);

    [Theory]
    [InlineData("\"contents\":\"Hello, Bob!\"", "\"contents\":1", "message.contents is not text")]
    [InlineData(",\"contents\":\"Hello, Bob!\"", "", "message lacks the member 'contents'")]
    [InlineData("\"contents\":\"Hello, Bob!\"", "\"contents\":\"\",\"more\":1", "unknown member 'more'")]
    [InlineData("\"chainId\":1", "\"chainId\":-1", "domain.chainId is -1; uint256 cannot hold it")]
    [InlineData("\"chainId\":1", "\"chainId\":1.5", "is not a whole number")]
    [InlineData("\"chainId\":1", "\"chainId\":1e2", "is not a whole number")]
    [InlineData("\"chainId\":1", "\"chainId\":\"01\"", "is not a whole number")]
    [InlineData("\"chainId\":1", "\"chainId\":null", "is not a number")]
    [InlineData("0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826", "0xcD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826", "checksum")]
    [InlineData("\"primaryType\":\"Mail\"", "\"primaryType\":\"Letter\"", "'Letter' is not defined")]
    [InlineData("\"primaryType\":\"Mail\"", "\"primaryType\":5", "primaryType is not text")]
    [InlineData("\"type\":\"Person\"", "\"type\":\"uint7\"", "'uint7' of Mail.from is not known")]
    [InlineData("\"type\":\"Person\"", "\"type\":\"Person[0]\"", "'Person[0]' of Mail.from is not known")]
    [InlineData("\"type\":\"Person\"", "\"type\":\"Person[\"", "'Person[' of Mail.from is not known")]
    [InlineData("\"type\":\"Person\"", "\"type\":\"Person[]\"", "message.from is not an array")]
    [InlineData("{\"name\":\"name\",\"type\":\"string\"},{\"name\":\"version\"",
        "{\"name\":\"title\",\"type\":\"string\"},{\"name\":\"version\"", "'string title' has no place")]
    public void Typed_data_with_a_fault_names_it(string part, string changed, string reason)
    {
        Mail.ShouldContain(part);
        string json = Mail.Replace(part, changed, StringComparison.Ordinal);
        Should.Throw<EthereumFormatException>(() => TypedData.Parse(json)).Message.ShouldContain(reason);
    }

    [Fact]
    public void Sizes_that_no_person_could_read_are_refused_before_they_cost_anything()
    {
        IEnumerable<string> chain = Enumerable.Range(0, 20_000)
            .Select(i => $"\"T{i}\":[{{\"name\":\"a\",\"type\":\"T{i + 1}\"}}]");
        Parse($"{{{string.Join(',', chain)}}}").ShouldContain("more than 64 structs");
        IEnumerable<string> wide = Enumerable.Range(0, 5_000).Select(i => $"{{\"name\":\"a{i}\",\"type\":\"bool\"}}");
        Parse($"{{\"T\":[{string.Join(',', wide)}]}}").ShouldContain("more than 128 fields");
        string deep = string.Concat(Enumerable.Repeat("[]", 100_000));
        Parse($"{{\"T\":[{{\"name\":\"a\",\"type\":\"bool{deep}\"}}]}}").ShouldContain("has 200004 characters");
        Parse(new string(' ', TypedData.MaxJsonCharacters)).ShouldContain("at most");

        static string Parse(string types) => Should.Throw<EthereumFormatException>(() => TypedData.Parse(
            $"{{\"types\":{types},\"primaryType\":\"T\",\"domain\":{{}},\"message\":{{}}}}")).Message;
    }

    [Fact]
    public async Task The_EIP_712_example_hashes_and_signs_as_written()
    {
        TypedData data = TypedData.Parse(Mail);
        data.DomainSeparator.ToString().ShouldBe("0xf2cee375fa42b42143804025fc449deafd50cc031ca257e0b194a650a912090f");
        data.StructHash.ToString().ShouldBe("0xc52c0ee5d84264471806290a3f2c4cecfc5490626bf912d01f240d7a274b371e");
        data.Digest.ToString().ShouldBe("0xbe609aee343fb3c4b28e1df9e632fca64fcfaede20f02e86244efddf30957bd2");
        Eip712.TypeHash("Mail(Person from,Person to,string contents)Person(string name,address wallet)").ToString()
            .ShouldBe("0xa0cedeb2dc280ba39b857546d74f5549c3a1d7bdc2dd96bf881f76108e23dac2");

        using Account cow = new(new PrivateKey(Keccak256.Hash("cow"u8).Span));
        cow.Address.ToString().ShouldBe("0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826");
        Signature signature = await cow.SignTypedData(data, CancellationToken.None);
        signature.V.ShouldBe((byte)28);
        Bytes32.From(signature.R).ToString()
            .ShouldBe("0x4355c47d63924e8a72e509b65029052eb6c299d53a04e167c5775fd466751c9d");
        Bytes32.From(signature.S).ToString()
            .ShouldBe("0x07299936d304c153f6443dfa05f40ff007d72911b6f72307f996231605b91562");
    }

    [Fact]
    public void Domains_and_structs_known_at_build_time_hash_like_their_JSON()
    {
        Eip712Domain domain = new(
            "Ether Mail", "1", UInt256.One, Address.Parse("0xCcCCccccCCCCcCCCCCCcCcCccCcCCCcCcccccccC"));
        domain.Separator().ShouldBe(TypedData.Parse(Mail).DomainSeparator);
        new Eip712Domain(null, null, null, null).EncodedType.ShouldBe("EIP712Domain()");
        new Eip712Domain("x", null, UInt256.One, null, Bytes32.Zero).EncodedType
            .ShouldBe("EIP712Domain(string name,uint256 chainId,bytes32 salt)");
    }

    [Fact]
    public void A_permit_hashes_like_its_typed_data()
    {
        Eip712Domain domain = new("Shares", "1", 31337, Address.Parse("0x00000000000000000000000000000000000000aa"));
        Permit permit = new(
            Address.Parse("0x00000000000000000000000000000000000000b0"),
            Address.Parse("0x00000000000000000000000000000000000000c0"), UInt256.MaxValue, 7, 1_700_000_000);
        TypedData data = TypedData.Parse($$$"""
            {"types":{"EIP712Domain":[{"name":"name","type":"string"},{"name":"version","type":"string"},
            {"name":"chainId","type":"uint256"},{"name":"verifyingContract","type":"address"}],
            "Permit":[{"name":"owner","type":"address"},{"name":"spender","type":"address"},
            {"name":"value","type":"uint256"},{"name":"nonce","type":"uint256"},{"name":"deadline","type":"uint256"}]},
            "primaryType":"Permit","domain":{"name":"Shares","version":"1","chainId":"0x7a69",
            "verifyingContract":"0x00000000000000000000000000000000000000aa"},
            "message":{"owner":"{{{permit.Owner}}}","spender":"{{{permit.Spender}}}","value":"{{{permit.Amount}}}",
            "nonce":"7","deadline":1700000000}}
            """);
        permit.Digest(domain).ShouldBe(data.Digest);

        // The type hash that EIP-2612 fixes, alone in front of empty fields.
        byte[] words = new byte[6 * 32];
        Hex.Decode("0x6e71edae12b1b97f4d1f60370fef10105fa2faae0126114a169c64845d6126c9").CopyTo(words, 0);
        default(Permit).HashStruct().ShouldBe(Keccak256.Hash(words));
    }

    [Fact]
    public void Arrays_inner_structs_negative_numbers_and_bytes_hash_word_by_word()
    {
        TypedData data = TypedData.Parse("""
            {"types":{"EIP712Domain":[],"Inner":[{"name":"a","type":"int8"},{"name":"b","type":"bytes3"}],
            "Outer":[{"name":"list","type":"Inner[2]"},{"name":"flags","type":"bool[]"},{"name":"raw","type":"bytes"}]},
            "primaryType":"Outer","domain":{},"message":{"list":[{"a":-128,"b":"0x010203"},{"a":"127","b":"0xffffff"}],
            "flags":[true,false],"raw":"0x"}}
            """);
        byte[] innerType = Eip712.TypeHash("Inner(int8 a,bytes3 b)").ToArray();
        byte[] first = [.. innerType, .. Enumerable.Repeat((byte)0xff, 31), 0x80, 1, 2, 3, .. new byte[29]];
        byte[] second = [.. innerType, .. new byte[31], 127, 0xff, 0xff, 0xff, .. new byte[29]];
        byte[] items = [.. Keccak256.Hash(first).ToArray(), .. Keccak256.Hash(second).ToArray()];
        byte[] list = Keccak256.Hash(items).ToArray();
        byte[] flags = Keccak256.Hash([.. new byte[31], 1, .. new byte[32]]).ToArray();
        byte[] outer =
        [
            .. Eip712.TypeHash("Outer(Inner[2] list,bool[] flags,bytes raw)Inner(int8 a,bytes3 b)").ToArray(),
            .. list, .. flags, .. Keccak256.Hash([]).ToArray(),
        ];
        data.StructHash.ShouldBe(Keccak256.Hash(outer));
    }

    [Fact]
    public void Text_cut_or_changed_anywhere_gives_typed_data_or_the_librarys_own_exception()
    {
        const string noise = "{}[]\",:\\0x-1eumT\u0000\ud800 ";
        Seeded random = new(13);
        for (int i = 0; i < 10_000; i++)
        {
            char[] text = Mail.ToCharArray();
            for (int changes = 1 + random.Below(3); changes > 0; changes--)
            {
                text[random.Below(text.Length)] = noise[random.Below(noise.Length)];
            }

            string changed = new(text, 0, random.Coin() ? text.Length : random.Below(text.Length));
            try
            {
                TypedData.Parse(changed).Json.ShouldBe(changed);
            }
            catch (EthereumFormatException refusal)
            {
                refusal.Message.Length.ShouldBeInRange(10, 600);
            }
        }
    }

    [Fact]
    public async Task A_personal_message_is_prefixed_with_its_length_in_bytes()
    {
        PersonalMessage.Hash("hello").ToString()
            .ShouldBe("0x50b2c43fd39106bafbba0da34fc430e1f91e3c96ea2acee2bc34119f92b37750");
        byte[] twoBytes = [.. "\u0019Ethereum Signed Message:\n2"u8, 0xc3, 0xa9];
        PersonalMessage.Hash("é").ShouldBe(Keccak256.Hash(twoBytes));
        using Account account = new(new PrivateKey(Bytes32.From(1UL).Span));
        Signature signature = await account.SignMessage("hello"u8.ToArray(), CancellationToken.None);
        signature.Recover(PersonalMessage.Hash("hello")).ShouldBe(account.Address);
    }
}
