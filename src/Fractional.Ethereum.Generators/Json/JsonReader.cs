using System.Collections.Generic;
using System.Text;

namespace Fractional.Ethereum.Generators.Json;

/// <summary>
/// A strict reader of RFC 8259 for build artifacts: no comments, trailing commas or repeated members, bounded depth.
/// Generators run inside the compiler, where taking a package along is fragile; the format is small.
/// </summary>
internal sealed class JsonReader
{
    private const int MaxDepth = 64;

    private readonly string _text;
    private int _position;
    private int _depth;

    private JsonReader(string text) => _text = text;

    /// <exception cref="BindingFault">Not JSON; names the position.</exception>
    public static JsonNode Parse(string text)
    {
        JsonReader reader = new(text);
        JsonNode value = reader.ReadValue();
        reader.SkipBlanks();
        return reader._position == text.Length ? value : throw reader.Fault("the end");
    }

    private JsonNode ReadValue()
    {
        SkipBlanks();
        if (++_depth > MaxDepth)
        {
            throw Fault($"at most {MaxDepth} levels");
        }

        JsonNode value = Peek() switch
        {
            '{' => ReadObject(),
            '[' => ReadArray(),
            '"' => new JsonNode(JsonKind.Text, ReadText()),
            't' => ReadWord("true", JsonKind.True),
            'f' => ReadWord("false", JsonKind.False),
            'n' => ReadWord("null", JsonKind.Null),
            _ => ReadNumber(),
        };
        _depth--;
        return value;
    }

    private JsonNode ReadObject()
    {
        Dictionary<string, JsonNode> members = [];
        _position++;
        if (TryTake('}'))
        {
            return new JsonNode(members);
        }

        do
        {
            SkipBlanks();
            string name = ReadText();
            if (!TryTake(':'))
            {
                throw Fault("':'");
            }

            if (members.ContainsKey(name))
            {
                throw Fault($"'{name}' only once");
            }

            members.Add(name, ReadValue());
        }
        while (TryTake(','));
        return TryTake('}') ? new JsonNode(members) : throw Fault("',' or '}'");
    }

    private JsonNode ReadArray()
    {
        List<JsonNode> items = [];
        _position++;
        if (TryTake(']'))
        {
            return new JsonNode(items);
        }

        do
        {
            items.Add(ReadValue());
        }
        while (TryTake(','));
        return TryTake(']') ? new JsonNode(items) : throw Fault("',' or ']'");
    }

    private string ReadText()
    {
        if (Peek() != '"')
        {
            throw Fault("'\"'");
        }

        int start = ++_position;
        while (_position < _text.Length && _text[_position] is not ('"' or '\\') && _text[_position] >= ' ')
        {
            _position++;
        }

        if (Peek() == '"')
        {
            return _text.Substring(start, _position++ - start);
        }

        StringBuilder text = new(_text, start, _position - start, 256);
        while (Peek() != '"')
        {
            text.Append(ReadCharacter());
        }

        _position++;
        return text.ToString();
    }

    private char ReadCharacter()
    {
        char character = Peek();
        if (character < ' ')
        {
            throw Fault("a character of a text");
        }

        _position++;
        if (character != '\\')
        {
            return character;
        }

        char escape = Peek();
        _position++;
        return escape switch
        {
            '"' or '\\' or '/' => escape,
            'b' => '\b',
            'f' => '\f',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => ReadCodeUnit(),
            _ => throw Fault("an escape"),
        };
    }

    private char ReadCodeUnit()
    {
        int unit = 0;
        for (int i = 0; i < 4; i++)
        {
            int digit = "0123456789abcdef".IndexOf(char.ToLowerInvariant(Peek()));
            unit = digit >= 0 ? (unit * 16) + digit : throw Fault("a hex digit");
            _position++;
        }

        return (char)unit;
    }

    private JsonNode ReadWord(string word, JsonKind kind)
    {
        if (string.CompareOrdinal(_text, _position, word, 0, word.Length) != 0)
        {
            throw Fault($"'{word}'");
        }

        _position += word.Length;
        return new JsonNode(kind);
    }

    private JsonNode ReadNumber()
    {
        int start = _position;
        TakeIf('-');
        if (!TakeIf('0') && TakeDigits() == 0)
        {
            throw Fault("a value");
        }

        if (TakeIf('.') && TakeDigits() == 0)
        {
            throw Fault("a digit");
        }

        if (TakeIf('e') || TakeIf('E'))
        {
            _ = TakeIf('+') || TakeIf('-');
            if (TakeDigits() == 0)
            {
                throw Fault("a digit");
            }
        }

        return new JsonNode(JsonKind.Number, _text.Substring(start, _position - start));
    }

    private int TakeDigits()
    {
        int start = _position;
        while (Peek() is >= '0' and <= '9')
        {
            _position++;
        }

        return _position - start;
    }

    private bool TryTake(char expected)
    {
        SkipBlanks();
        return TakeIf(expected);
    }

    private bool TakeIf(char expected)
    {
        if (Peek() != expected)
        {
            return false;
        }

        _position++;
        return true;
    }

    private void SkipBlanks()
    {
        while (Peek() is ' ' or '\n' or '\r' or '\t')
        {
            _position++;
        }
    }

    // '\0' past the end: it fits no rule, so every rule refuses it.
    private char Peek() => _position < _text.Length ? _text[_position] : '\0';

    private BindingFault Fault(string expected) =>
        new($"not JSON at character {_position}: {expected} was expected");
}
