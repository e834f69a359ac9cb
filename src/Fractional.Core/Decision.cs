using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Fractional.Core;

/// <summary>What deciding a command came to: the events that now happened, in order, or the refusal.</summary>
public readonly record struct Decision<TEvent>
{
    private Decision(ImmutableArray<TEvent> events, Refusal? refusal)
    {
        Events = events;
        Refusal = refusal;
    }

    /// <summary>Empty when refused.</summary>
    public ImmutableArray<TEvent> Events { get; }

    public Refusal? Refusal { get; }

    [MemberNotNullWhen(true, nameof(Refusal))]
    public bool IsRefused => Refusal is not null;

    public static Decision<TEvent> Accept(ImmutableArray<TEvent> events) => new(events, null);

    public static Decision<TEvent> Refuse(Refusal refusal) => new([], refusal);
}
