namespace Fractional.Chain.Simulated;

/// <summary>How badly the simulated chain behaves; each rate is how often in 10 000.</summary>
/// <param name="ReorgBps">Before a new block, some of the newest ones are replaced.</param>
/// <param name="MaxReorgDepth">At most so many blocks, and never one that is final.</param>
/// <param name="HoldBackBps">A waiting transaction misses a block.</param>
/// <param name="LossBps">A waiting transaction is displaced by another one with its nonce.</param>
/// <param name="RepeatBps">A block is told again.</param>
/// <param name="LateBps">An older block is told again, after newer ones.</param>
/// <param name="ShuffleBps">The facts of a block are told in another order.</param>
/// <param name="LieBps">A block that never was is told and then taken back; a simulation says the opposite.</param>
/// <param name="SilenceBps">A call gets no answer; what it asked for may have been done.</param>
/// <param name="StaleBps">The head that is answered is an older one.</param>
public sealed record SimulatedFaults(
    int ReorgBps = 0, int MaxReorgDepth = 0, int HoldBackBps = 0, int LossBps = 0, int RepeatBps = 0, int LateBps = 0,
    int ShuffleBps = 0, int LieBps = 0, int SilenceBps = 0, int StaleBps = 0)
{
    public static readonly SimulatedFaults None = new();

    /// <summary>Rates drawn anew for each seed: some seeds are calm, some are terrible.</summary>
    public static SimulatedFaults Drawn(Dice dice) => new(
        dice.Below(2_500), dice.Between(1, 8), dice.Below(4_000), dice.Below(800), dice.Below(2_500), dice.Below(2_500),
        dice.Below(5_000), dice.Below(1_500), dice.Below(1_500), dice.Below(2_000));
}
