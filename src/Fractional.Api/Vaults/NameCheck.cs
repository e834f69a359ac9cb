using System.Text.Json.Serialization;

namespace Fractional.Api.Vaults;

/// <summary>Why a text is not what it looks like.</summary>
[JsonConverter(typeof(Word<NameWarning>))]
public enum NameWarning
{
    /// <summary>Nothing that can be seen.</summary>
    Empty,

    /// <summary>A character that turns the direction of reading, so that the text shows in another order.</summary>
    Bidi,

    /// <summary>A character that shows nothing: control, zero width, or not assigned.</summary>
    Invisible,

    /// <summary>One word with letters of two scripts.</summary>
    MixedScript,

    /// <summary>A letter that looks like a Latin one and is none, or one in disguise (fullwidth, bold, circled).</summary>
    Confusable,
}

static class NameCheck
{
    public static IEnumerable<(NameWarning Warning, string Text)> Of(string text)
    {
        if (string.IsNullOrWhiteSpace(text)) yield return (NameWarning.Empty, "nothing to see");
    }
}
