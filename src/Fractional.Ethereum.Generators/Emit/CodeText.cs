using System.Text;

namespace Fractional.Ethereum.Generators.Emit;

/// <summary>Lines of C# with their indentation, and names for locals that are all different.</summary>
internal sealed class CodeText
{
    private readonly StringBuilder _text = new();
    private int _indent;
    private int _locals;

    public void Line(string line = "")
    {
        if (line.Length > 0)
        {
            _text.Append(' ', _indent * 4).Append(line);
        }

        _text.Append('\n');
    }

    public void Open(string line)
    {
        Line(line);
        Line("{");
        _indent++;
    }

    public void Close(string end = "}")
    {
        _indent--;
        Line(end);
    }

    public string Local(string name) => $"{name}{_locals++}";

    public override string ToString() => _text.ToString();
}
