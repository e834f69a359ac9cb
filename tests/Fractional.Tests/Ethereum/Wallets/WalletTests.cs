using System.Numerics;
using System.Security.Cryptography;
using Fractional.Ethereum;
using Fractional.Ethereum.Crypto;
using Fractional.Ethereum.Wallets;
using Shouldly;
using Xunit;

namespace Fractional.Tests.Ethereum.Wallets;

public sealed class WalletTests
{
    const string Development = "test test test test test test test test test test test junk";

    [Theory]
    [InlineData("44'/60'/0'/0")]
    [InlineData("m/44'/60'//0")]
    [InlineData("m/2147483648")]
    [InlineData("m/-1")]
    [InlineData("m/0h")]
    public void A_malformed_path_is_refused(string path) =>
        Should.Throw<EthereumFormatException>(() => DerivationPath.Parse(path)).Message.ShouldContain("'");

    [Theory]
    [InlineData(0, "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266")]
    [InlineData(1, "0x70997970C51812dc3A010C7d01b50e0d17dc79C8")]
    [InlineData(9, "0xa0Ee7A142d267C1f36714E4a8F75612F20a79720")]
    public void The_development_phrase_gives_the_known_accounts(int index, string address)
    {
        using var wallet = new Wallet(Development);
        using var account = wallet.GetAccount(index);
        account.Address.ToString().ShouldBe(address);
    }

    /// <summary>Keys as the BIP-32 page prints them; base58check carries its own checksum.</summary>
    [Theory]
    [InlineData("000102030405060708090a0b0c0d0e0f", "m",
        "xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPqjiChkVvvNKmPGJxWUtg6LnF5kejMRNNU3TGtRBeJgk33yuGBxrMPHi")]
    [InlineData("000102030405060708090a0b0c0d0e0f", "m/0'",
        "xprv9uHRZZhk6KAJC1avXpDAp4MDc3sQKNxDiPvvkX8Br5ngLNv1TxvUxt4cV1rGL5hj6KCesnDYUhd7oWgT11eZG7XnxHrnYeSvkzY7d2bhkJ7")]
    [InlineData("000102030405060708090a0b0c0d0e0f", "m/0'/1",
        "xprv9wTYmMFdV23N2TdNG573QoEsfRrWKQgWeibmLntzniatZvR9BmLnvSxqu53Kw1UmYPxLgboyZQaXwTCg8MSY3H2EU4pWcQDnRnrVA1xe8fs")]
    [InlineData("000102030405060708090a0b0c0d0e0f", "m/0'/1/2'",
        "xprv9z4pot5VBttmtdRTWfWQmoH1taj2axGVzFqSb8C9xaxKymcFzXBDptWmT7FwuEzG3ryjH4ktypQSAewRiNMjANTtpgP4mLTj34bhnZX7UiM")]
    [InlineData("000102030405060708090a0b0c0d0e0f", "m/0'/1/2'/2",
        "xprvA2JDeKCSNNZky6uBCviVfJSKyQ1mDYahRjijr5idH2WwLsEd4Hsb2Tyh8RfQMuPh7f7RtyzTtdrbdqqsunu5Mm3wDvUAKRHSC34sJ7in334")]
    [InlineData("000102030405060708090a0b0c0d0e0f", "m/0'/1/2'/2/1000000000",
        "xprvA41z7zogVVwxVSgdKUHDy1SKmdb533PjDz7J6N6mV6uS3ze1ai8FHa8kmHScGpWmj4WggLyQjgPie1rFSruoUihUZREPSL39UNdE3BBDu76")]
    [InlineData("4b381541583be4423346c643850da4b320e46a87ae3d2a4e6da11eba819cd4acba45d239319ac14f863b8d5ab5a0d0c64d2e8a1e7d1457df2e5a3c51c73235be", "m",
        "xprv9s21ZrQH143K25QhxbucbDDuQ4naNntJRi4KUfWT7xo4EKsHt2QJDu7KXp1A3u7Bi1j8ph3EGsZ9Xvz9dGuVrtHHs7pXeTzjuxBrCmmhgC6")]
    [InlineData("4b381541583be4423346c643850da4b320e46a87ae3d2a4e6da11eba819cd4acba45d239319ac14f863b8d5ab5a0d0c64d2e8a1e7d1457df2e5a3c51c73235be", "m/0'",
        "xprv9uPDJpEQgRQfDcW7BkF7eTya6RPxXeJCqCJGHuCJ4GiRVLzkTXBAJMu2qaMWPrS7AANYqdq6vcBcBUdJCVVFceUvJFjaPdGZ2y9WACViL4L")]
    public void The_vectors_of_hierarchical_keys_hold(string seed, string path, string xprv)
    {
        using var master = ExtendedKey.FromSeed(Convert.FromHexString(seed));
        using var key = master.Derive(DerivationPath.Parse(path));
        var expected = Base58Check(xprv);
        var bytes = new byte[PrivateKey.Size];
        key.CopyTo(bytes);
        Convert.ToHexString(bytes).ShouldBe(Convert.ToHexString(expected[46..]));
        Convert.ToHexString(key.ChainCode).ShouldBe(Convert.ToHexString(expected[13..45]));
    }

