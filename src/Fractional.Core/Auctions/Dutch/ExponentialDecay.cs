using System.Numerics;
using Fractional.Core.Units;

namespace Fractional.Core.Auctions.Dutch;

/// <summary>A price that halves every half-life, in integers only.</summary>
/// <remarks>
/// Every rounding is upwards, so the result is never below start * 2^(-elapsed / halfLife) and at most
/// (1 + 2^-64) times it plus 1 wei above; it never rises with time and is ceil(start / 2^n) after n half-lives.
/// </remarks>
public static class ExponentialDecay
{
    private const int FractionBits = 64;

    /// <summary>The factors' scale: 2^127 stands for 1.</summary>
    private const int ScaleBits = 127;

    /// <summary>ceil(2^128 * 2^(-2^-i)) for i = 1..64, each as its upper and lower 64 bits.</summary>
    private static ReadOnlySpan<ulong> Roots =>
    [
        0xb504f333f9de6484, 0x597d89b3754abea0, 0xd744fccad69d6af4, 0x39a68bb9902d3fdf,
        0xeac0c6e7dd24392e, 0xd02d75b3706e54fb, 0xf5257d152486cc2c, 0x7b9d0c7aed980fc4,
        0xfa83b2db722a033a, 0x7c25bb14315d7fcd, 0xfd3e0c0cf486c174, 0x853f3a5931e0ee04,
        0xfe9e115c7b8f884b, 0xadd25995e79d2f0a, 0xff4ecb59511ec8a5, 0x301ba217ef18dd7d,
        0xffa756521c8daed1, 0x9f3a1b48fb94c58a, 0xffd3a751c0f7e10b, 0xd3b9f8ae012fbe07,
        0xffe9d2b2f7db2755, 0xddf1d28a378a438d, 0xfff4e91bff1b8c3d, 0x88338e0ebf284a4e,
        0xfffa747ea0040664, 0x238f92f792405806, 0xfffd3a3b7814eb53, 0xcd7629d70fea116b,
        0xfffe9d1cc60ddab1, 0x26de1aec4a87e7b9, 0xffff4e8e25879bfa, 0x09ea263360240c1b,
        0xffffa7470363f451, 0x5426d76c762b6b62, 0xffffd3a37dda0313, 0x3bde87a8379c8933,
        0xffffe9d1bdf703ae, 0xf21ea4dcfb0682d9, 0xfffff4e8debe025e, 0x24128a3d460731f2,
        0xfffffa746f4fa150, 0x6788fbc89750bf72, 0xfffffd3a37a3f8b0, 0x7e7c4871dc00d76f,
        0xfffffe9d1bd1065a, 0x50971275792f1c84, 0xffffff4e8de845ad, 0xac77243cd0914b38,
        0xffffffa746f41376, 0xf74124cd483186d5, 0xffffffd3a37a05e3, 0x83e14c90273c94f6,
        0xffffffe9d1bd01fb, 0xc400bf822dc936b6, 0xfffffff4e8de80c0, 0x62846365949b61b0,
        0xfffffffa746f4050, 0xd1633246a8a0e09b, 0xfffffffd3a37a024, 0x90b9d93da3c1ebd0,
        0xfffffffe9d1bd011, 0x525efca410b8eab8, 0xffffffff4e8de808, 0x6bb002532d71e54e,
        0xffffffffa746f404, 0x26782229daaa3cfb, 0xffffffffd3a37a02, 0x0f641954fda6eede,
        0xffffffffe9d1bd01, 0x06bc0eba82d29b41, 0xfffffffff4e8de80, 0x832087e142666c8c,
        0xfffffffffa746f40, 0x4180e411a17228c0, 0xfffffffffd3a37a0, 0x20bc9a1110c8c657,
        0xfffffffffe9d1bd0, 0x105d570a98684e54, 0xffffffffff4e8de8, 0x082e6e05d03521ca,
        0xffffffffffa746f4, 0x041727a3091acf88, 0xffffffffffd3a37a, 0x020b8ff98ccd776c,
        0xffffffffffe9d1bd, 0x0105c706c876bfa0, 0xfffffffffff4e8de, 0x8082e345e4bf60cb,
        0xfffffffffffa746f, 0x404171939280b0a4, 0xfffffffffffd3a37, 0xa020b8c5f1489862,
        0xfffffffffffe9d1b, 0xd0105c6202a65c35, 0xffffffffffff4e8d, 0xe8082e30c3d3b21c,
        0xffffffffffffa746, 0xf40417185289fa0e, 0xffffffffffffd3a3, 0x7a020b8c256d0548,
        0xffffffffffffe9d1, 0xbd0105c611c084b4, 0xfffffffffffff4e8, 0xde8082e308a2c2de,
        0xfffffffffffffa74, 0x6f40417184420190, 0xfffffffffffffd3a, 0x37a020b8c21d28d1,
        0xfffffffffffffe9d, 0x1bd0105c610d9e6b, 0xffffffffffffff4e, 0x8de8082e308691b6,
        0xffffffffffffffa7, 0x46f404171843397b, 0xffffffffffffffd3, 0xa37a020b8c2198e6,
        0xffffffffffffffe9, 0xd1bd0105c610cb7d, 0xfffffffffffffff4, 0xe8de8082e3086581,
        0xfffffffffffffffa, 0x746f4041718432b2, 0xfffffffffffffffd, 0x3a37a020b8c21955,
        0xfffffffffffffffe, 0x9d1bd0105c610caa, 0xffffffffffffffff, 0x4e8de8082e308655,
    ];

