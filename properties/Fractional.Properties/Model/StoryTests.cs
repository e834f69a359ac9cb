using Fractional.Core.Vaults;
using Fractional.Laws;
using Fractional.Laws.Generators;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Fractional.Properties.Model;

/// <summary>Random stories of five people around one vault, checked after every scene.</summary>
public sealed class StoryTests(ITestOutputHelper output)
{
    private static readonly LawsOf Laws = new(
    [
        [
            StoryLaws.Conserves(
                "in every story of three items money, custody, moves, terms and rights are kept",
                Wish.Stories(), () => new VaultStory(Places.Imagined, 3), cost: 2),
            StoryLaws.Conserves(
                "in every story of a single item money, custody, moves, terms and rights are kept",
                Wish.Stories(), () => new VaultStory(Places.Imagined, 1), cost: 2),
            Law.ForAll(91, "every story ends with everything drawn: debt repaid, items taken, parts sold or converted",
                Any.Of(Wish.Stories(40), Scales.Seconds(0, 3)), (ops, way) =>
                    Ending.Play(Told(ops, 2), (Ending.Way)way, order: way), cost: 4),
            Law.ForAll(72, "whoever draws first, everybody draws the same",
                Any.Of(Wish.Stories(40), Scales.Time), (ops, order) =>
                {
                    var way = (Ending.Way)(1 + (order % 3));
                    var first = Ending.Play(Told(ops, 2), way, order: 0);
                    var second = Ending.Play(Told(ops, 2), way, order);
                    foreach (var person in first.Keys.Union(second.Keys))
                    {
                        Holds.Equal(
                            first.GetValueOrDefault(person), second.GetValueOrDefault(person), $"drawn by {person}");
                    }
                }, cost: 4),
        ],
    ]);

    public static TheoryData<string> Names => Laws.Names;

    [Theory, MemberData(nameof(Names))]
    public void The_core_keeps(string name) => LawRun.FromEnvironment(output.WriteLine).Check(Laws[name]);

    [Fact]
    public void The_stories_reach_every_state_and_accept_every_command()
    {
        var commands = new Dictionary<string, int>();
        var refusals = new HashSet<string>();
        var states = new Dictionary<VaultState, int>();
        foreach (var ops in new LawRun(3_000, 7, _ => { }).Draw(Wish.Stories()))
        {
            var visited = new HashSet<VaultState>();
            var story = new VaultStory(Places.Imagined, 1 + ops[0].Command.Choose(0, 3), scene =>
            {
                if (scene.Refusal is { } refusal)
                {
                    refusals.Add(refusal.Name);
                }
                else if (scene.Deed is Order order)
                {
                    var name = order.Command.GetType().Name;
                    commands[name] = commands.GetValueOrDefault(name) + 1;
                }
            });
            foreach (var op in ops)
            {
                story.Step(op);
                visited.Add(story.Vault.State);
            }
            foreach (var state in visited)
            {
                states[state] = states.GetValueOrDefault(state) + 1;
            }
        }

        output.WriteLine($"accepted: {string.Join(", ", commands.OrderBy(c => c.Key))}");
        output.WriteLine($"visited: {string.Join(", ", states.OrderBy(s => s.Key))}");
        output.WriteLine($"refused as: {string.Join(", ", refusals.Order())}");
        commands.Keys.ShouldBe(AllCommands(), ignoreOrder: true);
        foreach (var state in Enum.GetValues<VaultState>())
        {
            states.GetValueOrDefault(state).ShouldBeGreaterThan(30, $"{state} is hardly visited");
        }
    }

    private static IEnumerable<string> AllCommands() => typeof(VaultCommand).Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(VaultCommand))).Select(type => type.Name);

    private static VaultStory Told(Op<Wish>[] ops, int items)
    {
        var story = new VaultStory(Places.Imagined, items);
        foreach (var op in ops)
        {
            story.Step(op);
        }
        return story;
    }
}
