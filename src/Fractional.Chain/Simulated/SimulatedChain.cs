using System.Collections.Immutable;
using Fractional.Chain.Calls;
using Fractional.Chain.Signing;
using Fractional.Chain.Simulated;
using Fractional.Core;
using Fractional.Core.Units;
using Fractional.Core.Vaults;

namespace Fractional.Chain;

/// <summary>The protocol of Core behind blocks that misbehave as a seed says: reorganisations, lost and delayed
/// transactions, blocks told twice, late or falsely, calls without an answer. Time moves only when a block is
/// mined.</summary>
/// <remarks>Safe for many callers. The same seed and the same order of calls give the same chain.</remarks>
public sealed partial class SimulatedChain : IChain
{
    /// <summary>How many blocks stand on a final one.</summary>
    public const int FinalityDepth = 12;

    public const uint BlockSeconds = 12;

    /// <summary>What every call costs here.</summary>
    private const ulong GasOfACall = 150_000;

    private static readonly UInt128 FeePerGas = 20_000_000_000;

    private readonly Lock gate = new();
    private readonly Dice dice;
    private readonly List<SimulatedBlock> blocks;
    private readonly List<SimulatedTransaction> waiting = [];

    /// <summary>By key; none for a key that was burned.</summary>
    private readonly Dictionary<string, SimulatedTransaction?> sendings = [];

    private readonly BidHash bidHash;
    private TaskCompletionSource mined = new();
    private ulong salt;

    /// <param name="genesis">The protocol and its surroundings in block 0.</param>
    /// <param name="startsAt">The time of block 0.</param>
    public SimulatedChain(ulong seed, SimulatedWorld genesis, SimulatedFaults faults, Timestamp startsAt)
    {
        dice = new Dice(seed);
        Faults = faults;
        bidHash = new BidHash(genesis.Deployment);
        var block = new Block(0, SimulatedHash.Of($"genesis {seed}"), default, startsAt);
        blocks = [new SimulatedBlock(block, genesis, [], [])];
    }

    /// <summary>May be changed while it runs: a phase without faults shows that everything heals.</summary>
    public SimulatedFaults Faults { get; set; }

    public Deployment Deployment => blocks[0].World.Deployment;

    /// <summary>The newest block without faults.</summary>
    public Block Newest
    {
        get
        {
            lock (gate) return Tip.Block;
        }
    }

    /// <summary>The state of the protocol after the newest block.</summary>
    public SimulatedWorld World
    {
        get
        {
            lock (gate) return Tip.World;
        }
    }

    /// <summary>Every fact of the chain as it is now, in order: what a perfect reader would know.</summary>
    public ImmutableArray<Fact> CanonicalFacts
    {
        get
        {
            lock (gate) return [.. blocks.SelectMany(b => b.Facts)];
        }
    }

    /// <summary>Every transaction of the chain as it is now that was not refused, in order.</summary>
    public ImmutableArray<(string Key, Account From, ProtocolCall Call)> CanonicalCalls
    {
        get
        {
            lock (gate)
            {
                return
                [
                    .. blocks.SelectMany(b => b.Transactions)
                        .Where(t => t is { IsDisplaced: false, Refusal: null, Call: not null })
                        .Select(t => (t.Key, t.From, t.Call!)),
                ];
            }
        }
    }

    private SimulatedBlock Tip => blocks[^1];

    private ulong Final => Tip.Block.Number > FinalityDepth ? Tip.Block.Number - FinalityDepth : 0;

    public Task<Block> Head(CancellationToken stop)
    {
        lock (gate)
        {
            MaybeSilent("the head");
            var back = dice.Chance(Faults.StaleBps) ? Math.Min(dice.Between(1, 3), blocks.Count - 1) : 0;
            return Task.FromResult(blocks[^(1 + back)].Block);
        }
    }

    public Task<Simulation> Simulate(ProtocolCall call, Account from, CancellationToken stop)
    {
        lock (gate)
        {
            MaybeSilent("a simulation");
            var outcome = Tip.World.Run(call, from, Tip.Block.Timestamp + BlockSeconds);
            var refused = outcome.Refusal is not null != dice.Chance(Faults.LieBps);
            return Task.FromResult<Simulation>(refused
                ? new Simulation.Refused(outcome.Refusal ?? new Refusal.ZeroAmount())
                : new Simulation.Accepted(GasOfACall, FeePerGas));
        }
    }

    public Task<Sending> Send(ProtocolCall call, Account from, string key, CancellationToken stop)
    {
        SendingKey.Check(key);
        lock (gate)
        {
            var lost = dice.Chance(Faults.SilenceBps);
            if (lost && dice.Chance(5_000)) throw Silent("a sending");
            if (!sendings.ContainsKey(key))
            {
                var fresh = new SimulatedTransaction(key, call, from, (world, now) => world.Run(call, from, now));
                sendings.Add(key, fresh);
                waiting.Add(fresh);
            }
            return lost ? throw Silent("a sending") : Task.FromResult(Known(key));
        }
    }

    public Task<Sending> SendingOf(string key, CancellationToken stop)
    {
        lock (gate)
        {
            MaybeSilent("the state of a sending");
            return Task.FromResult(Known(key));
        }
    }

    public Task<Sending> Burn(string key, CancellationToken stop)
    {
        SendingKey.Check(key);
        lock (gate)
        {
            var lost = dice.Chance(Faults.SilenceBps);
            if (lost && dice.Chance(5_000)) throw Silent("a burning");
            sendings.TryAdd(key, null);
            return lost ? throw Silent("a burning") : Task.FromResult(Known(key));
        }
    }

    public Task<ItemFacts> ItemFactsOf(Item item, Account vault, CancellationToken stop)
    {
        lock (gate)
        {
            MaybeSilent("an item");
            return Task.FromResult(Tip.World.FactsOf(item, vault));
        }
    }

    public Task<Wei> TokenBalance(Account token, Account holder, CancellationToken stop)
    {
        lock (gate)
        {
            MaybeSilent("a balance");
            return Task.FromResult(Tip.World.BalanceOf(token, holder));
        }
    }

    public Task<bool> AcceptsSignature(
        Account contract, Hash32 hash, ReadOnlyMemory<byte> signature, CancellationToken stop)
    {
        lock (gate)
        {
            MaybeSilent("a signature");
            return Task.FromResult(Tip.World.AcceptsSignature(contract, hash, signature.Span));
        }
    }

    public Task<PaymentToken> TokenOf(Account token, CancellationToken stop)
    {
        lock (gate)
        {
            MaybeSilent("a token");
            return Task.FromResult(Deployment.PaymentTokens.FirstOrDefault(known => known.Address == token)
                ?? new PaymentToken(token, "TOKEN", 18)); // every token of this world counts like ether
        }
    }

    private Sending Known(string key) => !sendings.TryGetValue(key, out var transaction)
        ? Sending.Unknown(key)
        : transaction is null ? Sending.Burned(key) : transaction.Sending(Final);

    private void MaybeSilent(string asked)
    {
        if (dice.Chance(Faults.SilenceBps)) throw Silent(asked);
    }

    private static ChainException Silent(string asked) => new($"the simulated node gave no answer to {asked}");
}
