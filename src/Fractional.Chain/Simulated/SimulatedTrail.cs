using System.Collections.Immutable;
using System.Text.Json;

namespace Fractional.Chain.Simulated;

/// <summary>The blocks a follower of the simulated chain was told last, oldest first: the way back when they are
/// replaced.</summary>
internal sealed record SimulatedTrail(ImmutableArray<SimulatedTrail.Step> Recent)
{
    internal readonly record struct Step(ulong Number, Hash32 Hash);

    /// <summary>Nothing was told yet.</summary>
    private static readonly SimulatedTrail Nothing = new([]);

    public Step? Newest => Recent.IsEmpty ? null : Recent[^1];

    public static SimulatedTrail Of(ChainCursor cursor) => cursor.Block is null
        ? Nothing
        : new(JsonSerializer.Deserialize<ImmutableArray<Step>>(cursor.State, ChainJson.Options));

    public ChainCursor ToCursor() =>
        new(Newest?.Number, JsonSerializer.Serialize(Recent, ChainJson.Options));

    /// <summary>After a block was told, or after everything above it was taken back.</summary>
    public SimulatedTrail At(Block block) =>
        new(Recent.RemoveAll(b => b.Number >= block.Number).Add(new Step(block.Number, block.Hash)));

    /// <summary>Without what lies below a final block; that one stays, as the foot of the way back.</summary>
    public SimulatedTrail Finalized(ulong number)
    {
        var foot = 0;
        while (foot + 1 < Recent.Length && Recent[foot + 1].Number <= number)
        {
            foot++;
        }
        return new(Recent.RemoveRange(0, foot));
    }
}
