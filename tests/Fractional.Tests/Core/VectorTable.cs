using System.Numerics;
using System.Text.Json;
using Fractional.Core.Units;
using Shouldly;

namespace Fractional.Tests.Core;

/// <summary>One table of properties/vectors: columns of decimal strings, which the Solidity tests read too.</summary>
internal sealed class VectorTable
{
    private readonly JsonElement columns;

    private VectorTable(JsonElement columns) => this.columns = columns;

    public static VectorTable Load(string file, params string[] path)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder(), file)));
        var table = path.Aggregate(document.RootElement, (element, name) => element.GetProperty(name));
        return new VectorTable(table.Clone());
    }

    /// <summary>Calls back for every row; a table without rows would prove nothing.</summary>
    public void ForEach(string column, Action<VectorRow> check)
    {
        var count = columns.GetProperty(column).GetArrayLength();
        count.ShouldBeGreaterThan(0);
        for (var i = 0; i < count; i++)
        {
            check(new VectorRow(columns, i));
        }
    }

    private static string Folder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Fractional.sln")))
        {
            folder = folder.Parent;
        }
        return Path.Combine(folder.ShouldNotBeNull().FullName, "properties", "vectors");
    }
}

internal readonly struct VectorRow(JsonElement columns, int index)
{
    public string Text(string column) => columns.GetProperty(column)[index].GetString()!;

    public bool Flag(string column) => columns.GetProperty(column)[index].GetBoolean();

    public BigInteger Number(string column) => BigInteger.Parse(Text(column));

    public Wei Wei(string column) => Fractional.Core.Units.Wei.Parse(Text(column));

    public ulong Seconds(string column) => ulong.Parse(Text(column));

    public Bps Bps(string column) => new(ushort.Parse(Text(column)));

    public override string ToString() => $"row {index}";
}
