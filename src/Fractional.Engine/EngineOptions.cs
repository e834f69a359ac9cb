using Fractional.Core.Units;

namespace Fractional.Engine;

/// <summary>The engine's times and ears.</summary>
public sealed record EngineOptions
{
    /// <summary>A claim whose call was never handed to the chain ends after so many blocks: its asker died or
    /// forgot.</summary>
    public ulong ClaimExpiryBlocks { get; init; } = 25;

    /// <summary>The first pause after the chain or the journal failed; it doubles up to <see
    /// cref="MaxPause"/>.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(100);

    public TimeSpan MaxPause { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>A journal that is away for so long is lost: see <see cref="FractionalEngine.JournalLost"/>.</summary>
    public TimeSpan JournalPatience { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>Whose transactions place signed bids; the chain must have its key. None: no bids are taken.</summary>
    public Account? Relayer { get; init; }

    /// <summary>Hears of failures, one sentence each, without secrets.</summary>
    public Action<string> Notice { get; init; } = _ => { };
}
