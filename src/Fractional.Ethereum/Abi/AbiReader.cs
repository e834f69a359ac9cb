using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using Fractional.Ethereum.Primitives;

namespace Fractional.Ethereum.Abi;

/// <summary>
/// Reads contract data in the one order that <see cref="AbiWriter"/> and the Solidity compiler write: each tail begins
/// where the one before it ended. Gaps, overlaps, dirty padding and missing or extra bytes are refused, so a few bytes
/// can never claim to be much data, and what was read writes back to the same bytes.
/// </summary>
public ref struct AbiReader(ReadOnlySpan<byte> data)
{
    private const int WordSize = AbiWriter.WordSize;

    private readonly ReadOnlySpan<byte> _data = data;
    private int _position;

    /// <summary>Where the next word begins.</summary>
    public readonly int Position => _position;

    /// <exception cref="EthereumFormatException">Cut off.</exception>
    public UInt256 ReadUInt256() => UInt256.ReadBigEndian(Word());

    /// <exception cref="EthereumFormatException">Cut off, or above <paramref name="bits"/> bits.</exception>
    public UInt256 ReadUInt256(int bits)
    {
        UInt256 number = ReadUInt256();
        return number.BitLength <= bits ? number : throw Malformed($"holds {number}, which is no uint{bits}");
    }

    /// <inheritdoc cref="ReadUInt256(int)"/>
    public ulong ReadUInt64(int bits)
    {
        ReadOnlySpan<byte> word = Word();
        ulong number = BinaryPrimitives.ReadUInt64BigEndian(word[24..]);
        return !word[..24].ContainsAnyExcept((byte)0) && (bits == 64 || number >> bits == 0)
            ? number
            : throw Malformed($"holds {Hex.Encode(word)}, which is no uint{bits}");
    }

    /// <inheritdoc cref="ReadUInt256(int)"/>
    public UInt128 ReadUInt128(int bits)
    {
        ReadOnlySpan<byte> word = Word();
        UInt128 number = BinaryPrimitives.ReadUInt128BigEndian(word[16..]);
        return !word[..16].ContainsAnyExcept((byte)0) && (bits == 128 || number >> bits == 0)
            ? number
            : throw Malformed($"holds {Hex.Encode(word)}, which is no uint{bits}");
    }

    /// <exception cref="EthereumFormatException">Cut off, or not sign-extended from that many bits.</exception>
    public BigInteger ReadInteger(int bits)
    {
        ReadOnlySpan<byte> word = Word();
        BigInteger number = new(word, isUnsigned: false, isBigEndian: true);
        BigInteger limit = BigInteger.One << (bits - 1);
        return number >= -limit && number < limit
            ? number
            : throw Malformed($"holds {number}, which is no int{bits}");
    }

    /// <inheritdoc cref="ReadInteger"/>
    public long ReadInt64(int bits) => (long)ReadInteger(bits);

    /// <inheritdoc cref="ReadInteger"/>
    public Int128 ReadInt128(int bits) => (Int128)ReadInteger(bits);

    /// <exception cref="EthereumFormatException">Cut off, or neither 0 nor 1.</exception>
    public bool ReadBool()
    {
        ReadOnlySpan<byte> word = Word();
        return word[31] <= 1 && !word[..31].ContainsAnyExcept((byte)0)
            ? word[31] == 1
            : throw Malformed($"holds {Hex.Encode(word)}, which is neither true nor false");
    }

    /// <exception cref="EthereumFormatException">Cut off, or more than 20 bytes.</exception>
    public Address ReadAddress()
    {
        ReadOnlySpan<byte> word = Word();
        return !word[..12].ContainsAnyExcept((byte)0)
            ? new Address(word[12..])
            : throw Malformed($"holds {Hex.Encode(word)}, which is no address");
    }

    public Bytes32 ReadBytes32() => new(Word());

    /// <summary><c>bytesN</c>, left in the word.</summary>
    /// <exception cref="EthereumFormatException">Cut off, or dirty behind the first bytes.</exception>
    public Bytes32 ReadFixedBytes(int size)
    {
        ReadOnlySpan<byte> word = Word();
        return !word[size..].ContainsAnyExcept((byte)0)
            ? new Bytes32(word)
            : throw Malformed($"holds {Hex.Encode(word)}, which is no bytes{size}");
    }

    /// <summary><c>bytes4</c>.</summary>
    public Selector ReadSelector() => Selector.Read(ReadFixedBytes(Selector.Size).Span);

    /// <summary>Passes over the heads of that many dynamic members, which <see cref="Enter"/> reads.</summary>
    /// <returns>The position of the first; each takes 32 bytes.</returns>
    /// <exception cref="EthereumFormatException">Cut off.</exception>
    public int SkipHeads(int count)
    {
        int first = _position;
        if (count > (_data.Length - _position) / WordSize)
        {
            throw new EthereumFormatException($"ABI data ends at byte {_data.Length}, before {count} offsets");
        }

        _position += count * WordSize;
        return first;
    }

    /// <summary>Checks that the tail of the member whose head lies at <paramref name="head"/> begins here.</summary>
    /// <param name="head">From <see cref="SkipHeads"/>.</param>
    /// <param name="start">Where the tuple or the array's elements begin: offsets count from there.</param>
    /// <exception cref="EthereumFormatException">It points elsewhere.</exception>
    public readonly void Enter(int head, int start)
    {
        UInt256 offset = UInt256.ReadBigEndian(_data.Slice(head, WordSize));
        if (offset != (ulong)(_position - start))
        {
            throw new EthereumFormatException(
                $"ABI data is not canonical: the offset at byte {head} is {offset}, "
                + $"the tail begins at {_position - start}");
        }
    }

    /// <summary>The number of elements of an array.</summary>
    /// <param name="leastBytes">What the smallest element takes, above 0.</param>
    /// <exception cref="EthereumFormatException">More than what is left can hold.</exception>
    public int ReadLength(int leastBytes)
    {
        ulong length = ReadUInt64(64);
        int most = (_data.Length - _position) / leastBytes;
        return length <= (ulong)most
            ? (int)length
            : throw Malformed($"claims {length} elements; at most {most} can follow");
    }

    /// <summary>Looks ahead before room is made for what must follow.</summary>
    /// <exception cref="EthereumFormatException">Cut off.</exception>
    public readonly void Require(int bytes)
    {
        if (bytes > _data.Length - _position)
        {
            throw new EthereumFormatException(
                $"ABI data ends at byte {_data.Length}; {bytes} bytes were to follow byte {_position}");
        }
    }

    /// <summary>The bytes in place.</summary>
    /// <exception cref="EthereumFormatException">Cut off, or the padding is not zero.</exception>
    public ReadOnlySpan<byte> ReadBytes()
    {
        int length = ReadLength(1);
        int padded = (int)(((long)length + WordSize - 1) / WordSize * WordSize);
        if (padded > _data.Length - _position)
        {
            throw Malformed($"claims {length} bytes and their padding; {_data.Length - _position} are there");
        }

        ReadOnlySpan<byte> words = _data.Slice(_position, padded);
        _position += padded;
        return !words[length..].ContainsAnyExcept((byte)0)
            ? words[..length]
            : throw Malformed("has padding that is not zero");
    }

    /// <summary>Text. Contracts accept any bytes as text, so what is not UTF-8 becomes U+FFFD instead of a fault that
    /// anybody could cause.</summary>
    /// <exception cref="EthereumFormatException">Cut off, or the padding is not zero.</exception>
    public string ReadText() => Encoding.UTF8.GetString(ReadBytes());

    /// <exception cref="EthereumFormatException">Something follows.</exception>
    public readonly void ExpectEnd()
    {
        if (_position != _data.Length)
        {
            throw new EthereumFormatException($"{_data.Length - _position} bytes of ABI data follow after the end");
        }
    }

    private ReadOnlySpan<byte> Word()
    {
        if (_data.Length - _position < WordSize)
        {
            throw new EthereumFormatException(
                $"ABI data ends at byte {_data.Length} where the word at byte {_position} is expected");
        }

        ReadOnlySpan<byte> word = _data.Slice(_position, WordSize);
        _position += WordSize;
        return word;
    }

    private readonly EthereumFormatException Malformed(string what) => new($"ABI word before byte {_position} {what}");
}
