using System.Buffers.Binary;
using System.Numerics;
using Fractional.Ethereum.Primitives;

namespace Fractional.Ethereum.Rlp;

/// <summary>Writes canonical RLP. A list is begun, filled and ended; its header is put in front when it ends.</summary>
public ref struct RlpWriter
{
    // A header is at most one marker and eight bytes of length.
    private const int MaxHeader = 9;

    private Span<byte> _buffer;
    private int _written;

    /// <param name="initial">A first buffer, on the stack for instance; a larger one is taken when it is full.</param>
    public RlpWriter(Span<byte> initial) => _buffer = initial;

    public readonly ReadOnlySpan<byte> Written => _buffer[.._written];

    /// <returns>The mark to end this list with.</returns>
    public readonly int BeginList() => _written;

    public void EndList(int mark)
    {
        int length = _written - mark;
        Span<byte> header = stackalloc byte[MaxHeader];
        int size = Header(header, RlpReader.ListOffset, length);
        Reserve(size);
        _buffer.Slice(mark, length).CopyTo(_buffer[(mark + size)..]);
        header[..size].CopyTo(_buffer[mark..]);
        _written += size;
    }

    public void Write(scoped ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length == 1 && bytes[0] < RlpReader.BytesOffset)
        {
            WriteRaw(bytes);
            return;
        }

        Span<byte> header = stackalloc byte[MaxHeader];
        WriteRaw(header[..Header(header, RlpReader.BytesOffset, bytes.Length)]);
        WriteRaw(bytes);
    }

    /// <summary>The shortest big-endian form; zero is empty.</summary>
    public void Write(in UInt256 number)
    {
        Span<byte> bytes = stackalloc byte[UInt256.Size];
        number.WriteBigEndian(bytes);
        Write(bytes[(UInt256.Size - number.ByteLength)..]);
    }

    /// <summary>Bytes as they are: a type prefix, or an item that is already RLP.</summary>
    public void WriteRaw(scoped ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(_buffer[_written..]);
        _written += bytes.Length;
    }

    private static int Header(Span<byte> header, byte offset, int length)
    {
        if (length <= RlpReader.ShortLimit)
        {
            header[0] = (byte)(offset + length);
            return 1;
        }

        int digits = (71 - BitOperations.LeadingZeroCount((ulong)length)) / 8;
        header[0] = (byte)(offset + RlpReader.ShortLimit + digits);
        Span<byte> wide = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(wide, length);
        wide[(8 - digits)..].CopyTo(header[1..]);
        return 1 + digits;
    }

    private void Reserve(int more)
    {
        if (_buffer.Length - _written < more)
        {
            Span<byte> larger = new byte[Math.Max(_buffer.Length * 2, _written + more)];
            Written.CopyTo(larger);
            _buffer = larger;
        }
    }
}
