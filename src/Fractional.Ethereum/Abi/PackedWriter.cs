using System.Text;
using Fractional.Ethereum.Primitives;

namespace Fractional.Ethereum.Abi;

/// <summary>
/// Writes as <c>abi.encodePacked</c>: every part in its own width, without padding or lengths. Only for hashing; two
/// neighbours of variable length make different parts look the same.
/// </summary>
public ref struct PackedWriter
{
    private Span<byte> _buffer;
    private int _position;

    /// <param name="initial">A first buffer; a larger one is taken when it is full.</param>
    public PackedWriter(Span<byte> initial) => _buffer = initial;

    public readonly ReadOnlySpan<byte> Written => _buffer[.._position];

    public void Write(in Address address) => Write(address.Span);

    public void Write(in Bytes32 bytes) => Write(bytes.Span);

    public void Write(bool flag) => Write([flag ? (byte)1 : (byte)0]);

    public void Write(string text) => Write(Encoding.UTF8.GetBytes(text));

    /// <param name="number">The number.</param>
    /// <param name="bits">8 to 256, by eights.</param>
    /// <exception cref="EthereumFormatException">It does not fit.</exception>
    public void Write(in UInt256 number, int bits)
    {
        if (number.BitLength > bits)
        {
            throw new EthereumFormatException($"{number} is above uint{bits}");
        }

        Span<byte> word = stackalloc byte[UInt256.Size];
        number.WriteBigEndian(word);
        Write(word[(UInt256.Size - (bits / 8))..]);
    }

    public void Write(scoped ReadOnlySpan<byte> bytes)
    {
        if (_buffer.Length - _position < bytes.Length)
        {
            Span<byte> larger = new byte[Math.Max(_buffer.Length * 2, _position + bytes.Length)];
            Written.CopyTo(larger);
            _buffer = larger;
        }

        bytes.CopyTo(_buffer[_position..]);
        _position += bytes.Length;
    }
}