    [Theory]
    [InlineData("""
        {"crypto":{"cipher":"aes-128-ctr","cipherparams":{"iv":"6087dab2f9fdbbfaddc31a909735c1e6"},
        "ciphertext":"5318b4d5bcd28de64ee5559e671353e16f075ecae9f99c7a79a38af5f869aa46","kdf":"pbkdf2",
        "kdfparams":{"c":262144,"dklen":32,"prf":"hmac-sha256",
        "salt":"ae3cd4e7013836a3df6bd7241b12db061dbe2c6785853cce422d148a624ce0bd"},
        "mac":"517ead924a9d0dc3124507e3393d175ce3ff7c1e96529c6c555ce9e51205e9b2"},
        "id":"3198bc9c-6672-5ab3-d995-4942343ae5b6","version":3}
        """)]
    [InlineData("""
        {"crypto":{"cipher":"aes-128-ctr","cipherparams":{"iv":"83dbcc02d8ccb40e466191a123791e0e"},
        "ciphertext":"d172bf743a674da9cdad04534d56926ef8358534d458fffccd4e6ad2fbde479c","kdf":"scrypt",
        "kdfparams":{"dklen":32,"n":262144,"r":1,"p":8,
        "salt":"ab0c7876052600dd703518d6fc3fe8984592145b591fc8fb5c6d43190334ba19"},
        "mac":"2103ac29920d71da29f15d75b4a16dbe95cfd7ff8faea1056c33131d846e3097"},
        "id":"3198bc9c-6672-5ab3-d995-4942343ae5b6","version":3}
        """)]
    public void The_known_key_files_open(string file)
    {
        using var key = Keystore.Import(file, "testpassword");
        var bytes = new byte[PrivateKey.Size];
        key.CopyTo(bytes);
        Convert.ToHexStringLower(bytes)
            .ShouldBe("7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d");
        Should.Throw<EthereumFormatException>(() => Keystore.Import(file, "testpasswort"))
            .Message.ShouldContain("password");
    }

    [Fact]
    public void An_exported_key_file_opens_again_and_shows_no_key()
    {
        using var wallet = new Wallet(Development);
        using var account = wallet.GetAccount(3);
        var file = Keystore.Export(account.Key, "pässword", n: 1 << 10);
        using var back = Keystore.Import(file, "pässword");
        back.Address.ShouldBe(account.Address);
        var bytes = new byte[PrivateKey.Size];
        account.Key.CopyTo(bytes);
        file.ShouldNotContain(Convert.ToHexStringLower(bytes));
    }

    [Theory]
    [InlineData("", "line 1")]
    [InlineData("{}", "version")]
    [InlineData("""{"version":3,"crypto":{}}""", "missing")]
    [InlineData("""
        {"version":3,"crypto":{"cipher":"rot13","ciphertext":"00","cipherparams":{"iv":"00"},"kdf":"scrypt",
        "kdfparams":{"dklen":32,"salt":"00"},"mac":"00"}}
        """, "aes-128-ctr")]
    public void A_file_that_is_no_key_file_is_named_so(string file, string expected) =>
        Should.Throw<EthereumFormatException>(() => Keystore.Import(file, "x")).Message.ShouldContain(expected);

    [Fact]
    public void A_changed_key_file_opens_to_the_same_key_or_is_refused_and_nothing_else()
    {
        const string noise = "{}[]\",:\\x019ef\0\ud800";
        using var key = new PrivateKey(Enumerable.Repeat((byte)7, 32).ToArray());
        var file = Keystore.Export(key, "x", n: 2);
        var random = new Seeded(23);
        for (var i = 0; i < 10_000; i++)
        {
            var text = file.ToCharArray();
            text[random.Below(text.Length)] = noise[random.Below(noise.Length)];
            try
            {
                using var read = Keystore.Import(new string(text, 0, text.Length - random.Below(3) / 2), "x");
                read.Address.ShouldBe(key.Address);
            }
            catch (EthereumFormatException)
            {
                // Refused in the library's own words.
            }
        }
    }

    [Theory]
    [InlineData("\"salt\":", "\"pepper\":", "salt is missing")]
    [InlineData("\"r\":8", "\"r\":4194304", "r at most")]
    [InlineData("\"dklen\":32", "\"dklen\":16", "dklen is 16")]
    [InlineData("\"kdf\":\"scrypt\"", "\"kdf\":null", "scrypt or pbkdf2")]
    [InlineData("\"version\":3", "\"version\":4", "version 3")]
    public void A_key_file_with_a_fault_names_it(string part, string changed, string expected)
    {
        using var key = new PrivateKey(Enumerable.Repeat((byte)7, 32).ToArray());
        var file = Keystore.Export(key, "x", n: 2);
        file.ShouldContain(part);
        Should.Throw<EthereumFormatException>(() => Keystore.Import(file.Replace(part, changed), "x"))
            .Message.ShouldContain(expected);
    }

    [Fact]
    public void A_key_file_whose_changed_iv_gives_another_key_is_refused()
    {
        using var key = new PrivateKey(Enumerable.Repeat((byte)7, 32).ToArray());
        var file = Keystore.Export(key, "x", n: 2);
        var at = file.IndexOf("\"iv\":\"", StringComparison.Ordinal) + 6;
        var changed = string.Concat(file.AsSpan(0, at), file[at] == '0' ? "1" : "0", file.AsSpan(at + 1));
        Should.Throw<EthereumFormatException>(() => Keystore.Import(changed, "x"))
            .Message.ShouldContain("states address");
    }

    static byte[] Base58Check(string text)
    {
        const string alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
        var number = text.Aggregate(
            BigInteger.Zero, (sum, c) => sum * 58 + alphabet.IndexOf(c, StringComparison.Ordinal));
        var bytes = number.ToByteArray(isUnsigned: true, isBigEndian: true);
        var payload = bytes[..^4];
        SHA256.HashData(SHA256.HashData(payload))[..4].ShouldBe(bytes[^4..], "the vector itself was mistyped");
        return payload;
    }
}
