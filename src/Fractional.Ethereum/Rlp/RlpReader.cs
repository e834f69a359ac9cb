using Fractional.Ethereum.Primitives;

namespace Fractional.Ethereum.Rlp;

/// <summary>
/// Reads recursive-length-prefix data in its one canonical form: shortest lengths, no leading zeros in numbers, nothing
/// after the end. Copies nothing; a list is a reader over a part of the same bytes.
/// </summary>
/// <remarks>Source: Ethereum Yellow Paper, appendix B.</remarks>
public ref struct RlpReader(ReadOnlySpan<byte> data)
{
    internal const int ShortLimit = 55;
    internal const byte BytesOffset = 0x80;
    internal const byte ListOffset = 0xc0;

    private ReadOnlySpan<byte> _rest = data;

    public readonly bool IsAtEnd => _rest.IsEmpty;

    public readonly bool NextIsList => !_rest.IsEmpty && _rest[0] >= ListOffset;

    /// <exception cref="EthereumFormatException">The next item is a list, is cut off, or is not canonical.</exception>
    public ReadOnlySpan<byte> ReadBytes()
    {
        byte head = Head();
        if (head >= ListOffset)
        {
            throw new EthereumFormatException("RLP holds a list where bytes are expected");
        }

        if (head < BytesOffset)
        {
            return Take(0, 1);
        }

        ReadOnlySpan<byte> bytes = TakePayload(head - BytesOffset);
        if (bytes.Length == 1 && bytes[0] < BytesOffset)
        {
            throw new EthereumFormatException($"RLP is not canonical: the byte 0x{bytes[0]:x2} stands for itself");
        }

        return bytes;
    }

    /// <summary>The bytes of exactly that length.</summary>
    public ReadOnlySpan<byte> ReadBytes(int length)
    {
        ReadOnlySpan<byte> bytes = ReadBytes();
        return bytes.Length == length
            ? bytes
            : throw new EthereumFormatException($"RLP holds {bytes.Length} bytes where {length} are expected");
    }

    /// <exception cref="EthereumFormatException">The next item is bytes, is cut off, or is not canonical.</exception>
    public RlpReader ReadList()
    {
        byte head = Head();
        return head >= ListOffset
            ? new RlpReader(TakePayload(head - ListOffset))
            : throw new EthereumFormatException("RLP holds bytes where a list is expected");
    }

    /// <exception cref="EthereumFormatException">Leading zeros, or more than 32 bytes.</exception>
    public UInt256 ReadUInt256()
    {
        ReadOnlySpan<byte> bytes = ReadBytes();
        if (bytes.Length > UInt256.Size)
        {
            throw new EthereumFormatException($"RLP holds a number of {bytes.Length} bytes; at most 32 are allowed");
        }

        if (bytes.Length > 0 && bytes[0] == 0)
        {
            throw new EthereumFormatException("RLP is not canonical: a number has a leading zero");
        }

        Span<byte> wide = stackalloc byte[UInt256.Size];
        wide.Clear();
        bytes.CopyTo(wide[(UInt256.Size - bytes.Length)..]);
        return UInt256.ReadBigEndian(wide);
    }

    /// <exception cref="EthereumFormatException">Leading zeros, or above 2^64-1.</exception>
    public ulong ReadUInt64()
    {
        UInt256 number = ReadUInt256();
        return number.TryToUInt64(out ulong narrow)
            ? narrow
            : throw new EthereumFormatException($"RLP holds the number {number} where at most 2^64-1 is allowed");
    }

    public Address ReadAddress() => new(ReadBytes(Address.Size));

    public Bytes32 ReadBytes32() => new(ReadBytes(Bytes32.Size));

    /// <exception cref="EthereumFormatException">Something follows.</exception>
    public readonly void ExpectEnd(string what)
    {
        if (!_rest.IsEmpty)
        {
            throw new EthereumFormatException($"{_rest.Length} bytes of RLP follow after the end of {what}");
        }
    }

    private readonly byte Head() =>
        _rest.IsEmpty ? throw new EthereumFormatException("RLP ends where an item is expected") : _rest[0];

    // marker: 0..55 is the length itself, above that the number of bytes of the length that follow.
    private ReadOnlySpan<byte> TakePayload(int marker)
    {
        if (marker <= ShortLimit)
        {
            return Take(1, marker);
        }

        int lengthBytes = marker - ShortLimit;
        ReadOnlySpan<byte> digits = _rest.Length > lengthBytes
            ? _rest.Slice(1, lengthBytes)
            : throw new EthereumFormatException("RLP ends inside a length");
        ulong length = 0;
        foreach (byte digit in digits)
        {
            length = (length << 8) | digit;
        }

        if (digits[0] == 0 || length <= ShortLimit)
        {
            throw new EthereumFormatException("RLP is not canonical: a length is longer than needed");
        }

        return length <= int.MaxValue
            ? Take(1 + lengthBytes, (int)length)
            : throw new EthereumFormatException($"RLP claims {length} bytes; {_rest.Length} are there");
    }

    private ReadOnlySpan<byte> Take(int skip, int length)
    {
        if (length > _rest.Length - skip)
        {
            throw new EthereumFormatException($"RLP claims {length} bytes; {_rest.Length - skip} are there");
        }

        ReadOnlySpan<byte> taken = _rest.Slice(skip, length);
        _rest = _rest[(skip + length)..];
        return taken;
    }
}
