using System.Globalization;
using System.Text;
using Fractional.Ethereum.Crypto;
using Fractional.Ethereum.Primitives;

namespace Fractional.Ethereum.Messages;

/// <summary>Text or bytes signed by a person: EIP-191, version 0x45, as <c>personal_sign</c> does.</summary>
public static class PersonalMessage
{
    private static ReadOnlySpan<byte> Prefix => "\u0019Ethereum Signed Message:\n"u8;

    public static Bytes32 Hash(string message) => Hash(Encoding.UTF8.GetBytes(message));

    public static Bytes32 Hash(ReadOnlySpan<byte> message)
    {
        string length = message.Length.ToString(CultureInfo.InvariantCulture);
        byte[] prefixed = new byte[Prefix.Length + length.Length + message.Length];
        Prefix.CopyTo(prefixed);
        Encoding.ASCII.GetBytes(length, prefixed.AsSpan(Prefix.Length));
        message.CopyTo(prefixed.AsSpan(Prefix.Length + length.Length));
        return Keccak256.Hash(prefixed);
    }
}
