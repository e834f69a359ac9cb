using Fractional.Laws;
using Fractional.Properties.Model;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Fractional.Properties.Traces;

/// <summary>Law 92: random stories are the same story in the core and on the contracts, scene by scene.</summary>
public sealed class TraceTests(Stage stage, ITestOutputHelper output) : IClassFixture<Stage>
{
    private const int LongestTrace = 40;
    private const int CostOfTrace = 10;

    [Fact]
    public void Core_and_contracts_say_and_do_the_same_in_every_story()
    {
        var (traces, scenes) = (0, 0);
        var run = LawRun.FromEnvironment(output.WriteLine);
        run.Check(Law.ForAll(92, "same events, refusals and balances after every scene of every story",
            Wish.Stories(LongestTrace), ops =>
            {
                stage.Reset();
                var mirror = new Mirror(stage, itemCount: 1 + ops[0].Command.Choose(0, 3));
                foreach (var op in ops)
                {
                    mirror.Story.Step(op);
                    mirror.Story.Check();
                }
                (traces, scenes) = (traces + 1, scenes + mirror.Scenes);
            }, CostOfTrace));
        traces.ShouldBePositive();
        output.WriteLine($"traces: {traces} traces, {scenes} steps, 0 mismatches, seed {run.Seed}");
    }
}
