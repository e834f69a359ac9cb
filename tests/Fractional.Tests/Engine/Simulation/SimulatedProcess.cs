using Fractional.Chain;
using Fractional.Chain.Simulated;
using Fractional.Core.Units;
using Fractional.Engine;
using Fractional.Engine.Hosting;
using Fractional.Store;
using Shouldly;

namespace Fractional.Tests.Engine.Simulation;

/// <summary>An engine with its host in one process that can die at any moment: it lives as long as it is
/// pumped.</summary>
internal sealed class SimulatedProcess
{
    /// <summary>A wait that needs more turns than this has hung.</summary>
    private const int MaxTurns = 200_000;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);

    private readonly SeededLoop loop;
    private readonly SeededHost host;
    private readonly VirtualTime clock;
    private readonly Dice dice;
    private readonly Task<FractionalEngine> starting;

    public SimulatedProcess(
        IChain chain, MemoryEventStore journal, VirtualTime clock, Dice dice, int awayBps, string name,
        Account? relayer = null)
    {
        (this.clock, this.dice) = (clock, dice);
        loop = new SeededLoop(dice);
        Store = new UnsteadyStore(journal, clock, dice) { AwayBps = awayBps };
        host = new SeededHost(Store, clock, dice.Next(), name);
        var options = new EngineOptions
        {
            FirstPause = TimeSpan.FromMilliseconds(1), MaxPause = TimeSpan.FromMilliseconds(20), Notice = Troubles.Add,
            Relayer = relayer,
        };
        starting = loop.Begin(() => FractionalEngine.Start(chain, host, Store, options, clock, CancellationToken.None));
    }

    public UnsteadyStore Store { get; }

    public string Name => host.Owner;

    public List<string> Troubles { get; } = [];

    /// <summary>None while it starts, or when it could not.</summary>
    public FractionalEngine? Engine => starting.IsCompletedSuccessfully ? starting.Result : null;

    /// <summary>The journal was away when it started: such a process is started again.</summary>
    public bool HasFailed => starting.IsFaulted;

    public Task<T> Begin<T>(Func<FractionalEngine, Task<T>> work) => loop.Begin(() => work(starting.Result));

    /// <summary>A few turns, then whoever pumps may let it die.</summary>
    public void Pump(int turns)
    {
        for (var turn = 0; turn < turns; turn++) Turn();
    }

    public void PumpUntil(Func<bool> holds, string awaited)
    {
        for (var turn = 0; !holds(); turn++)
        {
            if (turn == MaxTurns)
            {
                throw new ShouldAssertException($"{awaited} did not come in {MaxTurns} turns; trouble: "
                    + $"{Engine?.Trouble}; before: {string.Join("; ", Troubles.TakeLast(3))}");
            }
            Turn();
        }
    }

    private void Turn()
    {
        if (dice.Chance(200)) clock.Advance(Tick);
        if (loop.HasWork && dice.Chance(6_000)) loop.RunOne();
        else if (host.Step().GetAwaiter().GetResult()) return;
        else if (loop.HasWork) loop.RunOne();
        else clock.Advance(Tick);
    }
}
