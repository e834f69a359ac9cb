using System.Numerics;
using System.Text;
using Fractional.Ethereum.Crypto;

namespace Fractional.Properties.Differential;

/// <summary>
/// Calls and answers as 32-byte words, written out by hand: an error in the product's own encoder cannot hide an error
/// in what it encodes.
/// </summary>
internal static class Words
{
    public const int Length = 32;

    public static byte[] Encode(IEnumerable<BigInteger> words) => [.. words.SelectMany(Encode)];

    public static BigInteger[] Decode(ReadOnlySpan<byte> data)
    {
        var words = new BigInteger[data.Length / Length];
        for (var i = 0; i < words.Length; i++)
        {
            words[i] = new BigInteger(data.Slice(i * Length, Length), isUnsigned: true, isBigEndian: true);
        }
        return words;
    }

    public static byte[] Call(string signature, IEnumerable<BigInteger> arguments) =>
        [.. Keccak256.Hash(Encoding.ASCII.GetBytes(signature)).Span[..4], .. Encode(arguments)];

    /// <summary>The calldata of <c>batch(bytes[])</c>.</summary>
    public static byte[] Batch(IReadOnlyList<byte[]> calls)
    {
        var (offsets, tails, next) = (new List<BigInteger>(), new List<byte>(), calls.Count * Length);
        foreach (var call in calls)
        {
            offsets.Add(next);
            byte[] tail = [.. Encode(call.Length), .. call, .. new byte[Padding(call.Length)]];
            tails.AddRange(tail);
            next += tail.Length;
        }
        return [.. Call("batch(bytes[])", [Length, calls.Count, .. offsets]), .. tails];
    }

    /// <summary>What <c>batch</c> answered: of each call whether it was accepted, and its data.</summary>
    public static (bool Accepted, byte[] Data)[] Outcomes(ReadOnlySpan<byte> answer)
    {
        var list = answer[(int)At(answer, 0)..];
        var outcomes = new (bool, byte[])[(int)At(list, 0)];
        var body = list[Length..];
        for (var i = 0; i < outcomes.Length; i++)
        {
            var outcome = body[(int)At(body, i)..];
            var data = outcome[(int)At(outcome, 1)..];
            outcomes[i] = (!At(outcome, 0).IsZero, data.Slice(Length, (int)At(data, 0)).ToArray());
        }
        return outcomes;
    }

    /// <summary>Length and bytes, filled up to whole words: a <c>bytes</c> or <c>string</c> as a tail.</summary>
    public static BigInteger[] OfBytes(byte[] bytes) =>
        [bytes.Length, .. Decode([.. bytes, .. new byte[Padding(bytes.Length)]])];

    /// <summary>A returned <c>bytes[]</c>.</summary>
    public static byte[][] ByteArrays(ReadOnlySpan<byte> answer)
    {
        var list = answer[(int)At(answer, 0)..];
        var arrays = new byte[(int)At(list, 0)][];
        var body = list[Length..];
        for (var i = 0; i < arrays.Length; i++)
        {
            var bytes = body[(int)At(body, i)..];
            arrays[i] = bytes.Slice(Length, (int)At(bytes, 0)).ToArray();
        }
        return arrays;
    }

    private static BigInteger At(ReadOnlySpan<byte> data, int word) =>
        new(data.Slice(word * Length, Length), isUnsigned: true, isBigEndian: true);

    private static byte[] Encode(BigInteger word)
    {
        var bytes = new byte[Length];
        var size = word.GetByteCount(isUnsigned: true);
        word.TryWriteBytes(bytes.AsSpan(Length - size), out _, isUnsigned: true, isBigEndian: true);
        return bytes;
    }

    private static int Padding(int length) => (Length - (length % Length)) % Length;
}
