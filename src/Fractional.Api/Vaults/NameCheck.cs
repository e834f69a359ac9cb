using System.Globalization;
using System.Text;
using System.Text.Json.Serialization;

namespace Fractional.Api.Vaults;

/// <summary>Why a text is not what it looks like.</summary>
[JsonConverter(typeof(Word<NameDoubt>))]
public enum NameDoubt
{
    /// <summary>Nothing that can be seen.</summary>
    Empty,

    /// <summary>A character that turns the direction of reading, so that the text shows in another order.</summary>
    Bidi,

    /// <summary>A character that shows nothing: control, zero width, an odd blank, or none that is assigned.</summary>
    Invisible,

    /// <summary>A word with letters of two scripts.</summary>
    MixedScript,

    /// <summary>A letter in disguise, a letter with a mark laid over it, a digit in place of a letter, or a whole word
    /// of letters that look like Latin ones.</summary>
    Confusable,
}

/// <summary>Looks for what lets a name imitate another one. The name itself is never changed: it is data.</summary>
/// <remarks>It knows no list of well-known names: <c>I</c> in place of <c>l</c> and plain copies pass, so the address
/// stands beside every name.</remarks>
static class NameCheck
{
    /// <summary>Each warning once, with the first place it was found at.</summary>
    public static IReadOnlyList<(NameDoubt Warning, string Text)> Of(string text)
    {
        Rune[] runes = [.. text.EnumerateRunes()];
        var found = new List<(NameDoubt, string)>();
        if (!runes.Any(rune => IsVisible(rune))) found.Add((NameDoubt.Empty, "there is nothing to see"));
        Add(found, NameDoubt.Bidi, runes, NameLetters.IsBidi, "turns the direction of reading");
        Add(found, NameDoubt.Invisible, runes, rune => !IsVisible(rune) && rune.Value != ' ', "shows nothing");
        Add(found, NameDoubt.Confusable, runes, NameLetters.IsDisguised, "is a letter in disguise");
        foreach (var word in Words(runes)) Add(found, word);
        return [.. found.DistinctBy(one => one.Item1)];
    }

    private static void Add(
        List<(NameDoubt, string)> found, NameDoubt warning, Rune[] runes, Func<Rune, bool> isIt, string does)
    {
        foreach (var rune in runes.Where(isIt))
        {
            found.Add((warning, $"{Named(rune)} {does}"));
            return;
        }
    }

    private static void Add(List<(NameDoubt, string)> found, Rune[] word)
    {
        Rune[] letters = [.. word.Where(Rune.IsLetter)];
        var scripts = letters.Select(NameLetters.ScriptOf).Where(script => script != Script.EastAsian)
            .Distinct().ToList();
        if (scripts.Count > 1)
        {
            var other = letters.First(letter => NameLetters.ScriptOf(letter) == scripts[1]);
            found.Add((NameDoubt.MixedScript, $"{Named(other)} is {scripts[1]} in a word that begins {scripts[0]}"));
        }
        if (letters.Length > 0 && letters.All(NameLetters.LooksLatin))
            found.Add((NameDoubt.Confusable, $"{Named(letters[0])} and all letters beside it look like Latin ones"));
        for (var i = 1; i < word.Length; i++)
        {
            if (NameLetters.IsOverlay(word[i]) && NameLetters.ScriptOf(word[i - 1]) == Script.Latin)
                found.Add((NameDoubt.Confusable, $"{Named(word[i])} is laid over a letter"));
            if (i + 1 < word.Length && word[i].Value is '0' or '1' && Rune.IsLetter(word[i - 1])
                && Rune.IsLetter(word[i + 1]))
                found.Add((NameDoubt.Confusable, $"{Named(word[i])} stands in a word like a letter"));
        }
    }

    private static IEnumerable<Rune[]> Words(Rune[] runes)
    {
        var word = new List<Rune>();
        foreach (var rune in runes)
        {
            if (Rune.IsLetterOrDigit(rune) || NameLetters.IsMark(rune))
            {
                word.Add(rune);
                continue;
            }
            // What is not seen parts no word for who reads it.
            if (!IsVisible(rune) && !Rune.IsWhiteSpace(rune)) continue;
            if (word.Count > 0) yield return [.. word];
            word.Clear();
        }
        if (word.Count > 0) yield return [.. word];
    }

    private static bool IsVisible(Rune rune) => !NameLetters.IsBlank(rune) && Rune.GetUnicodeCategory(rune)
        is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.OtherNotAssigned
            or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate or UnicodeCategory.SpaceSeparator
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);

    private static string Named(Rune rune) => string.Create(CultureInfo.InvariantCulture, $"U+{rune.Value:X4}");
}
