using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Fractional.Chain.Simulated;

namespace Fractional.Chain;

public sealed partial class SimulatedChain
{
    public async IAsyncEnumerable<ChainNews> Follow(
        ChainCursor cursor, [EnumeratorCancellation] CancellationToken stop)
    {
        Dice chance;
        lock (gate) chance = dice.Fork();
        var trail = SimulatedTrail.Of(cursor);
        ulong final = 0;
        while (true)
        {
            ImmutableArray<ChainNews> told;
            Task next;
            lock (gate)
            {
                next = mined.Task;
                if (chance.Chance(Faults.SilenceBps / 10)) throw Silent("the next block");
                told = Next(ref trail, ref final, chance);
            }
            foreach (var news in told) yield return news;
            if (told.IsEmpty) await next.WaitAsync(stop);
            stop.ThrowIfCancellationRequested();
        }
    }

    private ImmutableArray<ChainNews> Next(ref SimulatedTrail trail, ref ulong final, Dice chance)
    {
        if (trail.Newest is not { } stood)
        {
            var start = blocks[(int)Deployment.StartBlock];
            trail = trail.At(start.Block);
            return [new ChainNews.Applied(start.Block, start.Facts, trail.ToCursor())];
        }
        var foot = Foot(trail);
        if (stood.Hash != foot.Block.Hash)
        {
            trail = trail.At(foot.Block);
            return [new ChainNews.RolledBack(foot.Block.Number, trail.ToCursor())];
        }
        if (foot.Block.Number == Tip.Block.Number)
        {
            if (Final <= final) return [];
            final = Final;
            trail = trail.Finalized(final);
            return [new ChainNews.Finalized(final, trail.ToCursor())];
        }
        return Told(foot, blocks[(int)foot.Block.Number + 1], ref trail, chance);
    }

    /// <summary>The newest block of the trail that is on the chain.</summary>
    private SimulatedBlock Foot(SimulatedTrail trail)
    {
        foreach (var step in trail.Recent.Reverse())
        {
            if (step.Number < (ulong)blocks.Count && blocks[(int)step.Number].Block.Hash == step.Hash)
            {
                return blocks[(int)step.Number];
            }
        }
        throw new ChainException(
            $"none of the blocks followed last, {trail.Recent[0].Number} to {trail.Newest?.Number}, is on the chain");
    }

    private ImmutableArray<ChainNews> Told(
        SimulatedBlock parent, SimulatedBlock next, ref SimulatedTrail trail, Dice chance)
    {
        var told = ImmutableArray.CreateBuilder<ChainNews>();
        var before = trail.ToCursor();
        if (next.Block.Number > Final && chance.Chance(Faults.LieBps))
        {
            var lie = FalseBlock(parent, chance);
            told.Add(new ChainNews.Applied(lie.Block, lie.Facts, trail.At(lie.Block).ToCursor()));
            told.Add(new ChainNews.RolledBack(parent.Block.Number, before));
        }
        trail = trail.At(next.Block);
        var after = trail.ToCursor();
        told.Add(Telling(next, after, chance));
        if (chance.Chance(Faults.RepeatBps)) told.Add(Telling(next, after, chance));
        if (chance.Chance(Faults.LateBps)) told.Add(Telling(parent, after, chance));
        return told.ToImmutable();
    }

    private ChainNews.Applied Telling(SimulatedBlock block, ChainCursor cursor, Dice chance) => new(
        block.Block, chance.Chance(Faults.ShuffleBps) ? [.. Shuffled(block.Facts, chance)] : block.Facts, cursor);
}
