using System.Collections.Immutable;
using Fractional.Chain;

namespace Fractional.Engine.Facts;

/// <summary>Facts that may still be taken back, in the order of the chain, each place once.</summary>
public readonly record struct FactTail<TFact>(ImmutableArray<TFact> Facts) where TFact : Fact
{
    public static readonly FactTail<TFact> Empty = new([]);

    public bool Holds(FactPlace place) => Facts.Any(f => f.Place == place);

    /// <summary>True when the fact comes after all others: the usual case.</summary>
    public bool IsNewest(TFact fact) => Facts.IsEmpty || Facts[^1].Place.CompareTo(fact.Place) < 0;

    /// <summary>The tail with one more fact at its place, wherever that is.</summary>
    public FactTail<TFact> With(TFact fact)
    {
        var at = Facts.Length;
        while (at > 0 && Facts[at - 1].Place.CompareTo(fact.Place) > 0)
        {
            at--;
        }
        return new(Facts.Insert(at, fact));
    }

    /// <summary>Of these facts, in order and once each, those that are new.</summary>
    /// <param name="final">Facts up to and with this block are known already.</param>
    public IEnumerable<TFact> Unknown(ImmutableArray<TFact> facts, ulong final)
    {
        var tail = this;
        return facts.Where(f => f.Place.BlockNumber > final && !tail.Holds(f.Place))
            .DistinctBy(f => f.Place).OrderBy(f => f.Place);
    }

    /// <summary>Without what lies above a block.</summary>
    public FactTail<TFact> UpTo(ulong block) => new(Facts.RemoveAll(f => f.Place.BlockNumber > block));

    /// <summary>Without what is final at a block.</summary>
    public FactTail<TFact> Above(ulong block) => new(Facts.RemoveAll(f => f.Place.BlockNumber <= block));
}
