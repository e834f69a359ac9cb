using System.Security.Cryptography;
using System.Text;
using Fractional.Ethereum;
using Fractional.Ethereum.Wallets;
using Shouldly;
using Xunit;

namespace Fractional.Tests.Ethereum.Wallets;

public sealed class MnemonicTests
{
    const string Six = "abandon abandon abandon abandon abandon abandon ";
    const string Five = "abandon abandon abandon abandon abandon ";
    const string AllZero = Six + Five + "about";

    [Theory]
    [InlineData("abandon", "12, 15, 18, 21 or 24 words, not 1")]
    [InlineData("", "not 0")]
    [InlineData(Six + Six, "checksum")]
    [InlineData("about " + Six + Five, "checksum")]
    [InlineData("abandon abandon Abandon " + Six + "abandon abandon about", "word 3")]
    [InlineData("abandon abandon aband " + Six + "abandon abandon about", "word 3")]
    public void A_phrase_with_an_error_is_refused_without_showing_it(string phrase, string expected)
    {
        var message = Should.Throw<EthereumFormatException>(() => Mnemonic.Parse(phrase)).Message;
        message.ShouldContain(expected);
        message.ShouldNotContain("abandon");
    }

    [Theory]
    [InlineData("00000000000000000000000000000000", AllZero,
        "c55257c360c07c72029aebc1b53c05ed0362ada38ead3e3e9efa3708e53495531f09a6987599d18264c1e1c92f2cf141630c7a3c4ab7c81b2f001698e7463b04")]
    [InlineData("7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f",
        "legal winner thank year wave sausage worth useful legal winner thank yellow",
        "2e8905819b8723fe2c1d161860e5ee1830318dbf49a83bd451cfb8440c28bd6fa457fe1296106559a3c80937a1c1069be3a3a5bd381ee6260e8d9739fce1f607")]
    [InlineData("80808080808080808080808080808080",
        "letter advice cage absurd amount doctor acoustic avoid letter advice cage above",
        "d71de856f81a8acc65e6fc851a38d4d7ec216fd0796d0a6827a3ad6ed5511a30fa280f12eb2e47ed2ac03b5c462a0358d18d69fe4f985ec81778c1b370b652a8")]
    [InlineData("ffffffffffffffffffffffffffffffff", "zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo wrong",
        "ac27495480225222079d7be181583751e86f571027b0497b5b5d11218e0a8a13332572917f0f8e5a589620c6f15b11c61dee327651a14c34e18231052e48c069")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000",
        Six + Six + Six + Five + "art",
        "bda85446c68413707090a52022edd26a1c9462295029f2e60cd7c4f2bbd3097170af7a4d73245cafa9c3cca8d561a7c3de6f5d4a10be8ed2a5e608d68f92fcc8")]
    [InlineData("f585c11aec520db57dd353c69554b21a89b20fb0650966fa0a9d6f74fd989d8f",
        "void come effort suffer camp survey warrior heavy shoot primary clutch crush open amazing screen patrol group "
        + "space point ten exist slush involve unfold",
        "01f5bced59dec48e362f2c45b5de68b9fd6c92c6634f44d6d40aab69056506f0e35524a518034ddc1192e1dacd32c1ed3eaa3c3b131c88ed8e7e54c49a5d0998")]
    public void The_vectors_of_the_standard_hold(string entropy, string phrase, string seed)
    {
        Mnemonic.FromEntropy(Convert.FromHexString(entropy)).Words.ShouldBe(phrase);
        Convert.ToHexStringLower(Mnemonic.Parse(phrase).ToSeed("TREZOR")).ShouldBe(seed);
    }

    [Fact]
    public void The_word_list_is_the_standard_one_byte_for_byte()
    {
        var assembly = typeof(Mnemonic).Assembly;
        var name = assembly.GetManifestResourceNames().Single(n => n.EndsWith("english.txt", StringComparison.Ordinal));
        using var stream = assembly.GetManifestResourceStream(name)!;
        Convert.ToHexStringLower(SHA256.HashData(stream))
            .ShouldBe("2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda");
    }

    [Theory]
    [InlineData(12)]
    [InlineData(15)]
    [InlineData(18)]
    [InlineData(21)]
    [InlineData(24)]
    public void A_generated_phrase_is_read_back(int words)
    {
        var phrase = Mnemonic.Generate(words);
        var spaced = phrase.Words.Replace(" ", "\t ", StringComparison.Ordinal);
        Mnemonic.Parse($"  {spaced}\n").Words.ShouldBe(phrase.Words);
        phrase.ToString().ShouldBe($"{words} words");
    }

    [Fact]
    public void A_passphrase_that_this_process_cannot_normalise_is_refused()
    {
        var canNormalise = "\u00e9".Normalize(NormalizationForm.FormKD).Length == 2;
        var phrase = Mnemonic.Parse(AllZero);
        if (canNormalise)
        {
            phrase.ToSeed("\u00e9").ShouldBe(phrase.ToSeed("e\u0301"));
            return;
        }
        Should.Throw<EthereumFormatException>(() => phrase.ToSeed("\u00e9")).Message.ShouldContain("beyond ASCII");
        Should.Throw<EthereumFormatException>(() => new Wallet(AllZero, "\u00e9"));
    }

    [Theory]
    [InlineData("", "", 16, 1, 1,
        "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906")]
    [InlineData("password", "NaCl", 1024, 8, 16,
        "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640")]
    public void Scrypt_agrees_with_its_specification(
        string password, string salt, int n, int r, int p, string expected)
    {
        var key = Scrypt.DeriveKey(Encoding.UTF8.GetBytes(password), Encoding.UTF8.GetBytes(salt), n, r, p, 64);
        Convert.ToHexStringLower(key).ShouldBe(expected);
    }

    [Theory]
    [InlineData(0, 8, 1)]
    [InlineData(3, 8, 1)]
    [InlineData(1 << 30, 8, 1)]
    [InlineData(16, 0, 1)]
    [InlineData(16, 1, 17)]
    public void Scrypt_refuses_parameters_that_would_take_the_machine(int n, int r, int p) =>
        Should.Throw<EthereumFormatException>(() => Scrypt.DeriveKey([], [], n, r, p, 32));
}
