using System.Collections.Immutable;
using Fractional.Chain.Simulated;
using Fractional.Core.Units;
using Fractional.Core.Valuation;

namespace Fractional.Chain;

public sealed partial class SimulatedChain
{
    /// <summary>Adds a block, perhaps after replacing some, and wakes the followers.</summary>
    /// <param name="seconds">How much later than its parent it is.</param>
    public Block Mine(uint seconds = BlockSeconds)
    {
        TaskCompletionSource bell;
        Block newest;
        lock (gate)
        {
            if (dice.Chance(Faults.ReorgBps)) ReplaceBlocks(dice.Between(1, Math.Max(1, Faults.MaxReorgDepth)));
            AddBlock(Tip.Block.Timestamp + seconds);
            bell = NextBell();
            newest = Tip.Block;
        }
        bell.SetResult();
        return newest;
    }

    /// <summary>Lets the oracle say this of an item from one of the next blocks on.</summary>
    public void Appraise(Item item, ItemValuation valuation)
    {
        lock (gate)
        {
            var key = $"appraisal {salt++}";
            waiting.Add(new SimulatedTransaction(key, null, default, (world, _) => world.Appraised(item, valuation)));
        }
    }

    /// <summary>Replaces the newest blocks by others at the same times, and no final one.</summary>
    public void Reorganise(int depth)
    {
        TaskCompletionSource bell;
        lock (gate)
        {
            ReplaceBlocks(depth);
            bell = NextBell();
        }
        bell.SetResult();
    }

    private void ReplaceBlocks(int depth)
    {
        var kept = blocks.Count - (int)Math.Min((ulong)depth, Tip.Block.Number - Final);
        var dropped = blocks[kept..];
        blocks.RemoveRange(kept, dropped.Count);
        foreach (var transaction in dropped.SelectMany(b => b.Transactions))
        {
            transaction.Return();
            waiting.Add(transaction);
        }
        foreach (var block in dropped) AddBlock(block.Block.Timestamp);
    }

    private void AddBlock(Timestamp at)
    {
        var parent = Tip;
        var number = parent.Block.Number + 1;
        var hash = SimulatedHash.Of($"{parent.Block.Hash} {salt++}");
        var world = parent.World;
        var taken = new List<SimulatedTransaction>();
        var facts = new List<Fact>();
        foreach (var transaction in Shuffled(waiting, dice))
        {
            if (dice.Chance(Faults.HoldBackBps)) continue;
            taken.Add(transaction);
            if (dice.Chance(Faults.LossBps))
            {
                transaction.Displace(number);
                continue;
            }
            var outcome = transaction.Run(world, at);
            transaction.Include(number, outcome.Refusal);
            world = outcome.After;
            Place(outcome.Facts, number, hash, at, transaction.Hash, facts);
        }
        waiting.RemoveAll(taken.Contains);
        blocks.Add(new SimulatedBlock(
            new Block(number, hash, parent.Block.Hash, at), world, [.. taken], [.. facts]));
    }

    /// <summary>A block that never was: what waits, in another order, with nobody the wiser.</summary>
    private SimulatedBlock FalseBlock(SimulatedBlock parent, Dice chance)
    {
        var number = parent.Block.Number + 1;
        var hash = SimulatedHash.Of($"false {parent.Block.Hash} {salt++}");
        var at = parent.Block.Timestamp + BlockSeconds;
        var world = parent.World;
        var facts = new List<Fact>();
        foreach (var transaction in Shuffled(waiting, chance))
        {
            var outcome = transaction.Run(world, at);
            world = outcome.After;
            Place(outcome.Facts, number, hash, at, transaction.Hash, facts);
        }
        return new SimulatedBlock(new Block(number, hash, parent.Block.Hash, at), world, [], [.. facts]);
    }

    private static void Place(
        ImmutableArray<Fact> happened, ulong number, Hash32 hash, Timestamp at, Hash32 transaction, List<Fact> facts)
    {
        foreach (var fact in happened)
        {
            var place = new FactPlace(number, hash, (uint)facts.Count);
            facts.Add(fact with { Place = place, At = at, Transaction = transaction });
        }
    }

    private static List<T> Shuffled<T>(IEnumerable<T> items, Dice chance)
    {
        var shuffled = items.ToList();
        for (var i = shuffled.Count - 1; i > 0; i--)
        {
            var other = chance.Below(i + 1);
            (shuffled[i], shuffled[other]) = (shuffled[other], shuffled[i]);
        }
        return shuffled;
    }

    /// <summary>The bell to ring once the lock is left: followers go on where it is rung.</summary>
    private TaskCompletionSource NextBell()
    {
        var bell = mined;
        mined = new TaskCompletionSource();
        return bell;
    }
}
