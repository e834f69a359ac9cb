using Fractional.Chain;
using Fractional.Chain.Simulated;
using Fractional.Engine.Hosting;
using Fractional.Store;
using static Fractional.Tests.Chain.SimulatedSetting;

namespace Fractional.Tests.Engine.Simulation;

/// <summary>One seeded story: people use the protocol, keepers act through an engine that crashes, the chain
/// misbehaves.</summary>
internal sealed partial class EngineRun
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly Dice dice;
    private readonly VirtualTime clock = new(DateTimeOffset.FromUnixTimeSeconds((long)Start.Seconds));
    private readonly List<SimulatedProcess> frozen = [];
    private readonly List<Task> acts = [];
    private int sent;
    private int lives;

    public EngineRun(ulong seed)
    {
        dice = new Dice(seed);
        Faults = SimulatedFaults.Drawn(dice);
        AwayBps = dice.Chance(5_000) ? dice.Below(300) : 0;
        Chain = new SimulatedChain(dice.Next(), World(), Faults, Start);
        Journal = new MemoryEventStore(1 + dice.Below(4), clock);
        Process = Live();
    }

    public SimulatedChain Chain { get; }

    public MemoryEventStore Journal { get; }

    public SimulatedProcess Process { get; private set; }

    public SimulatedFaults Faults { get; }

    public int AwayBps { get; }

    public List<Repayment> Repayments { get; } = [];

    /// <summary>The key of every grant that a keeper was answered.</summary>
    public List<string> Granted { get; } = [];

    public int Crashes { get; private set; }

    public void Story(int steps)
    {
        for (var step = 0; step < steps; step++)
        {
            PeopleAct();
            Chain.Mine(dice.Of(Pauses));
            Process.Pump(dice.Below(60));
            if (Process.HasFailed || dice.Chance(700)) Crash();
            if (Process.Engine is { } engine) KeepersAct(engine);
            // A frozen process wakes for a moment and believes it still owns everything.
            if (frozen.Count > 0 && dice.Chance(2_000)) dice.Of(frozen).Pump(dice.Below(40));
        }
    }

    /// <summary>No more faults: everything must heal.</summary>
    public void Calm()
    {
        Chain.Faults = SimulatedFaults.None;
        Process.Store.AwayBps = 0;
        if (Process.HasFailed) Crash();
        Process.Store.AwayBps = 0;
        Settle();
        while (Repayments.Any(r => r.Succeeded is null))
        {
            foreach (var open in Repayments.Where(r => r.Succeeded is null).ToList()) AskWhile(open);
            Settle();
        }
    }

    /// <summary>The process dies where it stands; what it began is never ended, unless it was only frozen.</summary>
    private void Crash()
    {
        Crashes++;
        frozen.Add(Process);
        Journal.LoseSession(Process.Name);
        Process = Live();
        Process.Pump(dice.Below(100));
    }

    private SimulatedProcess Live() => new(Chain, Journal, clock, dice.Fork(), AwayBps, $"life-{lives++}");

    /// <summary>So many blocks that everything is final and every unsent claim is over.</summary>
    private void Settle()
    {
        for (var block = 0; block < SimulatedChain.FinalityDepth + 30; block++)
        {
            Chain.Mine();
            Process.PumpUntil(() => Process.Engine?.Head?.Hash == Chain.Newest.Hash, "the newest block");
        }
        Process.Pump(200);
    }

    private void AskWhile(Repayment open)
    {
        var asked = Process.Begin(open.Ask);
        Process.PumpUntil(() => asked.IsCompleted, "an answer");
        asked.GetAwaiter().GetResult();
        // Nothing can be repaid there any more: a payment that was not made by now never will be.
        var loan = Chain.World.Vaults.GetValueOrDefault(open.Call.Vault)?.CurrentLoan;
        if (open.Succeeded is null && loan is null or { IsFrozen: true }) open.GiveUp();
    }
}
