using System.Text;
using Fractional.Ethereum;
using Fractional.Ethereum.Crypto;
using Fractional.Ethereum.Primitives;
using Shouldly;
using Xunit;

namespace Fractional.Tests.Ethereum.Crypto;

public sealed class Secp256k1Tests
{
    private const int Cases = 10_000;
    private static readonly ManagedSecp256k1 Managed = new() { AllowSigning = true };

    // The test machine must have the library, or the comparison below would prove nothing.
    private static readonly NativeSecp256k1 Native = NativeSecp256k1.Instance
        ?? throw new InvalidOperationException("libsecp256k1 is missing (Debian: apt-get install libsecp256k1-1)");

    public static TheoryData<string> Curves => ["native", "managed"];

    [Fact]
    public void The_managed_curve_refuses_to_sign_unless_allowed()
    {
        ManagedSecp256k1 careful = new();
        using PrivateKey key = new(Bytes32.From(UInt256.One).Span, careful);
        Should.Throw<SigningRefusedException>(() => key.Sign(Bytes32.Zero)).Message.ShouldContain("AllowManagedSigner");
        careful.AllowSigning = true;
        key.Sign(Bytes32.Zero).Recover(Bytes32.Zero).ShouldBe(key.Address);
    }

    [Theory]
    [MemberData(nameof(Curves))]
    public void A_key_outside_1_to_the_order_minus_1_is_refused(string curve)
    {
        foreach (UInt256 number in new[] { UInt256.Zero, Secp256k1.Order, Secp256k1.Order + 1, UInt256.MaxValue })
        {
            byte[] bytes = Bytes32.From(number).ToArray();
            Should.Throw<EthereumFormatException>(() => new PrivateKey(bytes, Curve(curve)));
            Should.Throw<SigningRefusedException>(() => Curve(curve).Sign(new byte[32], bytes));
        }

        using PrivateKey last = new(Bytes32.From(Secp256k1.Order - 1).Span, Curve(curve));
        last.Address.ToString().ShouldBe("0x80C0dbf239224071c59dD8970ab9d542E3414aB2");
    }

    [Theory]
    [MemberData(nameof(Curves))]
    public void A_signature_no_key_could_make_recovers_nothing(string curve)
    {
        byte[] hash = Keccak256.Hash("hash"u8).ToArray();
        byte[] publicKey = new byte[64];
        UInt256 noPointHasX5 = 5;
        Signature[] impossible =
        [
            new(UInt256.Zero, UInt256.One, 0), new(UInt256.One, UInt256.Zero, 0), new(Secp256k1.Order, UInt256.One, 0),
            new(UInt256.One, Secp256k1.Order, 0), new(UInt256.MaxValue, UInt256.MaxValue, 1), new(noPointHasX5, 1, 0),
        ];
        foreach (Signature signature in impossible)
        {
            Curve(curve).TryRecover(hash, signature, 0, publicKey).ShouldBeFalse(signature.ToString());
        }

        // x = r + order must stay below the field's prime.
        Curve(curve).TryRecover(hash, new Signature(Secp256k1.Order - 1, 1, 0), 2, publicKey).ShouldBeFalse();
        Should.Throw<ArgumentOutOfRangeException>(() => Curve(curve).TryRecover(hash, impossible[0], 4, publicKey));
    }

    [Theory]
    [MemberData(nameof(Curves))]
    public void A_hash_that_makes_the_key_infinite_recovers_nothing(string curve)
    {
        // With R = G, r = x(G), s = r: Q = (s R - z G) / r is infinity for z = r.
        UInt256 r = Hex.ParseQuantity("0x79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798");
        byte[] hash = Bytes32.From(r).ToArray();
        Curve(curve).TryRecover(hash, new Signature(r, r, 0), 0, new byte[64]).ShouldBeFalse();
    }

    [Fact]
    public void A_high_s_twin_is_refused()
    {
        using PrivateKey key = new(Bytes32.From(77UL).Span);
        Bytes32 hash = Keccak256.Hash("hash"u8);
        Signature good = key.Sign(hash);
        good.Recover(hash).ShouldBe(key.Address);
        Signature twin = new(good.R, Secp256k1.Order - good.S, (byte)(1 - good.YParity));
        twin.TryRecover(hash, out _).ShouldBeFalse();
        Should.Throw<EthereumFormatException>(() => twin.Recover(hash)).Message.ShouldContain("upper half");
    }

