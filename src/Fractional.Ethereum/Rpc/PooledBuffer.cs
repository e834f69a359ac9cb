using System.Buffers;

namespace Fractional.Ethereum.Rpc;

/// <summary>A growing byte buffer from the pool: answers are read once and thrown away.</summary>
internal sealed class PooledBuffer : IDisposable
{
    private const int FirstSize = 16 << 10;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(FirstSize);
    private int _length;

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    public void Dispose() => ArrayPool<byte>.Shared.Return(_bytes);

    /// <summary>Reads to the end; false as soon as there are more than <paramref name="limit"/> bytes.</summary>
    public async Task<bool> Fill(HttpContent content, int limit, CancellationToken cancellation)
    {
        await using Stream stream = await content.ReadAsStreamAsync(cancellation);
        while (true)
        {
            if (_length == _bytes.Length)
            {
                Grow(limit);
            }

            int read = await stream.ReadAsync(_bytes.AsMemory(_length), cancellation);
            _length += read;
            if (read == 0 || _length > limit)
            {
                return read == 0;
            }
        }
    }

    private void Grow(int limit)
    {
        // Never more than one byte beyond the limit is of interest; the pool rounds up by itself.
        long wanted = Math.Min(_bytes.Length * 2L, Math.Max(limit, _length) + 1L);
        byte[] larger = ArrayPool<byte>.Shared.Rent((int)wanted);
        Written.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
