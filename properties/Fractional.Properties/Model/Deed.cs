using System.Collections.Immutable;
using Fractional.Core;
using Fractional.Core.Units;
using Fractional.Core.Valuation;
using Fractional.Core.Vaults;

namespace Fractional.Properties.Model;

/// <summary>Something that is really done, by somebody, at one moment.</summary>
internal abstract record Deed;

/// <summary>A command to the vault and its modules.</summary>
internal record Order(VaultCommand Command) : Deed
{
    public override string ToString() => Command.ToString();
}

/// <summary>The oracle says something new about an item.</summary>
internal sealed record Appraise(int ItemIndex, ItemValuation Valuation) : Deed;

/// <summary>An item's own contract takes it away from the vault.</summary>
internal sealed record Lose(int ItemIndex) : Deed;

/// <summary>An item's own contract refuses to move it from now on, or moves it again.</summary>
internal sealed record Stick(int ItemIndex) : Deed;

/// <summary>A lender cancels every offer signed so far.</summary>
internal sealed record CancelOffers : Deed;

/// <summary>A deed, who did it and when, and what the core said to it.</summary>
internal sealed record Scene(
    Account Actor, Timestamp At, Deed Deed, ImmutableArray<VaultEvent> Events, Refusal? Refusal)
{
    public override string ToString() => $"{At} {Actor}: {Deed} -> "
        + (Refusal is null ? string.Join("; ", Events) : $"refused, {Refusal}");
}
