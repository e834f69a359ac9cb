using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Fractional.Api.Vaults;

/// <summary>Writing systems, as far as names mix them; what is none of these is Other.</summary>
enum Script
{
    Other,
    Latin,
    Greek,
    Cyrillic,
    Armenian,
    Hebrew,
    Arabic,
    Cherokee,
    Lisu,

    /// <summary>Chinese, Japanese and Korean, which stand beside Latin by custom.</summary>
    EastAsian,
}

/// <summary>What the letters of a name are. Own tables by code point: this program runs without culture data, where
/// NFKC leaves every text as it is.</summary>
static class NameLetters
{
    /// <summary>Letters of other scripts that a reader takes for Latin ones.</summary>
    private static readonly FrozenSet<int> Lookalikes = (
        "аеорсухѕіјԁԛԝһӏкгАВЕЗІЈКМНОРСТУХЅԌԚԜӀ" + "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧαικνορυχγ" + "օսհոցզՏԼՕՍ"
        + "ᎠᎡᎢᎥᎪᎫᎬᎳᎷᎻᏀᏃᏚᏞᏟᏢᏦᏴᏙᎩ" + "ꓐꓑꓓꓔꓖꓗꓙꓚꓜꓝꓟꓠꓡꓢꓣꓦꓧꓪꓫꓬꓮꓰꓲꓳꓴ" + "ⲞⲤⲢⲔⲎⲘⲚⲦ")
        .EnumerateRunes().Select(rune => rune.Value).ToFrozenSet();

    /// <summary>Letters and signs that stand for another letter: phonetic and small capitals, fullwidth, mathematical,
    /// circled, raised, lowered, joined.</summary>
    private static readonly (int From, int To)[] Disguises =
    [
        (0x0131, 0x0131), (0x017f, 0x017f), (0x0192, 0x0192), (0x01c0, 0x01c3), (0x0250, 0x02af), (0x02b0, 0x02ff),
        (0x1d00, 0x1dbf), (0x2070, 0x209f), (0x2100, 0x214f), (0x2160, 0x2188), (0x2460, 0x24ff), (0xa720, 0xa7ff),
        (0xfb00, 0xfb06), (0xff01, 0xff5e), (0x1d400, 0x1d7ff), (0x1f100, 0x1f1e5),
    ];

    private static readonly (int From, int To, Script Script)[] Scripts =
    [
        (0x0041, 0x024f, Script.Latin), (0x0250, 0x02ff, Script.Latin), (0x0370, 0x03ff, Script.Greek),
        (0x0400, 0x052f, Script.Cyrillic), (0x0530, 0x058f, Script.Armenian), (0x0590, 0x05ff, Script.Hebrew),
        (0x0600, 0x08ff, Script.Arabic), (0x1100, 0x11ff, Script.EastAsian), (0x13a0, 0x13ff, Script.Cherokee),
        (0x1c80, 0x1c8f, Script.Cyrillic), (0x1d00, 0x1dbf, Script.Latin), (0x1e00, 0x1eff, Script.Latin),
        (0x1f00, 0x1fff, Script.Greek), (0x2100, 0x2188, Script.Latin), (0x2460, 0x24ff, Script.Latin),
        (0x2c60, 0x2c7f, Script.Latin), (0x2de0, 0x2dff, Script.Cyrillic), (0x3040, 0x318f, Script.EastAsian),
        (0x31a0, 0x9fff, Script.EastAsian), (0xa4d0, 0xa4ff, Script.Lisu), (0xa640, 0xa69f, Script.Cyrillic),
        (0xa720, 0xa7ff, Script.Latin), (0xab70, 0xabbf, Script.Cherokee), (0xac00, 0xd7ff, Script.EastAsian),
        (0xf900, 0xfaff, Script.EastAsian), (0xfb00, 0xfb06, Script.Latin), (0xff01, 0xff5e, Script.Latin),
        (0xff66, 0xffdc, Script.EastAsian), (0x1d400, 0x1d7ff, Script.Latin), (0x1f100, 0x1f1e5, Script.Latin),
        (0x20000, 0x3ffff, Script.EastAsian),
    ];

    public static Script ScriptOf(Rune rune)
    {
        foreach (var (from, to, script) in Scripts)
        {
            if (rune.Value >= from && rune.Value <= to) return script;
        }
        return Script.Other;
    }

    /// <summary>Not Latin, and taken for it.</summary>
    public static bool LooksLatin(Rune rune) => Lookalikes.Contains(rune.Value);

    public static bool IsDisguised(Rune rune) =>
        Disguises.Any(range => rune.Value >= range.From && rune.Value <= range.To);

    /// <summary>Marks, embeddings, overrides and isolates.</summary>
    public static bool IsBidi(Rune rune) =>
        rune.Value is 0x061c or 0x200e or 0x200f or (>= 0x202a and <= 0x202e) or (>= 0x2066 and <= 0x2069);

    /// <summary>Letters and signs by their category that are blank all the same.</summary>
    public static bool IsBlank(Rune rune) => rune.Value is 0x115f or 0x1160 or 0x2800 or 0x3164 or 0xffa0 or 0x034f
        or 0x17b4 or 0x17b5 or (>= 0xfe00 and <= 0xfe0e) or (>= 0xe0100 and <= 0xe01ef);

    public static bool IsMark(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark;

    /// <summary>Strokes, underlines and rings over or under a letter; an accent is none of them.</summary>
    public static bool IsOverlay(Rune rune) => rune.Value is (>= 0x0331 and <= 0x0338) or 0x0320 or 0x0347
        or (>= 0x20d0 and <= 0x20f0) or (>= 0x1ab0 and <= 0x1aff);
}
