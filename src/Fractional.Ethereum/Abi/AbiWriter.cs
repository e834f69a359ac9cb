using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using Fractional.Ethereum.Primitives;

namespace Fractional.Ethereum.Abi;

/// <summary>
/// Writes contract data word by word in its canonical order: the heads of a tuple, then the tails of its dynamic
/// members in the same order. A dynamic member's head is reserved first and pointed at its tail when that begins.
/// </summary>
/// <remarks>Source: Solidity documentation, Contract ABI Specification.</remarks>
public ref struct AbiWriter
{
    internal const int WordSize = 32;

    private Span<byte> _buffer;
    private int _position;

    /// <param name="initial">A first buffer, on the stack for instance; a larger one is taken when it is full.</param>
    public AbiWriter(Span<byte> initial) => _buffer = initial;

    public readonly int Position => _position;

    public readonly ReadOnlySpan<byte> Written => _buffer[.._position];

    public void Write(Selector selector)
    {
        Span<byte> four = Take(Selector.Size);
        selector.Write(four);
    }

    public void Write(in UInt256 number) => number.WriteBigEndian(Take(WordSize));

    public void Write(ulong number)
    {
        Span<byte> word = Take(WordSize);
        word[..24].Clear();
        BinaryPrimitives.WriteUInt64BigEndian(word[24..], number);
    }

    public void Write(UInt128 number)
    {
        Span<byte> word = Take(WordSize);
        word[..16].Clear();
        BinaryPrimitives.WriteUInt128BigEndian(word[16..], number);
    }

    public void Write(long number)
    {
        Span<byte> word = Take(WordSize);
        word[..24].Fill(number < 0 ? (byte)0xff : (byte)0);
        BinaryPrimitives.WriteInt64BigEndian(word[24..], number);
    }

    public void Write(Int128 number)
    {
        Span<byte> word = Take(WordSize);
        word[..16].Fill(number < 0 ? (byte)0xff : (byte)0);
        BinaryPrimitives.WriteInt128BigEndian(word[16..], number);
    }

    public void Write(bool flag) => Write(flag ? 1UL : 0UL);

    public void Write(in Address address)
    {
        Span<byte> word = Take(WordSize);
        word[..12].Clear();
        address.CopyTo(word[12..]);
    }

    public void Write(in Bytes32 word) => word.CopyTo(Take(WordSize));

    /// <summary>A number of a type narrower than its C# form.</summary>
    /// <exception cref="EthereumFormatException">It does not fit.</exception>
    public void Write(ulong number, int bits, string name)
    {
        if (bits < 64 && number >> bits != 0)
        {
            throw DoesNotFit(number, $"uint{bits}", name);
        }

        Write(number);
    }

    /// <inheritdoc cref="Write(ulong, int, string)"/>
    public void Write(UInt128 number, int bits, string name)
    {
        if (bits < 128 && number >> bits != 0)
        {
            throw DoesNotFit(number, $"uint{bits}", name);
        }

        Write(number);
    }

    /// <inheritdoc cref="Write(ulong, int, string)"/>
    public void Write(in UInt256 number, int bits, string name)
    {
        if (number.BitLength > bits)
        {
            throw DoesNotFit(number, $"uint{bits}", name);
        }

        Write(number);
    }

    /// <inheritdoc cref="Write(ulong, int, string)"/>
    public void Write(BigInteger number, int bits, string name)
    {
        if (number < -(BigInteger.One << (bits - 1)) || number >= BigInteger.One << (bits - 1))
        {
            throw DoesNotFit(number, $"int{bits}", name);
        }

        Write((UInt256)(number.Sign < 0 ? number + (BigInteger.One << 256) : number));
    }

    /// <summary><c>bytesN</c>, left in its word.</summary>
    /// <exception cref="EthereumFormatException">Bytes behind <paramref name="size"/> are not zero.</exception>
    public void WriteFixedBytes(in Bytes32 bytes, int size, string name)
    {
        if (bytes.Span[size..].ContainsAnyExcept((byte)0))
        {
            throw DoesNotFit(bytes, $"bytes{size}", name);
        }

        Write(bytes);
    }

    /// <summary><c>bytes4</c>, left in its word.</summary>
    public void WriteFixedBytes(Selector selector)
    {
        Span<byte> word = Take(WordSize);
        word.Clear();
        selector.Write(word);
    }

    /// <summary>Length, bytes, zeros up to a whole word.</summary>
    public void WriteBytes(scoped ReadOnlySpan<byte> bytes)
    {
        Write((ulong)bytes.Length);
        int padded = checked(bytes.Length + WordSize - 1) / WordSize * WordSize;
        Span<byte> words = Take(padded);
        bytes.CopyTo(words);
        words[bytes.Length..].Clear();
    }

    /// <summary>Text as UTF-8 bytes.</summary>
    public void WriteText(string text)
    {
        int length = Encoding.UTF8.GetByteCount(text);
        Write((ulong)length);
        Span<byte> words = Take(checked(length + WordSize - 1) / WordSize * WordSize);
        words[Encoding.UTF8.GetBytes(text, words)..].Clear();
    }

    /// <summary>Leaves room for the heads of that many dynamic members, which <see cref="PointHere"/> fills.</summary>
    /// <returns>The position of the first; each takes 32 bytes.</returns>
    public int ReserveHeads(int count)
    {
        int first = _position;
        Take(checked(count * WordSize));
        return first;
    }

    /// <summary>The tail of the member whose head lies at <paramref name="head"/> begins here.</summary>
    /// <param name="head">From <see cref="ReserveHeads"/>.</param>
    /// <param name="start">Where the tuple or the array's elements begin: offsets count from there.</param>
    public readonly void PointHere(int head, int start)
    {
        Span<byte> word = _buffer.Slice(head, WordSize);
        word[..28].Clear();
        BinaryPrimitives.WriteInt32BigEndian(word[28..], _position - start);
    }

    private static EthereumFormatException DoesNotFit<T>(T value, string type, string name) =>
        new($"{name} is {value}; {type} cannot hold it");

    private Span<byte> Take(int count)
    {
        if (_buffer.Length - _position < count)
        {
            Grow(count);
        }

        Span<byte> taken = _buffer.Slice(_position, count);
        _position += count;
        return taken;
    }

    private void Grow(int count)
    {
        Span<byte> larger = new byte[Math.Max(_buffer.Length * 2, _position + count)];
        Written.CopyTo(larger);
        _buffer = larger;
    }
}