    /// <summary>The price after <paramref name="elapsed"/> seconds, rounded up.</summary>
    /// <param name="start">Price at 0.</param>
    /// <param name="halfLife">Seconds, 1..2^40-1.</param>
    /// <param name="elapsed">Seconds, 0..2^40-1.</param>
    /// <exception cref="DivideByZeroException">The half-life is 0.</exception>
    public static Wei PriceUp(Wei start, ulong halfLife, ulong elapsed)
    {
        var (halvings, rest) = Math.DivRem(elapsed, halfLife);
        if (halvings > 256 - 1 - ScaleBits)
        {
            return start.IsZero ? Wei.Zero : new Wei(1);
        }
        var fraction = (ulong)(((UInt128)rest << FractionBits) / halfLife);
        var high = WideProduct.Multiply(start.Value, FactorUp(fraction), out var low);
        return new Wei(ShiftRightUp(high, low, ScaleBits + (int)halvings));
    }

    /// <summary>2^127 * 2^(-fraction / 2^64), rounded up at each factor; never rises with fraction.</summary>
    public static UInt128 FactorUp(ulong fraction)
    {
        var factor = UInt128.One << ScaleBits;
        while (fraction != 0)
        {
            var bit = BitOperations.LeadingZeroCount(fraction);
            fraction &= ulong.MaxValue >> 1 >> bit;
            factor = WideProduct.Multiply(factor, Root(bit + 1), out var low);
            if (low != 0)
            {
                factor++;
            }
        }
        return factor;
    }

    /// <summary>ceil(2^128 * 2^(-2^-i)).</summary>
    /// <param name="i">1..64.</param>
    public static UInt128 Root(int i) => new(Roots[2 * i - 2], Roots[2 * i - 1]);

    /// <summary>(high * 2^128 + low) / 2^bits rounded up, for bits 127..255 and a result below 2^128.</summary>
    private static UInt128 ShiftRightUp(UInt128 high, UInt128 low, int bits)
    {
        UInt128 quotient;
        bool exact;
        if (bits == ScaleBits)
        {
            quotient = (high << 1) | (low >> ScaleBits);
            exact = low << 1 == 0;
        }
        else
        {
            var shift = bits - 128;
            quotient = high >> shift;
            exact = low == 0 && quotient << shift == high;
        }
        return exact ? quotient : quotient + 1;
    }
}
