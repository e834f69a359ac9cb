using System.Buffers;

namespace Fractional.Api;

/// <summary>Bytes in a request, as wallets write them.</summary>
static class HexText
{
    /// <summary>What a refusal says was expected.</summary>
    public static string Form(int most) => $"0x and two hex digits for each of at most {most} bytes";

    /// <param name="text"><c>0x</c> and an even number of hex digits; <c>0x</c> alone is no byte.</param>
    /// <param name="most">Bytes.</param>
    /// <param name="bytes">Empty when it is false.</param>
    public static bool TryRead(string text, int most, out byte[] bytes)
    {
        bytes = [];
        if (!text.StartsWith("0x", StringComparison.Ordinal) || text.Length % 2 != 0 || text.Length > 2 + 2 * most)
            return false;
        var read = new byte[text.Length / 2 - 1];
        if (Convert.FromHexString(text.AsSpan(2), read, out _, out _) != OperationStatus.Done) return false;
        bytes = read;
        return true;
    }
}