    [Fact]
    public void A_disposed_key_signs_nothing_and_shows_nothing()
    {
        PrivateKey key = PrivateKey.Generate();
        key.ToString().ShouldBe(key.Address.ToString());
        key.Dispose();
        Should.Throw<ObjectDisposedException>(() => key.Sign(Bytes32.Zero));
        Should.Throw<ObjectDisposedException>(() => key.CopyTo(new byte[32]));
    }

    [Theory]
    [InlineData("0x")]
    [InlineData("4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f362318")]
    [InlineData("0x4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f36231")]
    public void A_malformed_key_text_is_refused_without_being_repeated(string text)
    {
        string message = Should.Throw<EthereumFormatException>(() => PrivateKey.Parse(text)).Message;
        message.ShouldNotContain("4c0883");
    }

    [Fact]
    public void Known_keys_have_known_addresses()
    {
        using PrivateKey key = PrivateKey.Parse("0x4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f362318");
        key.Address.ToString().ShouldBe("0x2c7536E3605D9C16a7a3D7b1898e529396a65c23");
        using PrivateKey first = PrivateKey.Parse("0x" + new string('0', 63) + "1");
        first.Address.ToString().ShouldBe("0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf");
    }

    // The RFC 6979 values that implementations of this curve share: key 1, SHA-256 of the text.
    [Theory]
    [InlineData(
        "Satoshi Nakamoto", "934b1ea10a4b3c1757e2b0c017d0b6143ce3c9a7e6a4a49860d7a6ab210ee3d8",
        "2442ce9d2b916064108014783e923ec36b49743e2ffa1c4496f01a512aafd9e5")]
    [InlineData(
        "All those moments will be lost in time, like tears in rain. Time to die...",
        "8600dbd41e348fe5c9465ab92d23e3db8b98b873beecd930736488696438cb6b",
        "547fe64427496db33bf66019dacbf0039c04199abb0122918601db38a72cfc21")]
    public void Nonces_follow_RFC_6979(string text, string r, string s)
    {
        byte[] hash = System.Security.Cryptography.SHA256.HashData(Encoding.ASCII.GetBytes(text));
        foreach (string curve in (string[])["native", "managed"])
        {
            Signature signature = Curve(curve).Sign(hash, Bytes32.From(UInt256.One).Span);
            Bytes32.From(signature.R).ToString().ShouldBe("0x" + r);
            Bytes32.From(signature.S).ToString().ShouldBe("0x" + s);
        }
    }

    [Fact]
    public void The_managed_curve_equals_the_library_on_random_keys_hashes_and_signatures()
    {
        Seeded random = new(7);
        byte[] native = new byte[64];
        byte[] managed = new byte[64];
        for (int i = 0; i < Cases; i++)
        {
            byte[] key = Bytes32.From((random.UInt256() % (Secp256k1.Order - 1)) + 1).ToArray();
            byte[] hash = Bytes32.From(random.UInt256()).ToArray();
            Signature signature = Native.Sign(hash, key);
            Managed.Sign(hash, key).ShouldBe(signature);

            Signature tried = i % 2 == 0 ? signature : new Signature(random.UInt256(), random.UInt256(), 0);
            int recoveryId = i % 2 == 0 ? signature.YParity : random.Below(4);
            bool found = Native.TryRecover(hash, tried, recoveryId, native);
            Managed.TryRecover(hash, tried, recoveryId, managed).ShouldBe(found);
            if (found)
            {
                managed.ShouldBe(native);
            }

            Native.TryPublicKey(key, native).ShouldBeTrue();
            Managed.TryPublicKey(key, managed).ShouldBeTrue();
            managed.ShouldBe(native);
        }
    }

    [Fact]
    public void Signatures_are_low_s_and_round_trip_in_both_forms()
    {
        Seeded random = new(8);
        using PrivateKey key = new(random.Bytes(32));
        for (int i = 0; i < 200; i++)
        {
            Bytes32 hash = random.Bytes32();
            Signature signature = key.Sign(hash);
            signature.IsLowS.ShouldBeTrue();
            Signature.Read(signature.ToArray()).ShouldBe(signature);
            byte[] compact = signature.ToArray()[..64];
            compact[32] |= (byte)(signature.YParity << 7);
            Signature.ReadCompact(compact).ShouldBe(signature);
            signature.Recover(hash).ShouldBe(key.Address);
        }

        Should.Throw<EthereumFormatException>(() => Signature.Read(new byte[64]));
        Should.Throw<EthereumFormatException>(() => Signature.ReadCompact(new byte[65]));
        byte[] badV = new byte[65];
        badV[64] = 29;
        Should.Throw<EthereumFormatException>(() => Signature.Read(badV)).Message.ShouldContain("29");
    }

    private static ISecp256k1 Curve(string name) => name == "native" ? Native : Managed;
}
