using System.Buffers.Binary;
using System.Text;
using Fractional.Ethereum.Crypto;

namespace Fractional.Ethereum.Primitives;

/// <summary>The four bytes that name a function or an error in call and revert data.</summary>
/// <param name="Number">The four bytes read as a big-endian number.</param>
public readonly record struct Selector(uint Number)
{
    public const int Size = 4;

    /// <param name="signature">Canonical: <c>take(uint256,uint256,address)</c>.</param>
    public static Selector Of(string signature) => Read(Keccak256.Hash(Encoding.UTF8.GetBytes(signature)).Span);

    /// <summary>The first four bytes of call or revert data.</summary>
    /// <exception cref="EthereumFormatException">Fewer than four bytes.</exception>
    public static Selector Read(ReadOnlySpan<byte> data) =>
        BinaryPrimitives.TryReadUInt32BigEndian(data, out uint number)
            ? new Selector(number)
            : throw new EthereumFormatException($"{data.Length} bytes given; a selector needs {Size}");

    /// <exception cref="EthereumFormatException">Not 0x and 8 hex digits.</exception>
    public static Selector Parse(ReadOnlySpan<char> text)
    {
        Span<byte> bytes = stackalloc byte[Size];
        Hex.Decode(text, bytes);
        return Read(bytes);
    }

    public void Write(Span<byte> destination) => BinaryPrimitives.WriteUInt32BigEndian(destination, Number);

    public override string ToString() => $"0x{Number:x8}";
}
